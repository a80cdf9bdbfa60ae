// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does to a histogram: mouse, keys, hovering.
#include "ui/base/theme.h"
#include "ui/threshold/histogramview.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

namespace flawscope::ui {

namespace {

struct KeyStep {
    int direction;
    bool coarse;
    ThresholdController::Line line;
};

std::optional<KeyStep> stepOf(const QKeyEvent &event)
{
    if (event.modifiers() & (Qt::AltModifier | Qt::MetaModifier))
        return std::nullopt;
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    const auto line = event.modifiers() & Qt::ControlModifier ? ThresholdController::Line::Unsure : ThresholdController::Line::Threshold;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Down: return KeyStep{-1, shift, line};
    case Qt::Key_Right:
    case Qt::Key_Up: return KeyStep{1, shift, line};
    case Qt::Key_PageDown: return KeyStep{-1, true, line};
    case Qt::Key_PageUp: return KeyStep{1, true, line};
    default: return std::nullopt;
    }
}

} // namespace

bool HistogramView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (stepOf(*key) || (key->key() == Qt::Key_Escape && m_controller.dragging())) {
            event->accept(); // Else the arrows would change the picture.
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const auto bar = barAt(help->pos()); bar && !m_controller.dragging())
            QToolTip::showText(help->globalPos(), barToolTip(*bar), this);
        else if (lineAt(help->pos()))
            QToolTip::showText(help->globalPos(), tr("Drag the line, or use ← and →; with Shift in coarse steps"), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QCustomPlot::event(event);
}

void HistogramView::changeEvent(QEvent *event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void HistogramView::showEvent(QShowEvent *event)
{
    QCustomPlot::showEvent(event);
    queueBars();
}

void HistogramView::resizeEvent(QResizeEvent *event)
{
    QCustomPlot::resizeEvent(event);
    queueBars();
}

void HistogramView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto line = lineAt(event->position())) {
        m_grabOffset = event->position().x() - xAxis->coordToPixel(*m_controller.value(*line));
        m_controller.beginDrag(*line);
        return;
    }
    m_pressed = barAt(event->position());
}

void HistogramView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_controller.dragging()) {
        m_controller.dragTo(xAxis->pixelToCoord(event->position().x() - m_grabOffset));
        return;
    }
    const bool onLine = lineAt(event->position()).has_value();
    const std::optional<int> bar = onLine ? std::nullopt : barAt(event->position());
    setCursor(onLine ? Qt::SplitHCursor : bar ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (bar != m_hovered && QToolTip::isVisible()) {
        if (bar)
            QToolTip::showText(event->globalPosition().toPoint(), barToolTip(*bar), this);
        else
            QToolTip::hideText();
    }
    setHovered(bar);
}

void HistogramView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (m_controller.dragging()) {
        m_controller.endDrag();
        return;
    }
    const std::optional<int> pressed = std::exchange(m_pressed, std::nullopt);
    if (pressed && pressed == barAt(event->position()))
        m_controller.filterToScores(m_bars.low(*pressed), m_bars.high(*pressed));
}

void HistogramView::mouseDoubleClickEvent(QMouseEvent *event) { mousePressEvent(event); }

void HistogramView::wheelEvent(QWheelEvent *event) { event->ignore(); } // The page scrolls.

void HistogramView::keyPressEvent(QKeyEvent *event)
{
    if (const auto step = stepOf(*event))
        m_controller.step(step->direction, step->coarse, step->line);
    else if (event->key() == Qt::Key_Escape && m_controller.dragging())
        m_controller.cancelDrag();
    else
        QCustomPlot::keyPressEvent(event);
}

void HistogramView::leaveEvent(QEvent *event)
{
    QCustomPlot::leaveEvent(event);
    setHovered(std::nullopt);
}

void HistogramView::focusInEvent(QFocusEvent *event)
{
    QCustomPlot::focusInEvent(event);
    queueLines();
}

void HistogramView::focusOutEvent(QFocusEvent *event)
{
    QCustomPlot::focusOutEvent(event);
    m_controller.commitPending();
    queueLines();
}

} // namespace flawscope::ui
