// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/estimate.h"

#include "core/engine/training/trainingcost.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace flawscope {

namespace {

constexpr double kStartSeconds = 0.5; ///< Opening, checking and writing files.

/// How holdOut() divides so many pictures that all differ.
std::size_t heldOutCount(const TrainingSetOptions &options, std::size_t good)
{
    const double share = heldOutShare(options, good);
    if (!(share > 0) || good < 2)
        return 0;
    const auto rounded = static_cast<std::size_t>(std::llround(share * static_cast<double>(good)));
    return std::clamp<std::size_t>(rounded, 1, good - 1);
}

/// Pictures are read on other threads, but the cores are the encoder's, too.
double readingSeconds(const TrainJobOptions &options, const MachineRate &rate, std::size_t pictures)
{
    const unsigned threads = options.threads > 0 ? static_cast<unsigned>(options.threads) : std::max(1U, std::thread::hardware_concurrency());
    return rate.readSeconds * static_cast<double>(pictures) / threads;
}

} // namespace

TrainingEstimate estimateTraining(const TrainJobOptions &options, std::size_t goodTrainingImages, const MachineRate &rate)
{
    validateOptions(options);
    const EncoderOptions encoder = resolved(options.encoder);
    const Preprocessing preprocessing = preprocessingFrom(options.preprocessing);
    validate(preprocessing, encoder);
    TrainingEstimate estimate;
    estimate.heldOutImages = heldOutCount(options.trainingSet, goodTrainingImages);
    const std::size_t pictures = goodTrainingImages - estimate.heldOutImages;
    estimate.trainingImages = pictures * (1 + static_cast<std::size_t>(rotatedCopiesFor(options.trainingSet, pictures)));
    const std::size_t images = estimate.trainingImages + estimate.heldOutImages;
    const TrainingCost cost = trainingCost(encoder, preprocessing, options.flow, options.training, estimate.trainingImages, estimate.heldOutImages);
    estimate.featureSeconds = cost.featureSeconds(rate, images) + readingSeconds(options, rate, goodTrainingImages);
    estimate.trainingSeconds = cost.trainingSeconds(rate);
    const std::size_t scored = estimate.heldOutImages > 0 ? estimate.heldOutImages : pictures;
    estimate.totalSeconds = kStartSeconds + estimate.featureSeconds + cost.setupSeconds(rate) + estimate.trainingSeconds
        + cost.passSeconds(rate, estimate.trainingImages + scored) + cost.featureSeconds(rate, scored) + readingSeconds(options, rate, scored);
    estimate.memoryBytes = cost.memoryBytes;
    estimate.diskBytes = cost.cacheBytes > static_cast<std::uint64_t>(options.training.cacheMiB) << 20U ? cost.cacheBytes : 0;
    estimate.fibers = cost.fibers;
    estimate.steps = cost.steps;
    return estimate;
}

TrainingEstimate estimateTraining(const TrainJobOptions &options, std::size_t goodTrainingImages)
{
    return estimateTraining(options, goodTrainingImages, measuredRate(options.detector.device));
}

MachineRate rateOfRun(const TrainJobOptions &options, const TrainingSummary &summary, const MachineRate &reference)
{
    if (summary.trainingImages == 0)
        return reference;
    MachineRate rate = reference;
    TrainingOptions done = options.training;
    done.epochs = std::max(1, summary.epochs);
    const TrainingCost cost = trainingCost(resolved(options.encoder), preprocessingFrom(options.preprocessing), options.flow, done, summary.trainingImages,
                                           summary.heldOutImages);
    if (summary.epochs > 0 && summary.trainingSeconds > 0) {
        const double slower = summary.trainingSeconds / cost.trainingSeconds(reference);
        rate.decoderGigaflops /= slower;
        rate.updateGigabytes /= slower;
        rate.blockSeconds *= slower;
    }
    if (summary.featureSeconds > 0) {
        const std::size_t images = summary.trainingImages + summary.heldOutImages;
        const std::size_t pictures = summary.heldOutImages + summary.trainingImages / (1 + static_cast<std::size_t>(std::max(0, options.trainingSet.rotatedCopies)));
        const double slower = summary.featureSeconds / (cost.featureSeconds(reference, images) + readingSeconds(options, reference, pictures));
        rate.encoderGigaflops /= slower;
        rate.readSeconds *= slower;
    }
    return rate;
}

} // namespace flawscope
