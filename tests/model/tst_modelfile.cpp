// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/engine/detection/detector.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/flow/flow_p.h"
#include "core/model/modelfile.h"
#include "core/model/notesjson.h"

#include <nlohmann/json.hpp>
#include <torch/torch.h>

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>
#include <limits>

using namespace flawscope;
using nlohmann::json;

namespace {

Model smallModel(Permutation permutation = Permutation::Rotation)
{
    const FlowOptions flow{2, 8, permutation};
    std::vector<std::shared_ptr<const Flow>> decoders;
    for (const int channels : {64, 128})
        decoders.push_back(std::make_shared<const Flow>(FlowShape{channels, flow.conditionChannels, flow.blocks, permutation}, 3 + channels));
    Preprocessing preprocessing;
    preprocessing.height = 64;
    preprocessing.width = 96;
    preprocessing.mean = {0.1F, 0.2F, 0.3F};
    preprocessing.whiteLevel = 4095;
    return {LoadedEncoder::random({"resnet18", {"layer1", "layer2"}, Padding::Zeros}, 5), preprocessing, flow, std::move(decoders),
            {-1.0 / 3, 0.1 + 0.2}};
}

ModelNotes fullNotes()
{
    ModelNotes notes;
    Threshold &image = notes.imageThreshold.emplace();
    image.value = 0.1 + 0.7;
    image.rule = ThresholdRule::F1Optimal;
    image.goodCount = 20;
    image.defectCount = 63;
    image.falseAlarms = 1;
    image.figure = 0.987;
    Threshold &pixel = notes.pixelThreshold.emplace();
    pixel.value = 1.0 / 7;
    pixel.rule = ThresholdRule::FalseAlarmBound;
    pixel.goodCount = 300;
    pixel.falseAlarms = 2;
    pixel.falseAlarmRate = 0.01;
    pixel.confidence = 0.95;
    pixel.upperBound = 0.0208;
    pixel.proven = true;
    pixel.goodNeeded = 299;
    notes.scaleHi = 1.7F;
    notes.trainingOptions.epochs = 5;
    notes.trainingOptions.learningRate = 3e-4;
    notes.trainingOptions.loss = Loss::LogLikelihood;
    notes.trainingSet = {.holdOut = 0.25, .rotatedCopies = 3, .rotationDegrees = 7.5};
    notes.training = {.reason = StopReason::NoProgress, .epochs = 4, .bestEpochs = {3, 4}, .trainingLoss = {0.25, 1.0 / 3},
                      .heldOutLoss = {0.5, std::nan("")}, .trainingImages = 209, .heldOutImages = 10, .fibers = UINT64_C(1) << 40,
                      .featureSeconds = 1.5, .trainingSeconds = 200.25, .seed = 42, .device = "cpu", .resumed = true};
    notes.dataset = "Flaschen \"grün\" 瓶";
    notes.created = "2026-01-02T03:04:05Z";
    return notes;
}

void compare(const Threshold &a, const Threshold &b)
{
    QCOMPARE(a.value, b.value);
    QCOMPARE(static_cast<int>(a.rule), static_cast<int>(b.rule));
    QCOMPARE(a.goodCount, b.goodCount);
    QCOMPARE(a.defectCount, b.defectCount);
    QCOMPARE(a.falseAlarms, b.falseAlarms);
    QVERIFY(a.figure == b.figure);
    QVERIFY(a.falseAlarmRate == b.falseAlarmRate);
    QCOMPARE(a.confidence, b.confidence);
    QCOMPARE(a.upperBound, b.upperBound);
    QCOMPARE(a.proven, b.proven);
    QCOMPARE(a.goodNeeded, b.goodNeeded);
}

void compare(const TrainingSummary &a, const TrainingSummary &b)
{
    QCOMPARE(static_cast<int>(a.reason), static_cast<int>(b.reason));
    QCOMPARE(a.epochs, b.epochs);
    QCOMPARE(a.bestEpochs, b.bestEpochs);
    QCOMPARE(a.trainingLoss, b.trainingLoss);
    QCOMPARE(a.heldOutLoss.size(), b.heldOutLoss.size());
    QCOMPARE(a.heldOutLoss[0], b.heldOutLoss[0]);
    QVERIFY(std::isnan(a.heldOutLoss[1]) && std::isnan(b.heldOutLoss[1]));
    QCOMPARE(a.trainingImages, b.trainingImages);
    QCOMPARE(a.heldOutImages, b.heldOutImages);
    QCOMPARE(a.fibers, b.fibers);
    QCOMPARE(a.featureSeconds, b.featureSeconds);
    QCOMPARE(a.trainingSeconds, b.trainingSeconds);
    QCOMPARE(a.seed, b.seed);
    QCOMPARE(a.device, b.device);
    QCOMPARE(a.resumed, b.resumed);
}

using Change = std::function<void(SafetensorsFile &, json &)>;

/// A change of one entry, by JSON pointer.
Change put(const char *pointer, const json &value)
{
    return [=](SafetensorsFile &, json &document) { document[json::json_pointer(pointer)] = value; };
}

/// A change of the text, after all else.
Change replaceText(const std::string &from, const std::string &to)
{
    return [=](SafetensorsFile &file, json &document) {
        std::string text = document.dump();
        const std::size_t at = text.find(from);
        Q_ASSERT(at != std::string::npos);
        file.metadata["flawscope"] = text.replace(at, from.size(), to);
        document = nullptr;
    };
}

Change withTensor(const char *name, const std::function<torch::Tensor(const torch::Tensor &)> &change)
{
    return [=](SafetensorsFile &file, json &) { file.tensors[name] = change(file.tensors.at(name)); };
}

Change withoutTensor(const char *name)
{
    return [=](SafetensorsFile &file, json &) { file.tensors.erase(name); };
}

} // namespace

