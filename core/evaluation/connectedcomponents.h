// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <cstdint>
#include <vector>

namespace flawscope {

/// A horizontal stretch of defect pixels: row @c y, columns [begin, end).
struct MaskRun {
    int y = 0;
    int begin = 0;
    int end = 0;
    std::uint32_t region = 0; ///< Index of the region that it belongs to.
    bool operator==(const MaskRun &) const = default;
};

/// The 8-connected regions of a mask, as runs: memory in the order of the outlines, not of the mask.
struct ConnectedComponents {
    std::vector<MaskRun> runs;        ///< In raster order.
    std::vector<std::uint64_t> areas; ///< Pixels of each region; regions are numbered by their first pixel in raster order.

    /// The label image [H,W]: 0 where the mask is 0, else region + 1.
    [[nodiscard]] Plane<std::int32_t> labels(int height, int width) const;
};

/// Finds the regions of @p mask (anything but 0 is defect), 8-connected. Union-find over runs, linear in the mask's size.
/// Thread-safe.
[[nodiscard]] ConnectedComponents connectedComponents(const Mask &mask);

} // namespace flawscope
