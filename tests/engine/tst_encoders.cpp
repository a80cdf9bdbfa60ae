// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/encoders/frozenencoder_p.h"
#include "tests/support/shared.h"

#include <torch/torch.h>

#include <QTest>

#include <limits>
#include <memory>
#include <sstream>
#include <string>

using namespace flawscope;

namespace {

using Tensors = std::vector<torch::Tensor>;

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a - b).abs().max().item<double>();
}

/// Largest difference as a share of the largest value.
double relativeDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return largestDifference(a, b) / b.abs().max().item<double>();
}

EncoderOptions options(const std::string &name, const std::vector<std::string> &taps = {}, Padding padding = Padding::Default)
{
    return {name, taps, padding};
}

EncoderOptions allTaps(const std::string &name, Padding padding)
{
    EncoderOptions all = options(name, {}, padding);
    for (const TapInfo &tap : encoderInfo(name).taps)
        all.taps.push_back(tap.name);
    return all;
}

/// Random weights and random statistics, so that no fold of a norm is the identity.
std::shared_ptr<Encoder> randomEncoder(const EncoderOptions &wanted)
{
    auto encoder = makeEncoder(wanted);
    initialiseRandomly(*encoder, 5);
    torch::manual_seed(6);
    for (auto [name, tensor] : encoder->namedTensors()) {
        if (tensor.dim() == 1)
            name.ends_with("weight") || name.ends_with("var") ? tensor.uniform_(0.5, 1.5) : tensor.normal_(0, 0.3);
    }
    return encoder;
}

torch::Tensor randomImages(int count, int height, int width)
{
    torch::manual_seed(7);
    return torch::randn({count, 3, height, width});
}

std::uint64_t digestOf(const std::string &text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

/// FNV-1a of "name d0,d1,…\n" in the order of the names.
std::uint64_t namesDigest(const Encoder &encoder)
{
    std::ostringstream text;
    for (const auto &[name, tensor] : encoder.namedTensors()) {
        text << name << ' ';
        for (std::int64_t i = 0; i < tensor.dim(); ++i)
            text << (i ? "," : "") << tensor.size(i);
        text << '\n';
    }
    return digestOf(text.str());
}

/// ResNet-18 up to layer2 as one would write it down, straight from the named tensors.
Tensors slowResNet(const Encoder &encoder, torch::Tensor x, bool mirrors)
{
    const auto t = encoder.namedTensors();
    const auto convNorm = [&](const torch::Tensor &in, const std::string &conv, const std::string &norm, int stride) {
        const torch::Tensor weight = t.at(conv + ".weight");
        const std::int64_t pad = weight.size(2) / 2;
        const auto mode = mirrors ? torch::nn::functional::PadFuncOptions({pad, pad, pad, pad}).mode(torch::kReflect)
                                  : torch::nn::functional::PadFuncOptions({pad, pad, pad, pad});
        const torch::Tensor y = torch::conv2d(pad > 0 ? torch::nn::functional::pad(in, mode) : in, weight, {}, stride);
        return torch::batch_norm(y, t.at(norm + ".weight"), t.at(norm + ".bias"), t.at(norm + ".running_mean"), t.at(norm + ".running_var"),
                                 false, 0, 1e-5, false);
    };
    const auto block = [&](const torch::Tensor &in, const std::string &path, int stride) {
        const torch::Tensor y = torch::relu(convNorm(in, path + ".conv1", path + ".bn1", stride));
        const torch::Tensor shortcut = stride == 1 ? in : convNorm(in, path + ".downsample.0", path + ".downsample.1", stride);
        return torch::relu(convNorm(y, path + ".conv2", path + ".bn2", 1) + shortcut);
    };
    x = torch::max_pool2d(torch::relu(convNorm(x, "conv1", "bn1", 2)), 3, 2, 1);
    const torch::Tensor layer1 = block(block(x, "layer1.0", 1), "layer1.1", 1);
    return {layer1, block(block(layer1, "layer2.0", 2), "layer2.1", 1)};
}

template <typename Function>
QString messageOf(ErrorCode code, Function function)
{
    try {
        function();
    } catch (const Error &error) {
        return error.code() == code ? QString::fromUtf8(error.what()) : QStringLiteral("another code: ") + QString::fromUtf8(error.what());
    }
    return QStringLiteral("nothing thrown");
}

void addNetworks()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("mirrors");
    for (const EncoderInfo &info : encoderCatalogue()) {
        QTest::addRow("%s, reflect", info.name.c_str()) << QString::fromStdString(info.name) << true;
        QTest::addRow("%s, zeros", info.name.c_str()) << QString::fromStdString(info.name) << false;
    }
}

