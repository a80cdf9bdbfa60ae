// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/encoders/frozenencoder_p.h"
#include "core/engine/flow/flowinference_p.h"
#include "core/model/importcheckpoint.h"
#include "core/model/modelfile.h"
#include "tests/support/shared.h"
#include "tests/support/torchbytes.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

using namespace flawscope;

namespace {

std::vector<torch::Tensor> features(const Model &model, const torch::Tensor &images)
{
    return FrozenEncoder(*model.encoder().encoder(), torch::kCPU, torch::kFloat32).forward(images);
}

torch::Tensor logLikelihood(const Flow &flow, const torch::Tensor &map)
{
    const FlowInference inference(flow, static_cast<int>(map.size(2)), static_cast<int>(map.size(3)), torch::kCPU, torch::kFloat32);
    const torch::Tensor fibers = map.permute({0, 2, 3, 1}).contiguous().view({-1, map.size(1)});
    return inference.logLikelihood(fibers).view({map.size(0), map.size(2), map.size(3)});
}

double difference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a - b).abs().max().item<double>();
}

/// Largest difference of ℓ from the authors' over the scales.
double distanceFromAuthors(const Model &model, const StateDict &expected)
{
    const std::vector<torch::Tensor> maps = features(model, expected.at("images"));
    double largest = 0;
    for (int l = 0; l < model.scales(); ++l)
        largest = std::max(largest, difference(logLikelihood(*model.decoders()[l], maps[l]), expected.at("loglik" + std::to_string(l))));
    return largest;
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

EncoderOptions mobileNet(const std::vector<std::string> &taps = {})
{
    return {"mobilenet_v3_large", taps, Padding::Default};
}

std::string zeros(std::int64_t count)
{
    return std::string(static_cast<std::size_t>(count) * 4, '\0');
}

/// A checkpoint whose decoders have one block with all parameters zero and the identity in place of the rotation, and no encoder
/// but one tensor.
std::string smallCheckpoint(const std::vector<int> &channels)
{
    test::PickleBytes pickle;
    std::vector<std::pair<std::string, std::string>> storages;
    const auto tensor = [&](const std::string &name, std::initializer_list<std::int64_t> shape, std::string bytes) {
        const auto count = static_cast<std::int64_t>(bytes.size() / 4);
        const std::string key = std::to_string(storages.size());
        const std::int64_t columns = shape.size() > 1 ? *std::next(shape.begin()) : 1;
        pickle.text(name);
        if (shape.size() > 1)
            pickle.tensor("FloatStorage", key, count, 0, shape, {columns, 1});
        else
            pickle.tensor("FloatStorage", key, count, 0, shape, {1});
        storages.emplace_back(key, std::move(bytes));
    };
    pickle.emptyDict().mark().text("encoder_state_dict").emptyDict().mark();
    tensor("conv1.weight", {4}, zeros(4));
    pickle.raw("u").text("decoder_state_dict").raw("](");
    for (const int c : channels) {
        const FlowShape shape{c, 4, 1, Permutation::Rotation};
        std::string identity;
        for (int i = 0; i < c * c; ++i)
            identity += test::littleEndian(i % (c + 1) == 0 ? 1.0F : 0.0F);
        const std::string name = "module_list.0.";
        pickle.emptyDict().mark();
        tensor(name + "global_scale", {1, c}, zeros(c));
        tensor(name + "global_offset", {1, c}, zeros(c));
        tensor(name + "w_perm", {c, c}, identity);
        tensor(name + "subnet.0.weight", {shape.hidden(), shape.c1() + 4}, zeros(shape.hidden() * (shape.c1() + 4)));
        tensor(name + "subnet.0.bias", {shape.hidden()}, zeros(shape.hidden()));
        tensor(name + "subnet.2.weight", {2 * shape.c2(), shape.hidden()}, zeros(2 * shape.c2() * shape.hidden()));
        tensor(name + "subnet.2.bias", {2 * shape.c2()}, zeros(2 * shape.c2()));
        pickle.raw("u");
    }
    pickle.raw("eu");
    return test::torchZip(pickle.done(), storages);
}

} // namespace

class TestImportCheckpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesTheAuthors();
    void survivesTheModelFile();
    void refusesOtherEncoders();
    void dropsTheFinestTapOfTwo();
    void refusesOtherFiles();

private:
    [[nodiscard]] std::filesystem::path write(const char *name, const std::string &bytes) const
    {
        const std::filesystem::path path = m_folder.path().toStdString() + "/" + name;
        writeFileAtomically(path, std::string_view(bytes));
        return path;
    }

    QTemporaryDir m_folder;
};

