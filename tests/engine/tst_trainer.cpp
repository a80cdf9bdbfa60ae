// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/training/schedule.h"
#include "core/engine/training/trainer.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

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
    void scheduleMatchesTheAuthors();
    void refusesBadOptions();
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
