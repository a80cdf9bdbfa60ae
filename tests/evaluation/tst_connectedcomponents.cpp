// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/connectedcomponents.h"
#include "tests/evaluation/reference.h"

#include <QTest>

#include <random>

using namespace flawscope;

class ConnectedComponentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shapes_data()
    {
        QTest::addColumn<QStringList>("rows");
        QTest::addColumn<int>("regions");
        QTest::newRow("nothing") << QStringList{"....", "...."} << 0;
        QTest::newRow("all") << QStringList{"####", "####"} << 1;
        QTest::newRow("diagonals touch") << QStringList{"#...", ".#..", "..#.", ".#.."} << 1;
        QTest::newRow("checkerboard") << QStringList{"#.#.#", ".#.#.", "#.#.#"} << 1;
        QTest::newRow("U joins late") << QStringList{"#..#", "#..#", "####"} << 1;
        QTest::newRow("W joins twice") << QStringList{"#.#.#", "#.#.#", ".#.#."} << 1;
        QTest::newRow("no wrap at the border") << QStringList{"...#", "#..."} << 2;
        QTest::newRow("gap of one row") << QStringList{"##", "..", "##"} << 2;
        QTest::newRow("ring and its core") << QStringList{"#####", "#...#", "#.#.#", "#...#", "#####"} << 2;
        QTest::newRow("across a word of eight") << QStringList{"........##......", ".......#........", "................", "#..............#"} << 3;
    }

    void shapes()
    {
        QFETCH(QStringList, rows);
        QFETCH(int, regions);
        Mask mask(static_cast<int>(rows.size()), static_cast<int>(rows[0].size()));
        for (int y = 0; y < mask.height; ++y) {
            for (int x = 0; x < mask.width; ++x)
                mask.at(y, x) = rows[y][x] == '#' ? 255 : 0;
        }
        compare(mask);
        QCOMPARE(connectedComponents(mask).areas.size(), static_cast<std::size_t>(regions));
    }

    void equalsFloodFill()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 400; ++round) {
            Mask mask(static_cast<int>(1 + random() % 23), static_cast<int>(1 + random() % 41));
            const unsigned density = 1 + random() % 9;
            for (auto &value : mask.values)
                value = random() % 10 < density ? static_cast<std::uint8_t>(1 + random() % 255) : 0;
            compare(mask);
        }
    }

    void emptyMask() { QVERIFY(connectedComponents(Mask()).runs.empty()); }

private:
    static void compare(const Mask &mask)
    {
        int count = 0;
        const auto expected = reference::label(mask, count);
        const ConnectedComponents found = connectedComponents(mask);
        QVERIFY(found.labels(mask.height, mask.width) == expected);
        QCOMPARE(found.areas.size(), static_cast<std::size_t>(count));
        for (int region = 0; region < count; ++region)
            QCOMPARE(found.areas[region], static_cast<std::uint64_t>(std::count(expected.values.begin(), expected.values.end(), region + 1)));
    }
};

QTEST_GUILESS_MAIN(ConnectedComponentsTest)
#include "tst_connectedcomponents.moc"