Q_DECLARE_METATYPE(Change)

class TestModelFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void roundTrips();
    void everyStopReasonRoundTrips();
    void keepsScores();
    void equalInputEqualBytes();
    void namesVersionAndTime();
    void refusesToSaveNaN();
    void refusesTruncated();
    void refusesForeign();
    void refusesChanged_data();
    void refusesChanged();
    void ignoresWhatIsNew();
    void readsFilesBeforeTheTrainingSetWasNoted();

private:
    [[nodiscard]] std::filesystem::path at(const char *name) const { return std::filesystem::path(m_folder.path().toStdString()) / name; }
    /// Writes the model with a change.
    [[nodiscard]] std::filesystem::path changed(const Change &change) const;
    void expectError(const std::filesystem::path &path, ErrorCode code, const QByteArray &named) const;

    QTemporaryDir m_folder;
};

void TestModelFile::initTestCase()
{
    saveModel(at("model.safetensors"), smallModel(), fullNotes());
}

std::filesystem::path TestModelFile::changed(const Change &change) const
{
    SafetensorsFile file = readSafetensors(at("model.safetensors"));
    json document = json::parse(file.metadata.at("flawscope"));
    change(file, document);
    if (!document.is_null())
        file.metadata["flawscope"] = document.dump();
    writeSafetensors(at("changed.safetensors"), file);
    return at("changed.safetensors");
}

void TestModelFile::expectError(const std::filesystem::path &path, ErrorCode code, const QByteArray &named) const
{
    try {
        static_cast<void>(loadModel(path));
    } catch (const Error &error) {
        QVERIFY2(QByteArray(error.what()).contains(named), error.what());
        QVERIFY2(QByteArray(error.what()).contains(displayPath(path.filename()).c_str()), error.what());
        QVERIFY2(error.code() == code, error.what());
        return;
    }
    QFAIL("nothing thrown");
}

