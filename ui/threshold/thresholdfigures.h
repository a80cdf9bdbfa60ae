// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/thresholdindex.h"
#include "core/workspace/records.h"

#include <cstdint>
#include <optional>

namespace flawscope::ui {

/// Everything that the window tells about one place of the lines: counted in O(log n), so that it can follow a drag.
struct ThresholdFigures {
    std::optional<double> image;      ///< The threshold of pictures.
    std::optional<double> unsureFrom; ///< The lower line; absent: no band.
    std::optional<double> pixel;      ///< The threshold of pixels.
    BandCounts pictures;              ///< With the band: sure verdicts, and who is unsure.
    Confusion atThreshold;            ///< Pictures without the band: the point on their curves.
    std::optional<PixelFigures> pixels; ///< Absent while the maps are walked over, and without labelled test pictures.

    [[nodiscard]] std::uint64_t unsure() const { return pictures.unsureGood + pictures.unsureDefects + pictures.unsureUnknown; }
    /// Intersection over union of the marked and the true pixels; absent where there are neither.
    [[nodiscard]] std::optional<double> iou() const;
};

/// @param pixels  may be null
[[nodiscard]] ThresholdFigures figuresAt(const ImageThresholdIndex &images, const PixelThresholdIndex *pixels, const Decision &decision);

} // namespace flawscope::ui
