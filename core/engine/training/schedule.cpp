// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace flawscope {

double learningRateAt(const TrainingOptions &options, double epoch)
{
    const double peak = options.learningRate;
    const double floor = peak * 1e-3;
    const double period = options.ratePeriod > 0 ? options.ratePeriod : 1;
    const double total = options.epochs / period;
    const auto cosine = [&](double e) { return floor + (peak - floor) * (1 + std::cos(std::numbers::pi * e / total)) / 2; };
    if (epoch < options.warmUpEpochs && options.warmUpEpochs <= options.epochs) {
        const double start = peak / 10;
        return start + (cosine(options.warmUpEpochs / period) - start) * epoch / options.warmUpEpochs;
    }
    return cosine(options.ratePeriod > 0 ? std::floor(epoch / period) : epoch);
}

std::size_t batchFibersOf(const TrainingOptions &options, std::int64_t positions, std::int64_t finestPositions)
{
    constexpr double kSmallest = 16;
    const double share = static_cast<double>(positions) / static_cast<double>(finestPositions);
    return static_cast<std::size_t>(std::max(kSmallest, options.batchFibers * (options.scaleBatches ? std::sqrt(share) : 1.0)));
}

std::size_t stepsFor(std::size_t fibers, std::size_t batchFibers)
{
    return std::max<std::size_t>(1, (fibers + batchFibers / 2) / batchFibers);
}

std::uint64_t stepsOfPass(const TrainingOptions &options, std::size_t images, std::int64_t positions, std::int64_t finestPositions)
{
    const std::size_t batch = batchFibersOf(options, positions, finestPositions);
    const auto together = static_cast<std::size_t>(options.shuffleImages);
    const auto steps = [&](std::size_t count) { return count > 0 ? stepsFor(count * static_cast<std::size_t>(positions), batch) : 0; };
    return std::uint64_t{images / together} * steps(together) + steps(images % together);
}

} // namespace flawscope
