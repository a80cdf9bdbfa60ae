// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/encoders/architecture_p.h"

#include <torch/torch.h>

#include <vector>

namespace flawscope {

/// @p x after the activation, in place.
inline at::Tensor activated(at::Tensor x, Activation activation)
{
    switch (activation) {
    case Activation::None: return x;
    case Activation::Relu: return x.relu_();
    case Activation::Hardswish: return at::hardswish_(x);
    case Activation::Silu: return at::silu_(x);
    }
    return x;
}

/// Executes @p net by ATen operations on any device.
/// @param x          [B,3,H,W], normalised
/// @param runUnit    (const ConvUnit &, const at::Tensor &in, at::Tensor *convTap) → the unit's output; fills *convTap
///                   where it is not null
/// @param runSqueeze (const SqueezeUnit &, const at::Tensor &in) → the scaled input
/// @return one map for each tap, finest first
template <typename RunUnit, typename RunSqueeze>
std::vector<at::Tensor> execute(const Architecture &net, at::Tensor x, RunUnit runUnit, RunSqueeze runSqueeze)
{
    std::vector<at::Tensor> taps(net.taps.size());
    // Later operations work in place; a tap must not change under them.
    const auto keep = [&](int tap, const at::Tensor &value, bool isShared) {
        if (tap >= 0)
            taps[tap] = isShared ? value.clone() : value;
    };
    for (const Block &block : net.blocks) {
        at::Tensor y = x;
        for (const ConvUnit &unit : block.units) {
            if (block.squeeze && &unit == &block.units.back())
                y = runSqueeze(*block.squeeze, y);
            y = runUnit(unit, y, unit.convTap >= 0 ? &taps[unit.convTap] : nullptr);
            keep(unit.tap, y, block.residual || block.activation != Activation::None);
        }
        if (block.residual)
            y.add_(block.shortcut ? runUnit(*block.shortcut, x, nullptr) : x);
        x = activated(y, block.activation);
        if (block.maxPool)
            x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
        keep(block.tap, x, false);
    }
    return taps;
}

/// Throws ErrorCode::BadOption when @p images cannot go through @p net: not [B,3,H,W], or smaller than smallestInput().
void requireUsableInput(const Architecture &net, const at::Tensor &images);

} // namespace flawscope
