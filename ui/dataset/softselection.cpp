// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/softselection.h"

#include "ui/base/theme.h"

#include <QEvent>
#include <QWidget>

namespace flawscope::ui {

SoftSelection::SoftSelection(QWidget &view) : QObject(&view), m_view(view)
{
    view.installEventFilter(this);
    apply();
}

bool SoftSelection::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_view && event->type() == QEvent::PaletteChange)
        apply();
    return QObject::eventFilter(watched, event);
}

void SoftSelection::apply()
{
    const Colors colors = colorsFor(m_view.palette());
    QColor soft = colors.accent;
    soft.setAlphaF(0.24F);
    if (m_view.palette().color(QPalette::Highlight) == soft && m_view.palette().color(QPalette::HighlightedText) == colors.text)
        return;
    QPalette own; // Only what differs: the rest follows the theme.
    own.setColor(QPalette::Highlight, soft);
    own.setColor(QPalette::HighlightedText, colors.text);
    m_view.setPalette(own);
}

} // namespace flawscope::ui
