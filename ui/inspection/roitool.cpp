// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/roitool.h"

#include "ui/base/theme.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/roigeometry.h"
#include "ui/inspection/viewtransform.h"
#include "ui/models/project.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineF>
#include <QPainter>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr double kSmallestPx = 3; ///< Of the screen: what is smaller was a click, not a shape.
constexpr double kHandlePx = 7;

} // namespace

RoiTool::RoiTool(InspectionState &state, QObject *parent) : CanvasTool(parent), m_state(state), m_project(state.project())
{
    connect(&m_project, &Project::regionsOfInterestChanged, this, [this] {
        if (m_selected >= static_cast<int>(shapes().size()))
            select(-1);
        Q_EMIT changed();
    });
}

QSizeF RoiTool::size() const { return QSizeF(m_state.pictureSize()).expandedTo(QSizeF(1, 1)); }
const std::vector<RoiShape> &RoiTool::shapes() const { return m_project.regionsOfInterest(); }

RoiShape::Point RoiTool::toShare(const QPointF &image) const
{
    return {std::clamp(image.x() / size().width(), 0.0, 1.0), std::clamp(image.y() / size().height(), 0.0, 1.0)};
}

void RoiTool::setMode(Mode mode)
{
    m_mode = mode;
    m_polygon.clear();
    m_draft.reset();
    if (mode != Mode::Select)
        select(-1);
    Q_EMIT changed();
    Q_EMIT hintChanged();
}

void RoiTool::setKind(RoiShape::Kind kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    if (m_selected >= 0) {
        std::vector<RoiShape> changedShapes = shapes();
        changedShapes[static_cast<std::size_t>(m_selected)].kind = kind;
        store(std::move(changedShapes));
    }
    Q_EMIT hintChanged();
}

void RoiTool::select(int shape)
{
    if (shape == m_selected)
        return;
    m_selected = shape;
    if (shape >= 0)
        m_kind = shapes()[static_cast<std::size_t>(shape)].kind;
    Q_EMIT selectionChanged();
    Q_EMIT changed();
}

void RoiTool::store(std::vector<RoiShape> changedShapes)
{
    if (!m_project.readOnly())
        m_project.setRegionsOfInterest(changedShapes);
}

void RoiTool::add(RoiShape shape)
{
    std::vector<RoiShape> all = shapes();
    shape.kind = m_kind;
    all.push_back(std::move(shape));
    store(std::move(all));
}

void RoiTool::removeSelected()
{
    if (m_selected < 0)
        return;
    std::vector<RoiShape> left = shapes();
    left.erase(left.begin() + m_selected);
    select(-1);
    store(std::move(left));
}

int RoiTool::shapeAt(const QPointF &image) const
{
    for (int i = static_cast<int>(shapes().size()) - 1; i >= 0; --i) {
        if (pathOf(shapes()[static_cast<std::size_t>(i)], size()).contains(image))
            return i;
    }
    return -1;
}

int RoiTool::handleAt(const ToolEvent &event) const
{
    if (m_selected < 0)
        return -1;
    const RoiShape &shape = shapes()[static_cast<std::size_t>(m_selected)];
    if (shape.form == RoiShape::Form::Brush)
        return -1;
    for (std::size_t i = 0; i < shape.points.size(); ++i) {
        const QPointF at(shape.points[i].x * size().width(), shape.points[i].y * size().height());
        if (QLineF(at, event.image).length() * event.scale <= kHandlePx)
            return static_cast<int>(i);
    }
    return -1;
}

void RoiTool::pressSelect(const ToolEvent &event)
{
    m_handle = handleAt(event);
    if (m_handle < 0)
        select(shapeAt(event.image));
    if (m_selected >= 0)
        m_draft = shapes()[static_cast<std::size_t>(m_selected)];
}

void RoiTool::press(const ToolEvent &event)
{
    m_last = event.image;
    switch (m_mode) {
    case Mode::Select: pressSelect(event); break;
    case Mode::Rectangle:
    case Mode::Ellipse:
        m_draft = RoiShape{m_kind, m_mode == Mode::Rectangle ? RoiShape::Form::Rectangle : RoiShape::Form::Ellipse, {toShare(event.image), toShare(event.image)}, 0};
        break;
    case Mode::Brush: m_draft = RoiShape{m_kind, RoiShape::Form::Brush, {toShare(event.image)}, m_radius / size().width()}; break;
    case Mode::Polygon:
        if (m_polygon.isAtStart(event.image, event.scale))
            closePolygon();
        else
            m_polygon.add(event.image);
        break;
    }
    Q_EMIT changed();
}

/// As far as the picture's edges allow: a shape that is pushed against one keeps its form.
void RoiTool::moveDraft(const QPointF &by)
{
    const auto moved = [this](double RoiShape::Point::*axis, double step) {
        const auto [low, high] = std::minmax_element(m_draft->points.begin(), m_draft->points.end(), [axis](const auto &a, const auto &b) { return a.*axis < b.*axis; });
        const double room = std::clamp(step, -((*low).*axis), 1.0 - (*high).*axis);
        for (RoiShape::Point &point : m_draft->points)
            point.*axis = std::clamp(point.*axis + room, 0.0, 1.0);
    };
    if (m_draft->points.empty())
        return;
    moved(&RoiShape::Point::x, by.x() / size().width());
    moved(&RoiShape::Point::y, by.y() / size().height());
}

