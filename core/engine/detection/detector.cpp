// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/detection/detector.h"

#include "core/base/error.h"
#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/device.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/flow/flowinference_p.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace flawscope {

namespace {

/// LibTorch's errors, translated at the module's edge.
template <typename F>
auto guarded(const std::string &device, F &&function)
{
    try {
        return function();
    } catch (const c10::Error &error) {
        const std::string what = error.what_without_backtrace();
        const bool memory = what.find("out of memory") != std::string::npos || what.find("not enough memory") != std::string::npos
            || what.find("can't allocate") != std::string::npos;
        throw Error(memory ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                    memory ? "There is not enough memory on " + device + ". Use a smaller input size or another device."
                           : "LibTorch failed on " + device + ": " + what);
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory. Use a smaller input size.");
    }
}

} // namespace

struct Detector::Private {
    Model model;
    std::string deviceName;
    FeatureExtractor extractor;
    std::vector<FlowInference> flows;
    mutable std::mutex turn;

    Private(const Model &m, const std::string &name, torch::Dtype dtype)
        : model(m), deviceName(name), extractor(m.encoder(), m.preprocessing(), torch::Device(name), dtype)
    {
        for (int l = 0; l < m.scales(); ++l) {
            const FeatureExtractor::MapSize &size = extractor.sizes()[l];
            flows.emplace_back(*m.decoders()[l], size.height, size.width, torch::Device(name), dtype);
        }
    }

    [[nodiscard]] LikelihoodMaps emptyMaps() const
    {
        LikelihoodMaps maps;
        for (const FeatureExtractor::MapSize &size : extractor.sizes())
            maps.emplace_back(size.height, size.width);
        return maps;
    }

    void fill(std::span<LikelihoodMaps> out, std::size_t scale, const torch::Tensor &likelihood) const
    {
        const torch::Tensor values = likelihood.to(torch::kCPU).contiguous();
        const float *from = values.data_ptr<float>();
        for (LikelihoodMaps &maps : out) {
            std::copy_n(from, maps[scale].size(), maps[scale].values.begin());
            from += maps[scale].size();
        }
    }

    /// One image alone gets all threads: the encoder's products share them, the flows are cut into slices of fibers.
    void runSingle(const RgbImage &image, LikelihoodMaps &out) const
    {
        const std::vector<torch::Tensor> fibers = extractor.extract(std::span(&image, 1));
        const int workers = extractor.team().size();
        std::vector<torch::Tensor> likelihood;
        for (const torch::Tensor &f : fibers)
            likelihood.push_back(torch::empty({f.size(0)}));
        extractor.team().run([&](int worker) {
            for (std::size_t l = 0; l < fibers.size(); ++l) {
                const std::int64_t first = fibers[l].size(0) * worker / workers;
                const std::int64_t last = fibers[l].size(0) * (worker + 1) / workers;
                if (last > first)
                    likelihood[l].narrow(0, first, last - first).copy_(flows[l].logLikelihood(fibers[l].narrow(0, first, last - first), first));
            }
        });
        for (std::size_t l = 0; l < fibers.size(); ++l)
            fill(std::span(&out, 1), l, likelihood[l]);
    }

    [[nodiscard]] std::vector<LikelihoodMaps> run(std::span<const RgbImage> images, std::span<Detection> detections) const
    {
        const std::lock_guard lock(turn);
        const torch::NoGradGuard noGrad;
        std::vector<LikelihoodMaps> result(images.size(), emptyMaps());
        const auto finish = [&](std::size_t i) {
            if (detections.empty())
                return;
            const Preprocessing &p = model.preprocessing();
            detections[i].map = anomalyMap(result[i], model.normaliser(), p.height, p.width);
            detections[i].score = imageScore(detections[i].map);
        };
        if (images.size() == 1 && extractor.device().is_cpu()) {
            runSingle(images.front(), result.front());
            finish(0);
            return result;
        }
        extractor.extractInParallel(images, [&](std::size_t first, std::size_t count, const std::vector<torch::Tensor> &fibers) {
            for (std::size_t l = 0; l < fibers.size(); ++l)
                fill(std::span(result).subspan(first, count), l, flows[l].logLikelihood(fibers[l]));
            for (std::size_t i = first; i < first + count; ++i)
                finish(i);
        });
        return result;
    }
};

Detector::Detector(const Model &model, const DetectorOptions &options)
{
    validateOptions(options);
    const std::string device = resolveDevice(options.device);
    const torch::Dtype dtype = options.precision == Precision::BFloat16 ? torch::kBFloat16 : torch::kFloat32;
    d = guarded(device, [&] { return std::make_unique<Private>(model, device, dtype); });
}

Detector::~Detector() = default;
Detector::Detector(Detector &&) noexcept = default;
Detector &Detector::operator=(Detector &&) noexcept = default;

const Model &Detector::model() const noexcept
{
    return d->model;
}

const std::string &Detector::device() const noexcept
{
    return d->deviceName;
}

std::vector<Detection> Detector::detect(std::span<const RgbImage> images) const
{
    std::vector<Detection> detections(images.size());
    guarded(d->deviceName, [&] { return d->run(images, detections); });
    return detections;
}

std::vector<LikelihoodMaps> Detector::likelihoods(std::span<const RgbImage> images) const
{
    return guarded(d->deviceName, [&] { return d->run(images, {}); });
}

} // namespace flawscope
