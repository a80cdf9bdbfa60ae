// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/encoders/encoderinfo.h"

#include <optional>
#include <string>
#include <vector>

namespace flawscope {

enum class Activation : std::uint8_t { None, Relu, Hardswish, Silu };

/// A convolution without bias, its batch norm and its activation: out = activation(norm(conv(pad(in)))).
struct ConvUnit {
    std::string conv;          ///< Module path of the convolution, as in torchvision: "layer1.0.conv1".
    std::string norm;          ///< Module path of the batch norm; empty where the network ends with the convolution.
    int in = 0;                ///< Channels that enter.
    int out = 0;               ///< Channels that leave.
    int kernel = 1;            ///< Square; padded by kernel / 2.
    int stride = 1;
    int groups = 1;
    Activation activation = Activation::None;
    int convTap = -1;          ///< Index of the tap that is the convolution's output, before the norm; −1: none.
    int tap = -1;              ///< Index of the tap that is the unit's output; −1: none.
    int index = -1;            ///< Number of the unit in the network.

    [[nodiscard]] int pad() const noexcept { return kernel / 2; }
};

/// Squeeze and excitation: in · gate(fc2(inner(fc1(mean over positions)))).
struct SqueezeUnit {
    std::string path; ///< Module path; holds fc1 and fc2, 1×1 convolutions with bias.
    int channels = 0;
    int squeezed = 0;
    Activation inner = Activation::Relu;
    bool hardGate = false; ///< Hard sigmoid (MobileNetV3) or sigmoid (EfficientNet).
    int index = -1;        ///< Number of the squeeze unit in the network.
};

/// Units one after the other, then perhaps a sum with the block's input, an activation and a pooling.
struct Block {
    std::vector<ConvUnit> units;
    std::optional<SqueezeUnit> squeeze;  ///< Stands before the last unit.
    std::optional<ConvUnit> shortcut;    ///< On the way of the residual.
    bool residual = false;
    Activation activation = Activation::None; ///< After the sum.
    bool maxPool = false;                ///< 3×3, stride 2, padding 1, after everything.
    int tap = -1;                        ///< Index of the tap that is the block's output; −1: none.
};

/// A network as data, cut after its deepest tap: what the module and the frozen encoder both execute.
struct Architecture {
    EncoderOptions options; ///< Resolved.
    std::vector<TapInfo> taps;
    std::vector<Block> blocks; ///< The first is the stem.
    double normEpsilon = 1e-5;
    int unitCount = 0;
    int squeezeCount = 0;
};

/// Throws ErrorCode::BadOption like resolved().
[[nodiscard]] Architecture buildArchitecture(const EncoderOptions &options);

} // namespace flawscope
