// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace flawscope {

/// How fast a machine does the three things that training consists of.
struct MachineRate {
    std::string device = "cpu";
    double encoderGigaflops = 0; ///< Convolutions of a ResNet, a multiply-add counted as two.
    double decoderGigaflops = 0; ///< Products of a training step.
    double adamGigabytes = 0;    ///< Parameters and moments that Adam moves each second.
    double readSeconds = 0.02;   ///< For one core to read and resize one picture of about a megapixel.
};

/// Measures @p device in about 0.3 s (more where a graphics card must be woken up), once in a process for each device. Any thread.
/// Throws ErrorCode::NoDevice, BadOption.
[[nodiscard]] MachineRate measuredRate(const std::string &device);

} // namespace flawscope
