// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/colormap.h"

#include <QImage>
#include <QString>

#include <array>

namespace flawscope::ui {

/// 256 colours from low to high, premultiplied with how much of the picture they cover.
using ColorLut = std::array<QRgb, 256>;

/// Covers the picture as the core's overlay() does in exported files: not at all at the lower end, up to @p opacity from the middle on.
[[nodiscard]] ColorLut overlayLut(ColorMap colors, double opacity);

/// Blue over white to orange: what one run sees less or more of than another. White is a veil, so that the picture shows.
[[nodiscard]] ColorLut differenceLut(double opacity);

/// A map as a picture of its own size, ARGB32 premultiplied; scores up to @p lo get the first colour, from @p hi on the last; NaN the first.
[[nodiscard]] QImage paintMap(const ScoreMap &map, double lo, double hi, const ColorLut &lut);

/// One map minus another, which is brought to the first one's size.
[[nodiscard]] ScoreMap differenceOf(const ScoreMap &map, const ScoreMap &other);

/// The colours themselves, without coverage, from left to right or from bottom to top.
[[nodiscard]] QImage gradient(ColorMap colors, Qt::Orientation orientation);
[[nodiscard]] QImage differenceGradient(Qt::Orientation orientation);

[[nodiscard]] QString colorMapTitle(ColorMap colors);

} // namespace flawscope::ui
