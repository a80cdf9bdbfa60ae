// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scan.h"
#include "core/model/modelfile.h"
#include "core/pipeline/trainjob.h"
#include "tests/pipeline/tinytraining.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace flawscope;
namespace fs = std::filesystem;

class TrainJobTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void knownPicturesArePlannedLikeAFolder();
    void changedPicturesArePlannedAsTheyAre();
    void nothingGoodIsRefused();
    void hooksChangeNothing();
    void unreadablePreviewIsAWarning();
    void finishedEarlyIsAModel();
    void knownPicturesAreResumed();

private:
    QTemporaryDir m_folder;
    fs::path m_root;
    Dataset m_dataset;
};

void TrainJobTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_root = m_folder.path().toStdString();
    writeDemoDataset(m_root / "parts", tinyDemo());
    m_dataset = scanDataset(m_root / "parts", {}, RunContext());
}

void TrainJobTest::knownPicturesArePlannedLikeAFolder()
{
    const TrainingPlan scanned = planTraining(m_root / "parts", tinyTraining(), RunContext());
    const TrainingPlan known = planTraining(m_dataset, tinyTraining(), RunContext());
    QVERIFY(known.split.training == scanned.split.training);
    QVERIFY(known.split.heldOut == scanned.split.heldOut);
    QCOMPARE(known.dataset.samples.size(), m_dataset.samples.size());
    QCOMPARE(known.options.trainingSet.rotatedCopies, scanned.options.trainingSet.rotatedCopies);
    TrainJobOptions wrong = tinyTraining();
    wrong.preprocessing.size = "100";
    QVERIFY(!errorOf([&] { (void)planTraining(m_dataset, wrong, RunContext()); }).empty());
}

void TrainJobTest::changedPicturesArePlannedAsTheyAre()
{
    Dataset changed = m_dataset;
    changed.samples.erase(changed.samples.begin());
    changed.samples[0].label = Label::Defect;
    changed.samples[1].label = Label::Unknown;
    changed.samples[2].split = Split::Test;
    const TrainingPlan plan = planTraining(changed, tinyTraining(), RunContext());
    QCOMPARE(plan.split.training.size() + plan.split.heldOut.size(), std::size_t{8});
    QVERIFY(plan.split.heldOut.empty()); // of fewer than 10 none is held out
    for (const std::size_t index : plan.split.training)
        QVERIFY(index > 2);
}

void TrainJobTest::nothingGoodIsRefused()
{
    Dataset bad = m_dataset;
    for (Sample &sample : bad.samples)
        sample.label = Label::Defect;
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)planTraining(bad, tinyTraining(), RunContext()); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(!errorOf([&] { (void)planTraining(Dataset(), tinyTraining(), RunContext()); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
}

void TrainJobTest::hooksChangeNothing()
{
    const TrainingPlan plan = planTraining(m_dataset, tinyTraining(), RunContext());
    const TrainJobResult plain = trainJob(plan, {m_root / "plain.safetensors"}, RunContext());
    TrainJobTarget target{m_root / "watched.safetensors"};
    std::size_t points = 0;
    std::size_t pauses = 0;
    std::size_t maps = 0;
    const std::stop_source finish;
    target.onEpoch = [&](const EpochReport &report) { maps += report.previewMap.size() == std::size_t{kInputSize} * kInputSize; };
    target.hooks.onLoss = [&](const LossPoint &) { ++points; };
    target.hooks.pausePoint = [&] { ++pauses; };
    target.hooks.finishEarly = finish.get_token();
    target.hooks.previewSample = m_dataset.samples.size() - 1;
    const TrainJobResult watched = trainJob(plan, target, RunContext());
    QVERIFY(points > 0 && pauses > points);
    QCOMPARE(maps, std::size_t{3});
    QVERIFY(watched.file.model.normaliser() == plain.file.model.normaliser());
    QVERIFY(watched.file.notes.training.trainingLoss == plain.file.notes.training.trainingLoss);
    QVERIFY(watched.heldOut.scores() == plain.heldOut.scores());
}

void TrainJobTest::unreadablePreviewIsAWarning()
{
    Dataset dataset = m_dataset;
    dataset.samples.back().image = m_root / "nothing.png";
    TrainJobOptions options = tinyTraining();
    options.training.epochs = 1;
    std::vector<std::string> warnings;
    const RunContext context({}, {}, [&](const std::string &warning) { warnings.push_back(warning); });
    const TrainingPlan plan = planTraining(dataset, options, RunContext());
    TrainJobTarget target{m_root / "blind.safetensors"};
    target.onEpoch = [](const EpochReport &report) { QVERIFY(report.previewMap.empty()); };
    target.hooks.previewSample = dataset.samples.size() - 1;
    (void)trainJob(plan, target, context);
    QVERIFY(std::any_of(warnings.begin(), warnings.end(), [](const std::string &warning) { return warning.find("preview") != std::string::npos; }));
}

void TrainJobTest::finishedEarlyIsAModel()
{
    const TrainingPlan plan = planTraining(m_dataset, tinyTraining(), RunContext());
    TrainJobTarget target{m_root / "finished.safetensors"};
    std::stop_source finish;
    target.hooks.finishEarly = finish.get_token();
    target.hooks.onLoss = [&](const LossPoint &point) {
        if (point.epoch > 1.2)
            finish.request_stop();
    };
    const TrainJobResult result = trainJob(plan, target, RunContext());
    QCOMPARE(result.file.notes.training.reason, StopReason::Finished);
    QVERIFY(!fs::exists(checkpointPath(target.model)));
    const ModelFile loaded = loadModel(target.model);
    QCOMPARE(loaded.notes.training.reason, StopReason::Finished);
    QCOMPARE(loaded.notes.training.epochs, 1);
    QVERIFY(loaded.notes.imageThreshold.has_value());
    QVERIFY(loaded.model.normaliser() == result.file.model.normaliser());
}

void TrainJobTest::knownPicturesAreResumed()
{
    TrainJobTarget target{m_root / "broken.safetensors"};
    std::stop_source stop;
    target.onEpoch = [&](const EpochReport &report) {
        if (report.epoch == 1)
            stop.request_stop();
    };
    ErrorCode code{};
    const auto interrupt = [&] { (void)trainJob(planTraining(m_dataset, tinyTraining(), RunContext()), target, RunContext(stop.get_token())); };
    QVERIFY(!errorOf(interrupt, &code).empty());
    QCOMPARE(code, ErrorCode::Cancelled);
    target.onEpoch = {};

    Dataset shifted = m_dataset; // a test picture now stands before the training pictures
    std::rotate(shifted.samples.begin(), shifted.samples.end() - 1, shifted.samples.end());
    const fs::path copy = m_root / "shifted.safetensors";
    fs::copy_file(checkpointPath(target.model), checkpointPath(copy));
    QVERIFY(!trainJob(planTraining(shifted, tinyTraining(), RunContext()), {copy}, RunContext()).file.notes.training.resumed);

    const TrainJobResult resumed = trainJob(planTraining(m_dataset, tinyTraining(), RunContext()), target, RunContext());
    const TrainJobResult whole = trainJob(planTraining(m_dataset, tinyTraining(), RunContext()), {m_root / "whole.safetensors"}, RunContext());
    QVERIFY(resumed.file.notes.training.resumed);
    QVERIFY(resumed.file.model.normaliser() == whole.file.model.normaliser());
    QVERIFY(resumed.heldOut.scores() == whole.heldOut.scores());
}

QTEST_GUILESS_MAIN(TrainJobTest)
#include "tst_trainjob.moc"
