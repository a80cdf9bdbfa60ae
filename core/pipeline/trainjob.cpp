// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/trainjob.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/dataset/loader.h"
#include "core/engine/device.h"
#include "core/pipeline/outputfolder.h"
#include "core/pipeline/timestamp.h"
#include "core/pipeline/trainingstreams.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace flawscope {

namespace {

LoadedEncoder loadEncoder(const TrainJobOptions &options, const RunContext &context)
{
    if (!options.weights.empty())
        return LoadedEncoder::fromFile(options.encoder, options.weights);
    context.warn("No weights are given: the encoder " + options.encoder.name + " starts from random numbers (seed "
                 + std::to_string(options.training.seed) + "), and the figures mean little. Name a file of ImageNet weights with --weights.");
    return LoadedEncoder::random(options.encoder, options.training.seed);
}

HoldOut divide(const Dataset &dataset, const TrainJobOptions &options, const RunContext &context)
{
    const auto good = std::count_if(dataset.samples.begin(), dataset.samples.end(), [](const Sample &sample) {
        return sample.split == Split::Train && sample.label == Label::Good;
    });
    HoldOut split = holdOut(dataset, heldOutShare(options.trainingSet, static_cast<std::size_t>(good)), options.training.seed);
    if (split.training.empty())
        throw Error(ErrorCode::BadInput, displayPath(dataset.root) + " has no good picture to train on.");
    if (split.heldOut.empty()) {
        context.warn("No good picture is held out of the " + std::to_string(split.training.size())
                     + " for training; the label-free threshold comes from pictures that the model has learned, and is too low.");
    }
    return split;
}

/// The label-free thresholds, and the scores that they come from.
void findThresholds(const TrainingPlan &plan, TrainJobResult &result, const RunContext &context)
{
    const Detector detector(result.file.model, plan.options.detector);
    ScoringOptions scoring;
    scoring.threads = plan.options.threads;
    result.heldOutWasTrainedOn = plan.split.heldOut.empty();
    result.heldOut = scoreSamples(detector, plan.dataset, result.heldOutWasTrainedOn ? plan.split.training : plan.split.heldOut, scoring,
                                  "held-out scores", context);
    if (result.heldOut.images.empty())
        return;
    result.file.notes.imageThreshold = labelFreeThreshold(result.heldOut.scores(), plan.options.labelFree);
    result.file.notes.pixelThreshold = result.file.notes.imageThreshold;
}

/// A plan for data that are still to come: everything that can be wrong is found before a long scan.
TrainingPlan planWithoutData(const TrainJobOptions &options, const RunContext &context)
{
    validateOptions(options);
    TrainJobOptions checked = options;
    checked.encoder = resolved(options.encoder);
    const Preprocessing preprocessing = preprocessingFrom(options.preprocessing);
    validate(preprocessing, checked.encoder);
    const std::string device = resolveDevice(options.detector.device);
    checked.detector.device = device;
    LoadedEncoder encoder = loadEncoder(checked, context);
    return {std::move(checked), std::move(encoder), preprocessing, device, {}, {}};
}

void addData(TrainingPlan &plan, Dataset dataset, const RunContext &context)
{
    plan.split = divide(dataset, plan.options, context);
    plan.dataset = std::move(dataset);
    plan.options.trainingSet.rotatedCopies = rotatedCopiesFor(plan.options.trainingSet, plan.split.training.size());
}

/// The picture that the person watches, if it can be read.
std::optional<RgbImage> loadPreview(const TrainingPlan &plan, const std::optional<std::size_t> &sample, const RunContext &context)
{
    if (!sample)
        return std::nullopt;
    std::optional<LoadedImage> loaded = ImageLoader(plan.dataset, plan.preprocessing, {*sample}, context, 1).next();
    require(loaded.has_value(), "a loader hands out each picture");
    if (loaded->failure.empty())
        return std::move(loaded->image);
    context.warn(loaded->failure + " Training goes on without a preview.");
    return std::nullopt;
}

} // namespace

TrainingPlan planTraining(const std::filesystem::path &dataset, const TrainJobOptions &options, const RunContext &context)
{
    TrainingPlan plan = planWithoutData(options, context);
    addData(plan, scanDataset(dataset, options.scan, context), context);
    return plan;
}

TrainingPlan planTraining(Dataset dataset, const TrainJobOptions &options, const RunContext &context)
{
    TrainingPlan plan = planWithoutData(options, context);
    addData(plan, std::move(dataset), context);
    return plan;
}

std::filesystem::path checkpointPath(const std::filesystem::path &model)
{
    std::filesystem::path path = model;
    path += ".checkpoint";
    return path;
}

void refuseExistingModel(const std::filesystem::path &model, bool overwrite)
{
    std::error_code error;
    refuseExistingFile(model, overwrite || std::filesystem::exists(checkpointPath(model), error));
}

TrainJobResult trainJob(const TrainingPlan &plan, const TrainJobTarget &target, const RunContext &context)
{
    refuseExistingModel(target.model, target.overwrite);
    ensureWritableFolder(std::filesystem::absolute(target.model).parent_path());
    TrainingStreams streams(plan, context);
    const std::filesystem::path checkpoint = checkpointPath(target.model);
    const TrainJobHooks &hooks = target.hooks;
    const TrainingRun run{plan.device, checkpoint, {}, target.onEpoch, hooks.onLoss, hooks.finishEarly, hooks.pausePoint,
                          loadPreview(plan, hooks.previewSample, context)};
    TrainingResult trained = trainModel(plan.encoder, plan.preprocessing, plan.options.flow, plan.options.training, streams.input(), run, context);
    TrainJobResult result{{std::move(trained.model), {}}, {}, false, plan.dataset.findings};
    result.findings.insert(result.findings.end(), streams.findings().begin(), streams.findings().end());
    ModelNotes &notes = result.file.notes;
    notes.trainingOptions = plan.options.training;
    notes.trainingSet = plan.options.trainingSet;
    notes.training = trained.summary;
    notes.dataset = displayPath(std::filesystem::weakly_canonical(plan.dataset.root).filename());
    notes.softwareVersion = kVersion;
    notes.created = utcTimestamp();
    findThresholds(plan, result, context);
    context.throwIfStopped();
    saveModel(target.model, result.file.model, notes);
    if (!target.keepCheckpoint) {
        std::error_code error;
        std::filesystem::remove(checkpoint, error);
    }
    return result;
}

} // namespace flawscope
