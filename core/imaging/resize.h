// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

namespace flawscope {

/// Resizes with a Lanczos filter (a = 3) that is widened when shrinking, byte for byte as Pillow does: along the rows first,
/// then along the columns, with 22-bit fixed-point weights and 8 bits in between. The reference resizes its images this way.
/// (Pillow 13 and later take the columns first where the height shrinks much more than the width; we never do.)
///
/// Runs on the caller's thread; any number of threads at once.
/// @param height, width  of the result, at least 1 px.
[[nodiscard]] RgbImage resizeLanczos(const RgbImage &image, int height, int width);

/// Resizes a map bilinearly in float32, as torch's interpolate(mode="bilinear") does.
///
/// @param alignCorners  true: the corner samples stay where they are (METHOD.md section 5); false: the pixels' areas are aligned.
[[nodiscard]] ScoreMap resizeBilinear(const ScoreMap &map, int height, int width, bool alignCorners);

/// Resizes a mask without making new values: pixel i of n takes the source pixel ⌊(i + ½)·m/n⌋ of m, the one under its centre
/// (Pillow's NEAREST). For ground truth.
[[nodiscard]] Mask resizeNearest(const Mask &mask, int height, int width);

/// Rotates about the centre, counter-clockwise as seen on a screen, with nearest-neighbour sampling and a black fill; the
/// size stays. Training's augmentation (METHOD.md section 4).
[[nodiscard]] RgbImage rotateNearest(const RgbImage &image, double degrees);

} // namespace flawscope
