// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/floatkeys_p.h"
#include "core/evaluation/gapcounts_p.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace flawscope::detail;

class GapCountsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysKeepTheOrderOfFloats()
    {
        checkKeys<float>();
        checkKeys<double>();
    }

    void radixSortEqualsSort_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {0, 1, 8, 11, 12, 22, 23, 32, 34, 55, 64})
            QTest::addRow("%d bits", bits) << bits;
    }

    void radixSortEqualsSort()
    {
        QFETCH(int, bits);
        std::mt19937_64 random(static_cast<std::uint64_t>(bits));
        struct Item {
            std::uint64_t key;
            std::size_t place;
            bool operator==(const Item &) const = default;
        };
        for (const std::size_t size : {0, 1, 2, 1000}) {
            std::vector<Item> items(size);
            for (std::size_t i = 0; i < size; ++i) {
                items[i] = {bits == 0 ? 0 : random() >> (64 - bits), i};
                if (i > 0 && i % 3 == 0)
                    items[i].key = items[i - 1].key;
            }
            std::vector<Item> scratch(size);
            auto expected = items;
            std::stable_sort(expected.begin(), expected.end(), [](const Item &a, const Item &b) { return a.key < b.key; });
            const auto sorted = radixSort(std::span(items), std::span(scratch), bits, [](const Item &item) { return item.key; });
            QVERIFY(std::equal(sorted.begin(), sorted.end(), expected.begin(), expected.end()));
        }
    }

    void countersNeverOverflow()
    {
        WideCounters<std::uint8_t> counters(3);
        for (int i = 0; i < 1000; ++i)
            counters.add(1, 200);
        counters.add(2, 255);
        QCOMPARE(counters[0], std::uint64_t{0});
        QCOMPARE(counters[1], std::uint64_t{200'000});
        QCOMPARE(counters[2], std::uint64_t{255});
    }

    void countsEqualScanning_data()
    {
        QTest::addColumn<int>("anomalous");
        QTest::addColumn<int>("normals");
        QTest::addColumn<int>("values");
        QTest::newRow("heavy ties") << 60 << 300 << 12;
        QTest::newRow("few ties") << 60 << 300 << 5000;
        QTest::newRow("few normals are searched for") << 600 << 5 << 700;
        QTest::newRow("one normal, equal keys") << 64 << 1 << 2;
        QTest::newRow("no normals") << 10 << 0 << 5;
    }

    void countsEqualScanning()
    {
        QFETCH(int, anomalous);
        QFETCH(int, normals);
        QFETCH(int, values);
        std::mt19937 random(3);
        for (int round = 0; round < 50; ++round) {
            const auto draw = [&](int count) {
                std::vector<std::uint32_t> drawn(static_cast<std::size_t>(count));
                for (auto &value : drawn)
                    value = random() % static_cast<unsigned>(values);
                std::sort(drawn.begin(), drawn.end());
                return drawn;
            };
            const auto keys = draw(anomalous);
            const auto first = draw(normals);
            const auto second = draw(normals);
            const std::size_t split = random() % keys.size();
            GapCounts<std::uint32_t> low(keys, 0, split);
            GapCounts<std::uint32_t> high(keys, split, keys.size());
            for (auto *part : {&low, &high}) {
                part->merge(first);
                part->merge(second);
            }
            for (std::size_t i = 0; i < keys.size(); ++i) {
                const auto &part = i < split ? low : high;
                std::uint64_t gap = 0;
                std::uint64_t tied = 0;
                for (const auto *chunk : {&first, &second}) {
                    for (const std::uint32_t normal : *chunk) {
                        const bool firstOfItsKey = i == 0 || keys[i - 1] != keys[i];
                        gap += firstOfItsKey && normal < keys[i] && (i == 0 || normal > keys[i - 1]);
                        tied += firstOfItsKey && normal == keys[i];
                    }
                }
                QCOMPARE(part.gap(i), gap);
                QCOMPARE(part.tied(i), tied);
            }
        }
    }

private:
    template <typename Score>
    static void checkKeys()
    {
        using Limits = std::numeric_limits<Score>;
        const std::vector<Score> ascending = {-Limits::infinity(), -Limits::max(), Score(-1.5), -1, -Limits::min(), -Limits::denorm_min(),
                                              0, Limits::denorm_min(), Limits::min(), 1, std::nextafter(Score(1), Score(2)),
                                              Limits::max(), Limits::infinity()};
        for (std::size_t i = 0; i < ascending.size(); ++i) {
            QVERIFY(scoreOf<Score>(keyOf(ascending[i])) == ascending[i]);
            QVERIFY(keyOf(ascending[i]) != std::numeric_limits<KeyOf<Score>>::max());
            if (i > 0)
                QVERIFY(keyOf(ascending[i - 1]) < keyOf(ascending[i]));
        }
        QCOMPARE(keyOf(-Score(0)), keyOf(Score(0)));
    }
};

QTEST_GUILESS_MAIN(GapCountsTest)
#include "tst_gapcounts.moc"
