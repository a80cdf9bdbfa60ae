// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/resize.h"

#include "core/base/error.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/lanczos_p.h"
#include "core/imaging/preprocess.h"
#include "tests/support/shared.h"

#include <QtTest>

#include <cmath>
#include <numbers>
#include <random>

using namespace flawscope;

namespace {

RgbImage randomPicture(int height, int width, unsigned seed)
{
    RgbImage image(height, width);
    std::mt19937 random(seed);
    for (std::uint8_t &value : image.pixels)
        value = static_cast<std::uint8_t>(random() % 256);
    return image;
}

double lanczos3(double x)
{
    if (std::abs(x) >= 3)
        return 0;
    const double angle = std::numbers::pi * x;
    return x == 0 ? 1 : 3 * std::sin(angle) * std::sin(angle / 3) / (angle * angle);
}

/// One line of samples, in float64, from the filter's definition alone.
std::vector<double> resampledLine(const std::vector<double> &line, int size)
{
    const double scale = static_cast<double>(line.size()) / size;
    const double stretch = std::max(1.0, scale);
    std::vector<double> result(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        double sum = 0;
        double weights = 0;
        for (std::size_t k = 0; k < line.size(); ++k) {
            const double weight = lanczos3((static_cast<double>(k) + 0.5 - (i + 0.5) * scale) / stretch);
            sum += weight * line[k];
            weights += weight;
        }
        result[static_cast<std::size_t>(i)] = std::clamp(std::round(sum / weights), 0.0, 255.0);
    }
    return result;
}

RgbImage slowLanczos(const RgbImage &image, int height, int width)
{
    RgbImage between(image.height, width);
    RgbImage result(height, width);
    for (int channel = 0; channel < 3; ++channel) {
        for (int y = 0; y < image.height; ++y) {
            std::vector<double> line;
            for (int x = 0; x < image.width; ++x)
                line.push_back(image.pixel(y, x)[channel]);
            line = resampledLine(line, width);
            for (int x = 0; x < width; ++x)
                between.pixel(y, x)[channel] = static_cast<std::uint8_t>(line[static_cast<std::size_t>(x)]);
        }
        for (int x = 0; x < width; ++x) {
            std::vector<double> line;
            for (int y = 0; y < image.height; ++y)
                line.push_back(between.pixel(y, x)[channel]);
            line = resampledLine(line, height);
            for (int y = 0; y < height; ++y)
                result.pixel(y, x)[channel] = static_cast<std::uint8_t>(line[static_cast<std::size_t>(y)]);
        }
    }
    return result;
}

int largestDifference(const RgbImage &a, const RgbImage &b)
{
    int largest = a.height == b.height && a.width == b.width ? 0 : 1000;
    for (std::size_t i = 0; largest < 1000 && i < a.pixels.size(); ++i)
        largest = std::max(largest, std::abs(int(a.pixels[i]) - int(b.pixels[i])));
    return largest;
}

} // namespace

class ResizeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lanczosAgainstDefinition_data();
    void lanczosAgainstDefinition();
    void lanczosIsPillows();
    void lanczosOfTheFixtures_data();
    void lanczosOfTheFixtures();
    void kernelsAgree();
    void preprocessing();
    void bilinear_data();
    void bilinear();
    void nearest();
    void rotation_data();
    void rotation();
    void quarterTurns();
    void nothingToResize();
};

void ResizeTest::lanczosAgainstDefinition_data()
{
    QTest::addColumn<QSize>("from");
    QTest::addColumn<QSize>("to");
    QTest::newRow("same size") << QSize(20, 30) << QSize(20, 30);
    QTest::newRow("shrink") << QSize(91, 77) << QSize(32, 32);
    QTest::newRow("shrink by 2") << QSize(64, 64) << QSize(32, 32);
    QTest::newRow("grow") << QSize(9, 13) << QSize(64, 32);
    QTest::newRow("wider and lower") << QSize(20, 90) << QSize(64, 32);
    QTest::newRow("only the height") << QSize(33, 70) << QSize(33, 32);
    QTest::newRow("only the width") << QSize(70, 33) << QSize(32, 33);
    QTest::newRow("one pixel") << QSize(1, 1) << QSize(7, 5);
    QTest::newRow("to one pixel") << QSize(50, 40) << QSize(1, 1);
    QTest::newRow("very flat") << QSize(400, 2) << QSize(32, 32);
}

void ResizeTest::lanczosAgainstDefinition()
{
    QFETCH(QSize, from);
    QFETCH(QSize, to);
    const RgbImage image = randomPicture(from.height(), from.width(), 7);
    const int difference =
        largestDifference(resizeLanczos(image, to.height(), to.width()), slowLanczos(image, to.height(), to.width()));
    QVERIFY2(difference <= 1, qPrintable(QString::number(difference)));
}

