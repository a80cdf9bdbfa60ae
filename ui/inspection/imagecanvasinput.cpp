// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person does on the canvas.
#include "ui/inspection/canvastool.h"
#include "ui/inspection/foundregions.h"
#include "ui/inspection/imagecanvas.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/regionmodel.h"

#include "ui/base/format.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace flawscope::ui {

namespace {

constexpr int kPanPx = 64;
constexpr int kGrabPx = 6;  ///< How near to the swipe line one takes hold of it.
constexpr int kClickPx = 4; ///< A drag is longer than this.

} // namespace

bool ImageCanvas::onSwipeLine(const QPoint &position) const
{
    return m_state.display().mode == CompareMode::Swipe && std::abs(position.x() - m_swipe * width()) <= kGrabPx;
}

ToolEvent ImageCanvas::toolEvent(const QPoint &position, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) const
{
    return {toImage(position), m_view.scale(), buttons, modifiers};
}

void ImageCanvas::wheelEvent(QWheelEvent *event)
{
    const QPoint position = event->position().toPoint();
    const double steps = event->angleDelta().y() / 120.0;
    changeView([&] { m_view.zoomAbout(event->position() - paneOrigin(position), m_view.zoom() * std::pow(1.25, steps)); });
    event->accept();
}

void ImageCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->pos();
    m_moved = false;
    if (event->button() == Qt::MiddleButton) {
        m_drag = Drag::Pan;
    } else if (event->button() == Qt::LeftButton) {
        m_drag = onSwipeLine(event->pos()) ? Drag::Swipe : m_tool ? Drag::Tool : Drag::Pan;
        if (m_drag == Drag::Tool)
            m_tool->press(toolEvent(event->pos(), event->buttons(), event->modifiers()));
    }
    updateCursor();
}

void ImageCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint delta = event->pos() - m_last;
    m_last = event->pos();
    m_cursor = event->pos();
    m_moved = m_moved || (event->pos() - m_pressed).manhattanLength() > kClickPx;
    switch (m_drag) {
    case Drag::Swipe: setSwipe(static_cast<double>(event->pos().x()) / std::max(1, width())); break;
    case Drag::Pan:
        if (m_moved)
            changeView([&] { m_view.pan(delta); });
        break;
    case Drag::Tool:
    case Drag::None:
        if (m_tool)
            m_tool->move(toolEvent(event->pos(), event->buttons(), event->modifiers()));
        break;
    }
    updateCursor();
    updateReadout();
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (event->button() == Qt::LeftButton && m_tool) // Also after a double click, or a pan in the middle of a stroke.
        m_tool->release(toolEvent(event->pos(), event->buttons(), event->modifiers()));
    if (drag == Drag::Pan && !m_moved && event->button() == Qt::LeftButton)
        selectRegionAt(event->pos());
    updateCursor();
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (m_tool) {
        m_tool->doubleClick(toolEvent(event->pos(), event->buttons(), event->modifiers()));
        return;
    }
    changeView([&] {
        if (m_view.isFit())
            m_view.zoomAbout(event->pos() - paneOrigin(event->pos()), std::max(1.0, 2 * m_view.zoom()));
        else
            m_view.fit();
    });
}

bool ImageCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && m_tool && m_tool->wantsKey(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ImageCanvas::keyPressEvent(QKeyEvent *event)
{
    if (m_tool && m_tool->key(*event))
        return;
    QPoint way;
    switch (event->key()) {
    case Qt::Key_Left: way = {kPanPx, 0}; break;
    case Qt::Key_Right: way = {-kPanPx, 0}; break;
    case Qt::Key_Up: way = {0, kPanPx}; break;
    case Qt::Key_Down: way = {0, -kPanPx}; break;
    default: break;
    }
    if (way.isNull() || !(event->modifiers() & Qt::ControlModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    changeView([&] { m_view.pan(way); });
}

void ImageCanvas::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_colors = colorsFor(palette());
        update();
    }
    QWidget::changeEvent(event);
}

void ImageCanvas::leaveEvent(QEvent *)
{
    m_cursor.reset();
    if (m_tool)
        m_tool->leave();
    updateReadout();
    update();
}

void ImageCanvas::selectRegionAt(const QPoint &position)
{
    const QPointF image = toImage(position);
    const auto &regions = m_state.regions().regions();
    int hit = -1;
    for (std::size_t i = 0; i < regions.size() && hit < 0; ++i) {
        if (regions[i].path.contains(image))
            hit = static_cast<int>(i);
    }
    m_state.setCurrentRegion(hit, false);
}

void ImageCanvas::showRegion(int region, bool centre)
{
    if (centre && region >= 0) {
        const FoundRegion &found = m_state.regions().regions()[static_cast<std::size_t>(region)];
        changeView([&] {
            const QRectF box(found.box);
            const double zoom = m_view.devicePixelRatio() * std::min(m_view.pane().width() / (3 * box.width()), m_view.pane().height() / (3 * box.height()));
            if (m_view.isFit() && zoom > 1.5 * m_view.zoom()) // small on the screen: come nearer, but not to bare pixels
                m_view.zoomAbout(m_view.mapFromImage(box.center()), std::min(zoom, std::max(2.0, 3 * m_view.zoom())));
            m_view.centreOn(box.center());
        });
    }
    update();
}

void ImageCanvas::updateReadout()
{
    QString text;
    const QPointF at = m_cursor ? toImage(*m_cursor) : QPointF(-1, -1);
    const QPoint pixel(static_cast<int>(std::floor(at.x())), static_cast<int>(std::floor(at.y())));
    if (m_cursor && QRect(QPoint(), m_view.picture()).contains(pixel)) {
        text = tr("x %1  y %2").arg(pixel.x()).arg(pixel.y());
        if (const auto &picture = m_state.picture(); picture && !picture->isNull() && picture->level(0).valid(pixel)) {
            const QRgb color = picture->level(0).pixel(pixel);
            text += qRed(color) == qGreen(color) && qGreen(color) == qBlue(color) ? tr("  ·  grey %1").arg(qRed(color))
                                                                                  : tr("  ·  RGB %1 %2 %3").arg(qRed(color)).arg(qGreen(color)).arg(qBlue(color));
        }
        const auto scoreAt = [&](const std::shared_ptr<const MapLayer> &layer) -> std::optional<double> {
            if (!layer || layer->map.empty())
                return std::nullopt;
            const ScoreMap &map = layer->map;
            return map.at(std::min(map.height - 1, pixel.y() * map.height / m_view.picture().height()), std::min(map.width - 1, pixel.x() * map.width / m_view.picture().width()));
        };
        const auto score = scoreAt(m_state.shownMap());
        const auto other = scoreAt(m_state.otherMap());
        if (score)
            text += tr("  ·  score %1").arg(scoreText(*score));
        if (score && other)
            text += tr("  ·  other run %1").arg(scoreText(*other));
    }
    if (text == m_readout)
        return;
    m_readout = text;
    update();
}

void ImageCanvas::updateCursor()
{
    if (m_drag == Drag::Swipe || (m_drag == Drag::None && m_cursor && onSwipeLine(*m_cursor)))
        setCursor(Qt::SplitHCursor);
    else if (m_drag == Drag::Pan && m_moved)
        setCursor(Qt::ClosedHandCursor);
    else if (m_tool)
        setCursor(m_tool->cursor());
    else
        setCursor(Qt::ArrowCursor);
}

} // namespace flawscope::ui
