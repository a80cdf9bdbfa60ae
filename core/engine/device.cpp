// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device.h"

#include "core/base/error.h"

#include <torch/torch.h>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdlib>
#include <malloc.h>
#include <sstream>
#include <thread>

namespace flawscope {

std::vector<DeviceInfo> computeDevices()
{
    std::vector<DeviceInfo> devices;
    if (torch::cuda::is_available()) {
        for (std::size_t i = 0; i < torch::cuda::device_count(); ++i) {
            const std::string name = "cuda:" + std::to_string(i);
            devices.push_back({name, "CUDA device " + std::to_string(i), 0});
        }
    }
    devices.push_back({"cpu", "CPU, " + std::to_string(at::get_num_threads()) + " threads", 0});
    return devices;
}

std::string resolveDevice(const std::string &wanted)
{
    const std::vector<DeviceInfo> devices = computeDevices();
    if (wanted == "auto")
        return devices.front().name;
    const std::string name = wanted == "cuda" ? "cuda:0" : wanted;
    std::string known;
    for (const DeviceInfo &device : devices) {
        if (device.name == name)
            return name;
        known += (known.empty() ? "" : ", ") + device.name;
    }
    if (name.starts_with("cuda")) {
        throw Error(ErrorCode::NoDevice, "The device " + wanted + " does not exist here"
                                             + (devices.size() == 1 ? ": LibTorch sees no CUDA device (no graphics card, no driver, or a "
                                                                      "LibTorch without CUDA)"
                                                                    : "")
                                             + ". Use one of: auto, " + known + ".");
    }
    throw Error(ErrorCode::BadOption, "The option device is \"" + wanted + "\"; it must be one of: auto, " + known + ".");
}

std::string cpuFallbackNote()
{
    if (!at::Context::hasCUDART() || torch::cuda::is_available())
        return {};
    return "This build can use NVIDIA GPUs, but LibTorch finds none here (no graphics card, or no driver that fits): computing on the CPU.";
}

void prepareProcess(int threads)
{
#ifdef __GLIBC__
    // Feature maps are megabytes: by default each one is mapped, zeroed by the kernel and unmapped again.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    ::mallopt(M_TOP_PAD, 64 << 20);
#endif
    // Before the first kernel is picked. Whoever sets it otherwise is obeyed.
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512dq");
    if (wide)
        ::setenv("ATEN_CPU_CAPABILITY", "avx512", 0);
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
}

std::string engineVersion()
{
    std::ostringstream text;
    text << "LibTorch " << TORCH_VERSION << ", " << at::get_num_threads() << " threads, "
         << (torch::cuda::is_available() ? std::to_string(torch::cuda::device_count()) + " CUDA device(s)" : std::string("no CUDA device"));
    return text.str();
}

} // namespace flawscope
