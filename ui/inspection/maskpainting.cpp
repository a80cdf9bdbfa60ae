// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/maskpainting.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

QRect boundsOf(const Mask &mask) { return {0, 0, mask.width, mask.height}; }

} // namespace

QRect paintStroke(Mask &mask, const QPointF &from, const QPointF &to, double radius, std::uint8_t value)
{
    const QRectF reach = QRectF(from, to).normalized().adjusted(-radius, -radius, radius, radius);
    const QRect box = reach.toAlignedRect().adjusted(-1, -1, 1, 1) & boundsOf(mask);
    const QPointF along = to - from;
    const double length = QPointF::dotProduct(along, along);
    for (int y = box.top(); y <= box.bottom(); ++y) {
        for (int x = box.left(); x <= box.right(); ++x) {
            const QPointF centre(x + 0.5, y + 0.5);
            const double t = length > 0 ? std::clamp(QPointF::dotProduct(centre - from, along) / length, 0.0, 1.0) : 0.0;
            const QPointF off = centre - from - t * along;
            if (QPointF::dotProduct(off, off) <= radius * radius)
                mask.at(y, x) = value;
        }
    }
    const QPoint under(static_cast<int>(std::floor(to.x())), static_cast<int>(std::floor(to.y())));
    if (!boundsOf(mask).contains(under))
        return box;
    mask.at(under.y(), under.x()) = value;
    return box | QRect(under, QSize(1, 1));
}

QRect paintPolygon(Mask &mask, const QList<QPointF> &corners, std::uint8_t value)
{
    if (corners.size() < 3)
        return {};
    const QRect box = QPolygonF(corners).boundingRect().toAlignedRect() & boundsOf(mask);
    std::vector<double> crossings;
    for (int row = box.top(); row <= box.bottom(); ++row) {
        const double y = row + 0.5;
        crossings.clear();
        for (qsizetype i = 0; i < corners.size(); ++i) {
            const QPointF &a = corners[i];
            const QPointF &b = corners[(i + 1) % corners.size()];
            if ((a.y() <= y) != (b.y() <= y))
                crossings.push_back(a.x() + (y - a.y()) / (b.y() - a.y()) * (b.x() - a.x()));
        }
        std::sort(crossings.begin(), crossings.end());
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
            const int first = std::max(box.left(), static_cast<int>(std::ceil(crossings[i] - 0.5)));
            const int last = std::min(box.right(), static_cast<int>(std::floor(crossings[i + 1] - 0.5)));
            for (int x = first; x <= last; ++x)
                mask.at(row, x) = value;
        }
    }
    return box;
}

std::vector<std::uint8_t> cutOut(const Mask &mask, const QRect &box)
{
    std::vector<std::uint8_t> pixels;
    pixels.reserve(static_cast<std::size_t>(box.width()) * static_cast<std::size_t>(box.height()));
    for (int y = box.top(); y <= box.bottom(); ++y) {
        const auto row = mask.row(y).subspan(static_cast<std::size_t>(box.left()), static_cast<std::size_t>(box.width()));
        pixels.insert(pixels.end(), row.begin(), row.end());
    }
    return pixels;
}

void pasteInto(Mask &mask, const QRect &box, const std::vector<std::uint8_t> &pixels)
{
    auto pixel = pixels.begin();
    for (int y = box.top(); y <= box.bottom(); ++y) {
        const auto row = mask.row(y).subspan(static_cast<std::size_t>(box.left()), static_cast<std::size_t>(box.width()));
        std::copy_n(pixel, box.width(), row.begin());
        pixel += box.width();
    }
}

} // namespace flawscope::ui