EncoderOptions fetchedOptions()
{
    QFETCH(QString, name);
    QFETCH(bool, mirrors);
    return allTaps(name.toStdString(), mirrors ? Padding::Reflect : Padding::Zeros);
}

/// Nothing where this processor has no bfloat16, which must be said in a sentence.
std::unique_ptr<FrozenEncoder> frozenToBfloat16(const Encoder &encoder)
{
    try {
        return std::make_unique<FrozenEncoder>(encoder, torch::kCPU, torch::kBFloat16);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::NoDevice && std::string(error.what()).find("bfloat16") != std::string::npos)
            return nullptr;
        throw;
    }
}

} // namespace

class TestEncoders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resolvesOptions();
    void refusesWrongOptions();
    void countsParameters();
    void hasTorchvisionsNames_data();
    void hasTorchvisionsNames();
    void equalsTheSlowReference_data();
    void equalsTheSlowReference();
    void matchesTheAuthorsResNet();
    void matchesTheAuthorsMobileNet();
    void endsAtTheDeepestTap();
    void reportsMisfits();
    void understandsPrefixes();
    void initialisesReproducibly();
    void refusesSmallImages();
    void freezes_data();
    void freezes();
    void freezesToBfloat16_data();
    void freezesToBfloat16();
    void doesNotMixImages_data();
    void doesNotMixImages();
    void readsPixels_data();
    void readsPixels();
    void keepsNaNVisible();
};

void TestEncoders::resolvesOptions()
{
    const EncoderOptions r18 = resolved({});
    QCOMPARE(r18.taps, (std::vector<std::string>{"layer2", "layer3", "layer4"}));
    QVERIFY(r18.padding == Padding::Reflect);
    QVERIFY(resolved(options("mobilenet_v3_large")).padding == Padding::Zeros);
    const EncoderOptions mixed = resolved(options("mobilenet_v3_large", {"stride32", "features.6.block.3.0", "stride8"}));
    QCOMPARE(mixed.taps, (std::vector<std::string>{"features.6.block.3.0", "features.15.block.3.0"}));
    QVERIFY(resolved(mixed) == mixed);
    QVERIFY(resolved(options("resnet18", {}, Padding::Zeros)).padding == Padding::Zeros);
}

void TestEncoders::refusesWrongOptions()
{
    const QString tap = messageOf(ErrorCode::BadOption, [] { validate(options("resnet18", {"layer2", "layer5"})); });
    QVERIFY2(tap.contains("'layer5'") && tap.contains("layer1") && tap.contains("layer4"), qPrintable(tap));
    const QString name = messageOf(ErrorCode::BadOption, [] { static_cast<void>(encoderInfo("vgg16")); });
    QVERIFY2(name.contains("'vgg16'") && name.contains("efficientnet_b4"), qPrintable(name));
    QVERIFY(messageOf(ErrorCode::BadOption, [] { validate(options("vgg16")); }).contains("vgg16"));
    QVERIFY(messageOf(ErrorCode::BadOption, [] { validate(options("efficientnet_b4", {""})); }).contains("stride16"));
}