void TestModelFile::roundTrips()
{
    const Model model = smallModel();
    const ModelFile loaded = loadModel(at("model.safetensors"));
    QVERIFY(loaded.model.encoder().options() == model.encoder().options());
    QCOMPARE(loaded.model.encoder().source(), "random, seed 5");
    QVERIFY(loaded.model.preprocessing() == model.preprocessing());
    QVERIFY(loaded.model.flow() == model.flow());
    QCOMPARE(loaded.model.normaliser(), model.normaliser());
    const auto expected = model.encoder().encoder()->namedTensors();
    const auto tensors = loaded.model.encoder().encoder()->namedTensors();
    QCOMPARE(tensors.size(), expected.size());
    for (const auto &[name, tensor] : expected)
        QVERIFY2(torch::equal(tensors.at(name), tensor), name.c_str());
    for (int l = 0; l < 2; ++l) {
        QVERIFY(torch::equal(loaded.model.decoders()[l]->parameters(), model.decoders()[l]->parameters()));
        for (int k = 0; k < 2; ++k)
            QVERIFY(torch::equal(loaded.model.decoders()[l]->block(k).mixing, model.decoders()[l]->block(k).mixing));
    }

    const ModelNotes notes = fullNotes();
    compare(loaded.notes.imageThreshold.value(), notes.imageThreshold.value());
    compare(loaded.notes.pixelThreshold.value(), notes.pixelThreshold.value());
    compare(loaded.notes.training, notes.training);
    QVERIFY(loaded.notes.trainingOptions == notes.trainingOptions);
    QVERIFY(loaded.notes.trainingSet == notes.trainingSet);
    QCOMPARE(loaded.notes.scaleHi, notes.scaleHi);
    QCOMPARE(loaded.notes.dataset, notes.dataset);
    QCOMPARE(loaded.notes.created, notes.created);
}

void TestModelFile::everyStopReasonRoundTrips()
{
    for (const StopReason reason : {StopReason::None, StopReason::AllEpochs, StopReason::NoProgress, StopReason::Finished}) {
        TrainingSummary summary;
        summary.reason = reason;
        QCOMPARE(readTrainingSummary(summaryToJson(summary)).reason, reason);
    }
    json unknown = summaryToJson({});
    unknown["reason"] = "tired";
    QVERIFY_THROWS_EXCEPTION(Error, (void)readTrainingSummary(unknown));
}

void TestModelFile::keepsScores()
{
    const Model model = smallModel(Permutation::Hard);
    saveModel(at("hard.safetensors"), model, {});
    const Model loaded = loadModel(at("hard.safetensors")).model;
    QVERIFY(loaded.flow().permutation == Permutation::Hard);
    RgbImage image(64, 96);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i * i % 251);
    const std::vector<Detection> before = Detector(model).detect({&image, 1});
    const std::vector<Detection> after = Detector(loaded).detect({&image, 1});
    QVERIFY(before[0].score > 0);
    QCOMPARE(after[0].score, before[0].score);
}

void TestModelFile::equalInputEqualBytes()
{
    saveModel(at("again.safetensors"), smallModel(), fullNotes());
    QVERIFY(readFile(at("again.safetensors")) == readFile(at("model.safetensors")));
    const ModelFile loaded = loadModel(at("again.safetensors"));
    saveModel(at("again.safetensors"), loaded.model, loaded.notes);
    QVERIFY(readFile(at("again.safetensors")) == readFile(at("model.safetensors")));
}

void TestModelFile::namesVersionAndTime()
{
    ModelNotes notes;
    notes.softwareVersion = "of the file that the notes came from";
    saveModel(at("empty.safetensors"), smallModel(), notes);
    const ModelNotes loaded = loadModel(at("empty.safetensors")).notes;
    QCOMPARE(loaded.softwareVersion, kVersion);
    QVERIFY(!loaded.imageThreshold && !loaded.pixelThreshold);
    const QDateTime created = QDateTime::fromString(QString::fromStdString(loaded.created), Qt::ISODate);
    QVERIFY2(created.isValid() && std::abs(created.secsTo(QDateTime::currentDateTimeUtc())) < 600, loaded.created.c_str());
}

