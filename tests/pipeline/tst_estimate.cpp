// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"
#include "core/pipeline/estimate.h"
#include "core/pipeline/trainjob.h"
#include "tests/pipeline/tinytraining.h"

#include <QTest>

#include <cmath>

using namespace flawscope;

namespace {

MachineRate someRate()
{
    return {"cpu", 200, 300, 10, 1e-4, 0.02};
}

TrainJobOptions usualTraining()
{
    TrainJobOptions options;
    options.detector.device = "cpu";
    return options;
}

} // namespace

class EstimateTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsAreThePlans_data();
    void countsAreThePlans();
    void growsWithTheWork();
    void fewerBytesFitOnDiskOrInMemory();
    void halfTheRateIsTwiceTheTime();
    void learnsFromARun();
    void measuresOnce();
    void refusesBadOptions();
};

void EstimateTest::countsAreThePlans_data()
{
    QTest::addColumn<int>("good");
    QTest::addColumn<int>("copies");
    for (const int good : {1, 9, 10, 12, 137, 500, 1200}) {
        QTest::addRow("%d, copies as usual", good) << good << -1;
        QTest::addRow("%d, two copies", good) << good << 2;
    }
}

void EstimateTest::countsAreThePlans()
{
    QFETCH(const int, good);
    QFETCH(const int, copies);
    Dataset dataset;
    dataset.samples.resize(static_cast<std::size_t>(good));
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        dataset.samples[i].name = std::to_string(i);
    TrainJobOptions options = tinyTraining();
    options.trainingSet.rotatedCopies = copies;
    const TrainingPlan plan = planTraining(dataset, options, RunContext());
    const TrainingEstimate estimate = estimateTraining(options, static_cast<std::size_t>(good), someRate());
    QCOMPARE(estimate.heldOutImages, plan.split.heldOut.size());
    QCOMPARE(estimate.trainingImages, plan.split.training.size() * (1 + static_cast<std::size_t>(plan.options.trainingSet.rotatedCopies)));
    QCOMPARE(estimate.fibers, estimate.trainingImages * (16 * 16 + 8 * 8));
}

void EstimateTest::growsWithTheWork()
{
    const TrainingEstimate usual = estimateTraining(usualTraining(), 100, someRate());
    const auto larger = [&](const TrainingEstimate &more) {
        return more.featureSeconds >= usual.featureSeconds && more.trainingSeconds > usual.trainingSeconds && more.totalSeconds > usual.totalSeconds
            && more.memoryBytes >= usual.memoryBytes && more.fibers >= usual.fibers && more.steps >= usual.steps;
    };
    QVERIFY(usual.totalSeconds > usual.featureSeconds + usual.trainingSeconds);
    QVERIFY(larger(estimateTraining(usualTraining(), 150, someRate())));
    TrainJobOptions options = usualTraining();
    options.training.epochs = 10;
    QVERIFY(larger(estimateTraining(options, 100, someRate())));
    options = usualTraining();
    options.preprocessing.size = "288";
    QVERIFY(larger(estimateTraining(options, 100, someRate())));
    options = usualTraining();
    options.encoder.name = "wide_resnet50_2";
    QVERIFY(larger(estimateTraining(options, 100, someRate())));
    options = usualTraining();
    options.training.batchFibers = 256;
    QVERIFY(estimateTraining(options, 100, someRate()).steps > 3 * usual.steps);
    QVERIFY(estimateTraining(options, 100, someRate()).trainingSeconds > usual.trainingSeconds);
}

void EstimateTest::fewerBytesFitOnDiskOrInMemory()
{
    TrainJobOptions options = usualTraining();
    const TrainingEstimate inMemory = estimateTraining(options, 100, someRate());
    QCOMPARE(inMemory.diskBytes, std::uint64_t{0});
    options.training.cacheMiB = 100;
    const TrainingEstimate onDisk = estimateTraining(options, 100, someRate());
    const std::uint64_t features = (onDisk.trainingImages + onDisk.heldOutImages) * 4 * (1024 * 128 + 256 * 256 + 64 * 512);
    QCOMPARE(onDisk.diskBytes, features);
    QCOMPARE(inMemory.memoryBytes - onDisk.memoryBytes, features);
    options.training.cachePrecision = CachePrecision::Float16;
    QCOMPARE(estimateTraining(options, 100, someRate()).diskBytes, features / 2);
}

void EstimateTest::halfTheRateIsTwiceTheTime()
{
    MachineRate half = someRate();
    half.encoderGigaflops /= 2;
    half.decoderGigaflops /= 2;
    half.updateGigabytes /= 2;
    half.blockSeconds *= 2;
    half.readSeconds *= 2;
    const TrainingEstimate fast = estimateTraining(usualTraining(), 100, someRate());
    const TrainingEstimate slow = estimateTraining(usualTraining(), 100, half);
    QVERIFY(std::abs(slow.featureSeconds / fast.featureSeconds - 2) < 1e-9);
    QVERIFY(std::abs(slow.trainingSeconds / fast.trainingSeconds - 2) < 1e-9);
    QCOMPARE(slow.memoryBytes, fast.memoryBytes);
}

void EstimateTest::learnsFromARun()
{
    TrainJobOptions options = usualTraining();
    options.trainingSet.rotatedCopies = 3;
    const TrainingEstimate guess = estimateTraining(options, 100, someRate());
    TrainingSummary run;
    run.epochs = options.training.epochs;
    run.trainingImages = guess.trainingImages;
    run.heldOutImages = guess.heldOutImages;
    run.featureSeconds = 3 * guess.featureSeconds;
    run.trainingSeconds = guess.trainingSeconds / 4;
    const TrainingEstimate learned = estimateTraining(options, 100, rateOfRun(options, run, someRate()));
    QVERIFY(std::abs(learned.featureSeconds / run.featureSeconds - 1) < 1e-9);
    QVERIFY(std::abs(learned.trainingSeconds / run.trainingSeconds - 1) < 1e-9);
    QCOMPARE(estimateTraining(options, 100, rateOfRun(options, {}, someRate())).totalSeconds, guess.totalSeconds);
}

void EstimateTest::measuresOnce()
{
    const MachineRate first = measuredRate("cpu");
    QCOMPARE(first.device, std::string("cpu"));
    for (const double value : {first.encoderGigaflops, first.decoderGigaflops, first.updateGigabytes, first.readSeconds})
        QVERIFY(std::isfinite(value) && value > 0);
    QVERIFY(first.blockSeconds >= 0);
    QCOMPARE(measuredRate("cpu").decoderGigaflops, first.decoderGigaflops);
    QVERIFY(estimateTraining(usualTraining(), 100).totalSeconds > 0);
    ErrorCode code{};
    QVERIFY(!errorOf([] { (void)measuredRate("abacus"); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
}

void EstimateTest::refusesBadOptions()
{
    TrainJobOptions options = usualTraining();
    options.preprocessing.size = "100";
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)estimateTraining(options, 100, someRate()); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
    QCOMPARE(estimateTraining(usualTraining(), 0, someRate()).trainingImages, std::size_t{0});
}

QTEST_GUILESS_MAIN(EstimateTest)
#include "tst_estimate.moc"
