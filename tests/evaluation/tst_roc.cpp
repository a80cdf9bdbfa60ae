// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/confusion.h"
#include "core/evaluation/roc.h"
#include "tests/evaluation/reference.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace flawscope;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<LabelledScore> randomScores(std::mt19937 &random, int count, int values, int defectTenths)
{
    std::vector<LabelledScore> scores;
    for (int i = 0; i < count; ++i) {
        const bool defect = static_cast<int>(random() % 10) < defectTenths;
        const auto value = static_cast<double>(random() % static_cast<unsigned>(values)) + (defect ? values / 5 : 0);
        scores.push_back({value - 3, defect});
    }
    scores.push_back({1.0, true});
    scores.push_back({1.0, false});
    return scores;
}

void compareBest(const std::optional<BestThreshold> &found, const BestThreshold &expected)
{
    QVERIFY(found.has_value());
    QCOMPARE(found->threshold, expected.threshold);
    QVERIFY(std::abs(found->value - expected.value) < 1e-12);
}

/// Every kept point must be what its threshold leads to.
void checkCurves(const std::vector<LabelledScore> &scores, const ScoreRanking &ranking)
{
    for (const CurvePoint &point : ranking.roc) {
        const Confusion c = confusionAt(scores, point.threshold);
        QCOMPARE(point.x, c.overkillRate().value());
        QCOMPARE(point.y, c.recall().value());
    }
    for (const CurvePoint &point : ranking.precisionRecall) {
        const Confusion c = confusionAt(scores, point.threshold);
        QCOMPARE(point.x, c.recall().value());
        QCOMPARE(point.y, c.precision().value_or(1.0));
    }
}

} // namespace

class RocTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handCase()
    {
        // Down the scores: good 0.9 | defect and good 0.8 | defect 0.5 | good 0.1
        const std::vector<LabelledScore> scores = {{0.5, true}, {0.1, false}, {0.8, true}, {0.9, false}, {0.8, false}};
        const ScoreRanking ranking = rankScores(scores);
        QCOMPARE(ranking.auroc.value(), (0.5 + 1 + 1) / 6.0);
        QCOMPARE(ranking.averagePrecision.value(), 0.5 * (1.0 / 3) + 0.5 * (2.0 / 4));
        compareBest(ranking.f1, {0.5, 2 * 2 / (2.0 * 2 + 2)});
        compareBest(ranking.youden, {0.5, 1 - 2.0 / 3});
        QCOMPARE(ranking.roc.front().threshold, kInfinity);
        QCOMPARE(ranking.roc.back().x, 1.0);
        QCOMPARE(ranking.roc.back().y, 1.0);
    }

    void amongEqualsTheLowestThresholdWins()
    {
        // F1 at 3: 2/(2 + 0 + 1) = 2/3; at 1: 4/(4 + 2) = 2/3.
        const std::vector<LabelledScore> scores = {{3, true}, {2, false}, {2, false}, {1, true}};
        compareBest(rankScores(scores).f1, {1, 2.0 / 3});
    }

    void equalsDefinitions_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("values");
        QTest::addColumn<int>("defectTenths");
        QTest::newRow("heavy ties") << 80 << 6 << 3;
        QTest::newRow("all equal") << 30 << 1 << 5;
        QTest::newRow("few ties") << 80 << 100000 << 5;
        QTest::newRow("few defects") << 80 << 25 << 1;
        QTest::newRow("few good") << 80 << 25 << 9;
        QTest::newRow("one each") << 0 << 2 << 5;
    }

    void equalsDefinitions()
    {
        QFETCH(int, count);
        QFETCH(int, values);
        QFETCH(int, defectTenths);
        std::mt19937 random(11);
        for (int round = 0; round < 40; ++round) {
            const auto scores = randomScores(random, count, values, defectTenths);
            const ScoreRanking ranking = rankScores(scores);
            QVERIFY(std::abs(ranking.auroc.value() - reference::auroc(scores)) < 1e-12);
            QVERIFY(std::abs(ranking.averagePrecision.value() - reference::averagePrecision(scores)) < 1e-12);
            compareBest(ranking.f1, reference::f1(scores));
            compareBest(ranking.youden, reference::youden(scores));
            checkCurves(scores, ranking);
        }
    }

    void curvesAreThinnedHonestly()
    {
        std::mt19937 random(2);
        const auto scores = randomScores(random, 5000, 100000, 3);
        const ScoreRanking ranking = rankScores(scores, 40);
        for (const auto *curve : {&ranking.roc, &ranking.precisionRecall}) {
            QVERIFY(curve->size() <= 40);
            QVERIFY(curve->size() >= 15);
            QVERIFY(std::is_sorted(curve->begin(), curve->end(), [](const auto &a, const auto &b) { return a.threshold > b.threshold; }));
        }
        checkCurves(scores, ranking);
        double area = 0;
        for (std::size_t i = 1; i < ranking.roc.size(); ++i)
            area += (ranking.roc[i].x - ranking.roc[i - 1].x) * (ranking.roc[i].y + ranking.roc[i - 1].y) / 2;
        QVERIFY(std::abs(area - ranking.auroc.value()) < 0.01);
    }

    void infinitiesRank()
    {
        const std::vector<LabelledScore> scores = {{kInfinity, true}, {kInfinity, false}, {-kInfinity, false}, {0, true}, {-kInfinity, true}};
        const ScoreRanking ranking = rankScores(scores);
        QCOMPARE(ranking.auroc.value(), reference::auroc(scores));
        compareBest(ranking.f1, reference::f1(scores));
    }

    void undefinedIsAbsent()
    {
        for (const auto &scores : {std::vector<LabelledScore>{}, {{1, true}}, {{1, false}, {2, false}}}) {
            const ScoreRanking ranking = rankScores(scores);
            QVERIFY(!ranking.auroc && !ranking.averagePrecision && !ranking.f1 && !ranking.youden);
            QVERIFY(ranking.roc.empty() && ranking.precisionRecall.empty());
            QCOMPARE(ranking.good + ranking.defects, scores.size());
        }
        const std::vector<LabelledScore> nan = {{std::nan(""), true}, {1, false}};
        QVERIFY_THROWS_EXCEPTION(Error, (void)rankScores(nan));
    }

    void confusionRates()
    {
        const std::vector<LabelledScore> scores = {{1, false}, {2, false}, {2, true}, {3, true}, {1, true}, {0, false}, {0, false}};
        const Confusion c = confusionAt(scores, 2);
        QCOMPARE(c, (Confusion{2, 1, 3, 1}));
        QCOMPARE(c.precision().value(), 2.0 / 3);
        QCOMPARE(c.recall().value(), 2.0 / 3);
        QCOMPARE(c.f1().value(), 2.0 / 3);
        QCOMPARE(c.accuracy().value(), 5.0 / 7);
        QCOMPARE(c.overkillRate().value(), 1.0 / 4);
        QCOMPARE(c.escapeRate().value(), 1.0 / 3);
        const Confusion none;
        QVERIFY(!none.precision() && !none.recall() && !none.f1() && !none.accuracy() && !none.overkillRate() && !none.escapeRate());
    }

    void confusionIndexEqualsCounting()
    {
        std::mt19937 random(4);
        const auto scores = randomScores(random, 200, 12, 4);
        const ConfusionIndex index(scores);
        for (double threshold = -5; threshold < 20; threshold += 0.5)
            QCOMPARE(index.at(threshold), confusionAt(scores, threshold));
        QCOMPARE(index.at(kInfinity), confusionAt(scores, kInfinity));
    }

    void confusionOfPixels()
    {
        ScoreMap map(1, 4);
        Mask mask(1, 4);
        map.values = {0.5F, 0.25F, 0.5F, 0.25F};
        mask.values = {255, 1, 0, 0};
        QCOMPARE(confusionAt(map, mask, 0.5), (Confusion{1, 1, 1, 1}));
        QVERIFY_THROWS_EXCEPTION(Error, (void)confusionAt(map, Mask(4, 1), 0.5));
    }
};

QTEST_GUILESS_MAIN(RocTest)
#include "tst_roc.moc"