void ResizeTest::lanczosIsPillows()
{
    RgbImage image(3, 5);
    for (int y = 0; y < 3; ++y)
        for (int x = 0; x < 5; ++x) {
            image.pixel(y, x)[0] = static_cast<std::uint8_t>(x * x * 53 + y * 31);
            image.pixel(y, x)[1] = static_cast<std::uint8_t>(x * 97 + y * y * 41);
            image.pixel(y, x)[2] = static_cast<std::uint8_t>(x * y * 67 + 19);
        }
    // Image.fromarray(a).resize((8, 4), Image.LANCZOS) and (3, 2), Pillow 12.3.
    const std::vector<std::uint8_t> grown = {
        0,   1,   19,  5,   23,  18,  60,  102, 15,  162, 191, 10,  236, 147, 4,   223, 38,  3,   127, 76,
        13,  64,  140, 20,  15,  0,   18,  17,  45,  25,  77,  153, 53,  207, 249, 92,  255, 180, 139, 255,
        45,  150, 158, 105, 72,  75,  194, 12,  45,  101, 8,   64,  84,  61,  106, 93,  126, 142, 165, 113,
        151, 184, 162, 161, 137, 229, 141, 121, 119, 124, 124, 15,  55,  193, 1,   94,  97,  86,  114, 0,
        155, 40,  31,  50,  0,   155, 47,  3,   212, 154, 96,  106, 102, 156, 8,   27};
    const std::vector<std::uint8_t> shrunk = {17, 59, 22, 218, 161, 77,  163, 102, 54,
                                              76, 88, 60, 104, 133, 137, 122, 125, 107};
    QCOMPARE(resizeLanczos(image, 4, 8).pixels, grown);
    QCOMPARE(resizeLanczos(image, 2, 3).pixels, shrunk);
}

void ResizeTest::lanczosOfTheFixtures_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"test_broken_large_000", "test_broken_small_003", "test_contamination_005", "test_good_000"})
        QTest::newRow(name) << name;
}

void ResizeTest::lanczosOfTheFixtures()
{
    FLAWSCOPE_REQUIRE_SHARED(folder, "fixtures/resnet18-256");
    QFETCH(QString, name);
    const RgbImage image = decodeRgb(folder / (name.toStdString() + ".png"));
    const RgbImage expected = decodeRgb(folder / (name.toStdString() + "_lanczos256.png"));
    QCOMPARE(largestDifference(resizeLanczos(image, 256, 256), expected), 0);
}

void ResizeTest::kernelsAgree()
{
    const RgbImage image = randomPicture(41, 64, 3);
    const std::size_t length = 64 * 3;
    for (int height : {5, 40, 41, 300}) {
        const imaging::LanczosFilter filter(41, height);
        for (int y = 0; y < height; ++y) {
            const imaging::FilterTaps taps = filter.taps(y);
            std::vector<std::uint8_t> fast(length);
            std::vector<std::uint8_t> portable(length);
            imaging::weighRowsKernel()(image.pixel(taps.first, 0), length, taps, length, fast.data());
            imaging::weighRowsPortable(image.pixel(taps.first, 0), length, taps, length, portable.data());
            QCOMPARE(fast, portable);
        }
    }
}

void ResizeTest::preprocessing()
{
    const RgbImage image = randomPicture(100, 60, 1);
    Preprocessing preprocessing;
    preprocessing.height = 64;
    preprocessing.width = 96;
    QCOMPARE(preprocess(image, preprocessing), resizeLanczos(image, 64, 96));
}

void ResizeTest::bilinear_data()
{
    QTest::addColumn<QSize>("from");
    QTest::addColumn<QSize>("to");
    for (const auto &[name, from, to] :
         {std::tuple("grow", QSize(8, 6), QSize(33, 20)), std::tuple("shrink", QSize(50, 31), QSize(7, 9)),
          std::tuple("same", QSize(5, 4), QSize(5, 4)), std::tuple("one sample", QSize(1, 1), QSize(4, 3)),
          std::tuple("to one", QSize(9, 8), QSize(1, 1))})
        QTest::newRow(name) << from << to;
}

