// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/benchmark.h"

#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/device.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/flow/flowinference_p.h"
#include "core/engine/training/arithmetic_p.h"
#include "core/engine/training/decodertrainer_p.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace flawscope {

namespace {

constexpr double kGiga = 1e-9;

/// What an arithmetic count and a time mean; the best of several runs, since whatever disturbs a run makes it slower.
class Timer final {
public:
    Timer(torch::Device device, const RunContext &context) : m_device(device), m_context(context) {}

    /// Best seconds of a call, over at least three runs and half a second.
    template <typename F>
    double best(F &&function) const
    {
        using Clock = std::chrono::steady_clock;
        function();
        double best = 1e300;
        const auto begin = Clock::now();
        for (int run = 0; run < 3 || std::chrono::duration<double>(Clock::now() - begin).count() < 0.5; ++run) {
            m_context.throwIfStopped();
            const auto start = Clock::now();
            function();
            if (m_device.is_cuda())
                torch::cuda::synchronize();
            best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
        }
        return best;
    }

private:
    torch::Device m_device;
    const RunContext &m_context;
};

std::vector<RgbImage> randomImages(int count, const Preprocessing &preprocessing)
{
    std::vector<RgbImage> images(count, RgbImage(preprocessing.height, preprocessing.width));
    std::uint32_t state = 1;
    for (RgbImage &image : images) {
        for (std::uint8_t &value : image.pixels) {
            state = state * 1664525U + 1013904223U;
            value = static_cast<std::uint8_t>(state >> 24);
        }
    }
    return images;
}

/// Fibers/s of one training step of each scale in turn, as many fibers of each as its map has.
double trainingSeconds(const Model &model, const FeatureExtractor &extractor, const Timer &timer, std::uint64_t &fibers, double &flops)
{
    TrainingOptions options;
    options.shuffleImages = 8;
    fibers = 0;
    flops = 0;
    double seconds = 0;
    const std::vector<RgbImage> images = randomImages(8, model.preprocessing());
    FeatureCache cache(extractor.sizes(), images.size(), CachePrecision::Float32, UINT64_C(1) << 40, {});
    extractor.extractInParallel(images, [&](std::size_t first, std::size_t count, const std::vector<torch::Tensor> &f) { cache.store(first, count, f); });
    cache.setImages(images.size());
    for (int scale = 0; scale < model.scales(); ++scale) {
        const FlowShape shape = model.decoders()[scale]->shape();
        DecoderTrainer trainer(shape, scale, cache.size(scale), extractor.device(), options);
        seconds += timer.best([&] { (void)trainer.trainEpoch(cache, 0, [&](double, int) { return options.learningRate; }); });
        const auto count = static_cast<std::uint64_t>(cache.size(scale).positions()) * images.size();
        fibers += count;
        flops += flowTrainingFlops(shape) * static_cast<double>(count);
    }
    return seconds;
}

} // namespace

BenchmarkReport runBenchmark(const EncoderOptions &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                             const DetectorOptions &options, const RunContext &context)
{
    validate(preprocessing, encoder);
    BenchmarkReport report;
    report.device = resolveDevice(options.device);
    report.precision = options.precision == Precision::BFloat16 ? "bfloat16" : "float32";
    const torch::Device device(report.device);
    const torch::Dtype dtype = options.precision == Precision::BFloat16 ? torch::kBFloat16 : torch::kFloat32;
    const Timer timer(device, context);
    const torch::NoGradGuard noGrad;

    constexpr std::int64_t kSide = 2048;
    const torch::Tensor a = torch::rand({kSide, kSide}).to(device, dtype);
    report.matrixGigaflops = kGiga * 2 * kSide * kSide * kSide / timer.best([&] { (void)at::mm(a, a); });
    const auto add = [&](const char *part, int batch, double count, const char *unit, double seconds, double flops) {
        const double rate = kGiga * flops / seconds;
        report.rows.push_back({part, batch, count / seconds, unit, rate, rate / report.matrixGigaflops});
        context.report({"bench", static_cast<double>(report.rows.size()), 9, "parts", part});
    };

    const LoadedEncoder loaded = LoadedEncoder::random(encoder, 1);
    std::vector<std::shared_ptr<const Flow>> decoders;
    double flowsPerImage = 0;
    for (const TapInfo &tap : chosenTaps(loaded.options())) {
        const FlowShape shape{tap.channels, flow.conditionChannels, flow.blocks, flow.permutation};
        decoders.push_back(std::make_shared<const Flow>(shape, 1));
        flowsPerImage += flowFlops(shape) * (preprocessing.height / tap.stride) * (preprocessing.width / tap.stride);
    }
    const double encoderPerImage = encoderArithmetic(loaded.options(), preprocessing).flops;
    const std::vector<double> normaliser(decoders.size(), 0.0);
    const Model model(loaded, preprocessing, flow, decoders, normaliser);
    const Detector detector(model, {report.device, options.precision});
    const FeatureExtractor extractor(loaded, preprocessing, device, dtype);
    std::vector<FlowInference> inference;
    for (int l = 0; l < model.scales(); ++l)
        inference.emplace_back(*decoders[l], extractor.sizes()[l].height, extractor.sizes()[l].width, device, dtype);

    for (const int batch : {1, 32}) {
        const std::vector<RgbImage> images = randomImages(batch, preprocessing);
        const auto ignore = [](std::size_t, std::size_t, const std::vector<torch::Tensor> &) {};
        add("encoder", batch, batch, "images", timer.best([&] {
            if (batch == 1)
                (void)extractor.extract(images);
            else
                extractor.extractInParallel(images, ignore);
        }), encoderPerImage * batch);
        const std::vector<torch::Tensor> fibers = extractor.extract(images);
        const int workers = device.is_cpu() ? extractor.team().size() : 1;
        const auto runFlows = [&](int worker) {
            for (std::size_t l = 0; l < fibers.size(); ++l) {
                const std::int64_t first = fibers[l].size(0) * worker / workers;
                (void)inference[l].logLikelihood(fibers[l].narrow(0, first, fibers[l].size(0) * (worker + 1) / workers - first), first);
            }
        };
        add("flows", batch, batch, "images", timer.best([&] {
            if (device.is_cpu())
                extractor.team().run(runFlows);
            else
                runFlows(0);
        }), flowsPerImage * batch);
        const std::vector<LikelihoodMaps> maps = detector.likelihoods(images);
        add("post-processing", batch, batch, "images", timer.best([&] {
            extractor.team().run([&](int worker) {
                for (std::size_t i = static_cast<std::size_t>(worker); i < maps.size(); i += static_cast<std::size_t>(extractor.team().size()))
                    (void)imageScore(anomalyMap(maps[i], normaliser, preprocessing.height, preprocessing.width));
            });
        }), 0);
        add("whole", batch, batch, "images", timer.best([&] { (void)detector.detect(images); }), (encoderPerImage + flowsPerImage) * batch);
    }
    std::uint64_t fibers = 0;
    double flops = 0;
    const FeatureExtractor trainingExtractor(loaded, preprocessing, device, torch::kFloat32);
    const double seconds = trainingSeconds(model, trainingExtractor, timer, fibers, flops);
    add("training", TrainingOptions{}.batchFibers, static_cast<double>(fibers), "fibers", seconds, flops);
    return report;
}

} // namespace flawscope
