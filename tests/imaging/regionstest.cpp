// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/regions.h"

#include <QTest>
#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

using namespace flawscope;

namespace {

/// Blobs of discs, many of them at the border, with single pixels flipped: one in @p flipOneIn.
Mask randomMask(int height, int width, unsigned seed, int maxRadius = 14, unsigned flipOneIn = 40)
{
    std::mt19937 random(seed);
    Mask mask(height, width);
    for (int disc = 0; disc < 12; ++disc) {
        const int cx = static_cast<int>(random() % static_cast<unsigned>(width));
        const int cy = static_cast<int>(random() % static_cast<unsigned>(height));
        const int radius = static_cast<int>(random() % static_cast<unsigned>(maxRadius));
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius)
                    mask.at(y, x) = disc % 4 != 3;
            }
        }
    }
    for (std::uint8_t &pixel : mask.values)
        pixel ^= random() % flipOneIn == 0;
    return mask;
}

/// The definition: the union of all discs that, as far as they lie in the picture, lie in the mask.
Mask naiveOpening(const Mask &mask, int radius)
{
    Mask result(mask.height, mask.width);
    const auto forDisc = [&](int cy, int cx, auto &&visit) {
        for (int y = std::max(0, cy - radius); y <= std::min(mask.height - 1, cy + radius); ++y) {
            for (int x = std::max(0, cx - radius); x <= std::min(mask.width - 1, cx + radius); ++x) {
                if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius)
                    visit(y, x);
            }
        }
    };
    for (int cy = 0; cy < mask.height; ++cy) {
        for (int cx = 0; cx < mask.width; ++cx) {
            bool fits = true;
            forDisc(cy, cx, [&](int y, int x) { fits = fits && mask.at(y, x) != 0; });
            if (fits)
                forDisc(cy, cx, [&](int y, int x) { result.at(y, x) = 1; });
        }
    }
    return result;
}

std::int64_t twiceArea(const Polygon &polygon)
{
    std::int64_t sum = 0;
    for (std::size_t index = 0; index < polygon.size(); ++index) {
        const Corner &a = polygon[index];
        const Corner &b = polygon[(index + 1) % polygon.size()];
        sum += static_cast<std::int64_t>(a.x) * b.y - static_cast<std::int64_t>(b.x) * a.y;
    }
    return sum;
}

Mask maskFromRows(std::initializer_list<const char *> rows)
{
    Mask mask(static_cast<int>(rows.size()), static_cast<int>(std::string_view(*rows.begin()).size()));
    int y = 0;
    for (const char *row : rows) {
        for (int x = 0; x < mask.width; ++x)
            mask.at(y, x) = row[x] == '#';
        ++y;
    }
    return mask;
}

} // namespace

class RegionsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thresholdIsInclusive();
    void openingMatchesItsDefinition_data();
    void openingMatchesItsDefinition();
    void smallRegionsGo();
    void badOptionsAreNamed();
    void statisticsByHand();
    void ringHasAHole();
    void polygonsHoldExactlyTheirPixels();
    void nothingGivesNothing();
    void benchmarkOpening_data();
    void benchmarkOpening();
};

void RegionsTest::thresholdIsInclusive()
{
    ScoreMap map(1, 5);
    map.values = {0.5F, std::nextafter(0.5F, 0.0F), 0.7F, std::numeric_limits<float>::quiet_NaN(), -1};
    QCOMPARE(thresholdMask(map, 0.5, {.openingRadiusPx = 0, .minimumAreaPx = 0}).values, (std::vector<std::uint8_t>{1, 0, 1, 0, 0}));
}

void RegionsTest::openingMatchesItsDefinition_data()
{
    QTest::addColumn<int>("radius");
    for (const int radius : {1, 2, 3, 4, 5, 6, 7, 8, 13, 15, 16, 17, 20, 24})
        QTest::addRow("radius %d", radius) << radius;
}

void RegionsTest::openingMatchesItsDefinition()
{
    QFETCH(int, radius);
    int kept = 0;
    int removed = 0;
    for (unsigned seed = 0; seed < 6; ++seed) {
        const Mask mask = randomMask(75, 61, seed, 2 * radius + 4, static_cast<unsigned>(20 * radius));
        const Mask opened = cleanMask(mask, {.openingRadiusPx = radius, .minimumAreaPx = 0});
        QCOMPARE(opened, naiveOpening(mask, radius));
        const int left = std::accumulate(opened.values.begin(), opened.values.end(), 0);
        kept += left;
        removed += std::accumulate(mask.values.begin(), mask.values.end(), 0) - left;
    }
    // Neither all nor nothing: the comparison saw curved edges.
    QVERIFY(kept > 100);
    QVERIFY(removed > 100);
    for (const std::uint8_t all : {0, 1}) {
        const Mask mask(75, 61, all);
        QCOMPARE(cleanMask(mask, {.openingRadiusPx = radius, .minimumAreaPx = 0}), mask);
    }
}

