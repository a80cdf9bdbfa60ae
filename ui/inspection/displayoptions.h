// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/colormap.h"
#include "core/workspace/records.h"

#include <optional>

namespace flawscope::ui {

enum class CompareMode { Single, Side, Swipe, Difference };

/// How the canvas shows a picture.
struct DisplayOptions {
    bool overlay = true;
    double opacity = 0.7;
    ColorMap colors = ColorMap::Inferno;
    std::optional<double> rangeHi; ///< Upper end of the colours, set by hand; absent: fixed for the data set.
    int scale = -1;                ///< One scale's own map; −1: all together.
    bool contours = true;
    bool truth = true;
    double brightness = 0;         ///< [−1, 1], added.
    double contrast = 0;           ///< [−1, 1], about the middle grey.
    double shadows = 0;            ///< [0, 1], lifts dark parts.
    CompareMode mode = CompareMode::Single;
    RunId otherRun = 0;            ///< What is compared with; 0: the picture alone.
    bool operator==(const DisplayOptions &) const = default;

    [[nodiscard]] bool isAdjusted() const { return brightness != 0 || contrast != 0 || shadows != 0; }
};

} // namespace flawscope::ui
