// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/machinerate.h"

#include "core/base/error.h"
#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/device.h"
#include "core/engine/torchteam_p.h"
#include "core/engine/training/arithmetic_p.h"
#include "core/engine/training/decodertrainer_p.h"
#include "core/engine/training/trainingcost.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

namespace flawscope {

namespace {

constexpr int kSide = 128;      ///< px
constexpr int kChannels = 128;
constexpr int kMap = 16;        ///< Positions on a side of its map.
constexpr int kBlocks = 4;
constexpr int kLargeBatch = 1024;
constexpr int kSmallBatch = 64;

/// Best seconds of a call after one to warm up; the best, since whatever disturbs a run makes it slower.
template <typename F>
double bestSeconds(const torch::Device &device, F &&function)
{
    using Clock = std::chrono::steady_clock;
    constexpr double kBudget = 0.03;
    const auto once = [&] {
        const auto start = Clock::now();
        function();
        if (device.is_cuda())
            torch::cuda::synchronize();
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    once();
    double best = once();
    for (double spent = best; spent < kBudget;) {
        const double seconds = once();
        best = std::min(best, seconds);
        spent += seconds;
    }
    return best;
}

double encoderGigaflops(const torch::Device &device)
{
    Preprocessing preprocessing;
    preprocessing.height = kSide;
    preprocessing.width = kSide;
    const LoadedEncoder encoder = LoadedEncoder::random({.name = "resnet18", .taps = {"layer2"}}, 1);
    const FeatureExtractor extractor(encoder, preprocessing, device, torch::kFloat32);
    const std::size_t count = device.is_cpu() ? 4 * static_cast<std::size_t>(extractor.team().size()) : 32;
    std::vector<RgbImage> images(count, RgbImage(kSide, kSide));
    for (RgbImage &image : images) {
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            image.pixels[i] = static_cast<std::uint8_t>(i * 2654435761U >> 24U);
    }
    const double seconds = bestSeconds(device, [&] { extractor.extractInParallel(images, [](std::size_t, std::size_t, const std::vector<torch::Tensor> &) {}); });
    return 1e-9 * encoderArithmetic(encoder.options(), preprocessing).flops * static_cast<double>(count) / seconds;
}

double updateGigabytes(const torch::Device &device, WorkerTeam &team)
{
    constexpr std::int64_t kParameters = std::int64_t{1} << 21;
    FlatAdam adam(kParameters);
    adam.moment1 = adam.moment1.to(device);
    adam.moment2 = adam.moment2.to(device);
    torch::Tensor parameters = torch::ones({kParameters}, device);
    const torch::Tensor gradients = torch::ones({kParameters}, device);
    const double seconds = bestSeconds(device, [&] { adam.step(parameters, gradients, 1e-4, &team); });
    return 1e-9 * kAdamBytes * kParameters / seconds;
}

/// Seconds of one step of @p batch fibers.
double stepSeconds(const torch::Device &device, const FlowShape &shape, int batch)
{
    const FeatureExtractor::MapSize size{kMap, kMap, shape.channels};
    TrainingOptions options;
    options.batchFibers = batch;
    const std::size_t images = std::max<std::size_t>(1, static_cast<std::size_t>(batch) / (kMap * kMap));
    FeatureCache cache({size}, images, CachePrecision::Float32, UINT64_C(1) << 40, {});
    const auto fibers = static_cast<std::int64_t>(images) * kMap * kMap;
    cache.store(0, images, {torch::ones({fibers, shape.channels})});
    cache.setImages(images);
    DecoderTrainer trainer(shape, 0, size, device, options);
    const double seconds = bestSeconds(device, [&] { (void)trainer.trainEpoch(cache, 0, [](double, int) { return 1e-6; }); });
    return seconds * batch / static_cast<double>(fibers);
}

MachineRate measure(const std::string &name)
{
    const torch::NoGradGuard noGrad;
    const torch::Device device(name);
    const std::unique_ptr<WorkerTeam> team = makeTorchTeam();
    const FlowShape shape{kChannels, kChannels, kBlocks, Permutation::Hard};
    MachineRate rate;
    rate.device = name;
    rate.encoderGigaflops = encoderGigaflops(device);
    rate.updateGigabytes = updateGigabytes(device, *team);
    const double large = stepSeconds(device, shape, kLargeBatch);
    const double small = std::min(large, stepSeconds(device, shape, kSmallBatch));
    // Both move the same parameters: what differs is arithmetic. On a graphics card hardly anything may differ.
    const double arithmetic = std::max(large - small, 0.05 * large);
    rate.decoderGigaflops = 1e-9 * flowTrainingFlops(shape) * (kLargeBatch - kSmallBatch) / arithmetic;
    const double update = 1e-9 * kUpdateBytes * static_cast<double>(shape.parameters()) / rate.updateGigabytes;
    const double beside = small - 1e-9 * flowTrainingFlops(shape) * kSmallBatch / rate.decoderGigaflops - update;
    rate.blockSeconds = std::max(0.0, beside) / kBlocks;
    return rate;
}

} // namespace

MachineRate measuredRate(const std::string &device)
{
    static std::mutex mutex;
    static std::map<std::string, MachineRate> rates; // a machine's speed does not change under a process
    const std::string name = resolveDevice(device);
    const std::lock_guard lock(mutex);
    const auto known = rates.find(name);
    if (known != rates.end())
        return known->second;
    try {
        return rates[name] = measure(name);
    } catch (const c10::Error &error) {
        throw Error(ErrorCode::Internal, "LibTorch failed on " + name + ": " + error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to measure how fast " + name + " is.");
    }
}

} // namespace flawscope
