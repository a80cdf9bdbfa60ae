// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/machinerate.h"
#include "core/engine/training/trainer.h"
#include "core/pipeline/projectoptions.h"

#include <cstddef>
#include <cstdint>

namespace flawscope {

/// What a training run will cost, from the network's arithmetic; seconds are good to a factor of two.
struct TrainingEstimate {
    std::size_t trainingImages = 0; ///< Rotated copies included.
    std::size_t heldOutImages = 0;
    double featureSeconds = 0;
    double trainingSeconds = 0;     ///< If no scale stops early.
    double totalSeconds = 0;        ///< With the normaliser and the label-free thresholds.
    std::uint64_t memoryBytes = 0;  ///< Of the process, at its peak.
    std::uint64_t diskBytes = 0;    ///< Of the temporary file of features; 0 where they fit into training.cacheMiB.
    std::uint64_t fibers = 0;       ///< In the cache: what one epoch goes through.
    std::uint64_t steps = 0;        ///< Of the optimisers of all scales, over all epochs.
};

/// @param goodTrainingImages  before any are held out, without copies
/// @param rate  of options.detector.device: measuredRate(), or rateOfRun() of an earlier run
/// Throws ErrorCode::BadOption.
[[nodiscard]] TrainingEstimate estimateTraining(const TrainJobOptions &options, std::size_t goodTrainingImages, const MachineRate &rate);
/// With measuredRate(): the first call takes about 0.3 s. Throws ErrorCode::NoDevice, too.
[[nodiscard]] TrainingEstimate estimateTraining(const TrainJobOptions &options, std::size_t goodTrainingImages);

/// The rate at which the estimate of a run that is over would have been exact; @p reference where the run says nothing. Feature
/// extraction counts as the rate of that network and those pictures, so keep one rate for each encoder and data set.
/// @param options  as in the run, TrainingPlan::options: with the copies spelled out
[[nodiscard]] MachineRate rateOfRun(const TrainJobOptions &options, const TrainingSummary &summary, const MachineRate &reference);

} // namespace flawscope
