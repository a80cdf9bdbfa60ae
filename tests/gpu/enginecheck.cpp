// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parity, a small training and the speed of core/engine on one device, with LibTorch alone. tests/gpu/check.sh builds and runs it.
#include "core/base/error.h"
#include "core/engine/benchmark.h"
#include "core/engine/detection/detector.h"
#include "core/engine/device.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/encoders/frozenencoder_p.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/flow/flowinference_p.h"
#include "core/engine/training/trainer.h"
#include "core/engine/weights/statedict_p.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <string>

using namespace flawscope;
namespace fs = std::filesystem;

namespace {

struct Checker {
    at::Device device = at::kCPU;
    int failures = 0;

    void expect(bool holds, const std::string &what, double value, double limit)
    {
        failures += !holds;
        std::printf("%-8s %-58s %.3g (limit %.3g)\n", holds ? "ok" : "FAILED", what.c_str(), value, limit);
    }
};

/// Products in full float32, or, for speed, in whatever the GPU has.
void setTensorFloat32(bool allowed)
{
    at::globalContext().setAllowTF32CuBLAS(allowed);
    at::globalContext().setAllowTF32CuDNN(allowed);
}

/// @return float32 [B·H·W,C], position by position.
at::Tensor fibersOf(const at::Tensor &map)
{
    return map.permute({0, 2, 3, 1}).reshape({-1, map.size(1)}).contiguous();
}

double largest(const at::Tensor &tensor)
{
    return tensor.abs().max().item<double>();
}

/// Features of a network with the fixture's weights, and ℓ of the fixture's own features, against the authors' figures.
void checkFixture(Checker &check, const std::string &title, const EncoderOptions &options, const StateDict &weights,
                  const StateDict &decoders, const std::string &decoderName, const StateDict &expected)
{
    const auto encoder = makeEncoder(options);
    loadWeights(*encoder, weights, title);
    const FrozenEncoder frozen(*encoder, check.device, at::kFloat);
    const std::vector<at::Tensor> maps = frozen.forward(expected.at("images"));
    for (std::size_t l = 0; l < maps.size(); ++l) {
        const std::string scale = std::to_string(l);
        const at::Tensor features = expected.at("features" + scale);
        const double distance = largest(maps[l].cpu() - features);
        check.expect(distance <= 1e-4, title + ": features of scale " + scale, distance, 1e-4);

        const std::string prefix = decoderName + scale + '.';
        const Flow flow(Flow::shapeOf(decoders, prefix, title), decoders, prefix, title);
        const FlowInference inference(flow, static_cast<int>(features.size(2)), static_cast<int>(features.size(3)),
                                      check.device, at::kFloat);
        const at::Tensor theirs = expected.at("loglik" + scale).to(at::kDouble);
        const at::Tensor ours
            = inference.logLikelihood(fibersOf(features).to(check.device)).cpu().to(at::kDouble).view(theirs.sizes());
        const double relative = largest((ours - theirs) / theirs.abs().clamp_min(1.0));
        check.expect(relative <= 1e-4, title + ": log-likelihood of scale " + scale, relative, 1e-4);
        if (const auto exact = expected.find("loglik" + scale + "_float64"); exact != expected.end()) {
            const double limit = 2 * largest(theirs - exact->second);
            const double error = largest(ours - exact->second);
            check.expect(error <= limit, title + ": log-likelihood against float64, scale " + scale, error, limit);
        }
    }
}

at::Tensor lossOf(const Flow &flow, const at::Tensor &fibers, const at::Tensor &conditions)
{
    return -at::log_sigmoid(flow.logLikelihood(fibers, conditions)).mean();
}

/// Five steps of Adam on the second decoder, as the authors take them.
void checkTraining(Checker &check, const StateDict &decoders, const StateDict &expected)
{
    const std::string prefix = "decoder1.";
    Flow flow = Flow(Flow::shapeOf(decoders, prefix, "fixture"), decoders, prefix, "fixture").to(check.device, at::kFloat);
    flow.parameters().requires_grad_(true);
    torch::optim::Adam adam({flow.parameters()}, torch::optim::AdamOptions(2e-4));
    double distance = 0;
    for (int step = 0; step < 5; ++step) {
        adam.zero_grad();
        const at::Tensor loss = lossOf(flow, expected.at("fibers")[step].to(check.device),
                                       expected.at("conditions")[step].to(check.device));
        loss.backward();
        adam.step();
        distance = std::max(distance, std::abs(loss.item<double>() - expected.at("loss")[step].item<double>()));
    }
    check.expect(distance <= 1e-5, "five steps of Adam: losses", distance, 1e-5);
}

/// A striped part with noise, and with a dark spot where it is defective.
RgbImage stripedPart(int seed, bool defective)
{
    constexpr int kSide = 96;
    std::mt19937 random(static_cast<unsigned>(seed));
    std::uniform_int_distribution<int> noise(-12, 12);
    RgbImage image(kSide, kSide);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool spot = defective && std::hypot(x - 40, y - 56) < 9;
            const int value = spot ? 40 : (x / 8 % 2 ? 90 : 180) + noise(random);
            std::fill_n(image.pixel(y, x), 3, static_cast<std::uint8_t>(value));
        }
    }
    return image;
}