void TestEncoders::countsParameters()
{
    // torchvision's totals less the classifier and whatever lies behind the tap.
    QCOMPARE(parameterCount(options("resnet18")), 11'689'512L - 513'000L);
    QCOMPARE(parameterCount(options("wide_resnet50_2")), 68'883'240L - 2'049'000L);
    QCOMPARE(parameterCount(options("mobilenet_v3_large")), 5'483'032L - 2'511'080L - 155'520L - 320L);
    QCOMPARE(parameterCount(options("efficientnet_b4", {"features.7.1.block.3"})), 19'341'616L - 1'793'000L - 806'400L);
    for (const EncoderInfo &info : encoderCatalogue()) {
        long sum = 0;
        for (const torch::Tensor &parameter : makeEncoder(options(info.name))->parameters())
            sum += parameter.numel();
        QCOMPARE(parameterCount(options(info.name)), sum);
    }
}

void TestEncoders::hasTorchvisionsNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("count");
    QTest::addColumn<quint64>("digest");
    // Of torchvision 0.29's state_dict() up to the deepest tap, without num_batches_tracked.
    QTest::newRow("resnet18") << "resnet18" << 100 << quint64(0x91768cd9da8e22a1U);
    QTest::newRow("wide_resnet50_2") << "wide_resnet50_2" << 265 << quint64(0xe2aa62c82096e942U);
    QTest::newRow("mobilenet_v3_large") << "mobilenet_v3_large" << 253 << quint64(0x467d1952ff64c9e0U);
    QTest::newRow("efficientnet_b4") << "efficientnet_b4" << 603 << quint64(0xc95525a462806b48U);
}

void TestEncoders::hasTorchvisionsNames()
{
    QFETCH(QString, name);
    QFETCH(int, count);
    QFETCH(quint64, digest);
    const Encoder encoder(allTaps(name.toStdString(), Padding::Zeros));
    QCOMPARE(static_cast<int>(encoder.namedTensors().size()), count);
    QCOMPARE(namesDigest(encoder), digest);
}

void TestEncoders::equalsTheSlowReference_data()
{
    QTest::addColumn<bool>("mirrors");
    QTest::newRow("reflect") << true;
    QTest::newRow("zeros") << false;
}

void TestEncoders::equalsTheSlowReference()
{
    QFETCH(bool, mirrors);
    const auto encoder = randomEncoder(options("resnet18", {"layer1", "layer2"}, mirrors ? Padding::Reflect : Padding::Zeros));
    const torch::Tensor images = randomImages(2, 64, 96);
    const Tensors expected = slowResNet(*encoder, images, mirrors);
    const Tensors maps = encoder->forward(images);
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(maps[i].sizes(), expected[i].sizes());
        QVERIFY(relativeDifference(maps[i], expected[i]) < 1e-6);
    }
}

void TestEncoders::matchesTheAuthorsResNet()
{
    FLAWSCOPE_REQUIRE_SHARED(expectedPath, "fixtures/resnet18-256/expected.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(weightsPath, "weights/resnet18-imagenet1k-layer1to3.safetensors");
    const StateDict expected = readSafetensors(expectedPath).tensors;
    const auto encoder = makeEncoder(options("resnet18", {"layer1", "layer2", "layer3"}));
    const StateDict weights = readWeights(weightsPath);
    QVERIFY(checkWeights(*encoder, weights).fits());
    QVERIFY(checkWeights(*encoder, weights).leftOver.empty());
    loadWeights(*encoder, weights, "weights");
    const torch::Tensor images = expected.at("images");
    const Tensors module = encoder->forward(images);
    const Tensors frozen = FrozenEncoder(*encoder, torch::kCPU, torch::kFloat32).forward(images);
    for (int i = 0; i < 3; ++i) {
        const torch::Tensor &features = expected.at("features" + std::to_string(i));
        QVERIFY(largestDifference(module[i], features) < 1e-4);
        QVERIFY(largestDifference(frozen[i], features) < 1e-4);
    }
}

void TestEncoders::matchesTheAuthorsMobileNet()
{
    FLAWSCOPE_REQUIRE_SHARED(expectedPath, "fixtures/mobilenetv3-large-256/expected.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(checkpointPath, "fixtures/mobilenetv3-large-256/authors-checkpoint.pt");
    const StateDict expected = readSafetensors(expectedPath).tensors;
    const auto encoder = makeEncoder(options("mobilenet_v3_large"));
    loadWeights(*encoder, readWeights(checkpointPath), "checkpoint");
    const torch::Tensor images = expected.at("images");
    const Tensors module = encoder->forward(images);
    const Tensors frozen = FrozenEncoder(*encoder, torch::kCPU, torch::kFloat32).forward(images);
    for (int i = 0; i < 3; ++i) {
        // The values themselves are around 1e-3.
        const torch::Tensor &features = expected.at("features" + std::to_string(i));
        QVERIFY(relativeDifference(module[i], features) < 1e-5);
        QVERIFY(relativeDifference(frozen[i], features) < 1e-5);
    }
}

void TestEncoders::endsAtTheDeepestTap()
{
    const auto all = randomEncoder(allTaps("resnet18", Padding::Reflect));
    StateDict weights = all->namedTensors();
    const Encoder shallow(options("resnet18", {"layer2"}));
    const WeightsReport report = checkWeights(shallow, weights);
    QVERIFY(report.fits());
    QCOMPARE(report.leftOver.size(), weights.size() - shallow.namedTensors().size());
    std::erase_if(weights, [](const auto &item) { return item.first.starts_with("layer3") || item.first.starts_with("layer4"); });
    const torch::Tensor images = randomImages(1, 64, 64);
    const auto two = makeEncoder(options("resnet18", {"layer2", "layer1"}));
    loadWeights(*two, weights, "weights");
    const Tensors maps = two->forward(images);
    QCOMPARE(maps.size(), std::size_t(2));
    const Tensors expected = all->forward(images);
    QCOMPARE(largestDifference(maps[0], expected[0]), 0.0);
    QCOMPARE(largestDifference(maps[1], expected[1]), 0.0);

    const Encoder mobile(options("mobilenet_v3_large", {"stride16"}));
    QVERIFY(mobile.namedTensors().count("features.12.block.3.0.weight"));
    QVERIFY(!mobile.namedTensors().count("features.12.block.3.1.weight"));
}

void TestEncoders::reportsMisfits()
{
    const auto encoder = randomEncoder(options("resnet18", {"layer2"}));
    const StateDict good = encoder->namedTensors();
    const auto messageFor = [&](const StateDict &weights) {
        return messageOf(ErrorCode::Mismatch, [&] { loadWeights(*encoder, weights, "some file.pth"); });
    };
    StateDict bad = good;
    bad.erase("layer2.1.bn2.running_var");
    QString text = messageFor(bad);
    QVERIFY2(text.contains("some file.pth") && text.contains("ResNet-18") && text.contains("layer2.1.bn2.running_var"), qPrintable(text));

    bad = good;
    bad["conv1.weight"] = torch::zeros({64, 3, 3, 3});
    text = messageFor(bad);
    QVERIFY2(text.contains("conv1.weight") && text.contains("[64, 3, 3, 3]") && text.contains("[64, 3, 7, 7]"), qPrintable(text));

    bad = good;
    bad["bn1.weight"] = bad["bn1.weight"].clone();
    bad["bn1.weight"][3] = std::numeric_limits<float>::quiet_NaN();
    bad["layer1.0.bn1.running_var"] = torch::full({64}, -1.0F);
    bad["layer1.0.conv1.weight"] = torch::full({64, 64, 3, 3}, 1e300, torch::kFloat64);
    bad["layer1.0.conv2.weight"] = torch::ones({64, 64, 3, 3}, torch::kInt64);
    const WeightsReport report = checkWeights(*encoder, bad);
    QCOMPARE(report.notFinite, (std::vector<std::string>{"bn1.weight", "layer1.0.bn1.running_var", "layer1.0.conv1.weight"}));
    QCOMPARE(report.wrongShape.size(), std::size_t(1));
    text = messageFor(bad);
    QVERIFY2(text.contains("NaN") && text.contains("bn1.weight"), qPrintable(text));
    // All or nothing.
    QVERIFY(encoder->namedTensors().at("bn1.weight").isfinite().all().item<bool>());
    QVERIFY(messageFor({}).contains("None of the"));
}

void TestEncoders::understandsPrefixes()
{
    for (const std::string prefix : {"module.", "encoder_state_dict.", "encoder_state_dict.module.", "model."}) {
        const auto source = randomEncoder(options("mobilenet_v3_large"));
        StateDict weights;
        for (const auto &[name, tensor] : source->namedTensors()) {
            weights[prefix + (prefix == "model." ? name : name.substr(9))] = tensor.to(torch::kFloat64);
            weights[prefix + name + ".num_batches_tracked"] = torch::zeros({}, torch::kInt64);
        }
        weights["decoder_state_dict.0.x"] = torch::zeros({1});
        weights[prefix + "classifier.0.weight"] = torch::zeros({1});
        const auto target = makeEncoder(options("mobilenet_v3_large"));
        QCOMPARE(checkWeights(*target, weights).leftOver, (std::vector<std::string>{prefix + "classifier.0.weight"}));
        loadWeights(*target, weights, "weights");
        for (const auto &[name, tensor] : target->namedTensors())
            QVERIFY(torch::equal(tensor, source->namedTensors().at(name)));
    }
}

void TestEncoders::initialisesReproducibly()
{
    const auto first = makeEncoder(options("resnet18", {"layer1"}));
    const auto second = makeEncoder(options("resnet18", {"layer1"}));
    initialiseRandomly(*first, 1);
    torch::randn({10});
    initialiseRandomly(*second, 1);
    const torch::Tensor weight = first->namedTensors().at("layer1.1.conv2.weight");
    QVERIFY(torch::equal(weight, second->namedTensors().at("layer1.1.conv2.weight")));
    initialiseRandomly(*second, 2);
    QVERIFY(!torch::equal(weight, second->namedTensors().at("layer1.1.conv2.weight")));
    const double spread = weight.std().item<double>() / std::sqrt(2.0 / (64 * 9));
    QVERIFY(spread > 0.97 && spread < 1.03);
    QVERIFY(first->forward(randomImages(1, 64, 64))[0].std().item<double>() > 0.1);
}

void TestEncoders::refusesSmallImages()
{
    QCOMPARE(smallestInput(options("resnet18", {"layer3"})), 32);
    QCOMPARE(smallestInput(options("resnet18")), 64);
    QCOMPARE(smallestInput(options("resnet18", {}, Padding::Zeros)), 32);
    const auto encoder = randomEncoder(options("resnet18"));
    const FrozenEncoder frozen(*encoder, torch::kCPU, torch::kFloat32);
    const torch::Tensor images = randomImages(1, 64, 32);
    QVERIFY(messageOf(ErrorCode::BadOption, [&] { static_cast<void>(frozen.forward(images)); }).contains("64×64"));
    QVERIFY(messageOf(ErrorCode::BadOption, [&] { static_cast<void>(encoder->forward(images)); }).contains("32×64"));
    for (const EncoderInfo &info : encoderCatalogue()) {
        for (const Padding padding : {Padding::Reflect, Padding::Zeros}) {
            const EncoderOptions all = allTaps(info.name, padding);
            const int size = smallestInput(all);
            const auto net = randomEncoder(all);
            const Tensors expected = net->forward(randomImages(1, size, size));
            const Tensors maps = FrozenEncoder(*net, torch::kCPU, torch::kFloat32).forward(randomImages(1, size, size));
            QVERIFY(relativeDifference(maps.back(), expected.back()) < 1e-5);
        }
    }
}

void TestEncoders::freezes_data()
{
    addNetworks();
}

void TestEncoders::freezes()
{
    const EncoderOptions wanted = fetchedOptions();
    const auto encoder = randomEncoder(wanted);
    const torch::Tensor images = randomImages(2, 96, 160);
    const Tensors expected = encoder->forward(images);
    const Tensors maps = FrozenEncoder(*encoder, torch::kCPU, torch::kFloat32).forward(images);
    QCOMPARE(maps.size(), wanted.taps.size());
    const auto &taps = encoder->architecture().taps;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        QVERIFY(maps[i].is_contiguous(at::MemoryFormat::ChannelsLast));
        QCOMPARE(maps[i].sizes().vec(), (std::vector<std::int64_t>{2, taps[i].channels, 96 / taps[i].stride, 160 / taps[i].stride}));
        const double difference = relativeDifference(maps[i], expected[i]);
        QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
    }
}

void TestEncoders::freezesToBfloat16_data()
{
    addNetworks();
}

void TestEncoders::freezesToBfloat16()
{
    const auto encoder = randomEncoder(fetchedOptions());
    const torch::Tensor images = randomImages(1, 96, 160);
    const Tensors expected = encoder->forward(images);
    const auto frozen = frozenToBfloat16(*encoder);
    if (!frozen)
        QSKIP("this processor has no bfloat16");
    const Tensors maps = frozen->forward(images);
    for (std::size_t i = 0; i < maps.size(); ++i) {
        QCOMPARE(maps[i].scalar_type(), torch::kFloat32);
        const double difference = ((maps[i] - expected[i]).norm() / expected[i].norm()).item<double>();
        QVERIFY2(difference > 1e-5 && difference < 0.03, qPrintable(QString::number(difference)));
    }
}

void TestEncoders::doesNotMixImages_data()
{
    addNetworks();
}

void TestEncoders::doesNotMixImages()
{
    const auto encoder = randomEncoder(fetchedOptions());
    const torch::Tensor images = randomImages(11, 96, 96);
    const FrozenEncoder frozen(*encoder, torch::kCPU, torch::kFloat32);
    const Tensors together = frozen.forward(images);
    for (const int image : {0, 7, 10}) {
        const Tensors alone = frozen.forward(images.narrow(0, image, 1));
        for (std::size_t i = 0; i < together.size(); ++i)
            QVERIFY(relativeDifference(together[i].narrow(0, image, 1), alone[i]) < 2e-6);
    }
}

void TestEncoders::readsPixels_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"resnet18", "mobilenet_v3_large"})
        QTest::newRow(name) << name;
}

