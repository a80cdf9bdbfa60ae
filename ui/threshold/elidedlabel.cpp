// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/elidedlabel.h"

#include "ui/base/theme.h"

#include <QPainter>

namespace flawscope::ui {

ElidedLabel::ElidedLabel(QWidget *parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); }

void ElidedLabel::setText(const QString &text, const QString &toolTip)
{
    const QString tip = toolTip.isEmpty() ? text : toolTip;
    if (text == m_text && tip == this->toolTip())
        return;
    m_text = text;
    setToolTip(tip);
    setAccessibleName(text);
    update();
}

QSize ElidedLabel::sizeHint() const { return {fontMetrics().horizontalAdvance(m_text), fontMetrics().height()}; }
QSize ElidedLabel::minimumSizeHint() const { return {40, fontMetrics().height()}; }

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(colorsFor(palette()).textMuted);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

} // namespace flawscope::ui