void ResizeTest::bilinear()
{
    QFETCH(QSize, from);
    QFETCH(QSize, to);
    ScoreMap map(from.height(), from.width());
    std::mt19937 random(5);
    for (float &value : map.values)
        value = static_cast<float>(random() % 1000) / 1000.0F;
    const auto position = [](int i, int input, int output, bool align) {
        if (align)
            return output > 1 ? static_cast<double>(i) * (input - 1) / (output - 1) : 0.0;
        return std::clamp((i + 0.5) * input / output - 0.5, 0.0, input - 1.0);
    };
    // The tent of each sample, summed over all of them.
    for (bool align : {false, true}) {
        const ScoreMap result = resizeBilinear(map, to.height(), to.width(), align);
        QCOMPARE(result.height, to.height());
        for (int y = 0; y < to.height(); ++y)
            for (int x = 0; x < to.width(); ++x) {
                double expected = 0;
                for (int v = 0; v < from.height(); ++v)
                    for (int u = 0; u < from.width(); ++u)
                        expected += map.at(v, u)
                                  * std::max(0.0, 1 - std::abs(position(y, from.height(), to.height(), align) - v))
                                  * std::max(0.0, 1 - std::abs(position(x, from.width(), to.width(), align) - u));
                QVERIFY2(std::abs(result.at(y, x) - expected) < 1e-5,
                         qPrintable(QString("%1 %2 %3").arg(y).arg(x).arg(align)));
            }
    }
}

void ResizeTest::nearest()
{
    Mask mask(7, 10);
    std::mt19937 random(9);
    for (std::uint8_t &value : mask.values)
        value = static_cast<std::uint8_t>(random() % 256);
    for (const auto &[height, width] :
         {std::pair(7, 10), std::pair(14, 30), std::pair(3, 4), std::pair(1, 1), std::pair(13, 9)}) {
        const Mask result = resizeNearest(mask, height, width);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                QCOMPARE(result.at(y, x),
                         mask.at(static_cast<int>((y + 0.5) * 7 / height), static_cast<int>((x + 0.5) * 10 / width)));
    }
}

void ResizeTest::rotation_data()
{
    QTest::addColumn<double>("degrees");
    for (double degrees : {0.0, 5.0, -5.0, 1.3, 30.0, 180.0, 270.0})
        QTest::newRow(qPrintable(QString::number(degrees))) << degrees;
}

void ResizeTest::rotation()
{
    QFETCH(double, degrees);
    // Each pixel carries its own place, so that one can see where it went.
    RgbImage image(61, 90);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            image.pixel(y, x)[0] = static_cast<std::uint8_t>(x);
            image.pixel(y, x)[1] = static_cast<std::uint8_t>(y);
            image.pixel(y, x)[2] = 255;
        }
    const RgbImage turned = rotateNearest(image, degrees);
    QCOMPARE(turned.height, image.height);
    QCOMPARE(turned.width, image.width);
    const double angle = degrees * std::numbers::pi / 180;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            // Counter-clockwise on a screen, whose y axis points down; backwards from the result to the source.
            const double right = x + 0.5 - 45;
            const double up = 30.5 - (y + 0.5);
            const double sourceX = 45 + right * std::cos(angle) + up * std::sin(angle);
            const double sourceY = 30.5 - (up * std::cos(angle) - right * std::sin(angle));
            const double margin = std::min({sourceX, 90 - sourceX, sourceY, 61 - sourceY});
            const std::uint8_t *pixel = turned.pixel(y, x);
            if (margin > 1e-6)
                QVERIFY(pixel[2] == 255 && std::abs(pixel[0] + 0.5 - sourceX) < 0.5 + 1e-6
                        && std::abs(pixel[1] + 0.5 - sourceY) < 0.5 + 1e-6);
            else if (margin < -1e-6)
                QVERIFY(pixel[0] == 0 && pixel[1] == 0 && pixel[2] == 0);
        }
}

void ResizeTest::quarterTurns()
{
    const RgbImage image = randomPicture(20, 20, 11);
    const RgbImage turned = rotateNearest(image, 90);
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 20; ++x)
            QVERIFY(std::equal(turned.pixel(y, x), turned.pixel(y, x) + 3, image.pixel(x, 19 - y)));
    QCOMPARE(rotateNearest(turned, -90), image);
    QCOMPARE(rotateNearest(image, 0), image);
}

void ResizeTest::nothingToResize()
{
    QVERIFY_THROWS_EXCEPTION(Error, (void)resizeLanczos(RgbImage(), 32, 32));
    QVERIFY_THROWS_EXCEPTION(Error, (void)resizeLanczos(RgbImage(2, 2), 0, 32));
    QVERIFY_THROWS_EXCEPTION(Error, (void)resizeBilinear(ScoreMap(), 32, 32, true));
    QVERIFY_THROWS_EXCEPTION(Error, (void)resizeNearest(Mask(2, 2), 2, -1));
}

QTEST_GUILESS_MAIN(ResizeTest)
#include "resizetest.moc"
