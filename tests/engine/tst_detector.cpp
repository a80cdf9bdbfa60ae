// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/detection/detector.h"
#include "core/engine/device.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/weights/statedict_p.h"
#include "tests/support/shared.h"

#include <torch/torch.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace flawscope;

namespace {

/// uint8 pixels out of the fixture's normalised images, which were made of such pixels.
std::vector<RgbImage> pixelsOf(const torch::Tensor &images)
{
    const Preprocessing p;
    std::vector<RgbImage> out;
    for (std::int64_t b = 0; b < images.size(0); ++b) {
        RgbImage image(static_cast<int>(images.size(2)), static_cast<int>(images.size(3)));
        const torch::Tensor chw = images[b].contiguous();
        for (int y = 0; y < image.height; ++y) {
            for (int x = 0; x < image.width; ++x) {
                for (int c = 0; c < 3; ++c) {
                    const float value = chw.data_ptr<float>()[(static_cast<std::ptrdiff_t>(c) * image.height + y) * image.width + x];
                    image.pixel(y, x)[c] = static_cast<std::uint8_t>(std::lround((value * p.std[c] + p.mean[c]) * 255));
                }
            }
        }
        out.push_back(std::move(image));
    }
    return out;
}

std::vector<RgbImage> noise(int count, int height, int width)
{
    std::vector<RgbImage> images(count, RgbImage(height, width));
    std::uint32_t state = 7;
    for (RgbImage &image : images) {
        for (std::uint8_t &value : image.pixels)
            value = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
    }
    return images;
}

Model randomModel(int height, int width)
{
    const LoadedEncoder encoder = LoadedEncoder::random({.name = "resnet18", .taps = {"layer1", "layer2", "layer3"}}, 3);
    std::vector<std::shared_ptr<const Flow>> decoders;
    for (const TapInfo &tap : chosenTaps(encoder.options()))
        decoders.push_back(std::make_shared<const Flow>(FlowShape{.channels = tap.channels, .conditionChannels = 16, .blocks = 2}, 4));
    Preprocessing preprocessing;
    preprocessing.height = height;
    preprocessing.width = width;
    return {encoder, preprocessing, {.blocks = 2, .conditionChannels = 16}, decoders, {-1.0, -1.0, -1.0}};
}

} // namespace

class tst_Detector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareProcess(); }
    void anomalyMapMatchesTheDefinition();
    void mapsMatchTheAuthors();
    void scoreDoesNotDependOnTheBatch_data();
    void scoreDoesNotDependOnTheBatch();
    void refusesMissingDevices();
};

void tst_Detector::anomalyMapMatchesTheDefinition()
{
    torch::manual_seed(3);
    const LikelihoodMaps levels = [] {
        LikelihoodMaps maps;
        for (const auto &[h, w] : {std::pair{5, 9}, std::pair{3, 4}}) {
            ScoreMap map(h, w);
            for (float &v : map.values)
                v = 2 * torch::randn({1}).item<float>();
            maps.push_back(map);
        }
        return maps;
    }();
    const std::vector<double> maxima = {0.5, 1.0};
    const ScoreMap ours = anomalyMap(levels, maxima, 40, 72);
    torch::Tensor expected = torch::zeros({40, 72}, torch::kFloat64);
    for (std::size_t l = 0; l < levels.size(); ++l) {
        torch::Tensor level = torch::empty({1, 1, levels[l].height, levels[l].width}, torch::kFloat64);
        std::copy(levels[l].values.begin(), levels[l].values.end(), level.data_ptr<double>());
        const torch::Tensor p = torch::exp(torch::clamp_max(level - maxima[l], 0));
        expected += 1 - at::upsample_bilinear2d(p, {40, 72}, true)[0][0];
    }
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 72; ++x)
            QVERIFY(std::abs(ours.at(y, x) - expected[y][x].item<double>()) < 1e-6);
    }
    QCOMPARE(imageScore(ours), *std::max_element(ours.values.begin(), ours.values.end()));
}

