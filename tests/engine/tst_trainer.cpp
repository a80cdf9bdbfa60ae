// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/detection/detector.h"
#include "core/engine/device.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/training/schedule.h"
#include "core/engine/training/trainer.h"
#include "core/engine/training/trainingcost.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <thread>

using namespace flawscope;

namespace {

/// Small pictures of a smooth pattern with a little noise; different for each index.
RgbImage pattern(std::size_t index)
{
    RgbImage image(64, 64);
    std::uint32_t state = static_cast<std::uint32_t>(index) + 1;
    for (int y = 0; y < 64; ++y) {
        for (int x = 0; x < 64; ++x) {
            state = state * 1664525U + 1013904223U;
            for (int c = 0; c < 3; ++c)
                image.pixel(y, x)[c] = static_cast<std::uint8_t>(100 + 50 * std::sin(0.2 * x + c) + 30 * std::cos(0.3 * y) + (state >> 28));
        }
    }
    return image;
}

ImageStream stream(std::size_t first, std::size_t count)
{
    return [i = first, last = first + count]() mutable -> std::optional<RgbImage> {
        if (i == last)
            return {};
        return pattern(i++);
    };
}

struct Setup {
    LoadedEncoder encoder = LoadedEncoder::random({.name = "resnet18", .taps = {"layer2", "layer3"}}, 1);
    Preprocessing preprocessing;
    FlowOptions flow{.blocks = 2, .conditionChannels = 8};
    TrainingOptions options;
    TrainingRun run;

    Setup()
    {
        preprocessing.height = 64;
        preprocessing.width = 64;
        options.epochs = 4;
        options.batchFibers = 64;
        run.device = "cpu";
    }

    [[nodiscard]] TrainingResult train(const RunContext &context = {}, std::size_t images = 5, std::size_t heldOut = 2) const
    {
        TrainingInput input{stream(0, images), images, heldOut > 0 ? stream(100, heldOut) : ImageStream(), heldOut, "pattern"};
        return trainModel(encoder, preprocessing, flow, options, input, run, context);
    }
};

bool equal(const Model &a, const Model &b)
{
    bool same = a.normaliser() == b.normaliser();
    for (int l = 0; l < a.scales(); ++l)
        same = same && torch::equal(a.decoders()[l]->parameters(), b.decoders()[l]->parameters());
    return same;
}

/// Finite scores, and no decoder as it was before training.
bool usable(const Model &model, const Setup &setup)
{
    const std::vector<RgbImage> images = {pattern(0), pattern(50)};
    bool good = true;
    for (const Detection &detection : Detector(model, {"cpu", Precision::Float32}).detect(images)) {
        for (const float value : detection.map.values)
            good = good && std::isfinite(value);
    }
    for (int l = 0; l < model.scales(); ++l) {
        const Flow untrained(model.decoders()[l]->shape(), setup.options.seed * 1000 + static_cast<std::uint64_t>(l));
        good = good && std::isfinite(model.normaliser()[l]) && !torch::equal(untrained.parameters(), model.decoders()[l]->parameters());
    }
    return good;
}

std::filesystem::path below(const QTemporaryDir &folder, const char *name)
{
    return std::filesystem::path(folder.path().toStdString()) / name;
}

} // namespace

class tst_Trainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareProcess(); }
    void learnsAndRepeatsBitForBit();
    void resumesToTheSameResult();
    void ignoresForeignAndDamagedCheckpoints();
    void cacheOnDiskChangesNothing();
    void oneImageIsEnough();
    void stopsEarly();
    void watchersChangeNothing();
    void lossPointsTellTheLoss();
    void pausesCountNowhere();
    void aStopIsHeardInAPause();
    void finishesEarly_data();
    void finishesEarly();
    void finishingKeepsTheBestAndTheCheckpoint();
    void costsAreCounted();
    void scheduleMatchesTheAuthors();
    void refusesBadOptions();

private:
    /// What Setup trains without interruption.
    const Model &unbroken(int heldOut)
    {
        std::optional<Model> &model = m_unbroken.at(heldOut > 0 ? 1 : 0);
        if (!model)
            model = Setup().train({}, 5, static_cast<std::size_t>(heldOut)).model;
        return *model;
    }

    std::array<std::optional<Model>, 2> m_unbroken;
};

