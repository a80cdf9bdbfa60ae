// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"
#include "core/engine/detection/detector.h"
#include "core/model/modelfile.h"
#include "core/pipeline/projectoptions.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace flawscope {

/// One sample's scores, handed out while the job runs.
struct ScoredMap {
    std::size_t index = 0;        ///< Into Dataset::samples.
    int originalHeight = 0;       ///< px
    int originalWidth = 0;        ///< px
    float score = 0;              ///< The map's maximum.
    ScoreMap map;                 ///< At the model's input size, by the model's normaliser.
    LikelihoodMaps likelihoods;
};

/// Who takes the results. Called on the thread that runs the job, in the order of the samples.
struct ScoreSink {
    std::function<void(ScoredMap &&)> onScored;
    std::function<void(std::size_t index, const Finding &)> onFinding{}; ///< A sample that could not be read; also in the summary.
};

/// What scoring did; harmless when default-made.
struct ScoreJobSummary {
    std::size_t images = 0;        ///< Scored.
    std::vector<Finding> findings; ///< A Problem for each sample that could not be read.
    double seconds = 0;            ///< From the first file to the last result.
    std::string device;

    [[nodiscard]] double imagesPerSecond() const { return seconds > 0 ? static_cast<double>(images) / seconds : 0; }
};

/// Scores samples in batches of options.batchImages and hands each result on at once: memory does not grow with their number.
/// Progress counts images, with "… images/s" as its detail.
/// Throws ErrorCode::Cancelled; BadOption, also for setRelative, which needs all samples first; and what the detector throws.
[[nodiscard]] ScoreJobSummary scoreJob(const Detector &detector, const Dataset &dataset, const std::vector<std::size_t> &indices,
                                       const ScoringOptions &options, const ScoreSink &sink, const RunContext &context);
/// All samples of the data set.
[[nodiscard]] ScoreJobSummary scoreJob(const ModelFile &file, const Dataset &dataset, const ScoringOptions &options,
                                       const DetectorOptions &detector, const ScoreSink &sink, const RunContext &context);

} // namespace flawscope
