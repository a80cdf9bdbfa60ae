// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flawscope {

/// A device that LibTorch can compute on.
struct DeviceInfo {
    std::string name;  ///< "cpu", "cuda:0", …: what options take.
    std::string title; ///< For people, e.g. the graphics card's name.
    std::uint64_t freeBytes = 0; ///< Free memory; 0 where it is not known.
};

/// All devices, the best one first.
[[nodiscard]] std::vector<DeviceInfo> computeDevices();

/// "auto" → the best device; "cuda" → "cuda:0"; others are checked. Throws ErrorCode::NoDevice or BadOption.
[[nodiscard]] std::string resolveDevice(const std::string &wanted);

/// Why "auto" is the CPU, in a sentence for people: where this LibTorch can use NVIDIA GPUs and finds none. Else empty.
[[nodiscard]] std::string cpuFallbackNote();

/// Sets the process up for LibTorch on the CPU: keeps freed blocks instead of giving them back to the kernel (twice as fast for
/// small networks), and lets ATen use the widest vectors. Call it first in main(), before anything computes.
/// @param threads  for LibTorch; 0: all cores.
void prepareProcess(int threads = 0);

/// Version of LibTorch, the CPU's capability and the threads in use, for reports.
[[nodiscard]] std::string engineVersion();

} // namespace flawscope
