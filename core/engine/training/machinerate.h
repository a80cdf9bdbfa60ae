// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace flawscope {

/// How fast a machine does what training consists of.
struct MachineRate {
    std::string device = "cpu";
    double encoderGigaflops = 0; ///< Convolutions of a ResNet, a multiply-add counted as two.
    double decoderGigaflops = 0; ///< Products of a training step.
    double updateGigabytes = 0;  ///< Parameters, gradients and moments that an update moves each second.
    double blockSeconds = 0;     ///< What a coupling block costs in a step beside its arithmetic.
    double readSeconds = 0.02;   ///< For one core to read and resize one picture of about a megapixel.
};

/// Measures @p device ("auto", "cpu", "cuda:0") in about 0.3 s (longer where a graphics card must be woken up), once in a process
/// for each device. Any thread. Throws ErrorCode::NoDevice, BadOption, OutOfMemory.
[[nodiscard]] MachineRate measuredRate(const std::string &device);

} // namespace flawscope
