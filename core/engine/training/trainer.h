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
#include <stop_token>
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
    double imagesPerSecond = 0;            ///< Training pictures, copies included, through all scales that are still in training.
    double secondsLeft = 0;                ///< If no scale stops early.
    double trainingSeconds = 0;            ///< So far, counted over interruptions, without pauses.
    ScoreMap previewMap;                   ///< Of TrainingRun::preview, with the present decoders; empty where there is none.
};

/// How the loss of one scale moves inside an epoch.
struct LossPoint {
    int scale = 0;           ///< From 0, finest first.
    double epoch = 0;        ///< Passes of this scale so far, fractional.
    double loss = 0;         ///< Mean over the fibers since the last point.
    double learningRate = 0; ///< Of the last step.
};

enum class StopReason : std::uint8_t {
    None,
    AllEpochs,  ///< All epochs were done.
    NoProgress, ///< Every scale stopped early.
    Finished,   ///< A person stopped it and kept the result.
};

/// What training did; harmless when default-made.
struct TrainingSummary {
    StopReason reason = StopReason::None;
    int epochs = 0;                    ///< Done, counted over interruptions.
    std::vector<int> bestEpochs;       ///< The epoch whose parameters each scale kept; 0: less than one whole epoch.
    std::vector<double> trainingLoss;  ///< For each scale, at the end.
    std::vector<double> heldOutLoss;   ///< For each scale, the best, NaN where it was finished before the first; empty without held-out images.
    std::size_t trainingImages = 0;
    std::size_t heldOutImages = 0;
    std::uint64_t fibers = 0;          ///< In the cache.
    double featureSeconds = 0;
    double trainingSeconds = 0;        ///< Decoders alone, counted over interruptions, without pauses.
    std::uint64_t seed = 0;
    std::string device;
    bool resumed = false;
};

struct TrainingResult {
    Model model;
    TrainingSummary summary;
};

/// Where and how the run can be interrupted and watched. Everything here is called on the thread that trains, and changes no
/// parameter.
struct TrainingRun {
    std::string device = "auto";
    std::filesystem::path checkpoint;      ///< Written after each epoch, resumed from when it fits; empty: none.
    std::filesystem::path cacheFolder;     ///< For a feature cache beyond the memory budget; empty: the system's temporary folder.
    std::function<void(const EpochReport &)> onEpoch{};
    std::function<void(const LossPoint &)> onLoss{}; ///< About 200 times for each scale, but at least 20 times an epoch (or for each step).
    /// Stop and keep: training ends within about a second (a few steps of a wide network) and the result is finished as usual
    /// from each scale's best held-out parameters, else its present ones. A scale that had no turn yet gets a short one.
    std::stop_token finishEarly{};
    /// Polled for each step, batch of images and of held-out fibers. May block: the time inside counts nowhere. A stop is heard
    /// when it returns.
    std::function<void()> pausePoint{};
    std::optional<RgbImage> preview{}; ///< A preprocessed picture; each EpochReport brings its anomaly map.
};

/// Trains one conditional flow for each tap of the encoder. METHOD.md section 4.
///
/// Features are computed once. On the CPU the result depends on options, input and the number of threads only, bit for bit,
/// interruptions, pauses and watchers included. Blocks; polls the context for each batch. Throws ErrorCode::Cancelled on a
/// stop, with the checkpoint of the last whole epoch in place; BadOption; BadInput where no training image came.
[[nodiscard]] TrainingResult trainModel(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                                        const TrainingOptions &options, const TrainingInput &input, const TrainingRun &run,
                                        const RunContext &context);

} // namespace flawscope