void tst_Trainer::learnsAndRepeatsBitForBit()
{
    Setup setup;
    std::vector<double> losses;
    setup.run.onEpoch = [&](const EpochReport &report) { losses.push_back(report.heldOutLoss.front()); };
    const TrainingResult first = setup.train();
    QCOMPARE(losses.size(), std::size_t{4});
    QVERIFY(losses.back() < losses.front());
    QCOMPARE(first.summary.epochs, 4);
    QCOMPARE(first.summary.trainingImages, std::size_t{5});
    QCOMPARE(first.summary.fibers, std::uint64_t{5 * (64 + 16)});
    QVERIFY(equal(first.model, setup.train().model));
    setup.options.seed = 2;
    QVERIFY(!equal(first.model, setup.train().model));
}

void tst_Trainer::resumesToTheSameResult()
{
    const QTemporaryDir folder;
    Setup setup;
    const TrainingResult unbroken = setup.train();
    setup.run.checkpoint = below(folder, "run.checkpoint");
    for (const int stopAfter : {1, 3}) {
        std::stop_source stop;
        setup.run.onEpoch = [&](const EpochReport &report) {
            if (report.epoch == stopAfter)
                stop.request_stop();
        };
        try {
            (void)setup.train(RunContext(stop.get_token()));
            QFAIL("the stop was not heard");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Cancelled);
        }
        QVERIFY(std::filesystem::exists(setup.run.checkpoint));
    }
    setup.run.onEpoch = {};
    const TrainingResult resumed = setup.train();
    QVERIFY(resumed.summary.resumed);
    QVERIFY(equal(unbroken.model, resumed.model));
}

void tst_Trainer::ignoresForeignAndDamagedCheckpoints()
{
    const QTemporaryDir folder;
    Setup setup;
    setup.run.checkpoint = below(folder, "run.checkpoint");
    (void)setup.train();
    setup.options.learningRate *= 0.5;
    int warnings = 0;
    const RunContext context({}, {}, [&](const std::string &) { ++warnings; });
    const TrainingResult other = setup.train(context);
    QVERIFY(!other.summary.resumed);
    QCOMPARE(warnings, 1);
    std::filesystem::resize_file(setup.run.checkpoint, 1000);
    const TrainingResult damaged = setup.train(context);
    QVERIFY(!damaged.summary.resumed);
    QCOMPARE(warnings, 2);
    QVERIFY(equal(other.model, damaged.model));
}

void tst_Trainer::cacheOnDiskChangesNothing()
{
    Setup setup;
    const std::size_t images = 40; // 40 × (64·128 + 16·256) × 4 bytes is more than 1 MiB
    const TrainingResult inMemory = setup.train({}, images);
    const QTemporaryDir folder;
    setup.options.cacheMiB = 1;
    setup.run.cacheFolder = below(folder, "");
    QVERIFY(equal(inMemory.model, setup.train({}, images).model));
}

void tst_Trainer::oneImageIsEnough()
{
    const TrainingResult result = Setup().train({}, 1, 0);
    QCOMPARE(result.summary.trainingImages, std::size_t{1});
    QVERIFY(result.summary.heldOutLoss.empty());
    QVERIFY(std::isfinite(result.model.normaliser().front()));
    QVERIFY_THROWS_EXCEPTION(Error, (void)Setup().train({}, 0, 0));
}

void tst_Trainer::stopsEarly()
{
    Setup setup;
    setup.options.epochs = 200;
    setup.options.patience = 2;
    setup.options.learningRate = 0.02; // so much that it soon gets worse again
    const TrainingResult result = setup.train();
    QCOMPARE(result.summary.reason, StopReason::NoProgress);
    QVERIFY(result.summary.epochs < 200);
    for (const int best : result.summary.bestEpochs)
        QVERIFY(best <= result.summary.epochs - 2 || best < result.summary.epochs);
}

void tst_Trainer::watchersChangeNothing()
{
    for (const std::size_t heldOut : {std::size_t{2}, std::size_t{0}}) {
        Setup setup;
        const TrainingResult plain = setup.train({}, 5, heldOut);
        std::vector<EpochReport> reports;
        int polls = 0;
        setup.run.preview = pattern(7);
        setup.run.onEpoch = [&](const EpochReport &report) { reports.push_back(report); };
        setup.run.onLoss = [](const LossPoint &) {};
        setup.run.pausePoint = [&] { ++polls; };
        QVERIFY(equal(plain.model, setup.train({}, 5, heldOut).model));
        QVERIFY(polls > 4 * (5 + 3));
        QCOMPARE(reports.size(), std::size_t{4});
        double before = 0;
        for (const EpochReport &report : reports) {
            QCOMPARE(report.previewMap.height, 64);
            QCOMPARE(report.previewMap.width, 64);
            const auto [least, most] = std::minmax_element(report.previewMap.values.begin(), report.previewMap.values.end());
            QVERIFY(*least >= 0 && *most > 0 && *most <= 2);
            QVERIFY(report.imagesPerSecond > 0);
            QVERIFY(report.trainingSeconds > before);
            before = report.trainingSeconds;
        }
        QVERIFY(reports.front().previewMap != reports.back().previewMap);
    }
}