void TestImportCheckpoint::matchesTheAuthors()
{
    FLAWSCOPE_REQUIRE_SHARED(checkpoint, "fixtures/mobilenetv3-large-256/authors-checkpoint.pt");
    FLAWSCOPE_REQUIRE_SHARED(expectedPath, "fixtures/mobilenetv3-large-256/expected.safetensors");
    const Model model = importCheckpoint(checkpoint, mobileNet(), {});
    const StateDict expected = readSafetensors(expectedPath).tensors;
    QCOMPARE(model.scales(), 3);
    QCOMPARE(model.normaliser(), std::vector<double>(3, 0.0));
    QCOMPARE(model.encoder().source(), "authors-checkpoint.pt");
    QVERIFY(model.flow() == FlowOptions{});
    const std::vector<torch::Tensor> maps = features(model, expected.at("images"));
    for (int l = 0; l < 3; ++l) {
        const torch::Tensor &reference = expected.at("features" + std::to_string(l));
        const double featureShare = difference(maps[l], reference) / reference.abs().max().item<double>();
        const double loglik = difference(logLikelihood(*model.decoders()[l], maps[l]), expected.at("loglik" + std::to_string(l)));
        qInfo("scale %d: features differ by %.2g of their range, likelihoods by %.2g", l, featureShare, loglik);
        QVERIFY(featureShare < 1e-5);
        QVERIFY(loglik < 1e-5);
    }
}

void TestImportCheckpoint::survivesTheModelFile()
{
    FLAWSCOPE_REQUIRE_SHARED(checkpoint, "fixtures/mobilenetv3-large-256/authors-checkpoint.pt");
    FLAWSCOPE_REQUIRE_SHARED(expectedPath, "fixtures/mobilenetv3-large-256/expected.safetensors");
    const std::filesystem::path path = m_folder.path().toStdString() + "/model.safetensors";
    saveModel(path, importCheckpoint(checkpoint, mobileNet(), {}), {});
    QVERIFY(distanceFromAuthors(loadModel(path).model, readSafetensors(expectedPath).tensors) < 1e-5);
}

void TestImportCheckpoint::refusesOtherEncoders()
{
    FLAWSCOPE_REQUIRE_SHARED(checkpoint, "fixtures/mobilenetv3-large-256/authors-checkpoint.pt");
    const auto messageFor = [&](const EncoderOptions &encoder) {
        return messageOf(ErrorCode::Mismatch, [&] { static_cast<void>(importCheckpoint(checkpoint, encoder, {})); });
    };
    const QString network = messageFor({"resnet18", {}, Padding::Default});
    QVERIFY2(network.contains("authors-checkpoint.pt") && network.contains("40,112,160") && network.contains("128,256,512")
                 && network.contains("mobilenet_v3_large with taps features.6.block.3.0,features.12.block.3.0,features.15.block.3.0"),
             qPrintable(network));
    const QString taps = messageFor(mobileNet({"stride8", "stride16"}));
    QVERIFY2(taps.contains("3 decoders") && taps.contains("40,112"), qPrintable(taps));
}

void TestImportCheckpoint::dropsTheFinestTapOfTwo()
{
    // The decoders are right, so that it is the encoder's weights, up to which taps they must reach, that are complained about.
    const std::filesystem::path path = write("two.pt", smallCheckpoint({112, 160}));
    const QString weights = messageOf(ErrorCode::Mismatch, [&] { static_cast<void>(importCheckpoint(path, mobileNet(), {})); });
    QVERIFY2(weights.contains("two.pt") && weights.contains("up to tap features.15.block.3.0"), qPrintable(weights));
    const QString finest = messageOf(ErrorCode::Mismatch, [&] {
        static_cast<void>(importCheckpoint(write("finest.pt", smallCheckpoint({40, 112})), mobileNet(), {}));
    });
    QVERIFY2(finest.contains("40,112 channels") && finest.contains("112,160")
                 && finest.contains("mobilenet_v3_large with taps features.6.block.3.0,features.12.block.3.0"),
             qPrintable(finest));
    const QString none = messageOf(ErrorCode::Mismatch, [&] {
        static_cast<void>(importCheckpoint(write("none.pt", smallCheckpoint({6, 8})), mobileNet(), {}));
    });
    QVERIFY2(none.contains("No encoder"), qPrintable(none));
}

void TestImportCheckpoint::refusesOtherFiles()
{
    const auto messageFor = [&](const char *name, const std::string &bytes) {
        return messageOf(ErrorCode::BadFormat, [&] { static_cast<void>(importCheckpoint(write(name, bytes), mobileNet(), {})); });
    };
    const QString noDecoders = messageFor("weights.pt", smallCheckpoint({}));
    QVERIFY2(noDecoders.contains("weights.pt") && noDecoders.contains("decoder_state_dict"), qPrintable(noDecoders));
    const std::string whole = smallCheckpoint({112, 160});
    for (const std::size_t length : {std::size_t{0}, std::size_t{4}, whole.size() / 2, whole.size() - 1}) {
        const QString truncated = messageFor("truncated.pt", whole.substr(0, length));
        QVERIFY2(truncated.contains("truncated.pt"), qPrintable(truncated));
    }
    QVERIFY(messageFor("text.pt", "not a checkpoint").contains("text.pt"));
    QVERIFY(messageOf(ErrorCode::BadOption, [&] {
                static_cast<void>(importCheckpoint(write("two.pt", whole), mobileNet(), {.height = 100, .width = 256}));
            }).contains("100"));
}

QTEST_GUILESS_MAIN(TestImportCheckpoint)
#include "tst_importcheckpoint.moc"