void TestModelFile::refusesToSaveNaN()
{
    ModelNotes notes = fullNotes();
    notes.pixelThreshold->value = std::numeric_limits<double>::infinity();
    try {
        saveModel(at("model.safetensors"), smallModel(), notes);
        QFAIL("nothing thrown");
    } catch (const Error &error) {
        QVERIFY2(QByteArray(error.what()).contains("thresholds.pixel.value"), error.what());
    }
    static_cast<void>(loadModel(at("model.safetensors"))); // The old file is whole.
}

void TestModelFile::refusesTruncated()
{
    const std::vector<std::uint8_t> bytes = readFile(at("model.safetensors"));
    for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
        writeFileAtomically(at("cut.safetensors"), std::span(bytes).first(length));
        expectError(at("cut.safetensors"), ErrorCode::BadFormat, "");
    }
    expectError(at("missing.safetensors"), ErrorCode::Unreadable, "");
}

void TestModelFile::refusesForeign()
{
    writeSafetensors(at("foreign.safetensors"), {{{"weight", torch::ones({2})}}, {{"note", "of another program"}}});
    expectError(at("foreign.safetensors"), ErrorCode::BadFormat, "not a Flawscope model");
    writeFileAtomically(at("zip.pt"), std::string_view("PK\3\4 and so on, like what torch.save writes"));
    expectError(at("zip.pt"), ErrorCode::BadFormat, "import it as a checkpoint");
    writeFileAtomically(at("text.safetensors"), std::string_view("This is no model at all."));
    expectError(at("text.safetensors"), ErrorCode::BadFormat, "");
}

