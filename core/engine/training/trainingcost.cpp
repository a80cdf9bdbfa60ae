// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainingcost.h"

#include "core/engine/training/arithmetic_p.h"
#include "core/engine/training/featurecache_p.h"
#include "core/engine/training/schedule.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace flawscope {

namespace {

constexpr double kGiga = 1e-9;
constexpr double kMebi = 1 << 20;
constexpr double kProcessBytes = 300 * kMebi; ///< Libraries, buffers and what the allocator keeps.
constexpr int kChunkImages = 4;               ///< That a worker takes through the encoder at once.
constexpr int kTileFibers = 1024;             ///< That a worker takes through a flow at once.
constexpr int kReadAhead = 64;                ///< Pictures that wait for the encoder.

/// A QR decomposition in float64, as so much work of a training step for each cube of the channels.
constexpr double kRotationFlops = 10;

/// How slow a network's convolutions are beside a ResNet's: those of one channel each have little arithmetic for their memory.
double slowness(const std::string &encoder)
{
    return encoder == "mobilenet_v3_large" || encoder == "efficientnet_b4" ? 2 : 1;
}

/// Of one decoder in training: parameters, gradient, moments, the best parameters; matrices in the forms that the products want; each
/// worker's gradients and tape; and while the checkpoint is written, a copy of all that stands in it.
double decoderBytes(const FlowShape &shape, std::size_t batchFibers, int workers)
{
    const auto parameters = static_cast<double>(shape.parameters());
    const double mixing = static_cast<double>(shape.blocks) * shape.channels * shape.channels;
    const double tile = std::min<double>(kTileFibers, static_cast<double>(batchFibers) / workers);
    const double tape = tile * shape.blocks * (shape.channels + shape.hidden() + 2 * shape.c2());
    return 4 * (parameters * (10.7 + workers) + 5 * mixing + workers * tape);
}

} // namespace

TrainingCost trainingCost(const EncoderOptions &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                          const TrainingOptions &options, std::size_t trainingImages, std::size_t heldOutImages)
{
    const int workers = std::max(1, at::get_num_threads());
    const EncoderArithmetic network = encoderArithmetic(encoder, preprocessing);
    TrainingCost cost;
    cost.imageGigaflop = kGiga * network.flops * slowness(encoder.name);
    double memory = kProcessBytes + 2.5 * 4 * static_cast<double>(parameterCount(encoder))
        + 3.0 * kChunkImages * workers * static_cast<double>(network.largestStepBytes)
        + static_cast<double>(kReadAhead + 8 * workers) * 3 * preprocessing.height * preprocessing.width;
    std::vector<FeatureExtractor::MapSize> sizes;
    for (const TapInfo &tap : chosenTaps(encoder))
        sizes.push_back({preprocessing.height / tap.stride, preprocessing.width / tap.stride, tap.channels});
    for (const FeatureExtractor::MapSize &size : sizes) {
        const FlowShape shape{size.channels, flow.conditionChannels, flow.blocks, flow.permutation};
        const auto positions = static_cast<double>(size.positions());
        const std::uint64_t steps = stepsOfPass(options, trainingImages, size.positions(), sizes.front().positions()) * static_cast<std::uint64_t>(options.epochs);
        cost.fibers += static_cast<std::uint64_t>(size.positions()) * trainingImages;
        cost.steps += steps;
        cost.blockSteps += steps * static_cast<std::uint64_t>(flow.blocks);
        if (flow.permutation == Permutation::Rotation)
            cost.setupGigaflop += kGiga * kRotationFlops * flow.blocks * std::pow(size.channels, 3);
        cost.passGigaflop += kGiga * positions * flowFlops(shape);
        cost.trainingGigaflop += kGiga * positions * options.epochs
            * (flowTrainingFlops(shape) * static_cast<double>(trainingImages) + flowFlops(shape) * static_cast<double>(heldOutImages));
        cost.updateGigabytes += kGiga * kUpdateBytes * static_cast<double>(shape.parameters()) * static_cast<double>(steps);
        memory += decoderBytes(shape, batchFibersOf(options, size.positions(), sizes.front().positions()), workers);
    }
    cost.cacheBytes = FeatureCache::bytes(sizes, trainingImages + heldOutImages, options.cachePrecision);
    if (static_cast<double>(cost.cacheBytes) <= options.cacheMiB * kMebi)
        memory += static_cast<double>(cost.cacheBytes);
    cost.memoryBytes = static_cast<std::uint64_t>(memory);
    return cost;
}

} // namespace flawscope
