// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scan.h"
#include "core/pipeline/scorejob.h"
#include "core/pipeline/scoring.h"
#include "core/pipeline/trainjob.h"
#include "tests/pipeline/tinytraining.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <numeric>
#include <optional>

using namespace flawscope;
namespace fs = std::filesystem;

class ScoreJobTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void streamsWhatScoreSamplesKeeps_data();
    void streamsWhatScoreSamplesKeeps();
    void unreadableSamplesAreFindings();
    void progressTellsTheRate();
    void aStopIsHeardBetweenResults();
    void setRelativeIsRefused();

private:
    QTemporaryDir m_folder;
    fs::path m_root;
    Dataset m_dataset;
    std::optional<ModelFile> m_file;
};

void ScoreJobTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_root = m_folder.path().toStdString();
    writeDemoDataset(m_root / "parts", tinyDemo());
    TrainJobOptions options = tinyTraining();
    options.training.epochs = 1;
    const TrainingPlan plan = planTraining(m_root / "parts", options, RunContext());
    m_dataset = plan.dataset;
    m_file = trainJob(plan, {m_root / "model.safetensors"}, RunContext()).file;
}

void ScoreJobTest::streamsWhatScoreSamplesKeeps_data()
{
    QTest::addColumn<int>("batch");
    QTest::newRow("one by one") << 1;
    QTest::newRow("batches with a remainder") << 5;
    QTest::newRow("all at once") << 4096;
}

void ScoreJobTest::streamsWhatScoreSamplesKeeps()
{
    QFETCH(const int, batch);
    ScoringOptions options;
    options.batchImages = batch;
    const Detector detector(m_file->model, {"cpu", Precision::Float32});
    std::vector<std::size_t> indices(m_dataset.samples.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    const ScoredSet kept = scoreSamples(detector, m_dataset, indices, options, "scoring", RunContext());
    std::size_t next = 0;
    const ScoreSink sink{[&](ScoredMap &&scored) {
        const ScoredImage &image = kept.images.at(next);
        QCOMPARE(scored.index, next++);
        QCOMPARE(scored.originalHeight, kPictureSize);
        QCOMPARE(scored.originalWidth, kPictureSize);
        QCOMPARE(scored.score, image.score);
        QVERIFY(scored.likelihoods == image.likelihoods);
        QVERIFY(scored.map == anomalyMap(image.likelihoods, m_file->model.normaliser(), kInputSize, kInputSize));
    }};
    const ScoreJobSummary summary = scoreJob(*m_file, m_dataset, options, {"cpu", Precision::Float32}, sink, RunContext());
    QCOMPARE(next, m_dataset.samples.size());
    QCOMPARE(summary.images, next);
    QVERIFY(summary.findings.empty());
    QCOMPARE(summary.device, std::string("cpu"));
    QVERIFY(summary.imagesPerSecond() > 0);
}

void ScoreJobTest::unreadableSamplesAreFindings()
{
    Dataset dataset = m_dataset;
    dataset.samples[1].image = m_root / "nothing.png";
    dataset.samples.back().image = m_root / "nothing.png";
    std::vector<std::size_t> scored;
    std::vector<std::size_t> failed;
    const ScoreSink sink{[&](ScoredMap &&map) { scored.push_back(map.index); }, [&](std::size_t index, const Finding &) { failed.push_back(index); }};
    ScoringOptions options;
    options.batchImages = 2;
    const ScoreJobSummary summary = scoreJob(*m_file, dataset, options, {"cpu", Precision::Float32}, sink, RunContext());
    QVERIFY((failed == std::vector<std::size_t>{1, dataset.samples.size() - 1}));
    QCOMPARE(scored.size(), dataset.samples.size() - 2);
    QVERIFY(std::is_sorted(scored.begin(), scored.end()));
    QCOMPARE(summary.findings.size(), std::size_t{2});
    QCOMPARE(summary.findings.front().kind, std::string("unreadable"));
}

void ScoreJobTest::progressTellsTheRate()
{
    double done = 0;
    std::string detail;
    const RunContext context({}, [&](const Progress &progress) {
        QCOMPARE(progress.stage, std::string_view("scoring"));
        QVERIFY(progress.done >= done);
        done = progress.done;
        detail = progress.detail;
    });
    (void)scoreJob(*m_file, m_dataset, {}, {"cpu", Precision::Float32}, {[](ScoredMap &&) {}}, context);
    QCOMPARE(done, static_cast<double>(m_dataset.samples.size()));
    QVERIFY(detail.find("images/s") != std::string::npos);
}

void ScoreJobTest::aStopIsHeardBetweenResults()
{
    std::stop_source stop;
    std::size_t count = 0;
    const ScoreSink sink{[&](ScoredMap &&) {
        if (++count == 3)
            stop.request_stop();
    }};
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)scoreJob(*m_file, m_dataset, {}, {"cpu", Precision::Float32}, sink, RunContext(stop.get_token())); }, &code).empty());
    QCOMPARE(code, ErrorCode::Cancelled);
    QCOMPARE(count, std::size_t{3});
}

void ScoreJobTest::setRelativeIsRefused()
{
    ScoringOptions options;
    options.setRelative = true;
    ErrorCode code{};
    const auto score = [&] { (void)scoreJob(*m_file, m_dataset, options, {"cpu", Precision::Float32}, {[](ScoredMap &&) {}}, RunContext()); };
    QVERIFY(!errorOf(score, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
}

QTEST_GUILESS_MAIN(ScoreJobTest)
#include "tst_scorejob.moc"
