// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/readout.h"

#include "ui/base/theme.h"

#include <QPainter>

namespace flawscope::ui {

namespace {

QFont strong(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

ReadOut::ReadOut(Metric metric, QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setMetric(metric, metricName(metric));
}

void ReadOut::setMetric(Metric metric, const QString &title)
{
    m_title = title;
    setToolTip(metricToolTip(metric));
    setAccessibleName(title);
    update();
}

void ReadOut::setValue(const QString &value, bool quiet)
{
    if (value == m_value && quiet == m_quiet)
        return;
    m_value = value;
    m_quiet = quiet;
    setAccessibleDescription(value);
    update();
}

QSize ReadOut::sizeHint() const
{
    const QFontMetrics metrics(strong(font()));
    return {metrics.horizontalAdvance(QStringLiteral("1,234 · 12.3 %")) + 4, metrics.height() + fontMetrics().height() + 2};
}

void ReadOut::paintEvent(QPaintEvent *)
{
    const Colors colors = colorsFor(palette());
    QPainter painter(this);
    const int half = fontMetrics().height() + 1;
    painter.setPen(colors.textMuted);
    painter.drawText(QRect(0, 0, width(), half), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(m_quiet ? font() : strong(font()));
    painter.setPen(m_quiet ? colors.textMuted : colors.text);
    painter.drawText(QRect(0, half, width(), height() - half), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_value, Qt::ElideRight, width()));
}

} // namespace flawscope::ui
