// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <random>

using namespace flawscope;

namespace {

using Kind = RoiShape::Kind;
using Form = RoiShape::Form;

int count(const Mask &mask)
{
    return std::accumulate(mask.values.begin(), mask.values.end(), 0);
}

/// By definition: is the pixel's centre inside the shape?
bool isInside(const RoiShape &shape, double x, double y, int height, int width)
{
    std::vector<RoiShape::Point> p;
    for (const RoiShape::Point &point : shape.points)
        p.push_back({point.x * width, point.y * height});
    if (shape.form == Form::Rectangle)
        return x >= std::min(p[0].x, p[1].x) && x <= std::max(p[0].x, p[1].x) && y >= std::min(p[0].y, p[1].y) && y <= std::max(p[0].y, p[1].y);
    if (shape.form == Form::Ellipse) {
        const double u = (x - (p[0].x + p[1].x) / 2) / (std::abs(p[0].x - p[1].x) / 2);
        const double v = (y - (p[0].y + p[1].y) / 2) / (std::abs(p[0].y - p[1].y) / 2);
        return u * u + v * v <= 1;
    }
    if (shape.form == Form::Polygon) {
        bool inside = false;
        for (std::size_t i = 0, j = p.size() - 1; i < p.size(); j = i++) {
            if ((p[i].y > y) != (p[j].y > y) && x < (p[j].x - p[i].x) * (y - p[i].y) / (p[j].y - p[i].y) + p[i].x)
                inside = !inside;
        }
        return inside;
    }
    for (std::size_t i = 0; i < p.size(); ++i) { // Densely sampled stroke.
        for (int step = 0; step <= 400; ++step) {
            const double t = step / 400.0;
            const RoiShape::Point &from = p[i == 0 ? 0 : i - 1];
            if (std::hypot(from.x + t * (p[i].x - from.x) - x, from.y + t * (p[i].y - from.y) - y) <= shape.radius * width)
                return true;
        }
    }
    return false;
}

} // namespace

class RegionsOfInterestTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingDrawnIgnoresNothing() { QVERIFY(ignoredPixels({}, 10, 10).empty()); }

    void ignoreWins()
    {
        const std::vector<RoiShape> shapes{{Kind::Ignore, Form::Rectangle, {{0.5, 0}, {1, 1}}, 0}, {Kind::Include, Form::Rectangle, {{0, 0}, {1, 0.5}}, 0}};
        const Mask mask = ignoredPixels(shapes, 10, 20);
        QCOMPARE(mask.height, 10);
        QCOMPARE(mask.width, 20);
        for (int y = 0; y < 10; ++y) {
            for (int x = 0; x < 20; ++x)
                QCOMPARE(static_cast<bool>(mask.at(y, x)), !(y < 5 && x < 10));
        }
    }

    void shapes_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("rectangle") << 0;
        QTest::newRow("ellipse") << 1;
        QTest::newRow("polygon") << 2;
        QTest::newRow("brush") << 3;
    }

    void shapes()
    {
        QFETCH(const int, form);
        std::mt19937 random(7);
        std::uniform_real_distribution<double> place(-0.2, 1.2);
        int wrong = 0;
        for (int round = 0; round < 40; ++round) {
            RoiShape shape{Kind::Ignore, static_cast<Form>(form), {}, 0.03 + 0.01 * (round % 5)};
            const int corners = form < 2 ? 2 : 3 + round % 6;
            for (int i = 0; i < corners; ++i)
                shape.points.push_back({place(random), place(random)});
            const int height = 30 + round;
            const int width = 61 - round;
            const Mask mask = ignoredPixels(std::span(&shape, 1), height, width);
            for (int y = 0; y < height; ++y) {
                for (int x = 0; x < width; ++x)
                    wrong += static_cast<bool>(mask.at(y, x)) != isInside(shape, x + 0.5, y + 0.5, height, width);
            }
        }
        QVERIFY2(wrong <= (form == 3 ? 10 : 0), qPrintable(QString::number(wrong))); // The sampled stroke has gaps of a thousandth.
    }

    void halfDrawnShapesAreHarmless()
    {
        for (const Form form : {Form::Rectangle, Form::Ellipse, Form::Polygon, Form::Brush}) {
            for (int points = 0; points <= 2; ++points) {
                const RoiShape shape{Kind::Ignore, form, std::vector<RoiShape::Point>(static_cast<std::size_t>(points), {0.5, 0.5}), 0};
                QVERIFY(count(ignoredPixels(std::span(&shape, 1), 9, 9)) <= 1);
            }
        }
        const RoiShape dot{Kind::Ignore, Form::Brush, {{0.5, 0.5}}, 0.2};
        QVERIFY(count(ignoredPixels(std::span(&dot, 1), 100, 100)) > 1200);
    }
};

QTEST_GUILESS_MAIN(RegionsOfInterestTest)
#include "tst_regionsofinterest.moc"
