// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace flawscope {

/// A row-major H×W array of one value for each pixel: what crosses the borders between LibTorch, OpenCV and Qt.
template <typename T>
struct Plane {
    int height = 0;
    int width = 0;
    std::vector<T> values; ///< [height·width]

    Plane() = default;
    Plane(int h, int w, T fill = T{}) : height(h), width(w), values(static_cast<std::size_t>(h) * w, fill) {}

    [[nodiscard]] bool empty() const noexcept { return values.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return values.size(); }
    [[nodiscard]] T &at(int y, int x) { return values[static_cast<std::size_t>(y) * width + x]; }
    [[nodiscard]] const T &at(int y, int x) const { return values[static_cast<std::size_t>(y) * width + x]; }
    [[nodiscard]] std::span<T> row(int y) { return std::span(values).subspan(static_cast<std::size_t>(y) * width, width); }
    [[nodiscard]] std::span<const T> row(int y) const
    {
        return std::span(values).subspan(static_cast<std::size_t>(y) * width, width);
    }
    bool operator==(const Plane &) const = default;
};

/// Anomaly or score map, float32 [H,W]; 0 = normal.
using ScoreMap = Plane<float>;
/// Binary mask [H,W]; 0 = good, anything else = defect (writers use 1 in memory, 255 in files).
using Mask = Plane<std::uint8_t>;

/// Interleaved 8-bit RGB picture [H,W,3].
struct RgbImage {
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> pixels; ///< [height·width·3]

    RgbImage() = default;
    RgbImage(int h, int w) : height(h), width(w), pixels(static_cast<std::size_t>(h) * w * 3) {}

    [[nodiscard]] bool empty() const noexcept { return pixels.empty(); }
    [[nodiscard]] std::uint8_t *pixel(int y, int x) { return pixels.data() + (static_cast<std::size_t>(y) * width + x) * 3; }
    [[nodiscard]] const std::uint8_t *pixel(int y, int x) const
    {
        return pixels.data() + (static_cast<std::size_t>(y) * width + x) * 3;
    }
    bool operator==(const RgbImage &) const = default;
};

} // namespace flawscope