void RoiTool::move(const ToolEvent &event)
{
    m_hover = event.image;
    m_hovering = true;
    m_polygon.hover(event.image);
    if (m_draft && (event.buttons & Qt::LeftButton)) {
        const RoiShape::Point at = toShare(event.image);
        if (m_mode == Mode::Select && m_handle < 0) {
            moveDraft(event.image - m_last);
        } else if (m_mode == Mode::Select) {
            m_draft->points[static_cast<std::size_t>(m_handle)] = at;
        } else if (m_mode == Mode::Brush) {
            if (QLineF(m_last, event.image).length() * event.scale < 2)
                return;
            m_draft->points.push_back(at);
        } else {
            m_draft->points[1] = at;
        }
        m_last = event.image;
    }
    Q_EMIT changed();
}

void RoiTool::release(const ToolEvent &event)
{
    const std::optional<RoiShape> draft = std::exchange(m_draft, std::nullopt);
    if (!draft)
        return;
    if (m_mode == Mode::Select) {
        std::vector<RoiShape> changedShapes = shapes();
        if (m_selected >= 0 && m_selected < static_cast<int>(changedShapes.size()))
            changedShapes[static_cast<std::size_t>(m_selected)] = *draft;
        store(std::move(changedShapes)); // The same shapes are no step.
    } else if (m_mode == Mode::Brush) {
        add(*draft);
    } else {
        const QRectF box = pathOf(*draft, size()).boundingRect();
        if (box.width() * event.scale >= kSmallestPx && box.height() * event.scale >= kSmallestPx)
            add(*draft);
    }
    Q_EMIT changed();
}

void RoiTool::doubleClick(const ToolEvent &event)
{
    if (m_mode == Mode::Polygon)
        closePolygon();
    else
        press(event);
}

void RoiTool::leave()
{
    m_hovering = false;
    Q_EMIT changed();
}

void RoiTool::closePolygon()
{
    if (!m_polygon.canClose())
        return;
    RoiShape shape{m_kind, RoiShape::Form::Polygon, {}, 0};
    for (const QPointF &corner : m_polygon.corners())
        shape.points.push_back(toShare(corner));
    m_polygon.clear();
    add(std::move(shape));
    Q_EMIT changed();
}

bool RoiTool::wantsKey(const QKeyEvent &event) const
{
    const bool closes = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    const bool removes = event.key() == Qt::Key_Delete || event.key() == Qt::Key_Backspace;
    return (!m_polygon.isEmpty() && (closes || removes)) || (m_selected >= 0 && removes);
}

bool RoiTool::key(const QKeyEvent &event)
{
    if (!wantsKey(event))
        return false;
    if (m_polygon.isEmpty())
        removeSelected();
    else if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
        closePolygon();
    else
        m_polygon.removeLast();
    Q_EMIT changed();
    return true;
}

bool RoiTool::escape()
{
    const bool any = m_draft || !m_polygon.isEmpty() || m_selected >= 0;
    m_draft.reset();
    m_polygon.clear();
    select(-1);
    Q_EMIT changed();
    return any;
}

void RoiTool::paintShape(QPainter &painter, const RoiShape &shape, const ViewTransform &view, bool selected) const
{
    const QPainterPath path = view.transform().map(pathOf(shape, size()));
    const bool include = shape.kind == RoiShape::Kind::Include;
    const QColor color = include ? QColor(QStringLiteral("#6FB1FF")) : QColor(QStringLiteral("#D5D9DF"));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(16, 16, 16, 180), selected ? 5 : 4));
    painter.drawPath(path);
    painter.setPen(QPen(color, selected ? 3 : 2, include ? Qt::SolidLine : Qt::DashLine));
    painter.drawPath(path);
    if (!selected || shape.form == RoiShape::Form::Brush)
        return;
    painter.setPen(QPen(QColor(16, 16, 16), 1));
    painter.setBrush(Qt::white);
    for (const RoiShape::Point &point : shape.points) {
        const QPointF at = view.mapFromImage(QPointF(point.x * size().width(), point.y * size().height()));
        painter.drawRect(QRectF(at - QPointF(4, 4), QSizeF(8, 8)));
    }
}

void RoiTool::paint(QPainter &painter, const ViewTransform &view) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool dragging = m_mode == Mode::Select && m_draft;
    for (std::size_t i = 0; i < shapes().size(); ++i) {
        const bool selected = static_cast<int>(i) == m_selected;
        if (!(dragging && selected))
            paintShape(painter, shapes()[i], view, selected);
    }
    if (m_draft) {
        RoiShape shown = *m_draft;
        shown.kind = dragging ? shown.kind : m_kind;
        paintShape(painter, shown, view, dragging);
    }
    if (m_hovering && m_mode == Mode::Brush) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(16, 16, 16, 200), 3));
        painter.drawEllipse(view.mapFromImage(m_hover), m_radius * view.scale(), m_radius * view.scale());
        painter.setPen(QPen(Qt::white, 1.5));
        painter.drawEllipse(view.mapFromImage(m_hover), m_radius * view.scale(), m_radius * view.scale());
    }
    m_polygon.paint(painter, view);
    painter.restore();
}

QCursor RoiTool::cursor() const { return m_mode == Mode::Select ? Qt::ArrowCursor : Qt::CrossCursor; }

QString RoiTool::hint() const
{
    const QString what = m_kind == RoiShape::Kind::Include ? tr("Scoring will look only inside, in all pictures.") : tr("Scoring will not look inside, in any picture.");
    switch (m_mode) {
    case Mode::Select: return tr("Click a shape to select it; drag it or its corners; Del removes it.");
    case Mode::Rectangle:
    case Mode::Ellipse: return tr("Drag from corner to corner. %1").arg(what);
    case Mode::Polygon: return tr("Click the corners; Enter closes. %1").arg(what);
    case Mode::Brush: break;
    }
    return tr("Drag to paint. %1").arg(what);
}

} // namespace flawscope::ui
