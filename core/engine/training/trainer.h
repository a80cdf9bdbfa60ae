// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/base/preprocessing.h"
#include "core/base/runcontext.h"
#include "core/engine/detection/model.h"
#include "core/engine/training/trainingoptions.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace flawscope {

/// Hands out preprocessed pictures one after the other; nothing at the end.
using ImageStream = std::function<std::optional<RgbImage>()>;

/// What a model is trained on.
struct TrainingInput {
    ImageStream training;            ///< Good images, rotated copies included; always in the same order.
    std::size_t trainingImages = 0;  ///< How many will come, at most.
    ImageStream heldOut;             ///< Good images for early stop; may be empty.
    std::size_t heldOutImages = 0;
    std::string fingerprint;         ///< Names the data; a checkpoint of other data is not resumed.
};

/// How an epoch went.
struct EpochReport {
    int epoch = 0;  ///< From 1.
    int epochs = 0; ///< At most.
    double learningRate = 0;
    std::vector<double> trainingLoss;      ///< For each scale; the last one again where the scale is done.
    std::vector<double> heldOutLoss;       ///< For each scale; empty without held-out images.
    double fibersPerSecond = 0;
    double secondsLeft = 0;                ///< If no scale stops early.
};

enum class StopReason : std::uint8_t {
    None,
    AllEpochs,  ///< All epochs were done.
    NoProgress, ///< Every scale stopped early.
};

/// What training did; harmless when default-made.
struct TrainingSummary {
    StopReason reason = StopReason::None;
    int epochs = 0;                    ///< Done, counted over interruptions.
    std::vector<int> bestEpochs;       ///< The epoch whose parameters each scale kept.
    std::vector<double> trainingLoss;  ///< For each scale, at the end.
    std::vector<double> heldOutLoss;   ///< For each scale, the best; empty without held-out images.
    std::size_t trainingImages = 0;
    std::size_t heldOutImages = 0;
    std::uint64_t fibers = 0;          ///< In the cache.
    double featureSeconds = 0;
    double trainingSeconds = 0;        ///< Decoders alone, counted over interruptions.
    std::uint64_t seed = 0;
    std::string device;
    bool resumed = false;
};

struct TrainingResult {
    Model model;
    TrainingSummary summary;
};

/// Where and how the run can be interrupted.
struct TrainingRun {
    std::string device = "auto";
    std::filesystem::path checkpoint;      ///< Written after each epoch, resumed from when it fits; empty: none.
    std::filesystem::path cacheFolder;     ///< For a feature cache beyond the memory budget; empty: the system's temporary folder.
    std::function<void(const EpochReport &)> onEpoch;
};

/// Trains one conditional flow for each tap of the encoder. METHOD.md section 4.
///
/// Features are computed once. On the CPU the result depends on options, input and the number of threads only, bit for bit,
/// interruptions included. Blocks; polls the context for each batch. Throws ErrorCode::Cancelled on a stop, with the
/// checkpoint of the last whole epoch in place; BadOption; BadInput where no training image came.
[[nodiscard]] TrainingResult trainModel(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                                        const TrainingOptions &options, const TrainingInput &input, const TrainingRun &run,
                                        const RunContext &context);

} // namespace flawscope
