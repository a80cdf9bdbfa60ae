// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/scorejob.h"

#include "core/base/error.h"
#include "core/pipeline/scoring.h"

#include <chrono>
#include <numeric>
#include <utility>

namespace flawscope {

ScoreJobSummary scoreJob(const Detector &detector, const Dataset &dataset, const std::vector<std::size_t> &indices,
                         const ScoringOptions &options, const ScoreSink &sink, const RunContext &context)
{
    require(static_cast<bool>(sink.onScored), "somebody takes the scores");
    if (options.setRelative)
        throw Error(ErrorCode::BadOption, "The option set-relative needs all pictures before the first score; scores that are handed out one by one "
                                          "come from the model's own normaliser.");
    const auto start = std::chrono::steady_clock::now();
    const Model &model = detector.model();
    const Preprocessing &preprocessing = model.preprocessing();
    ScoreJobSummary summary;
    summary.device = detector.device();
    const auto onBatch = [&](std::vector<ScoredImage> &&batch) {
        std::vector<ScoreMap> maps(batch.size());
        forEachInParallel(batch.size(), options.threads, {}, RunContext(context.stopToken()), [&](std::size_t i) {
            maps[i] = anomalyMap(batch[i].likelihoods, model.normaliser(), preprocessing.height, preprocessing.width);
        });
        for (std::size_t i = 0; i < batch.size(); ++i) {
            context.throwIfStopped();
            const float score = imageScore(maps[i]);
            sink.onScored({batch[i].index, batch[i].originalHeight, batch[i].originalWidth, score, std::move(maps[i]), std::move(batch[i].likelihoods)});
            ++summary.images;
        }
    };
    const auto onFinding = [&](std::size_t index, const Finding &finding) {
        summary.findings.push_back(finding);
        if (sink.onFinding)
            sink.onFinding(index, finding);
    };
    scoreInBatches(detector, dataset, indices, options, "scoring", {onBatch, onFinding}, context);
    summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return summary;
}

ScoreJobSummary scoreJob(const ModelFile &file, const Dataset &dataset, const ScoringOptions &options, const DetectorOptions &detectorOptions,
                         const ScoreSink &sink, const RunContext &context)
{
    const Detector detector(file.model, detectorOptions);
    std::vector<std::size_t> indices(dataset.samples.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return scoreJob(detector, dataset, indices, options, sink, context);
}

} // namespace flawscope
