// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/colormap.h"

#include <QTest>
#include <limits>

using namespace flawscope;

namespace {

Rgb colorAt(const RgbImage &image, int y, int x)
{
    const std::uint8_t *pixel = image.pixel(y, x);
    return {pixel[0], pixel[1], pixel[2]};
}

int luminance(const Rgb &color)
{
    return (299 * color[0] + 587 * color[1] + 114 * color[2]) / 1000;
}

} // namespace

class ColorMapTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tablesRunFromDarkToLight();
    void scoresAreClampedToTheScale();
    void overlayLeavesGoodPartsVisible();
    void contoursAreLegibleOnAnyBackground_data();
    void contoursAreLegibleOnAnyBackground();
};

void ColorMapTest::tablesRunFromDarkToLight()
{
    QCOMPARE(colorMapNames().size(), 5);
    for (const ColorMap colors : {ColorMap::Inferno, ColorMap::Viridis, ColorMap::Cividis, ColorMap::Grey}) {
        const auto &table = colorTable(colors);
        for (std::size_t level = 8; level < table.size(); level += 8)
            QVERIFY(luminance(table[level]) >= luminance(table[level - 8]));
    }
    // Viridis begins violet and ends yellow: red and blue are not exchanged.
    QCOMPARE(colorTable(ColorMap::Viridis)[0], (Rgb{68, 1, 84}));
    QCOMPARE(colorTable(ColorMap::Viridis)[255], (Rgb{253, 231, 37}));
    QVERIFY(colorTable(ColorMap::Turbo)[240][0] > colorTable(ColorMap::Turbo)[240][2]);
    QCOMPARE(colorTable(ColorMap::Grey)[77], (Rgb{77, 77, 77}));
}

void ColorMapTest::scoresAreClampedToTheScale()
{
    ScoreMap map(1, 6);
    map.values = {-5, 1, 2, 3, 99, std::numeric_limits<float>::quiet_NaN()};
    const RgbImage image = colorize(map, 1, 3, ColorMap::Grey);
    const std::array<int, 6> expected = {0, 0, 128, 255, 255, 0};
    for (int x = 0; x < 6; ++x)
        QCOMPARE(static_cast<int>(image.pixel(0, x)[0]), expected[static_cast<std::size_t>(x)]);
    const RgbImage step = colorize(map, 2, 2, ColorMap::Grey);
    QCOMPARE(static_cast<int>(step.pixel(0, 2)[0]), 0);
    QCOMPARE(static_cast<int>(step.pixel(0, 3)[0]), 255);
}

void ColorMapTest::overlayLeavesGoodPartsVisible()
{
    RgbImage image(1, 5);
    std::fill(image.pixels.begin(), image.pixels.end(), std::uint8_t{90});
    ScoreMap map(1, 5);
    map.values = {-1, 0, 0.1F, 0.3F, 1};
    const RgbImage result = overlay(image, map, 0, 1, ColorMap::Inferno, 0.75);
    QCOMPARE(colorAt(result, 0, 0), (Rgb{90, 90, 90}));
    QCOMPARE(colorAt(result, 0, 1), (Rgb{90, 90, 90}));
    const auto distance = [&](int x, float level) {
        const Rgb full = colorTable(ColorMap::Inferno)[static_cast<std::size_t>(level * 255 + 0.5F)];
        return std::abs(colorAt(result, 0, x)[2] - full[2]) / (std::abs(90.0 - full[2]) + 1e-9);
    };
    QVERIFY(distance(2, 0.1F) > distance(3, 0.3F));
    const Rgb top = colorTable(ColorMap::Inferno)[255];
    for (std::size_t channel = 0; channel < 3; ++channel)
        QCOMPARE(static_cast<int>(colorAt(result, 0, 4)[channel]), static_cast<int>(0.25 * 90 + 0.75 * top[channel] + 0.5));
    QCOMPARE(overlay(image, map, 0, 1, ColorMap::Inferno, 0), image);
    bool refused = false;
    try {
        (void)overlay(image, ScoreMap(5, 1), 0, 1, ColorMap::Inferno, 0.5);
    } catch (const Error &error) {
        refused = error.code() == ErrorCode::Internal;
    }
    QVERIFY(refused);
}

void ColorMapTest::contoursAreLegibleOnAnyBackground_data()
{
    QTest::addColumn<int>("background");
    for (const int background : {0, 128, 200, 255})
        QTest::addRow("grey %d", background) << background;
}

void ColorMapTest::contoursAreLegibleOnAnyBackground()
{
    QFETCH(int, background);
    RgbImage image(60, 60);
    std::fill(image.pixels.begin(), image.pixels.end(), static_cast<std::uint8_t>(background));
    const RgbImage before = image;
    Mask mask(60, 60);
    for (int y = 15; y < 45; ++y)
        std::fill_n(mask.row(y).begin() + 15, 30, std::uint8_t{1});
    drawContours(image, mask, {255, 230, 0}, 2);
    QCOMPARE(colorAt(image, 30, 30), colorAt(before, 30, 30));
    QCOMPARE(colorAt(image, 3, 3), colorAt(before, 3, 3));
    int yellow = 0;
    int dark = 0;
    for (int x = 8; x < 22; ++x) {
        const Rgb color = colorAt(image, 30, x);
        yellow += color[0] > 200 && color[1] > 180 && color[2] < 60;
        dark += luminance(color) < 64;
    }
    QVERIFY(yellow >= 1);
    QVERIFY(dark >= 2);
}

QTEST_GUILESS_MAIN(ColorMapTest)
#include "colormaptest.moc"
