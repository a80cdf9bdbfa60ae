// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/encoders/encoderinfo.h"

#include <torch/torch.h>

#include <array>

namespace flawscope {

/// A batch of maps on the CPU with channels innermost and a border of @c pad positions that the next convolution reads:
/// its interior is written once, by the kernel that finishes the layer before.
struct FeatureMap {
    at::Tensor buffer; ///< float32 or bfloat16 [N, H + 2·pad, W + 2·pad, C], contiguous
    int height = 0;    ///< H
    int width = 0;     ///< W
    int pad = 0;

    [[nodiscard]] int count() const { return static_cast<int>(buffer.size(0)); }
    [[nodiscard]] int channels() const { return static_cast<int>(buffer.size(3)); }
    /// [N,C,H + 2·pad,W + 2·pad], stored channels_last
    [[nodiscard]] at::Tensor asInput() const { return buffer.permute({0, 3, 1, 2}); }
};

/// A buffer whose border is zero; its interior is not initialised.
[[nodiscard]] FeatureMap makeFeatureMap(const std::array<int, 4> &nhwc, int pad, at::ScalarType dtype);

/// The map without border over the output of a convolution. @param y  [N,C,H,W]; copied where it is not channels_last
[[nodiscard]] FeatureMap asFeatureMap(const at::Tensor &y);

/// What finish() adds and writes besides.
struct FinishExtras {
    const FeatureMap *residual = nullptr; ///< Same N, H, W, C; any pad.
    float *tap = nullptr;                 ///< [N,H,W,C], the result in float32.
};

/// out = relu(y + residual), with its border mirrored where @p padding says so; a border of zeros is left as it is.
/// @p out may be @p y or the residual. Maps hold float32 or bfloat16, all the same.
void finish(const FeatureMap &y, FeatureMap &out, Padding padding, const FinishExtras &extras = {});

/// out = max_pool(relu(y)), 3×3, stride 2, padding 1, with its border like finish().
void poolAndFinish(const FeatureMap &y, FeatureMap &out, Padding padding);

/// Every second position of every second row, without border.
[[nodiscard]] FeatureMap subsampled(const FeatureMap &in);

/// Interleaves normalised images into the stem's input, with its border like finish().
/// @param images  float32 [N,3,H,W], contiguous
void fillFromImages(const at::Tensor &images, FeatureMap &out, Padding padding);

/// The same from pixels: out = scale[c] · pixel + offset[c].
/// @param pixels  uint8 [N,H,W,3], contiguous
struct PixelScale {
    std::array<float, 3> scale;
    std::array<float, 3> offset;
};
void fillFromPixels(const at::Tensor &pixels, const PixelScale &scale, FeatureMap &out, Padding padding);

} // namespace flawscope
