// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/trainingoptions.h"

#include <cstddef>
#include <cstdint>

namespace flawscope {

/// The learning rate @p epoch passes into training, whole or not: η + (lr − η)(1 + cos(πe/E))/2 with η = lr/1000, where e counts
/// periods of options.ratePeriod epochs, or moves with every step where that is 0. During the warm-up it climbs linearly from
/// lr/10 to what the cosine says at its end. METHOD.md section 4.
[[nodiscard]] double learningRateAt(const TrainingOptions &options, double epoch);

/// Fibers that a scale aims to take for each step: fewer, by the root of its share of positions, where options.scaleBatches is set.
/// @param positions, finestPositions  H·W of the scale's map and of the finest scale's
[[nodiscard]] std::size_t batchFibersOf(const TrainingOptions &options, std::int64_t positions, std::int64_t finestPositions);

/// Into how many steps of equal size @p fibers that are shuffled together are cut.
[[nodiscard]] std::size_t stepsFor(std::size_t fibers, std::size_t batchFibers);

/// Steps of one scale's pass over @p images.
[[nodiscard]] std::uint64_t stepsOfPass(const TrainingOptions &options, std::size_t images, std::int64_t positions, std::int64_t finestPositions);

} // namespace flawscope
