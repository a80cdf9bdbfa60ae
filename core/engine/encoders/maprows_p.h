// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Kernels on rows of feature maps, channels innermost, for the frozen encoder on the CPU. All are pure and thread-safe.
namespace flawscope::rows {

/// The upper half of a float32.
struct Bfloat {
    std::uint16_t bits;
};

/// out = relu(y + residual), n values; @p residual may be null, @p tap, where not null, gets the same in float32.
/// @p out may be @p y or @p residual.
void finish(const float *y, const float *residual, float *out, float *tap, std::int64_t n);
void finish(const Bfloat *y, const Bfloat *residual, Bfloat *out, float *tap, std::int64_t n);

/// One row of a 3×3 maximum with stride 2 and padding 1 over relu(rows).
/// @param rows  the one to three input rows [width, channels] below the window
/// @param out   [outWidth, channels]
struct PoolShape {
    int rowCount;
    int width;
    int outWidth;
    int channels;
};
void reluMaxPool(const float *const *rows, float *out, const PoolShape &shape);
void reluMaxPool(const Bfloat *const *rows, Bfloat *out, const PoolShape &shape);

/// Rounds to nearest, ties to even.
void convert(const float *in, float *out, std::int64_t n);
void convert(const float *in, Bfloat *out, std::int64_t n);

} // namespace flawscope::rows
