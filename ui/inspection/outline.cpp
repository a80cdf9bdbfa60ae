// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/outline.h"

namespace flawscope::ui {

namespace {

void add(QPainterPath &path, const Polygon &polygon, double scaleX, double scaleY)
{
    if (polygon.empty())
        return;
    path.moveTo(polygon.front().x * scaleX, polygon.front().y * scaleY);
    for (std::size_t i = 1; i < polygon.size(); ++i)
        path.lineTo(polygon[i].x * scaleX, polygon[i].y * scaleY);
    path.closeSubpath();
}

} // namespace

QPainterPath outlineOf(const Region &region, double scaleX, double scaleY)
{
    QPainterPath path;
    add(path, region.outline, scaleX, scaleY);
    for (const Polygon &hole : region.holes)
        add(path, hole, scaleX, scaleY);
    return path;
}

QPainterPath outlineOf(const Mask &mask)
{
    QPainterPath path;
    for (const Region &region : findRegions(mask, ScoreMap(mask.height, mask.width)))
        path.addPath(outlineOf(region, 1, 1));
    return path;
}

} // namespace flawscope::ui
