// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"
#include "core/dataset/split.h"
#include "core/engine/encoders/loadedencoder.h"
#include "core/engine/training/trainer.h"
#include "core/model/modelfile.h"
#include "core/pipeline/projectoptions.h"
#include "core/pipeline/scoring.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace flawscope {

/// What training will do: checked options, the encoder with its weights, and the scanned data. Nothing has been written yet.
struct TrainingPlan {
    TrainJobOptions options;
    LoadedEncoder encoder;
    Preprocessing preprocessing;
    std::string device; ///< Resolved.
    Dataset dataset;
    HoldOut split;
};

/// Checks the options and the weights, scans the data set and divides its training pictures.
/// Throws ErrorCode::BadOption, NoDevice, Mismatch, BadFormat, and what scanDataset throws.
[[nodiscard]] TrainingPlan planTraining(const std::filesystem::path &dataset, const TrainJobOptions &options, const RunContext &context);
/// The same for pictures that are known already, e.g. relabelled and moved in a workspace: nothing is scanned, and the samples stay
/// in their order. Throws ErrorCode::BadInput where none is good and in training.
[[nodiscard]] TrainingPlan planTraining(Dataset dataset, const TrainJobOptions &options, const RunContext &context);

/// What is trained, and what was seen on the way.
struct TrainJobResult {
    ModelFile file;
    ScoredSet heldOut;              ///< The good pictures that the label-free thresholds come from.
    bool heldOutWasTrainedOn = false; ///< There were too few to hold any out.
    std::vector<Finding> findings;  ///< Of the scan, and unreadable pictures.
};

/// How the run is watched and steered; as in TrainingRun.
struct TrainJobHooks {
    std::function<void(const LossPoint &)> onLoss{};
    std::stop_token finishEarly{};
    std::function<void()> pausePoint{};
    std::optional<std::size_t> previewSample{}; ///< Into TrainingPlan::dataset.samples; a warning where it cannot be read.
};

/// Where the model goes.
struct TrainJobTarget {
    std::filesystem::path model;
    bool overwrite = false;
    bool keepCheckpoint = false; ///< Leave it to the caller to remove checkpointPath(model).
    std::function<void(const EpochReport &)> onEpoch{};
    TrainJobHooks hooks{};
};

/// The checkpoint of a training run: beside the model.
[[nodiscard]] std::filesystem::path checkpointPath(const std::filesystem::path &model);

/// Throws ErrorCode::BadInput where the model file exists, unless @p overwrite or an unfinished run of ours left its checkpoint.
void refuseExistingModel(const std::filesystem::path &model, bool overwrite);

/// Trains, finds the label-free thresholds, and writes the model file.
///
/// An interrupted run leaves its checkpoint; the same call goes on from there to the same result. Pictures that cannot be read
/// are left out and listed. The label-free image threshold comes from the scores of held-out good pictures (of the training
/// pictures where none are held out, with a warning: such a threshold is too low). The pixel threshold is the same value, so
/// that a good picture shows a defect pixel exactly where it is called a defect.
/// Throws ErrorCode::Cancelled, BadInput, Unwritable, and what trainModel and Detector throw.
[[nodiscard]] TrainJobResult trainJob(const TrainingPlan &plan, const TrainJobTarget &target, const RunContext &context);

} // namespace flawscope