void tst_Trainer::lossPointsTellTheLoss()
{
    Setup setup;
    const std::size_t images = 60; // 60 and 30 steps for each epoch
    setup.options.shuffleImages = 60;
    setup.options.epochs = 10;
    std::vector<std::vector<LossPoint>> points(2);
    std::vector<EpochReport> reports;
    setup.run.onLoss = [&](const LossPoint &point) { points.at(static_cast<std::size_t>(point.scale)).push_back(point); };
    setup.run.onEpoch = [&](const EpochReport &report) { reports.push_back(report); };
    (void)setup.train({}, images);
    for (std::size_t scale = 0; scale < 2; ++scale) {
        QCOMPARE(points[scale].size(), std::size_t{200});
        double last = 0;
        for (const LossPoint &point : points[scale]) {
            QVERIFY(point.epoch > last);
            QVERIFY(point.learningRate > 0 && point.learningRate <= setup.options.learningRate);
            last = point.epoch;
        }
        QCOMPARE(last, 10.0);
        double sum = 0; // 3 steps for each point, or 1 and 2 in turn
        for (std::size_t i = 180; i < 200; ++i)
            sum += points[scale][i].loss * (points[scale][i].epoch - points[scale][i - 1].epoch);
        QVERIFY(std::abs(sum - reports.back().trainingLoss[scale]) < 1e-9);
    }
}

void tst_Trainer::pausesCountNowhere()
{
    using Clock = std::chrono::steady_clock;
    Setup setup;
    const TrainingResult plain = setup.train();
    int polls = 0;
    double paused = 0;
    setup.run.pausePoint = [&] {
        if (++polls % 10 != 0)
            return;
        const Clock::time_point start = Clock::now();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        paused += std::chrono::duration<double>(Clock::now() - start).count();
    };
    const Clock::time_point start = Clock::now();
    const TrainingResult result = setup.train();
    const double wall = std::chrono::duration<double>(Clock::now() - start).count();
    QVERIFY(paused > 0);
    QVERIFY(result.summary.trainingSeconds + result.summary.featureSeconds <= wall - paused);
    QVERIFY(equal(plain.model, result.model));
}

void tst_Trainer::aStopIsHeardInAPause()
{
    Setup setup;
    std::stop_source stop;
    int polls = 0;
    setup.run.pausePoint = [&] {
        if (++polls == 20)
            stop.request_stop();
    };
    try {
        (void)setup.train(RunContext(stop.get_token()));
        QFAIL("the stop was not heard");
    } catch (const Error &error) {
        QCOMPARE(error.code(), ErrorCode::Cancelled);
    }
    QCOMPARE(polls, 20);
}

void tst_Trainer::finishesEarly_data()
{
    QTest::addColumn<int>("heldOut");
    QTest::addColumn<int>("poll");
    QTest::addColumn<int>("epochs");
    for (const int heldOut : {2, 0}) {
        const QByteArray with = heldOut > 0 ? ", held out" : "";
        // 5 + heldOut polls for reading; in each epoch 5 and 3 steps, each scale followed by one batch of held-out fibers.
        const int features = 5 + heldOut;
        const int epoch = 8 + heldOut;
        QTest::newRow("before" + with) << heldOut << 1 << 0;
        QTest::newRow("in features" + with) << heldOut << 3 << 0;
        QTest::newRow("at the first step" + with) << heldOut << features + 1 << 0;
        QTest::newRow("in the first scale" + with) << heldOut << features + 3 << 0;
        QTest::newRow("in the second scale" + with) << heldOut << features + 5 + heldOut / 2 + 2 << 0;
        QTest::newRow("in the second epoch" + with) << heldOut << features + epoch + 4 << 1;
        QTest::newRow("at the end of the second epoch" + with) << heldOut << features + 2 * epoch << 1;
    }
}