ImageStream stripedParts(int first, int count)
{
    return [first, end = first + count]() mutable -> std::optional<RgbImage> {
        return first < end ? std::optional(stripedPart(first++, false)) : std::nullopt;
    };
}

/// The product's own training and detection on the device: it must learn, see the defect, and score as the CPU does.
void trainSmallModel(Checker &check)
{
    const auto encoder = LoadedEncoder::random({.name = "resnet18", .taps = {"layer1", "layer2"}}, 4);
    const TrainingOptions options{.epochs = 4, .batchFibers = 512, .patience = 0};
    std::vector<double> losses;
    TrainingRun run{.device = check.device.str(), .checkpoint = {}, .cacheFolder = {}, .onEpoch = {}};
    run.onEpoch = [&](const EpochReport &report) {
        losses.push_back(report.heldOutLoss.front());
        std::printf("         epoch %d: %.3g fibers/s\n", report.epoch, report.fibersPerSecond);
    };
    const TrainingInput input{stripedParts(0, 24), 24, stripedParts(24, 8), 8, "striped parts"};
    const Preprocessing preprocessing{.height = 96, .width = 96};
    const TrainingResult result = trainModel(encoder, preprocessing, {}, options, input, run, {});
    check.expect(losses.back() < losses.front(), "small training: loss of unseen parts, last against first epoch", losses.back(),
                 losses.front());

    std::vector<RgbImage> parts{stripedPart(100, true)};
    for (int seed = 101; seed < 106; ++seed)
        parts.push_back(stripedPart(seed, false));
    const std::vector<Detection> here = Detector(result.model, {.device = check.device.str()}).detect(parts);
    const std::vector<Detection> there = Detector(result.model, {.device = "cpu"}).detect(parts);
    float largestGood = 0;
    double distance = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            largestGood = std::max(largestGood, here[i].score);
        for (std::size_t k = 0; k < here[i].map.size(); ++k)
            distance = std::max<double>(distance, std::abs(here[i].map.values[k] - there[i].map.values[k]));
    }
    check.expect(here[0].score > largestGood, "small training: score of a defect against the largest good one", here[0].score,
                 largestGood);
    check.expect(distance <= 1e-3, "small training: anomaly maps against the CPU's", distance, 1e-3);
}

void bench(const at::Device &device, const std::string &encoder, Precision precision)
{
    const BenchmarkReport report = runBenchmark({.name = encoder}, {}, {}, {.device = device.str(), .precision = precision}, {});
    std::printf("bench    %s %s on %s: matrix product %.4g GFLOP/s\n", encoder.c_str(), report.precision.c_str(), report.device.c_str(),
                report.matrixGigaflops);
    for (const BenchmarkRow &row : report.rows)
        std::printf("bench    %-16s batch %-5d %12.1f %s/s %8.1f %% of it\n", row.part.c_str(), row.batch, row.perSecond, row.unit.c_str(),
                    100 * row.share);
}

void checkParity(Checker &check, const fs::path &shared)
{
    if (!fs::exists(shared / "fixtures")) {
        std::printf("NOT CHECKED: %s/fixtures is missing; no parity with the authors' figures was seen.\n", shared.c_str());
        return;
    }
    setTensorFloat32(false);
    const fs::path resnet = shared / "fixtures/resnet18-256";
    const StateDict decoders = readSafetensors(resnet / "decoders.safetensors").tensors;
    checkFixture(check, "ResNet-18", {.name = "resnet18", .taps = {"layer1", "layer2", "layer3"}},
                 readWeights(shared / "weights/resnet18-imagenet1k-layer1to3.safetensors"), decoders, "decoder",
                 readSafetensors(resnet / "expected.safetensors").tensors);
    const fs::path mobile = shared / "fixtures/mobilenetv3-large-256";
    const StateDict checkpoint = readTorchFile(mobile / "authors-checkpoint.pt");
    checkFixture(check, "MobileNetV3-Large", {.name = "mobilenet_v3_large", .taps = {}}, checkpoint, checkpoint, "decoder_state_dict.",
                 readSafetensors(mobile / "expected.safetensors").tensors);
    checkTraining(check, decoders, readSafetensors(resnet / "training.safetensors").tensors);
}

int run(const at::Device &device, const fs::path &shared)
{
    Checker check{.device = device};
    std::printf("%s; device %s\n", engineVersion().c_str(), device.str().c_str());
    checkParity(check, shared);
    trainSmallModel(check);
    setTensorFloat32(true);
    for (const char *name : {"resnet18", "wide_resnet50_2"}) {
        bench(device, name, Precision::Float32);
        bench(device, name, Precision::BFloat16);
    }
    std::printf("%s on %s\n", check.failures ? "FAILED" : "all checks passed", device.str().c_str());
    return check.failures ? 1 : 0;
}

} // namespace

int main(int argc, char **argv)
{
    prepareProcess();
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::string device = "cuda";
    fs::path shared = "../shared";
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::string(argv[i]) == "--device")
            device = argv[i + 1];
        else if (std::string(argv[i]) == "--shared")
            shared = argv[i + 1];
    }
    try {
        if (device == "cuda" && !torch::cuda::is_available()) {
            std::printf("NOT CHECKED on a GPU: LibTorch finds no CUDA device.\n");
            return 0;
        }
        return run(at::Device(device), shared);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
