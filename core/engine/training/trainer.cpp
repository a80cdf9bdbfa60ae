// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainer.h"

#include "core/base/error.h"
#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/device.h"
#include "core/engine/flow/flowinference_p.h"
#include "core/engine/training/checkpoint_p.h"
#include "core/engine/training/featurecache_p.h"
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>

namespace flawscope {

namespace {

class Stopwatch final {
public:
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// Computes the features of a stream of images into a cache.
void fillCache(FeatureCache &cache, const FeatureExtractor &extractor, const ImageStream &stream, std::size_t capacity,
               std::size_t done, std::size_t total, const RunContext &context)
{
    const std::size_t batch = extractor.device().is_cpu() ? 8 * static_cast<std::size_t>(extractor.team().size()) : 32;
    std::size_t stored = 0;
    std::vector<RgbImage> images;
    while (stored < capacity) {
        images.clear();
        while (images.size() < batch && stored + images.size() < capacity) {
            context.throwIfStopped();
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
        context.report({"features", static_cast<double>(done + stored), static_cast<double>(total), "images", {}});
    }
    cache.setImages(stored);
}

/// m of METHOD.md section 5: the largest ℓ of a scale over all cached images.
double largestLikelihood(const Flow &flow, const FeatureCache &cache, int scale, const FeatureExtractor &extractor, const RunContext &context)
{
    const FeatureExtractor::MapSize &size = cache.size(scale);
    const FlowInference inference(flow, size.height, size.width, extractor.device(), torch::kFloat32);
    std::mutex mutex;
    double largest = -std::numeric_limits<double>::infinity();
    const auto take = [&](std::size_t image) {
        const torch::NoGradGuard noGrad;
        const double value = inference.logLikelihood(cache.imageFibers(scale, image, 1).to(extractor.device())).max().item<double>();
        const std::lock_guard lock(mutex);
        largest = std::max(largest, value);
    };
    if (extractor.device().is_cpu()) {
        const auto step = static_cast<std::size_t>(extractor.team().size());
        extractor.team().run([&](int worker) {
            for (std::size_t i = static_cast<std::size_t>(worker); i < cache.images() && !context.stopRequested(); i += step)
                take(i);
        });
    } else {
        for (std::size_t i = 0; i < cache.images() && !context.stopRequested(); ++i)
            take(i);
    }
    context.throwIfStopped();
    return largest;
}

/// The loop over epochs and scales.
class Session final {
public:
    Session(const TrainingOptions &options, const TrainingRun &run, const RunContext &context, const FeatureCache &training, const FeatureCache &heldOut)
        : m_options(options), m_run(run), m_context(context), m_training(training), m_heldOut(heldOut)
    {
    }

    std::vector<std::unique_ptr<DecoderTrainer>> decoders;
    CheckpointState state;

    void train(const std::string &fingerprint)
    {
        m_secondsBefore = state.trainingSeconds;
        while (state.epoch < m_options.epochs && !allDone()) {
            trainEpoch();
            ++state.epoch;
            m_doneBeforeEpoch = m_done;
            state.trainingSeconds = m_secondsBefore + m_clock.seconds();
            if (!m_run.checkpoint.empty())
                writeCheckpoint(m_run.checkpoint, fingerprint, state, decoders);
            if (m_run.onEpoch)
                m_run.onEpoch(report());
        }
    }

    [[nodiscard]] bool allDone() const
    {
        return std::all_of(decoders.begin(), decoders.end(), [](const auto &d) { return d->done(); });
    }

private:
    void trainEpoch()
    {
        for (std::size_t scale = 0; scale < decoders.size(); ++scale) {
            DecoderTrainer &decoder = *decoders[scale];
            if (decoder.done())
                continue;
            decoder.trainEpoch(m_training, state.epoch, [&](double fraction, int stepFibers) {
                m_context.throwIfStopped();
                m_done += static_cast<std::uint64_t>(stepFibers);
                reportProgress();
                return learningRateAt(m_options, state.epoch + fraction);
            });
            if (m_heldOut.images() > 0)
                decoder.note(state.epoch + 1, decoder.evaluate(m_heldOut, [&] { m_context.throwIfStopped(); }));
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
        m_context.report({"training", std::min(before + static_cast<double>(m_done - m_doneBeforeEpoch), perEpoch * m_options.epochs),
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
        r.fibersPerSecond = static_cast<double>(m_done) / std::max(1e-9, m_clock.seconds());
        r.secondsLeft = r.fibersPerSecond > 0 ? remainingFibers() / r.fibersPerSecond : 0;
        return r;
    }

    const TrainingOptions &m_options;
    const TrainingRun &m_run;
    const RunContext &m_context;
    const FeatureCache &m_training;
    const FeatureCache &m_heldOut;
    Stopwatch m_clock;
    double m_secondsBefore = 0;
    std::uint64_t m_done = 0; ///< Fibers since this start.
    std::uint64_t m_doneBeforeEpoch = 0;
};

TrainingResult runTraining(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow, const TrainingOptions &options,
                           const TrainingInput &input, const TrainingRun &run, const std::string &deviceName, const RunContext &context)
{
    const torch::Device device(deviceName);
    TrainingSummary summary;
    summary.seed = options.seed;
    summary.device = deviceName;
    const Stopwatch featureClock;
    const FeatureExtractor extractor(encoder, preprocessing, device, torch::kFloat32);
    const std::uint64_t budget = static_cast<std::uint64_t>(options.cacheMiB) << 20;
    const std::size_t total = input.trainingImages + input.heldOutImages;
    const auto share = [&](std::size_t images) { return static_cast<std::uint64_t>(static_cast<double>(budget) * static_cast<double>(images) / static_cast<double>(std::max<std::size_t>(1, total))); };
    FeatureCache training(extractor.sizes(), input.trainingImages, options.cachePrecision, share(input.trainingImages), run.cacheFolder);
    FeatureCache heldOut(extractor.sizes(), input.heldOutImages, options.cachePrecision, share(input.heldOutImages), run.cacheFolder);
    fillCache(training, extractor, input.training, input.trainingImages, 0, total, context);
    if (training.images() == 0)
        throw Error(ErrorCode::BadInput, "There is no readable training image.");
    if (input.heldOut)
        fillCache(heldOut, extractor, input.heldOut, input.heldOutImages, training.images(), total, context);
    summary.featureSeconds = featureClock.seconds();

    Session session(options, run, context, training, heldOut);
    for (int scale = 0; scale < training.scales(); ++scale) {
        const FlowShape shape{training.size(scale).channels, flow.conditionChannels, flow.blocks, flow.permutation};
        session.decoders.push_back(std::make_unique<DecoderTrainer>(shape, scale, training.size(scale), device, options));
    }
    const std::string fingerprint = checkpointFingerprint(encoder, preprocessing, flow, options, input, deviceName);
    summary.resumed = restoreCheckpoint(run.checkpoint, fingerprint, session.state, session.decoders, context);
    session.train(fingerprint);

    std::vector<std::shared_ptr<const Flow>> decoders;
    std::vector<double> normaliser;
    for (int scale = 0; scale < training.scales(); ++scale) {
        const DecoderTrainer &decoder = *session.decoders[scale];
        decoders.push_back(decoder.result());
        normaliser.push_back(largestLikelihood(*decoders.back(), training, scale, extractor, context));
        summary.bestEpochs.push_back(decoder.bestEpoch() > 0 ? decoder.bestEpoch() : session.state.epoch);
        summary.trainingLoss.push_back(decoder.lastLoss());
        if (heldOut.images() > 0)
            summary.heldOutLoss.push_back(decoder.bestLoss());
    }
    summary.reason = session.state.epoch < options.epochs ? StopReason::NoProgress : StopReason::AllEpochs;
    summary.epochs = session.state.epoch;
    summary.trainingImages = training.images();
    summary.heldOutImages = heldOut.images();
    summary.fibers = training.fibers();
    summary.trainingSeconds = session.state.trainingSeconds;
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
