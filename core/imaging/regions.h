// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/plane.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace flawscope {

/// How a thresholded map is cleaned, in pixels of that map.
struct MaskOptions {
    int openingRadiusPx = 4; ///< The paper's value at its input size (METHOD.md section 6).
    int minimumAreaPx = 0;   ///< Smaller regions are dropped.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "opening-radius", .help = "Radius of the disc that opens the mask; specks thinner than it vanish, 0 keeps all", .min = 0, .max = 1024, .unit = "px"},
          self.openingRadiusPx);
        v(OptionSpec{.name = "minimum-area", .help = "Regions with fewer pixels are dropped", .min = 0, .max = 1e9, .unit = "px"}, self.minimumAreaPx);
    }
};

/// The pixels that count as defect: score ≥ threshold, the one rule everywhere; then a morphological opening with the disc
/// x² + y² ≤ r² (what lies outside the map neither erodes nor fills); then 8-connected regions below the minimum area go.
/// NaN is never a defect. Throws ErrorCode::BadOption. Any thread.
/// @param map  float32 [H,W]
/// @return uint8 [H,W], 1 = defect
[[nodiscard]] Mask thresholdMask(const ScoreMap &map, double threshold, const MaskOptions &options);

/// The opening and the area rule alone, on any mask. @return uint8 [H,W], 1 = defect
[[nodiscard]] Mask cleanMask(const Mask &mask, const MaskOptions &options);

/// A corner between pixels: pixel (x, y) spans the corners (x, y) … (x + 1, y + 1).
struct Corner {
    int x = 0;
    int y = 0;
    bool operator==(const Corner &) const = default;
};
/// A closed polygon along pixel edges, corners only, the first one not repeated.
using Polygon = std::vector<Corner>;

/// One 8-connected part of a mask, and the scores in it.
struct Region {
    std::int64_t areaPx = 0;
    int x = 0;            ///< Left edge of the bounding box.
    int y = 0;            ///< Top edge of the bounding box.
    int width = 0;
    int height = 0;
    double centroidX = 0; ///< Mean of the pixel centres; the centre of pixel 0 is at 0.
    double centroidY = 0;
    float peakScore = 0;
    int peakX = 0;        ///< The first pixel, row by row, that has the peak score.
    int peakY = 0;
    double meanScore = 0;
    Polygon outline;            ///< Its area minus that of the holes is exactly areaPx.
    std::vector<Polygon> holes; ///< Parts of the outside that the region encloses, 4-connected.
};

/// The regions of a mask in the order of their first pixel, row by row.
/// @param mask  [H,W], 0 = good
/// @param map   float32 [H,W], the same size. Throws ErrorCode::Internal for another one.
[[nodiscard]] std::vector<Region> findRegions(const Mask &mask, const ScoreMap &map);

} // namespace flawscope
