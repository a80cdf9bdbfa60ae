// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/histogram.h"

#include <QTest>

#include <limits>
#include <random>

using namespace flawscope;

class HistogramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void edgesFallWhereTheyBelong()
    {
        Histogram histogram(-1, 1, 4);
        for (const double score : {-1.0, -0.5, 0.0, 0.49, 0.5, 1.0, -1.01, 1.01, std::numeric_limits<double>::infinity()})
            histogram.add(score, true);
        const std::vector<std::uint64_t> expected = {1, 1, 2, 2};
        QVERIFY(std::equal(expected.begin(), expected.end(), histogram.counts(true).begin(), histogram.counts(true).end()));
        QCOMPARE(histogram.below(true), std::uint64_t{1});
        QCOMPARE(histogram.above(true), std::uint64_t{2});
        QCOMPARE(histogram.total(true), std::uint64_t{9});
        QCOMPARE(histogram.total(false), std::uint64_t{0});
        QCOMPARE(histogram.binCenter(0), -0.75);
    }

    void mapsAddUp()
    {
        std::mt19937 random(5);
        ScoreMap map(17, 9);
        Mask mask(17, 9);
        Histogram whole(0, 1, 7);
        for (std::size_t i = 0; i < map.size(); ++i) {
            map.values[i] = static_cast<float>(random() % 120) / 100.0F;
            mask.values[i] = random() % 3 == 0;
            whole.add(map.values[i], mask.values[i] != 0);
        }
        Histogram parts(0, 1, 7);
        Histogram maps(0, 1, 7);
        maps.add(map, mask);
        parts.add(maps);
        for (const bool anomalous : {false, true}) {
            QVERIFY(std::equal(whole.counts(anomalous).begin(), whole.counts(anomalous).end(), parts.counts(anomalous).begin()));
            QCOMPARE(parts.above(anomalous), whole.above(anomalous));
            QVERIFY(whole.above(anomalous) > 0);
            double area = 0;
            for (const double density : parts.density(anomalous))
                area += density / 7;
            const double inside = 1 - static_cast<double>(whole.above(anomalous)) / static_cast<double>(whole.total(anomalous));
            QVERIFY(std::abs(area - inside) < 1e-12);
        }
    }

    void refusesWhatHasNoPlace()
    {
        QVERIFY_THROWS_EXCEPTION(Error, Histogram(1, 1, 4));
        QVERIFY_THROWS_EXCEPTION(Error, Histogram(0, std::numeric_limits<double>::infinity(), 4));
        QVERIFY_THROWS_EXCEPTION(Error, Histogram(0, 1, 0));
        Histogram histogram(0, 1, 4);
        QVERIFY_THROWS_EXCEPTION(Error, histogram.add(std::numeric_limits<double>::quiet_NaN(), false));
        QVERIFY_THROWS_EXCEPTION(Error, histogram.add(ScoreMap(2, 2), Mask(2, 3)));
        QVERIFY_THROWS_EXCEPTION(Error, histogram.add(Histogram(0, 1, 5)));
    }
};

QTEST_GUILESS_MAIN(HistogramTest)
#include "tst_histogram.moc"
