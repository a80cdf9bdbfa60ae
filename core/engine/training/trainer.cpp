// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainer.h"

#include "core/base/error.h"
#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/device.h"
#include "core/engine/training/checkpoint_p.h"
#include "core/engine/training/featurecache_p.h"
#include "core/engine/training/likelihoodscan_p.h"
#include "core/engine/training/lossmeter_p.h"
#include "core/engine/training/preview_p.h"
#include "core/engine/training/runcontrol_p.h"
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace flawscope {

namespace {

/// What the scales that had no turn before the person finished get together.
constexpr double kLateTurnSeconds = 0.6;

/// How far the features are.
struct FeatureProgress {
    std::size_t before = 0; ///< Images of other caches.
    std::size_t total = 0;
};

/// Computes the features of a stream of images into a cache; fewer, but some, when the person finishes.
void fillCache(FeatureCache &cache, const FeatureExtractor &extractor, const ImageStream &stream, std::size_t capacity,
               const FeatureProgress &progress, RunControl &control)
{
    const RunContext &context = control.context();
    const std::size_t batch = extractor.device().is_cpu() ? 8 * static_cast<std::size_t>(extractor.team().size()) : 32;
    std::size_t stored = 0;
    std::vector<RgbImage> images;
    while (stored < capacity && (stored == 0 || !control.finishing())) {
        images.clear();
        while (images.size() < batch && stored + images.size() < capacity) {
            if (!control.poll() && stored + images.size() > 0)
                break;
            std::optional<RgbImage> image = stream();
            if (!image)
                break;
            images.push_back(std::move(*image));
        }
        if (images.empty())
            break;
        extractor.extractInParallel(images, [&](std::size_t first, std::size_t count, const std::vector<torch::Tensor> &fibers) {
            if (!context.stopRequested())
                cache.store(stored + first, count, fibers);
        });
        context.throwIfStopped();
        stored += images.size();
        context.report({"features", static_cast<double>(progress.before + stored), static_cast<double>(progress.total), "images", {}});
    }
    cache.setImages(stored);
}

/// The loop over epochs and scales.
class Session final {
public:
    Session(const TrainingOptions &options, const TrainingRun &run, RunControl &control, const FeatureCache &training, const FeatureCache &heldOut)
        : m_options(options), m_run(run), m_control(control), m_training(training), m_heldOut(heldOut)
    {
    }

    std::vector<std::unique_ptr<DecoderTrainer>> decoders;
    CheckpointState state;
    const Preview *preview = nullptr;

    StopReason train(const std::string &fingerprint)
    {
        m_secondsBefore = state.trainingSeconds;
        m_startSeconds = m_control.seconds();
        m_startEpoch = state.epoch;
        while (state.epoch < m_options.epochs && !allDone()) {
            if (!trainEpoch()) {
                giveLateTurns();
                state.trainingSeconds = m_secondsBefore + seconds();
                return StopReason::Finished;
            }
            ++state.epoch;
            m_doneBeforeEpoch = m_done;
            state.trainingSeconds = m_secondsBefore + seconds();
            if (!m_run.checkpoint.empty())
                writeCheckpoint(m_run.checkpoint, fingerprint, state, decoders);
            if (m_run.onEpoch)
                m_run.onEpoch(report());
        }
        return state.epoch < m_options.epochs ? StopReason::NoProgress : StopReason::AllEpochs;
    }

private:
    [[nodiscard]] bool allDone() const
    {
        return std::all_of(decoders.begin(), decoders.end(), [](const auto &d) { return d->done(); });
    }

    /// Since this start, without pauses.
    [[nodiscard]] double seconds() const { return m_control.seconds() - m_startSeconds; }

    /// False: the person finishes, and the epoch is not whole.
    bool trainEpoch()
    {
        for (std::size_t scale = 0; scale < decoders.size(); ++scale) {
            DecoderTrainer &decoder = *decoders[scale];
            if (decoder.done())
                continue;
            const auto beforeStep = [&](double fraction, int stepFibers) -> std::optional<double> {
                if (!m_control.poll())
                    return std::nullopt;
                m_done += static_cast<std::uint64_t>(stepFibers);
                reportProgress();
                return learningRateAt(m_options, state.epoch + fraction);
            };
            LossMeter meter(m_run, m_options, static_cast<int>(scale), state.epoch);
            if (!decoder.trainEpoch(m_training, state.epoch, beforeStep, [&](const DecoderTrainer::StepReport &step) { meter.add(step); }).whole)
                return false;
            if (m_heldOut.images() == 0)
                continue;
            const std::optional<double> loss = decoder.evaluate(m_heldOut, [&] { return m_control.poll(); });
            if (!loss)
                return false;
            decoder.note(state.epoch + 1, *loss);
        }
        return true;
    }

    /// A scale with random parameters would only blur the map: the few steps that fit into a moment, at the full rate.
    void giveLateTurns()
    {
        const auto untrained = std::count_if(decoders.begin(), decoders.end(), [](const auto &d) { return !d->trained(); });
        for (const std::unique_ptr<DecoderTrainer> &decoder : decoders) {
            if (decoder->trained())
                continue;
            const double begin = seconds();
            (void)decoder->trainEpoch(m_training, 0, [&](double, int) -> std::optional<double> {
                (void)m_control.poll();
                const bool late = decoder->trained() && seconds() - begin > kLateTurnSeconds / static_cast<double>(untrained);
                return late ? std::nullopt : std::optional(m_options.learningRate);
            });
        }
    }

    /// Fibers that the scales which are still in training will see.
    [[nodiscard]] double remainingFibers() const
    {
        double remaining = 0;
        for (std::size_t scale = 0; scale < decoders.size(); ++scale) {
            if (!decoders[scale]->done())
                remaining += static_cast<double>(m_training.size(static_cast<int>(scale)).positions()) * static_cast<double>(m_training.images());
        }
        return remaining * (m_options.epochs - state.epoch);
    }

    void reportProgress() const
    {
        const double perEpoch = static_cast<double>(m_training.fibers());
        const double before = perEpoch * state.epoch;
        m_control.context().report({"training", std::min(before + static_cast<double>(m_done - m_doneBeforeEpoch), perEpoch * m_options.epochs),
                                    perEpoch * m_options.epochs, "fibers",
                                    "epoch " + std::to_string(state.epoch + 1) + " of " + std::to_string(m_options.epochs)});
    }

    [[nodiscard]] EpochReport report() const
    {
        EpochReport r;
        r.epoch = state.epoch;
        r.epochs = m_options.epochs;
        r.learningRate = learningRateAt(m_options, state.epoch);
        for (const auto &decoder : decoders) {
            r.trainingLoss.push_back(decoder->lastLoss());
            if (m_heldOut.images() > 0)
                r.heldOutLoss.push_back(decoder->lastHeldOutLoss());
        }
        const double elapsed = std::max(1e-9, seconds());
        r.fibersPerSecond = static_cast<double>(m_done) / elapsed;
        r.imagesPerSecond = static_cast<double>(m_training.images()) * (state.epoch - m_startEpoch) / elapsed;
        r.secondsLeft = r.fibersPerSecond > 0 ? remainingFibers() / r.fibersPerSecond : 0;
        r.trainingSeconds = state.trainingSeconds;
        if (preview)
            r.previewMap = preview->map(decoders, m_control);
        return r;
    }

    const TrainingOptions &m_options;
    const TrainingRun &m_run;
    RunControl &m_control;
    const FeatureCache &m_training;
    const FeatureCache &m_heldOut;
    double m_secondsBefore = 0; ///< Of earlier starts.
    double m_startSeconds = 0;
    int m_startEpoch = 0;
    std::uint64_t m_done = 0; ///< Fibers since this start.
    std::uint64_t m_doneBeforeEpoch = 0;
};

/// m of METHOD.md section 5, for each scale.
std::vector<double> normaliserOf(const std::vector<std::shared_ptr<const Flow>> &decoders, const FeatureCache &training,
                                 const FeatureExtractor &extractor, RunControl &control)
{
    std::vector<std::size_t> all(training.images());
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::vector<double> normaliser;
    for (int scale = 0; scale < training.scales(); ++scale) {
        const FeatureExtractor::MapSize &size = training.size(scale);
        const FlowInference inference(*decoders[scale], size.height, size.width, extractor.device(), torch::kFloat32);
        normaliser.push_back(largestLikelihood(inference, training, scale, all, extractor, [&](std::size_t done) {
            (void)control.poll();
            control.context().report({"normaliser", static_cast<double>(static_cast<std::size_t>(scale) * all.size() + done),
                                      static_cast<double>(static_cast<std::size_t>(training.scales()) * all.size()), "maps", {}});
        }));
    }
    return normaliser;
}

void summarise(TrainingSummary &summary, const Session &session, const FeatureCache &training, const FeatureCache &heldOut)
{
    for (const std::unique_ptr<DecoderTrainer> &decoder : session.decoders) {
        summary.bestEpochs.push_back(decoder->bestEpoch() > 0 ? decoder->bestEpoch() : session.state.epoch);
        summary.trainingLoss.push_back(decoder->lastLoss());
        if (heldOut.images() > 0)
            summary.heldOutLoss.push_back(decoder->bestEpoch() > 0 ? decoder->bestLoss() : std::nan(""));
    }
    summary.epochs = session.state.epoch;
    summary.trainingImages = training.images();
    summary.heldOutImages = heldOut.images();
    summary.fibers = training.fibers();
    summary.trainingSeconds = session.state.trainingSeconds;
}

TrainingResult runTraining(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow, const TrainingOptions &options,
                           const TrainingInput &input, const TrainingRun &run, const std::string &deviceName, const RunContext &context)
{
    const torch::Device device(deviceName);
    TrainingSummary summary;
    summary.seed = options.seed;
    summary.device = deviceName;
    RunControl control(run, context);
    const FeatureExtractor extractor(encoder, preprocessing, device, torch::kFloat32);
    const std::uint64_t budget = static_cast<std::uint64_t>(options.cacheMiB) << 20;
    const std::size_t total = input.trainingImages + input.heldOutImages;
    const auto share = [&](std::size_t images) { return static_cast<std::uint64_t>(static_cast<double>(budget) * static_cast<double>(images) / static_cast<double>(std::max<std::size_t>(1, total))); };
    FeatureCache training(extractor.sizes(), input.trainingImages, options.cachePrecision, share(input.trainingImages), run.cacheFolder);
    FeatureCache heldOut(extractor.sizes(), input.heldOutImages, options.cachePrecision, share(input.heldOutImages), run.cacheFolder);
    fillCache(training, extractor, input.training, input.trainingImages, {0, total}, control);
    if (training.images() == 0)
        throw Error(ErrorCode::BadInput, "There is no readable training image.");
    if (input.heldOut && !control.finishing())
        fillCache(heldOut, extractor, input.heldOut, input.heldOutImages, {training.images(), total}, control);
    summary.featureSeconds = control.seconds();

    Session session(options, run, control, training, heldOut);
    for (int scale = 0; scale < training.scales(); ++scale) {
        const FlowShape shape{training.size(scale).channels, flow.conditionChannels, flow.blocks, flow.permutation};
        session.decoders.push_back(std::make_unique<DecoderTrainer>(shape, scale, training.size(scale), device, options));
    }
    std::optional<Preview> preview;
    if (run.preview)
        session.preview = &preview.emplace(extractor, preprocessing, *run.preview, heldOut.images() > 0 ? heldOut : training);
    const std::string fingerprint = checkpointFingerprint(encoder, preprocessing, flow, options, input, deviceName);
    summary.resumed = restoreCheckpoint(run.checkpoint, fingerprint, session.state, session.decoders, context);
    summary.reason = session.train(fingerprint);

    std::vector<std::shared_ptr<const Flow>> decoders;
    for (const std::unique_ptr<DecoderTrainer> &decoder : session.decoders)
        decoders.push_back(decoder->result());
    summarise(summary, session, training, heldOut);
    std::vector<double> normaliser = normaliserOf(decoders, training, extractor, control);
    return {Model(encoder, preprocessing, flow, std::move(decoders), std::move(normaliser)), summary};
}

} // namespace

TrainingResult trainModel(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow, const TrainingOptions &options,
                          const TrainingInput &input, const TrainingRun &run, const RunContext &context)
{
    validateOptions(options);
    validateOptions(flow);
    if (flow.conditionChannels % 4 != 0)
        throw Error(ErrorCode::BadOption, "The option condition-channels is " + std::to_string(flow.conditionChannels) + "; it must be a multiple of 4.");
    validate(preprocessing, encoder.options());
    const std::string device = resolveDevice(run.device);
    try {
        return runTraining(encoder, preprocessing, flow, options, input, run, device, context);
    } catch (const c10::Error &error) {
        const std::string what = error.what_without_backtrace();
        if (what.find("memory") != std::string::npos)
            throw Error(ErrorCode::OutOfMemory, "Training needs more memory than " + device + " has. Use a smaller input size, fewer taps or a smaller batch-fibers.");
        throw Error(ErrorCode::Internal, "LibTorch failed on " + device + ": " + what);
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "Training needs more memory than there is. Use a smaller input size, fewer taps or a smaller cache-memory.");
    }
}

} // namespace flawscope
