// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <array>
#include <cstdint>
#include <vector>

namespace flawscope {

/// A scale from score to colour. The first three are perceptually uniform; Cividis reads the same to colour-blind eyes.
enum class ColorMap : std::uint8_t { Inferno, Viridis, Cividis, Turbo, Grey };

/// The words of ColorMap for OptionSpec::choices, in the order of its values.
[[nodiscard]] const std::vector<const char *> &colorMapNames();

using Rgb = std::array<std::uint8_t, 3>;

/// The scale's 256 colours from low to high. Lives as long as the program; any thread.
[[nodiscard]] const std::array<Rgb, 256> &colorTable(ColorMap colors);

/// Paints a score map; scores at or below @p lo get the first colour, at or above @p hi the last. With hi ≤ lo every
/// score above lo gets the last one.
/// @param map  float32 [H,W]
/// @return RGB [H,W,3]
[[nodiscard]] RgbImage colorize(const ScoreMap &map, float lo, float hi, ColorMap colors);

/// The picture with the score map over it. A score at or below @p lo leaves the pixel as it is; from there the colour
/// covers more and more, up to @p opacity (0 … 1) at the scale's middle and above, so that good parts stay visible.
/// @param image  RGB [H,W,3]
/// @param map    float32 [H,W], the same size. Throws ErrorCode::Internal for another one.
[[nodiscard]] RgbImage overlay(const RgbImage &image, const ScoreMap &map, float lo, float hi, ColorMap colors, double opacity);

/// Draws the outlines of the mask's regions and of their holes, anti-aliased, with a dark rim that keeps them legible
/// on any background.
/// @param mask         [H,W], the image's size. Throws ErrorCode::Internal for another one.
/// @param thicknessPx  Width of the coloured line, at least 1; the rim adds a third on either side.
void drawContours(RgbImage &image, const Mask &mask, Rgb color, int thicknessPx);

} // namespace flawscope