void RegionsTest::smallRegionsGo()
{
    const Mask mask = maskFromRows({"##...#",
                                    "..#...",
                                    "....##",
                                    "....#."});
    const auto cleaned = [&](int minimum) { return cleanMask(mask, {.openingRadiusPx = 0, .minimumAreaPx = minimum}); };
    QCOMPARE(cleaned(1), mask);
    QCOMPARE(cleaned(3), maskFromRows({"##....", "..#...", "....##", "....#."}));
    QCOMPARE(cleaned(4), Mask(4, 6));
}

void RegionsTest::badOptionsAreNamed()
{
    try {
        (void)thresholdMask(ScoreMap(2, 2), 0, {.openingRadiusPx = -1, .minimumAreaPx = 0});
        QFAIL("a negative radius passed");
    } catch (const Error &error) {
        QCOMPARE(error.code(), ErrorCode::BadOption);
        QVERIFY(std::string_view(error.what()).find("opening-radius") != std::string_view::npos);
    }
}

void RegionsTest::statisticsByHand()
{
    const Mask mask = maskFromRows({".....#",
                                    ".##...",
                                    "...#..",
                                    "......"});
    ScoreMap map(4, 6, 9);
    map.at(0, 5) = -2;
    map.at(1, 1) = 1;
    map.at(1, 2) = 5;
    map.at(2, 3) = 3;
    const auto regions = findRegions(mask, map);
    QCOMPARE(regions.size(), 2);
    QCOMPARE(regions[0].areaPx, 1);
    QCOMPARE(regions[0].peakScore, -2.0F);
    QCOMPARE(regions[0].outline, (Polygon{{6, 0}, {6, 1}, {5, 1}, {5, 0}}));
    const Region &region = regions[1];
    QCOMPARE(region.areaPx, 3);
    QCOMPARE(region.x, 1);
    QCOMPARE(region.y, 1);
    QCOMPARE(region.width, 3);
    QCOMPARE(region.height, 2);
    QCOMPARE(region.centroidX, 2.0);
    QCOMPARE(region.centroidY, 4.0 / 3);
    QCOMPARE(region.peakScore, 5.0F);
    QCOMPARE(region.peakX, 2);
    QCOMPARE(region.peakY, 1);
    QCOMPARE(region.meanScore, 3.0);
    // One loop although the pixels touch at a corner only.
    QCOMPARE(region.outline, (Polygon{{3, 1}, {3, 2}, {4, 2}, {4, 3}, {3, 3}, {3, 2}, {1, 2}, {1, 1}}));
    QVERIFY(region.holes.empty());
}

void RegionsTest::ringHasAHole()
{
    const Mask mask = maskFromRows({"####.",
                                    "#..#.",
                                    "#.#..",
                                    "##..."});
    const auto regions = findRegions(mask, ScoreMap(4, 5, 1));
    QCOMPARE(regions.size(), 1);
    QCOMPARE(regions[0].areaPx, 10);
    QCOMPARE(twiceArea(regions[0].outline), 26);
    QCOMPARE(regions[0].holes.size(), 1);
    QCOMPARE(twiceArea(regions[0].holes[0]), -6);
}

void RegionsTest::polygonsHoldExactlyTheirPixels()
{
    std::size_t holes = 0;
    for (unsigned seed = 10; seed < 30; ++seed) {
        const Mask mask = randomMask(64, 80, seed);
        std::int64_t total = 0;
        for (const Region &region : findRegions(mask, ScoreMap(64, 80))) {
            std::int64_t area = twiceArea(region.outline);
            QVERIFY(area > 0);
            for (const Polygon &hole : region.holes) {
                QVERIFY(twiceArea(hole) < 0);
                area += twiceArea(hole);
            }
            QCOMPARE(area, 2 * region.areaPx);
            holes += region.holes.size();
            total += region.areaPx;
            const auto [left, right] = std::minmax_element(region.outline.begin(), region.outline.end(), [](const Corner &a, const Corner &b) { return a.x < b.x; });
            QCOMPARE(left->x, region.x);
            QCOMPARE(right->x, region.x + region.width);
        }
        QCOMPARE(total, std::accumulate(mask.values.begin(), mask.values.end(), std::int64_t{0}));
    }
    QVERIFY(holes > 50);
}

void RegionsTest::nothingGivesNothing()
{
    QVERIFY(findRegions(Mask(), ScoreMap()).empty());
    QVERIFY(findRegions(Mask(5, 5), ScoreMap(5, 5)).empty());
    QVERIFY(thresholdMask(ScoreMap(), 0, {}).empty());
}

void RegionsTest::benchmarkOpening_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("radius");
    QTest::newRow("256², radius 4") << 256 << 4;
    QTest::newRow("256², radius 15") << 256 << 15;
    QTest::newRow("256², radius 16") << 256 << 16;
    QTest::newRow("900², radius 14") << 900 << 14;
}

void RegionsTest::benchmarkOpening()
{
    QFETCH(int, size);
    QFETCH(int, radius);
    ScoreMap map(size, size);
    const Mask blobs = randomMask(size, size, 3);
    std::copy(blobs.values.begin(), blobs.values.end(), map.values.begin());
    QBENCHMARK {
        const Mask mask = thresholdMask(map, 0.5, {.openingRadiusPx = radius, .minimumAreaPx = 10});
        QVERIFY(!mask.empty());
    }
}

QTEST_GUILESS_MAIN(RegionsTest)
#include "regionstest.moc"