void tst_Detector::mapsMatchTheAuthors()
{
    FLAWSCOPE_REQUIRE_SHARED(weights, "weights/resnet18-imagenet1k-layer1to3.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(file, "fixtures/resnet18-256/expected.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(decoderFile, "fixtures/resnet18-256/decoders.safetensors");
    const StateDict expected = readSafetensors(file).tensors;
    const StateDict stored = readSafetensors(decoderFile).tensors;
    std::vector<std::shared_ptr<const Flow>> decoders;
    std::vector<double> maxima;
    for (int l = 0; l < 3; ++l) {
        const std::string prefix = "decoder" + std::to_string(l) + ".";
        decoders.push_back(std::make_shared<const Flow>(Flow::shapeOf(stored, prefix, "decoders"), stored, prefix, "decoders"));
        maxima.push_back(expected.at("max_loglik_testset")[l].item<double>());
    }
    const Model model(LoadedEncoder::fromFile({.name = "resnet18", .taps = {"layer1", "layer2", "layer3"}}, weights), {}, {}, decoders, maxima);
    const std::vector<RgbImage> images = pixelsOf(expected.at("images"));
    const torch::Tensor theirs = expected.at("anomaly_map_setrelative");
    for (const Precision precision : {Precision::Float32, Precision::BFloat16}) {
        std::unique_ptr<Detector> detector;
        try {
            detector = std::make_unique<Detector>(model, DetectorOptions{.device = "cpu", .precision = precision});
        } catch (const Error &error) { // A processor without it is told apart from a defect by the sentence.
            QVERIFY2(precision == Precision::BFloat16, error.what());
            QCOMPARE(error.what(), "This processor cannot compute in bfloat16; choose float32.");
            continue;
        }
        const std::vector<Detection> found = detector->detect(images);
        // Theirs is max S − S over the test set; ours is Σ(1 − p): equal up to one constant for all images.
        double lowest = 1e9;
        double highest = -1e9;
        double sum = 0;
        for (std::size_t b = 0; b < found.size(); ++b) {
            torch::Tensor map = torch::empty({256, 256});
            std::copy(found[b].map.values.begin(), found[b].map.values.end(), map.data_ptr<float>());
            const torch::Tensor difference = map.to(torch::kFloat64) - theirs[static_cast<std::int64_t>(b)];
            lowest = std::min(lowest, difference.min().item<double>());
            highest = std::max(highest, difference.max().item<double>());
            sum += (difference - difference.median()).abs().mean().item<double>();
        }
        const auto lowestScore = static_cast<std::int64_t>(
            std::min_element(found.begin(), found.end(), [](const Detection &a, const Detection &b) { return a.score < b.score; }) - found.begin());
        const double mean = sum / static_cast<double>(found.size());
        qInfo("%s: anomaly maps within %.2e of the authors', %.2e on average", precision == Precision::Float32 ? "float32" : "bfloat16",
              (highest - lowest) / 2, mean);
        if (precision == Precision::Float32)
            QVERIFY((highest - lowest) / 2 < 1e-4);
        else
            QCOMPARE(lowestScore, theirs.amax({1, 2}).argmin().item<std::int64_t>()); // the good part stays the good part
    }
}

void tst_Detector::scoreDoesNotDependOnTheBatch_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::newRow("square") << 64 << 64;
    QTest::newRow("wide") << 64 << 160;
}

void tst_Detector::scoreDoesNotDependOnTheBatch()
{
    QFETCH(int, height);
    QFETCH(int, width);
    const Detector detector(randomModel(height, width), {.device = "cpu"});
    std::vector<RgbImage> images = noise(9, height, width);
    const std::vector<Detection> together = detector.detect(images);
    for (std::size_t i = 0; i < images.size(); ++i) {
        const Detection alone = detector.detect(std::span(&images[i], 1)).front();
        QVERIFY(std::abs(alone.score - together[i].score) <= 1e-6F);
        for (std::size_t p = 0; p < alone.map.size(); ++p)
            QVERIFY(std::abs(alone.map.values[p] - together[i].map.values[p]) <= 1e-6F);
    }
    std::reverse(images.begin(), images.end());
    const std::vector<Detection> reversed = detector.detect(images);
    for (std::size_t i = 0; i < images.size(); ++i)
        QVERIFY(std::abs(reversed[images.size() - 1 - i].score - together[i].score) <= 1e-6F);
    QVERIFY(together[0].score != together[1].score);
}

void tst_Detector::refusesMissingDevices()
{
    if (!torch::cuda::is_available())
        QVERIFY_THROWS_EXCEPTION(Error, Detector(randomModel(64, 64), {.device = "cuda"}));
    QVERIFY_THROWS_EXCEPTION(Error, Detector(randomModel(64, 64), {.device = "abacus"}));
    QVERIFY_THROWS_EXCEPTION(Error, (void)randomModel(100, 64));
}

QTEST_GUILESS_MAIN(tst_Detector)
#include "tst_detector.moc"