void TestEncoders::readsPixels()
{
    QFETCH(QString, name);
    const auto encoder = randomEncoder(options(name.toStdString()));
    torch::manual_seed(8);
    const torch::Tensor pixels = torch::randint(0, 256, {2, 64, 96, 3}, torch::kUInt8);
    const Preprocessing preprocessing;
    const torch::Tensor mean = torch::tensor({0.485F, 0.456F, 0.406F}).view({1, 3, 1, 1});
    const torch::Tensor std = torch::tensor({0.229F, 0.224F, 0.225F}).view({1, 3, 1, 1});
    const torch::Tensor images = (pixels.permute({0, 3, 1, 2}).to(torch::kFloat32) / 255 - mean) / std;
    const Tensors expected = encoder->forward(images);
    const Tensors maps = FrozenEncoder(*encoder, torch::kCPU, torch::kFloat32).forwardPixels(pixels, preprocessing);
    for (std::size_t i = 0; i < maps.size(); ++i)
        QVERIFY(relativeDifference(maps[i], expected[i]) < 1e-5);
}

void TestEncoders::keepsNaNVisible()
{
    const auto encoder = randomEncoder(options("resnet18", {"layer2"}));
    torch::Tensor images = randomImages(1, 64, 64);
    images[0][1][30][30] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(FrozenEncoder(*encoder, torch::kCPU, torch::kFloat32).forward(images)[0].isnan().any().item<bool>());
    if (const auto frozen = frozenToBfloat16(*encoder))
        QVERIFY(frozen->forward(images)[0].isnan().any().item<bool>());
}

QTEST_GUILESS_MAIN(TestEncoders)
#include "tst_encoders.moc"