void tst_Trainer::finishesEarly()
{
    QFETCH(const int, heldOut);
    QFETCH(const int, poll);
    QFETCH(const int, epochs);
    const QTemporaryDir folder;
    Setup setup;
    setup.run.checkpoint = below(folder, "run.checkpoint");
    std::stop_source finish;
    int polls = 0;
    setup.run.finishEarly = finish.get_token();
    setup.run.pausePoint = [&] {
        if (++polls == poll)
            finish.request_stop();
    };
    const TrainingResult result = setup.train({}, 5, static_cast<std::size_t>(heldOut));
    QCOMPARE(result.summary.reason, StopReason::Finished);
    QCOMPARE(result.summary.epochs, epochs);
    QCOMPARE(std::filesystem::exists(setup.run.checkpoint), epochs > 0);
    QVERIFY(result.summary.trainingImages >= 1);
    QCOMPARE(result.summary.heldOutLoss.empty(), result.summary.heldOutImages == 0);
    QVERIFY(usable(result.model, setup));
    // What is left goes on as if nothing had been finished.
    setup.run.finishEarly = {};
    setup.run.pausePoint = {};
    const TrainingResult resumed = setup.train({}, 5, static_cast<std::size_t>(heldOut));
    QCOMPARE(resumed.summary.resumed, epochs > 0);
    QVERIFY(equal(resumed.model, unbroken(heldOut)));
}

void tst_Trainer::finishingKeepsTheBestAndTheCheckpoint()
{
    const QTemporaryDir folder;
    Setup setup;
    setup.run.checkpoint = below(folder, "run.checkpoint");
    const auto finishedAt = [&](double epoch) {
        std::stop_source finish;
        setup.run.finishEarly = finish.get_token();
        setup.run.onLoss = [&](const LossPoint &point) {
            if (point.epoch > epoch)
                finish.request_stop();
        };
        return setup.train();
    };
    const TrainingResult late = finishedAt(2.5);
    QCOMPARE(late.summary.bestEpochs.front(), 2);
    const TrainingResult early = finishedAt(2.1); // goes on from the end of the second epoch
    QVERIFY(early.summary.resumed);
    QVERIFY(equal(late.model, early.model));
}

void tst_Trainer::costsAreCounted()
{
    Setup setup;
    setup.options.shuffleImages = 16;
    const std::size_t images = 40;
    std::uint64_t points = 0; // one for each step, since there are few
    setup.run.onLoss = [&](const LossPoint &) { ++points; };
    const TrainingSummary summary = setup.train({}, images).summary;
    const TrainingCost cost = trainingCost(setup.encoder.options(), setup.preprocessing, setup.flow, setup.options, images, 2);
    QCOMPARE(cost.steps, points);
    QCOMPARE(cost.blockSteps, points * 2);
    QCOMPARE(cost.fibers, summary.fibers);
    QCOMPARE(cost.cacheBytes, std::uint64_t{42 * 4 * (64 * 128 + 16 * 256)});
    QVERIFY(cost.memoryBytes > cost.cacheBytes);
    setup.options.cacheMiB = 1;
    QVERIFY(trainingCost(setup.encoder.options(), setup.preprocessing, setup.flow, setup.options, images, 2).memoryBytes < cost.memoryBytes);
}

void tst_Trainer::scheduleMatchesTheAuthors()
{
    const TrainingOptions paper = TrainingOptions::preset(Preset::Paper);
    // Meta-epochs of 8 passes: the rate of meta-epoch e of 25, and the warm-up's two ends.
    const auto cosine = [](double e) { return 2e-7 + (2e-4 - 2e-7) * (1 + std::cos(M_PI * e / 25)) / 2; };
    QVERIFY(std::abs(learningRateAt(paper, 0) - 2e-5) < 1e-12);
    QVERIFY(std::abs(learningRateAt(paper, 8) - (2e-5 + (cosine(2) - 2e-5) / 2)) < 1e-12);
    QVERIFY(std::abs(learningRateAt(paper, 16) - cosine(2)) < 1e-12);
    QVERIFY(std::abs(learningRateAt(paper, 23.9) - cosine(2)) < 1e-12);
    QVERIFY(std::abs(learningRateAt(paper, 24) - cosine(3)) < 1e-12);
    QVERIFY(std::abs(learningRateAt(paper, 199.9) - cosine(24)) < 1e-12);
}

void tst_Trainer::refusesBadOptions()
{
    Setup setup;
    setup.flow.conditionChannels = 6;
    QVERIFY_THROWS_EXCEPTION(Error, (void)setup.train());
    Setup size;
    size.preprocessing.width = 100;
    QVERIFY_THROWS_EXCEPTION(Error, (void)size.train());
    Setup epochs;
    epochs.options.epochs = 0;
    QVERIFY_THROWS_EXCEPTION(Error, (void)epochs.train());
}

QTEST_GUILESS_MAIN(tst_Trainer)
#include "tst_trainer.moc"
