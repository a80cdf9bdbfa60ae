// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/wrappedtext.h"

#include <QEvent>
#include <QLabel>

#include <algorithm>

namespace flawscope::ui {

WrappedText::WrappedText(QWidget *parent) : QWidget(parent), m_label(new QLabel(this))
{
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

QString WrappedText::text() const { return m_label->text(); }

void WrappedText::setText(const QString &text, bool keepHeight)
{
    if (text != m_label->text()) {
        m_label->setText(text);
        m_fits = false;
    }
    if (!m_fits && !keepHeight)
        fit();
}

void WrappedText::setMuted(bool muted) { m_label->setProperty("role", muted ? QStringLiteral("muted") : QString()); }

void WrappedText::fit()
{
    m_fits = true;
    const int height = std::max(m_label->heightForWidth(std::max(width(), 80)), fontMetrics().height());
    m_label->setGeometry(0, 0, width(), height);
    if (height != minimumHeight())
        setFixedHeight(height);
}

void WrappedText::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void WrappedText::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

} // namespace flawscope::ui
