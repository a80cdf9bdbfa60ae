// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/roigeometry.h"

#include <QPainterPathStroker>

#include <algorithm>

namespace flawscope::ui {

namespace {

QPainterPath strokePath(const std::vector<QPointF> &points, double radius)
{
    QPainterPath line(points.front());
    for (std::size_t i = 1; i < points.size(); ++i)
        line.lineTo(points[i]);
    QPainterPath path;
    if (points.size() == 1) {
        path.addEllipse(points.front(), radius, radius);
        return path;
    }
    QPainterPathStroker stroker;
    stroker.setWidth(2 * radius);
    stroker.setCapStyle(Qt::RoundCap);
    stroker.setJoinStyle(Qt::RoundJoin);
    path = stroker.createStroke(line);
    path.setFillRule(Qt::WindingFill);
    return path;
}

} // namespace

QPainterPath pathOf(const RoiShape &shape, const QSizeF &picture)
{
    std::vector<QPointF> points;
    for (const RoiShape::Point &point : shape.points)
        points.emplace_back(point.x * picture.width(), point.y * picture.height());
    QPainterPath path;
    if (points.empty())
        return path;
    switch (shape.form) {
    case RoiShape::Form::Rectangle:
        if (points.size() >= 2)
            path.addRect(QRectF(points[0], points[1]).normalized());
        break;
    case RoiShape::Form::Ellipse:
        if (points.size() >= 2)
            path.addEllipse(QRectF(points[0], points[1]).normalized());
        break;
    case RoiShape::Form::Polygon:
        path.moveTo(points.front());
        for (std::size_t i = 1; i < points.size(); ++i)
            path.lineTo(points[i]);
        path.closeSubpath();
        break;
    case RoiShape::Form::Brush: return strokePath(points, shape.radius * picture.width());
    }
    return path;
}

QPainterPath ignoredPath(const std::vector<RoiShape> &shapes, const QSizeF &picture)
{
    QPainterPath ignored;
    const auto includes = [](const RoiShape &shape) { return shape.kind == RoiShape::Kind::Include; };
    if (std::any_of(shapes.begin(), shapes.end(), includes)) {
        ignored.addRect(QRectF(QPointF(), picture));
        for (const RoiShape &shape : shapes) {
            if (includes(shape))
                ignored = ignored.subtracted(pathOf(shape, picture));
        }
    }
    for (const RoiShape &shape : shapes) {
        if (!includes(shape))
            ignored = ignored.united(pathOf(shape, picture));
    }
    return ignored;
}

} // namespace flawscope::ui
