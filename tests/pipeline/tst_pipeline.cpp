// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/loader.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/pipeline/evaluatejob.h"
#include "core/pipeline/evaluatemapsjob.h"
#include "core/pipeline/inspectjob.h"
#include "tests/pipeline/tinytraining.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <map>
#include <sstream>

using namespace flawscope;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

Json readJson(const fs::path &path)
{
    const std::vector<std::uint8_t> bytes = readFile(path);
    return Json::parse(bytes.begin(), bytes.end());
}

/// The columns of scores.csv of the demo, whose names need no quotes.
std::vector<std::vector<std::string>> readScores(const fs::path &path)
{
    const std::vector<std::uint8_t> bytes = readFile(path);
    std::istringstream stream(std::string(bytes.begin(), bytes.end()));
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(stream, line);) {
        std::istringstream fields(line);
        rows.emplace_back();
        for (std::string field; std::getline(fields, field, ',');)
            rows.back().push_back(field);
    }
    rows.erase(rows.begin());
    return rows;
}

} // namespace

class PipelineTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sizes_data();
    void sizes();
    void foldersOfOthersAreRefused();
    void runLeavesEverything();
    void figuresAgreeWithScores();
    void finishedRunIsNotReplacedUnasked();
    void reopenedModelGivesTheSameScores();
    void mapsAloneGiveTheSameFigures();
    void preciseMapsAreEvaluatedInFloat64();
    void inspectionNeedsNoLabels();
    void setRelativeScoresTouchZero();
    void resumedTrainingEqualsAnUnbrokenOne();

private:
    QTemporaryDir m_folder;
    fs::path m_parts;
    fs::path m_out;
};

void PipelineTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_parts = fs::path(m_folder.path().toStdString()) / "部品 parts";
    m_out = fs::path(m_folder.path().toStdString()) / "out";
    writeDemoDataset(m_parts, tinyDemo());
    EvaluateJobOptions evaluation;
    evaluation.exporting.openingRadiusPx = 0;
    (void)runJob(m_parts, m_out, false, tinyTraining(), evaluation, RunContext());
}

void PipelineTest::sizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("square") << "256" << 256 << 256 << "";
    QTest::newRow("height first") << "256x384" << 256 << 384 << "";
    QTest::newRow("100") << "100" << 0 << 0 << "100 is not a multiple of 32; use 96 or 128";
    QTest::newRow("width") << "256x100" << 0 << 0 << "100 is not a multiple of 32";
    QTest::newRow("zero") << "0" << 0 << 0 << "32 to 4096";
    QTest::newRow("too large") << "4128" << 0 << 0 << "32 to 4096";
    QTest::newRow("word") << "large" << 0 << 0 << "256x384";
    QTest::newRow("nothing") << "" << 0 << 0 << "256x384";
    QTest::newRow("two crosses") << "256x256x3" << 0 << 0 << "256x384";
    QTest::newRow("overflow") << "99999999999999999999" << 0 << 0 << "256x384";
}

void PipelineTest::sizes()
{
    QFETCH(const QString, text);
    QFETCH(const int, height);
    QFETCH(const int, width);
    QFETCH(const QString, complaint);
    PreprocessingOptions options;
    options.size = text.toStdString();
    Preprocessing result;
    const std::string error = errorOf([&] { result = preprocessingFrom(options); });
    QVERIFY2(complaint.isEmpty() ? error.empty() : QString::fromStdString(error).contains(complaint), error.c_str());
    if (complaint.isEmpty()) {
        QCOMPARE(result.height, height);
        QCOMPARE(result.width, width);
    }
}

