// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace flawscope {

/// A convolution with constant weights, stored channels_last, and zero padding. On the CPU its weights lie in the order that
/// oneDNN wants: with few positions, reordering them at each call costs up to two thirds of the time.
/// run() may be called from several threads at once.
class PackedConv final {
public:
    struct Geometry {
        int stride = 1;
        int pad = 0; ///< Zeros on each side.
        int groups = 1;
        bool relu = false; ///< relu(conv(x)) instead of conv(x).
    };

    PackedConv() = default;
    /// @param weight  [out, in / groups, kernel, kernel], of the device and dtype to compute with
    /// @param bias    [out]; undefined: none
    PackedConv(const at::Tensor &weight, const at::Tensor &bias, const Geometry &geometry);

    /// @param x  [B,C,H,W], channels_last, of the weights' device and dtype
    /// @return [B,out,H',W'], channels_last
    [[nodiscard]] at::Tensor run(const at::Tensor &x) const;

private:
    at::Tensor m_weight; ///< Undefined where m_packed holds it.
    at::Tensor m_bias;
    c10::IValue m_packed; ///< None where LibTorch has no oneDNN.
    Geometry m_geometry;
};

} // namespace flawscope
