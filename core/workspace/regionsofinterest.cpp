// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace flawscope {

namespace {

/// Sets pixels whose centre lies in a shape. Coordinates are in pixels of the mask.
class ShapePainter final {
public:
    ShapePainter(Mask &mask, std::uint8_t value) : m_mask(mask), m_value(value) {}

    void paint(const RoiShape &shape)
    {
        std::vector<RoiShape::Point> points;
        for (const RoiShape::Point &point : shape.points)
            points.push_back({point.x * m_mask.width, point.y * m_mask.height});
        switch (shape.form) {
        case RoiShape::Form::Rectangle:
        case RoiShape::Form::Ellipse:
            if (points.size() >= 2)
                box(points[0], points[1], shape.form == RoiShape::Form::Ellipse);
            return;
        case RoiShape::Form::Polygon: polygon(points); return;
        case RoiShape::Form::Brush: stroke(points, shape.radius * m_mask.width); return;
        }
    }

private:
    /// Pixels with a centre in [from, to], cut to the mask.
    static std::pair<int, int> centresBetween(double from, double to, int count)
    {
        const double first = std::clamp(std::ceil(from - 0.5), 0.0, static_cast<double>(count));
        const double last = std::clamp(std::floor(to - 0.5), -1.0, count - 1.0);
        return {static_cast<int>(first), static_cast<int>(last)};
    }

    template <typename Inside>
    void fill(double left, double top, double right, double bottom, const Inside &inside)
    {
        const auto [firstX, lastX] = centresBetween(left, right, m_mask.width);
        const auto [firstY, lastY] = centresBetween(top, bottom, m_mask.height);
        for (int y = firstY; y <= lastY; ++y) {
            for (int x = firstX; x <= lastX; ++x) {
                if (inside(x + 0.5, y + 0.5))
                    m_mask.at(y, x) = m_value;
            }
        }
    }

    void box(RoiShape::Point a, RoiShape::Point b, bool ellipse)
    {
        const auto [left, right] = std::minmax({a.x, b.x});
        const auto [top, bottom] = std::minmax({a.y, b.y});
        const double centreX = (left + right) / 2;
        const double centreY = (top + bottom) / 2;
        const double radiusX = std::max((right - left) / 2, 1e-9);
        const double radiusY = std::max((bottom - top) / 2, 1e-9);
        fill(left, top, right, bottom, [&](double x, double y) {
            return !ellipse || std::pow((x - centreX) / radiusX, 2) + std::pow((y - centreY) / radiusY, 2) <= 1;
        });
    }

    /// Even-odd, row by row; the last corner joins the first.
    void polygon(const std::vector<RoiShape::Point> &points)
    {
        std::vector<double> crossings;
        for (int row = 0; row < m_mask.height && points.size() >= 3; ++row) {
            const double y = row + 0.5;
            crossings.clear();
            for (std::size_t i = 0; i < points.size(); ++i) {
                const RoiShape::Point &a = points[i];
                const RoiShape::Point &b = points[(i + 1) % points.size()];
                if ((a.y <= y) != (b.y <= y))
                    crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
            }
            std::sort(crossings.begin(), crossings.end());
            for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
                const auto [first, last] = centresBetween(crossings[i], crossings[i + 1], m_mask.width);
                for (int x = first; x <= last; ++x)
                    m_mask.at(row, x) = m_value;
            }
        }
    }

    void stroke(const std::vector<RoiShape::Point> &points, double radius)
    {
        for (std::size_t i = 0; i < points.size(); ++i) {
            const RoiShape::Point a = points[i == 0 ? 0 : i - 1];
            const RoiShape::Point b = points[i];
            const RoiShape::Point along{b.x - a.x, b.y - a.y};
            const double length = along.x * along.x + along.y * along.y;
            fill(std::min(a.x, b.x) - radius, std::min(a.y, b.y) - radius, std::max(a.x, b.x) + radius, std::max(a.y, b.y) + radius,
                 [&](double x, double y) {
                     const double t = length > 0 ? std::clamp(((x - a.x) * along.x + (y - a.y) * along.y) / length, 0.0, 1.0) : 0;
                     return std::hypot(x - a.x - t * along.x, y - a.y - t * along.y) <= radius;
                 });
        }
    }

    Mask &m_mask;
    std::uint8_t m_value;
};

} // namespace

Mask ignoredPixels(std::span<const RoiShape> shapes, int height, int width)
{
    if (shapes.empty())
        return {};
    const bool anyInclude = std::any_of(shapes.begin(), shapes.end(), [](const RoiShape &shape) { return shape.kind == RoiShape::Kind::Include; });
    Mask mask(height, width, anyInclude ? 1 : 0);
    for (const RoiShape::Kind kind : {RoiShape::Kind::Include, RoiShape::Kind::Ignore}) {
        ShapePainter painter(mask, kind == RoiShape::Kind::Ignore ? 1 : 0);
        for (const RoiShape &shape : shapes) {
            if (shape.kind == kind)
                painter.paint(shape);
        }
    }
    return mask;
}

} // namespace flawscope