void PipelineTest::foldersOfOthersAreRefused()
{
    const fs::path root = m_folder.path().toStdString();
    const fs::path file = root / "file";
    writeFileAtomically(file, "x");
    const fs::path full = root / "full";
    writeFileAtomically(full / "mine.txt", "x");
    ErrorCode code{};
    QVERIFY(!errorOf([&] { OutputFolder(file, true); }, &code).empty());
    QCOMPARE(code, ErrorCode::Unwritable);
    QVERIFY(!errorOf([&] { OutputFolder(full, false); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(errorOf([&] { OutputFolder(full, true); }).empty());
    const OutputFolder fresh(root / "fresh", false);
    QVERIFY(!fs::exists(root / "fresh"));
    fresh.open();
    writeFileAtomically(root / "fresh" / "metrics.json", "{}");
    writeFileAtomically(root / "fresh" / "mine.txt", "x");
    OutputFolder(root / "fresh", false).clearResults();
    QVERIFY(!fs::exists(root / "fresh" / "metrics.json"));
    QVERIFY(fs::exists(root / "fresh" / "mine.txt"));
}

void PipelineTest::runLeavesEverything()
{
    for (const char *name : {"model.safetensors", "metrics.json", "scores.csv", "regions.json"})
        QVERIFY2(fs::is_regular_file(m_out / name), name);
    QVERIFY(!fs::exists(checkpointPath(m_out / "model.safetensors")));
    std::size_t tested = 0;
    for (const auto &entry : fs::recursive_directory_iterator(m_parts / "test")) {
        if (entry.path().extension() != ".png")
            continue;
        ++tested;
        const fs::path name = entry.path().lexically_relative(m_parts);
        const Mask mask = decodeMask(m_out / "masks" / name);
        QCOMPARE(mask.height, kPictureSize);
        QCOMPARE(mask.width, kPictureSize);
        const ScoreMap map = readMap((m_out / "maps" / name).replace_extension(".tiff"));
        QCOMPARE(map.height, kPictureSize);
        QCOMPARE(map.width, kPictureSize);
        QCOMPARE(decodeRgb(m_out / "overlays" / name).height, kPictureSize);
    }
    const Json metrics = readJson(m_out / "metrics.json");
    QCOMPARE(metrics.at("counts").at("test").get<std::size_t>(), tested);
    QCOMPARE(metrics.at("counts").at("held_out").get<int>(), 1);
    QCOMPARE(metrics.at("seed").get<int>(), 1);
    QCOMPARE(metrics.at("device").get<std::string>(), std::string("cpu"));
    QVERIFY(metrics.at("train_seconds").get<double>() > 0);
    QVERIFY(metrics.at("images_per_second").get<double>() > 0);
    QVERIFY(metrics.at("versions").contains("flawscope"));
    QVERIFY(!metrics.at("classes").empty());
    for (const char *key : {"image_auroc", "pixel_auroc", "aupro", "image_f1", "image_threshold", "pixel_f1", "pixel_threshold"}) {
        QVERIFY2(metrics.at(key).is_number(), key);
        for (const Json &forClass : metrics.at("classes"))
            QVERIFY2(forClass.at(key).is_number(), key);
    }
}

void PipelineTest::figuresAgreeWithScores()
{
    const Json metrics = readJson(m_out / "metrics.json");
    double wins = 0;
    double pairs = 0;
    int called = 0;
    const auto rows = readScores(m_out / "scores.csv");
    for (const auto &defect : rows) {
        if (defect[1] != "test")
            continue;
        called += defect[5] == "defect";
        // The text gives the same float32 back, not the same double.
        QCOMPARE(defect[5] == "defect", double{std::stof(defect[4])} >= metrics.at("image_threshold").get<double>());
        for (const auto &good : rows) {
            if (good[1] != "test" || defect[2] != "defect" || good[2] != "good")
                continue;
            pairs += 1;
            wins += std::stod(defect[4]) > std::stod(good[4]) ? 1 : std::stod(defect[4]) == std::stod(good[4]) ? 0.5 : 0;
        }
    }
    QVERIFY(pairs > 0);
    QVERIFY(std::abs(metrics.at("image_auroc").get<double>() - wins / pairs) < 1e-12);
    const Json &confusion = metrics.at("confusion");
    QCOMPARE(confusion.at("true_positives").get<int>() + confusion.at("false_positives").get<int>(), called);
    QCOMPARE(std::count_if(rows.begin(), rows.end(), [](const auto &row) { return row[1] == "train"; }), 1);
}

void PipelineTest::finishedRunIsNotReplacedUnasked()
{
    const auto before = readFile(m_out / "model.safetensors");
    ErrorCode code{};
    const std::string error = errorOf([&] { (void)runJob(m_parts, m_out, false, tinyTraining(), {}, RunContext()); }, &code);
    QVERIFY2(error.find("exists") != std::string::npos, error.c_str());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(readFile(m_out / "model.safetensors") == before);
}

void PipelineTest::reopenedModelGivesTheSameScores()
{
    const ModelFile file = loadModel(m_out / "model.safetensors");
    QVERIFY(file.notes.imageThreshold.has_value());
    const Detector detector(file.model, {"cpu", Precision::Float32});
    const Dataset dataset = scanDataset(m_parts, {}, RunContext());
    std::map<std::string, std::size_t> indexOf;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        indexOf[dataset.samples[i].name] = i;
    for (const auto &row : readScores(m_out / "scores.csv")) {
        ImageLoader loader(dataset, file.model.preprocessing(), {indexOf.at(row[0])}, RunContext());
        const std::vector<Detection> alone = detector.detect(std::vector{loader.next()->image});
        QVERIFY2(std::abs(alone.front().score - std::stof(row[4])) <= 1e-6F, row[0].c_str());
    }
}

void PipelineTest::mapsAloneGiveTheSameFigures()
{
    const Report report = evaluateMapsJob(m_out / "maps", m_parts / "ground_truth", {}, RunContext());
    const Json metrics = readJson(m_out / "metrics.json");
    QCOMPARE(report.testGood, metrics.at("counts").at("test_good").get<std::uint64_t>());
    QCOMPARE(report.testDefect, metrics.at("counts").at("test_defect").get<std::uint64_t>());
    QVERIFY(report.findings.empty());
    // At 80 px instead of 64: close, not equal.
    QVERIFY(std::abs(*report.evaluation->overall.pixel.auroc - metrics.at("pixel_auroc").get<double>()) < 0.02);
    QCOMPARE(report.evaluation->classes.size(), metrics.at("classes").size());
}

/// Scores that are one number in float32: only float64 tells the defect's pixel from the others.
void PipelineTest::preciseMapsAreEvaluatedInFloat64()
{
    const fs::path root = fs::path(m_folder.path().toStdString()) / "precise";
    const auto write = [&](const char *name, const char *type, const auto &values) {
        std::string bytes("\x93NUMPY\1\0v\0", 10);
        bytes += std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (2, 2), }";
        bytes.resize(128, ' ');
        bytes.append(reinterpret_cast<const char *>(values.data()), sizeof values);
        writeFileAtomically(root / name, std::string_view(bytes));
    };
    write("maps/good/0.npy", "<f8", std::array{1.0, 1.0, 1.0, 1 + 1e-12});
    write("maps/dent/0.npy", "<f8", std::array{1.0, 1.0, 1.0, 1 + 2e-12});
    write("masks/dent/0.npy", "|u1", std::array<std::uint8_t, 4>{0, 0, 0, 1});
    const Report report = evaluateMapsJob(root / "maps", root / "masks", {}, RunContext());
    const Metrics &metrics = report.evaluation->overall;
    QCOMPARE(*metrics.image.auroc, 1.0);
    QCOMPARE(*metrics.pixel.auroc, 1.0);
    QCOMPARE(metrics.pixel.f1->value, 1.0);
    QVERIFY(metrics.pixel.f1->threshold > 1 + 1e-12);
}

void PipelineTest::inspectionNeedsNoLabels()
{
    const fs::path root = m_folder.path().toStdString();
    const fs::path pictures = root / "new";
    fs::create_directories(pictures / "a");
    fs::copy_file(m_parts / "test" / "good" / "000.png", pictures / "a" / "first.png");
    std::vector<std::uint8_t> cut = readFile(m_parts / "test" / "good" / "001.png");
    cut.resize(cut.size() / 2);
    writeFileAtomically(pictures / "cut.png", cut);
    writeFileAtomically(pictures / "text.png", "not a picture");
    writeFileAtomically(pictures / "nothing.png", "");
    const ModelFile file = loadModel(m_out / "model.safetensors");
    const OutputFolder folder(root / "inspected", false);
    const EvaluateJobResult result = inspectJob(file, m_out / "model.safetensors", {pictures, m_parts / "test" / "good" / "002.png"}, folder, {},
                                                {"cpu", Precision::Float32}, {}, RunContext());
    QCOMPARE(result.rows.size(), std::size_t{2});
    QCOMPARE(result.rows[0].path, std::string("new/a/first.png"));
    for (const auto &row : readScores(m_out / "scores.csv")) {
        if (row[0] == "test/good/000.png")
            QVERIFY(std::abs(std::stof(row[4]) - result.rows[0].score) <= 1e-6F);
    }
    QCOMPARE(result.report.unreadable, std::uint64_t{3});
    QVERIFY(fs::is_regular_file(root / "inspected" / "overlays" / "new" / "a" / "first.png"));
    QCOMPARE(readJson(root / "inspected" / "inspection.json").at("counts").at("test").get<int>(), 2);
}

void PipelineTest::setRelativeScoresTouchZero()
{
    const ModelFile file = loadModel(m_out / "model.safetensors");
    const Dataset dataset = scanDataset(m_parts, {}, RunContext());
    const Detector detector(file.model, {"cpu", Precision::Float32});
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        if (dataset.samples[i].split == Split::Test)
            indices.push_back(i);
    }
    ScoringOptions options;
    options.setRelative = true;
    options.batchImages = 3;
    const ScoredSet set = scoreSamples(detector, dataset, indices, options, "scoring", RunContext());
    QCOMPARE(set.images.size(), indices.size());
    for (std::size_t scale = 0; scale < set.maxima.size(); ++scale) {
        float largest = -HUGE_VALF;
        for (const ScoredImage &image : set.images) {
            for (const float value : image.likelihoods[scale].values)
                largest = std::max(largest, value);
        }
        QCOMPARE(static_cast<float>(set.maxima[scale]), largest);
    }
}

void PipelineTest::resumedTrainingEqualsAnUnbrokenOne()
{
    const fs::path root = m_folder.path().toStdString();
    const TrainingPlan plan = planTraining(m_parts, tinyTraining(), RunContext());
    const TrainJobResult whole = trainJob(plan, {root / "whole.safetensors"}, RunContext());

    std::stop_source stop;
    TrainJobTarget target{root / "broken.safetensors"};
    target.onEpoch = [&](const EpochReport &report) {
        if (report.epoch == 1)
            stop.request_stop();
    };
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)trainJob(plan, target, RunContext(stop.get_token())); }, &code).empty());
    QCOMPARE(code, ErrorCode::Cancelled);
    QVERIFY(fs::exists(checkpointPath(target.model)));
    QVERIFY(!fs::exists(target.model));

    const TrainJobResult resumed = trainJob(plan, {target.model}, RunContext());
    QVERIFY(resumed.file.notes.training.resumed);
    QVERIFY(!fs::exists(checkpointPath(target.model)));
    QVERIFY(resumed.file.model.normaliser() == whole.file.model.normaliser());
    QVERIFY(resumed.file.notes.training.trainingLoss == whole.file.notes.training.trainingLoss);
    QVERIFY(resumed.heldOut.scores() == whole.heldOut.scores());
}

QTEST_GUILESS_MAIN(PipelineTest)
#include "tst_pipeline.moc"
