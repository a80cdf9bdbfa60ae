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

#include <filesystem>
#include <functional>
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

/// What is trained, and what was seen on the way.
struct TrainJobResult {
    ModelFile file;
    ScoredSet heldOut;              ///< The good pictures that the label-free thresholds come from.
    bool heldOutWasTrainedOn = false; ///< There were too few to hold any out.
    std::vector<Finding> findings;  ///< Of the scan, and unreadable pictures.
};

/// Where the model goes.
struct TrainJobTarget {
    std::filesystem::path model;
    bool overwrite = false;
    bool keepCheckpoint = false; ///< Leave it to the caller to remove checkpointPath(model).
    std::function<void(const EpochReport &)> onEpoch{};
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
