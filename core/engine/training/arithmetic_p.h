// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/preprocessing.h"
#include "core/engine/encoders/encoderinfo.h"
#include "core/engine/flow/flowoptions.h"

#include <cstdint>

namespace flawscope {

/// What one image costs in an encoder.
struct EncoderArithmetic {
    double flops = 0;               ///< A multiply-add counted as two.
    std::uint64_t largestStepBytes = 0; ///< float32 that enters and leaves its largest convolution.
};

/// Throws ErrorCode::BadOption like buildArchitecture().
[[nodiscard]] EncoderArithmetic encoderArithmetic(const EncoderOptions &options, const Preprocessing &preprocessing);

/// Of one fiber on its way forward, a multiply-add counted as two. The condition's half of the first layer is a table, so it
/// does not count.
[[nodiscard]] double flowFlops(const FlowShape &shape);

/// Of one fiber in a training step: forward, and the gradients of inputs and of weights.
[[nodiscard]] double flowTrainingFlops(const FlowShape &shape);

} // namespace flawscope
