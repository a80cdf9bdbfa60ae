// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/scoring.h"

#include "core/base/error.h"
#include "core/base/workerteam.h"
#include "core/dataset/loader.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>

namespace flawscope {

namespace {

/// Pictures that go through the detector together.
struct Batch {
    std::vector<RgbImage> pictures;
    std::vector<ScoredImage> samples;
};

/// Takes up to @p size readable pictures; the others become findings. False: none is left.
bool takeBatch(ImageLoader &loader, const Dataset &dataset, int size, const BatchSink &sink, Batch &batch)
{
    batch = {};
    while (batch.pictures.size() < static_cast<std::size_t>(size)) {
        std::optional<LoadedImage> loaded = loader.next();
        if (!loaded)
            break;
        if (!loaded->failure.empty()) {
            sink.onFinding(loaded->index, {Severity::Problem, "unreadable", loaded->failure, {dataset.samples[loaded->index].image}});
            continue;
        }
        batch.samples.push_back({loaded->index, 0, loaded->originalHeight, loaded->originalWidth, {}});
        batch.pictures.push_back(std::move(loaded->image));
    }
    return !batch.pictures.empty();
}

std::string rateText(double imagesPerSecond)
{
    char text[40];
    std::snprintf(text, sizeof text, imagesPerSecond < 100 ? "%.1f images/s" : "%.0f images/s", imagesPerSecond);
    return text;
}

void ownMaxima(ScoredSet &set)
{
    std::fill(set.maxima.begin(), set.maxima.end(), -HUGE_VAL);
    for (const ScoredImage &image : set.images) {
        for (std::size_t scale = 0; scale < set.maxima.size(); ++scale) {
            const std::vector<float> &values = image.likelihoods[scale].values;
            set.maxima[scale] = std::max(set.maxima[scale], static_cast<double>(*std::max_element(values.begin(), values.end())));
        }
    }
}

} // namespace

std::vector<double> ScoredSet::scores() const
{
    std::vector<double> values;
    values.reserve(images.size());
    for (const ScoredImage &image : images)
        values.push_back(image.score);
    return values;
}

void scoreInBatches(const Detector &detector, const Dataset &dataset, const std::vector<std::size_t> &indices, const ScoringOptions &options,
                    std::string_view stage, const BatchSink &sink, const RunContext &context)
{
    validateOptions(options);
    const auto start = std::chrono::steady_clock::now();
    ImageLoader loader(dataset, detector.model().preprocessing(), indices, context, options.threads);
    std::size_t scored = 0;
    std::size_t failed = 0;
    const BatchSink counting{sink.onBatch, [&](std::size_t index, const Finding &finding) {
                                 ++failed;
                                 sink.onFinding(index, finding);
                             }};
    context.report({stage, 0, static_cast<double>(indices.size()), "images", {}});
    Batch batch;
    while (takeBatch(loader, dataset, options.batchImages, counting, batch)) {
        context.throwIfStopped();
        std::vector<LikelihoodMaps> likelihoods = detector.likelihoods(batch.pictures);
        for (std::size_t i = 0; i < likelihoods.size(); ++i)
            batch.samples[i].likelihoods = std::move(likelihoods[i]);
        scored += batch.samples.size();
        sink.onBatch(std::move(batch.samples));
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        context.report({stage, static_cast<double>(scored + failed), static_cast<double>(indices.size()), "images",
                        rateText(static_cast<double>(scored) / std::max(seconds, 1e-9))});
    }
}

ScoredSet scoreSamples(const Detector &detector, const Dataset &dataset, const std::vector<std::size_t> &indices,
                       const ScoringOptions &options, std::string_view stage, const RunContext &context)
{
    const Preprocessing &preprocessing = detector.model().preprocessing();
    const auto start = std::chrono::steady_clock::now();
    ScoredSet set;
    set.maxima = detector.model().normaliser();
    set.images.reserve(indices.size());
    const BatchSink sink{[&](std::vector<ScoredImage> &&batch) { std::move(batch.begin(), batch.end(), std::back_inserter(set.images)); },
                         [&](std::size_t, const Finding &finding) { set.findings.push_back(finding); }};
    scoreInBatches(detector, dataset, indices, options, stage, sink, context);
    if (options.setRelative)
        ownMaxima(set);
    forEachInParallel(set.images.size(), options.threads, "image scores", RunContext(context.stopToken()), [&](std::size_t i) {
        set.images[i].score = imageScore(anomalyMap(set.images[i].likelihoods, set.maxima, preprocessing.height, preprocessing.width));
    });
    set.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return set;
}

void forEachInParallel(std::size_t count, int threads, std::string_view stage, const RunContext &context,
                       const std::function<void(std::size_t)> &step)
{
    if (count == 0)
        return;
    const std::size_t cores = threads > 0 ? static_cast<std::size_t>(threads) : std::max(1U, std::thread::hardware_concurrency());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex reporting;
    std::size_t done = 0;
    WorkerTeam team(static_cast<int>(std::min(cores, count)));
    team.run([&](int) {
        try {
            for (std::size_t i = next++; i < count && !failed && !context.stopRequested(); i = next++) {
                step(i);
                const std::lock_guard lock(reporting);
                context.report({stage, static_cast<double>(++done), static_cast<double>(count), "images", {}});
            }
        } catch (...) {
            failed = true;
            throw;
        }
    });
    context.throwIfStopped();
}

} // namespace flawscope