void TestModelFile::refusesChanged_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char *name, const Change &change, ErrorCode code, const char *named) {
        QTest::newRow(name) << change << static_cast<int>(code) << QByteArray(named);
    };
    const Change newer = [](SafetensorsFile &, json &document) {
        document = {{"format", 2}, {"software-version", "9.8.7"}, {"architecture", "all different"}};
    };
    row("newer", newer, ErrorCode::UnsupportedVersion, "Flawscope 9.8.7");
    row("format 0", put("/format", 0), ErrorCode::BadFormat, "format");
    row("format word", put("/format", "1"), ErrorCode::BadFormat, "format");
    row("unknown encoder", put("/architecture/encoder/encoder", "vgg16"), ErrorCode::Mismatch, "vgg16");
    row("unknown tap", put("/architecture/encoder/taps/1", "layer9"), ErrorCode::Mismatch, "layer9");
    row("unknown permutation", put("/architecture/flow/permutation", "householder"), ErrorCode::Mismatch, "householder");
    row("too many blocks", put("/architecture/flow/blocks", 1000000), ErrorCode::Mismatch, "blocks");
    row("other blocks", put("/architecture/flow/blocks", 3), ErrorCode::BadFormat, "decoder 0");
    row("other channels", put("/architecture/scales/1/channels", 129), ErrorCode::Mismatch, "layer2");
    row("one scale less", put("/architecture/scales", json::array()), ErrorCode::BadFormat, "scales");
    row("encoder is a list", put("/architecture/encoder", json::array()), ErrorCode::BadFormat, "encoder");
    row("long normaliser", put("/normaliser", json{1, 2, 3}), ErrorCode::BadFormat, "normaliser");
    row("null normaliser", put("/normaliser/1", nullptr), ErrorCode::BadFormat, "normaliser[1]");
    row("NaN", replaceText("\"scale-hi\":1.7", "\"scale-hi\":NaN,\"x\":1.7"), ErrorCode::BadFormat, "JSON");
    row("beyond float", put("/scale-hi", 1e300), ErrorCode::BadFormat, "scale-hi");
    row("beyond double", replaceText("\"scale-hi\":1.7", "\"scale-hi\":1e999,\"x\":1.7"), ErrorCode::BadFormat, "JSON");
    row("size of 0", put("/preprocessing/height", 0), ErrorCode::BadFormat, "input size 0");
    row("negative count", put("/thresholds/image/good-count", -1), ErrorCode::BadFormat, "good-count");
    row("unknown rule", put("/thresholds/image/rule", "guess"), ErrorCode::BadFormat, "image");
    row("two means", put("/preprocessing/mean", json{0.5, 0.5}), ErrorCode::BadFormat, "mean");
    // As text: to write it out as JSON would take more stack than a sanitizer leaves.
    row("deep", replaceText("\"scale-hi\":1.7", "\"x\":" + std::string(5000, '[') + std::string(5000, ']') + ",\"scale-hi\":1.7"), ErrorCode::BadFormat, "nested");
    row("long", put("/x", std::string(2'000'000, 'x')), ErrorCode::BadFormat, "longer");
    row("a list", [](SafetensorsFile &, json &document) { document = json::array(); }, ErrorCode::BadFormat, "object");
    row("missing decoder tensor", withoutTensor("decoder1.module_list.1.subnet.2.bias"), ErrorCode::Mismatch, "decoder1.");
    row("missing rotation", withoutTensor("decoder0.module_list.0.w_perm"), ErrorCode::Mismatch, "decoder0.");
    row("missing encoder tensor", withoutTensor("encoder.conv1.weight"), ErrorCode::Mismatch, "conv1.weight");
    const Change noDecoder = [](SafetensorsFile &file, json &) {
        std::erase_if(file.tensors, [](const auto &item) { return item.first.starts_with("decoder1."); });
    };
    row("missing decoder", noDecoder, ErrorCode::BadFormat, "1 decoders for 2 scales");
    const Change decoderTooMany = [](SafetensorsFile &file, json &) { smallModel().decoders()[0]->save(file.tensors, "decoder2."); };
    row("one decoder too many", decoderTooMany, ErrorCode::BadFormat, "3 decoders for 2 scales");
    const auto spoilt = [](const torch::Tensor &tensor) { return tensor.clone().index_put_({0, 0}, std::numeric_limits<float>::quiet_NaN()); };
    row("NaN tensor", withTensor("decoder1.module_list.1.subnet.0.weight", spoilt), ErrorCode::BadFormat, "not finite");
    row("scaled rotation", withTensor("decoder0.module_list.1.w_perm", [](const torch::Tensor &r) { return 1.01 * r; }), ErrorCode::BadFormat,
        "not a rotation");
    row("integers", withTensor("decoder0.module_list.1.subnet.2.bias", [](const torch::Tensor &b) { return b.to(torch::kInt32); }),
        ErrorCode::BadFormat, "floating-point");
    row("claims a huge layer", withTensor("decoder0.module_list.0.subnet.0.weight", [](const torch::Tensor &) { return torch::zeros({0, 1 << 30}); }),
        ErrorCode::Mismatch, "decoder0.");
}

void TestModelFile::refusesChanged()
{
    QFETCH(Change, change);
    QFETCH(int, code);
    QFETCH(QByteArray, named);
    expectError(changed(change), static_cast<ErrorCode>(code), named);
}

void TestModelFile::ignoresWhatIsNew()
{
    const auto path = changed([](SafetensorsFile &file, json &document) {
        document["of-a-later-version"] = {{"x", 1}};
        document["training"]["options"]["of-a-later-version"] = true;
        file.metadata["other"] = "program";
    });
    QVERIFY(loadModel(path).notes.trainingOptions == fullNotes().trainingOptions);
}

void TestModelFile::readsFilesBeforeTheTrainingSetWasNoted()
{
    const auto path = changed([](SafetensorsFile &, json &document) { document["training"].erase("set"); });
    QVERIFY(loadModel(path).notes.trainingSet == TrainingSetOptions());
    expectError(changed(put("/training/set", json::array())), ErrorCode::BadFormat, "set");
    expectError(changed(put("/training/set/hold-out", "a tenth")), ErrorCode::BadFormat, "hold-out");
}

QTEST_GUILESS_MAIN(TestModelFile)
#include "tst_modelfile.moc"
