// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"
#include "core/engine/detection/detector.h"
#include "core/pipeline/projectoptions.h"

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace flawscope {

/// What the detector said of one sample. The likelihoods are small, and give the map back by anomalyMap().
struct ScoredImage {
    std::size_t index = 0; ///< Into Dataset::samples.
    float score = 0;       ///< The map's maximum.
    int originalHeight = 0; ///< px
    int originalWidth = 0;  ///< px
    LikelihoodMaps likelihoods;
};

struct ScoredSet {
    std::vector<ScoredImage> images; ///< In the order of the indices, without those that could not be read.
    std::vector<Finding> findings;   ///< A Problem for each that could not.
    std::vector<double> maxima;      ///< m of each scale: the model's normaliser, or this set's own.
    double seconds = 0;              ///< From the first file to the last score.

    [[nodiscard]] std::vector<double> scores() const;
};

/// Who takes the batches of scoreInBatches(). Called on the thread that runs it.
struct BatchSink {
    /// Scored samples in the order of the indices, with likelihoods; their scores are still 0.
    std::function<void(std::vector<ScoredImage> &&batch)> onBatch;
    /// A sample that could not be read.
    std::function<void(std::size_t index, const Finding &finding)> onFinding;
};

/// Reads samples ahead and puts them through the detector, batch by batch: the one loop over pictures. Keeps nothing.
/// Progress counts images read, with "… images/s" as its detail. Throws ErrorCode::Cancelled, and what the detector throws.
void scoreInBatches(const Detector &detector, const Dataset &dataset, const std::vector<std::size_t> &indices, const ScoringOptions &options,
                    std::string_view stage, const BatchSink &sink, const RunContext &context);

/// Scores samples and keeps their likelihoods.
/// Throws ErrorCode::Cancelled, and what the detector throws.
/// @param stage  for progress: "scoring", …
[[nodiscard]] ScoredSet scoreSamples(const Detector &detector, const Dataset &dataset, const std::vector<std::size_t> &indices,
                                     const ScoringOptions &options, std::string_view stage, const RunContext &context);

/// Calls @p step(i) for i in [0, count) on @p threads threads (0: one for each core), and reports progress and polls the stop
/// after each. The first exception ends the loop and is thrown here.
void forEachInParallel(std::size_t count, int threads, std::string_view stage, const RunContext &context,
                       const std::function<void(std::size_t)> &step);

} // namespace flawscope
