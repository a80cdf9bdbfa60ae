// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/foundregions.h"

#include "core/imaging/resize.h"
#include "ui/inspection/outline.h"

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

ScoreMap counted(const ScoreMap &map, const Mask &ignored)
{
    ScoreMap scores = map;
    if (ignored.height != map.height || ignored.width != map.width)
        return scores;
    for (std::size_t i = 0; i < scores.values.size(); ++i) {
        if (ignored.values[i])
            scores.values[i] = -1;
    }
    return scores;
}

} // namespace

std::vector<FoundRegion> foundRegions(const ScoreMap &map, const Mask &ignored, const Decision &decision, const QSize &original)
{
    if (map.empty() || !decision.pixel || original.isEmpty())
        return {};
    const double scaleX = static_cast<double>(original.width()) / map.width;
    const double scaleY = static_cast<double>(original.height()) / map.height;
    const Mask mask = thresholdMask(ignored.empty() ? map : counted(map, ignored), decision.pixel->value, {.openingRadiusPx = decision.mask.openingRadiusPx, .minimumAreaPx = 0});
    std::vector<FoundRegion> found;
    for (const Region &region : findRegions(mask, map)) {
        const auto area = static_cast<qint64>(std::llround(static_cast<double>(region.areaPx) * scaleX * scaleY));
        if (area < decision.mask.minimumAreaPx)
            continue;
        const QRectF box(region.x * scaleX, region.y * scaleY, region.width * scaleX, region.height * scaleY);
        found.push_back({area, region.peakScore, region.meanScore, box.toAlignedRect() & QRect(QPoint(), original),
                         QPointF((region.peakX + 0.5) * scaleX, (region.peakY + 0.5) * scaleY), outlineOf(region, scaleX, scaleY)});
    }
    std::stable_sort(found.begin(), found.end(), [](const FoundRegion &a, const FoundRegion &b) { return a.peakScore > b.peakScore; });
    return found;
}

Mask fullSizeMask(const ScoreMap &map, const Mask &ignored, const Decision &decision, const QSize &original)
{
    if (map.empty() || !decision.pixel || original.isEmpty())
        return Mask(original.height(), original.width());
    const double scale = std::sqrt(static_cast<double>(original.height()) / map.height * original.width() / map.width);
    MaskOptions options = decision.mask;
    if (options.openingRadiusPx > 0)
        options.openingRadiusPx = static_cast<int>(std::clamp<long>(std::lround(options.openingRadiusPx * scale), 1, 1024));
    const ScoreMap scores = resizeBilinear(map, original.height(), original.width(), false);
    if (ignored.empty())
        return thresholdMask(scores, decision.pixel->value, options);
    return thresholdMask(counted(scores, resizeNearest(ignored, original.height(), original.width())), decision.pixel->value, options);
}

} // namespace flawscope::ui
