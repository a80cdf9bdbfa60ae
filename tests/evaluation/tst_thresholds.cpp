// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/confusion.h"
#include "core/evaluation/thresholds.h"
#include "core/base/error.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace flawscope;

namespace {

/// P(at most m of n), by the recursion of Pascal's triangle: one trial after the other.
double binomialCdf(int m, int n, double p)
{
    std::vector<double> hits = {1.0};
    for (int trial = 0; trial < n; ++trial) {
        hits.push_back(0);
        for (std::size_t i = hits.size() - 1; i > 0; --i)
            hits[i] = hits[i] * (1 - p) + hits[i - 1] * p;
        hits[0] *= 1 - p;
    }
    double sum = 0;
    for (int i = 0; i <= m; ++i)
        sum += hits[static_cast<std::size_t>(i)];
    return sum;
}

std::vector<double> oneTo(int n)
{
    std::vector<double> scores;
    for (int i = 1; i <= n; ++i)
        scores.push_back(i);
    return scores;
}

} // namespace

class ThresholdsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void boundSolvesItsEquation_data()
    {
        QTest::addColumn<int>("hits");
        QTest::addColumn<int>("trials");
        QTest::addColumn<double>("confidence");
        QTest::newRow("none of 1") << 0 << 1 << 0.95;
        QTest::newRow("none of 20") << 0 << 20 << 0.95;
        QTest::newRow("3 of 20") << 3 << 20 << 0.95;
        QTest::newRow("19 of 20") << 19 << 20 << 0.99;
        QTest::newRow("10 of 1000") << 10 << 1000 << 0.9;
        QTest::newRow("500 of 1000, one in two") << 500 << 1000 << 0.5;
    }

    void boundSolvesItsEquation()
    {
        QFETCH(int, hits);
        QFETCH(int, trials);
        QFETCH(double, confidence);
        const double bound = upperRateBound(static_cast<std::uint64_t>(hits), static_cast<std::uint64_t>(trials), confidence);
        QVERIFY(bound > static_cast<double>(hits) / trials || confidence <= 0.5);
        QVERIFY(std::abs(binomialCdf(hits, trials, bound) - (1 - confidence)) < 1e-10);
    }

    void boundKnownValues()
    {
        QVERIFY(std::abs(upperRateBound(0, 10, 0.95) - 0.2588655508930523) < 1e-12); // 1 − 0.05^(1/10)
        QVERIFY(std::abs(upperRateBound(9, 10, 0.95) - std::pow(0.95, 0.1)) < 1e-12); // all but one
        QCOMPARE(upperRateBound(10, 10, 0.95), 1.0);
        QVERIFY(upperRateBound(100'000, 10'000'000, 0.99) < 0.0101);
    }

    void provenBoundNeedsEnoughGoodParts()
    {
        const auto enough = labelFreeThreshold(oneTo(299), 0.01, 0.95);
        QCOMPARE(enough.goodNeeded, std::uint64_t{299});
        QVERIFY(enough.proven);
        QCOMPARE(enough.falseAlarms, std::uint64_t{0});
        QCOMPARE(enough.value, static_cast<double>(std::nextafter(299.0F, 1e9F)));

        const auto tooFew = labelFreeThreshold(oneTo(298), 0.01, 0.95);
        QVERIFY(!tooFew.proven);
        QCOMPARE(tooFew.goodNeeded, std::uint64_t{299});
        QCOMPARE(tooFew.falseAlarms, std::uint64_t{0});
        QVERIFY(tooFew.upperBound > 0.01 && tooFew.upperBound < 0.0101);
    }

    void boundRuleTakesTheLowestProvenThreshold()
    {
        for (const int n : {5, 59, 100, 473, 1000}) {
            for (const double confidence : {0.3, 0.5, 0.95}) {
                const auto threshold = labelFreeThreshold(oneTo(n), 0.05, confidence);
                std::uint64_t m = 0;
                while (m + 1 < static_cast<std::uint64_t>(n) && upperRateBound(m + 1, static_cast<std::uint64_t>(n), confidence) <= 0.05)
                    ++m;
                QCOMPARE(threshold.falseAlarms, m);
                QCOMPARE(threshold.upperBound, upperRateBound(m, static_cast<std::uint64_t>(n), confidence));
                QCOMPARE(threshold.proven, threshold.upperBound <= 0.05);
            }
        }
    }

    void quantileRuleCounts_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("falseAlarms");
        QTest::newRow("5 % of 20") << 20 << 0.05 << 1;
        QTest::newRow("29 % of 100, which is 28.999… in binary") << 100 << 0.29 << 29;
        QTest::newRow("1 % of 20") << 20 << 0.01 << 0;
        QTest::newRow("one good part") << 1 << 0.9 << 0;
    }

    void quantileRuleCounts()
    {
        QFETCH(int, n);
        QFETCH(double, rate);
        QFETCH(int, falseAlarms);
        const auto threshold = labelFreeThreshold(oneTo(n), rate, 0.95, ThresholdRule::FalseAlarmQuantile);
        QCOMPARE(threshold.falseAlarms, static_cast<std::uint64_t>(falseAlarms));
        QCOMPARE(threshold.upperBound, upperRateBound(threshold.falseAlarms, static_cast<std::uint64_t>(n), 0.95));
    }

    void equalScoresStayBelow()
    {
        const std::vector<double> scores = {0.1, 0.1, 0.1, 0.1, 0.1};
        const auto threshold = labelFreeThreshold(scores, 0.4, 0.95, ThresholdRule::FalseAlarmQuantile);
        QCOMPARE(threshold.falseAlarms, std::uint64_t{0});
        QVERIFY(threshold.value > 0.1);
        QCOMPARE(static_cast<double>(static_cast<float>(threshold.value)), threshold.value); // survives a float32 file
    }

    /// The promise itself: over many draws of held-out parts, the true rate exceeds the bound no more often than it may.
    void boundHoldsForAnyDistribution_data()
    {
        QTest::addColumn<int>("values");
        QTest::newRow("continuous") << 0;
        QTest::newRow("seven distinct scores") << 7;
    }

    void boundHoldsForAnyDistribution()
    {
        QFETCH(int, values);
        std::mt19937 random(17);
        std::uniform_real_distribution<double> uniform;
        constexpr int kDraws = 4000;
        int broken = 0;
        for (int draw = 0; draw < kDraws; ++draw) {
            std::vector<double> scores(40);
            for (double &score : scores) {
                score = uniform(random);
                if (values > 0)
                    score = std::floor(score * values);
            }
            const auto threshold = labelFreeThreshold(scores, 0.1, 0.9, ThresholdRule::FalseAlarmQuantile);
            const double trueRate = values > 0 ? std::max(0.0, values - std::ceil(threshold.value)) / values : 1 - threshold.value;
            broken += trueRate > threshold.upperBound;
        }
        // 10 % of the draws may break it; five standard deviations more would be a wrong formula.
        QVERIFY2(broken <= 0.1 * kDraws + 5 * std::sqrt(0.09 * kDraws), qPrintable(QString::number(broken)));
        if (values == 0)
            QVERIFY2(broken >= 0.1 * kDraws - 5 * std::sqrt(0.09 * kDraws), qPrintable(QString::number(broken)));
    }

    void labelledRules()
    {
        const std::vector<LabelledScore> scores = {{1, false}, {2, true}, {3, false}, {4, true}, {5, true}, {0, false}};
        const auto f1 = f1Threshold(scores);
        QCOMPARE(f1->value, 2.0);
        QCOMPARE(f1->figure.value(), confusionAt(scores, 2.0).f1().value());
        QCOMPARE(f1->falseAlarms, std::uint64_t{1});
        QCOMPARE(f1->rule, ThresholdRule::F1Optimal);
        QCOMPARE(youdenThreshold(scores)->rule, ThresholdRule::Youden);
        QVERIFY(!f1Threshold(std::vector<LabelledScore>{{1, false}}));
    }

    void namesRoundTrip()
    {
        for (int rule = 0; rule <= static_cast<int>(ThresholdRule::Manual); ++rule)
            QCOMPARE(thresholdRuleFromName(thresholdRuleName(static_cast<ThresholdRule>(rule))).value(), static_cast<ThresholdRule>(rule));
        QVERIFY(!thresholdRuleFromName("F1"));
    }

    void refusesNonsense()
    {
        QVERIFY_THROWS_EXCEPTION(Error, (void)labelFreeThreshold({}, 0.1));
        QVERIFY_THROWS_EXCEPTION(Error, (void)labelFreeThreshold(oneTo(3), 0.0));
        QVERIFY_THROWS_EXCEPTION(Error, (void)labelFreeThreshold(oneTo(3), 0.1, 1.0));
        QVERIFY_THROWS_EXCEPTION(Error, (void)labelFreeThreshold(std::vector<double>{1, std::nan("")}, 0.1));
    }
};

QTEST_GUILESS_MAIN(ThresholdsTest)
#include "tst_thresholds.moc"
