// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspectionproject.h"
#include "ui/inspection/foundregions.h"
#include "ui/inspection/maskpainting.h"
#include "ui/inspection/picturecache.h"
#include "ui/inspection/regionmodel.h"
#include "ui/inspection/roigeometry.h"
#include "ui/inspection/scorecolors.h"
#include "ui/inspection/viewtransform.h"

#include <QAbstractItemModelTester>
#include <QPainter>
#include <QSignalSpy>

using namespace flawscope;
using namespace flawscope::ui;
using namespace flawscope::ui::test;

namespace {

RgbImage ramp(int height, int width)
{
    RgbImage image(height, width);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.pixel(y, x)[0] = static_cast<std::uint8_t>(x);
            image.pixel(y, x)[1] = static_cast<std::uint8_t>(y);
            image.pixel(y, x)[2] = static_cast<std::uint8_t>(x + y);
        }
    }
    return image;
}

Decision pixelDecision(double threshold, int opening = 0, int area = 0)
{
    Decision decision;
    decision.pixel = thresholdAt(threshold);
    decision.mask = {.openingRadiusPx = opening, .minimumAreaPx = area};
    return decision;
}

} // namespace

class TestInspectionLayers final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pictureKeepsItsPixels()
    {
        const Picture picture(ramp(60, 90));
        QCOMPARE(picture.size(), QSize(90, 60));
        QCOMPARE(picture.levels(), 1);
        QCOMPARE(picture.level(0).pixel(7, 11), qRgb(7, 11, 18));
    }

    void levelsAreMeansOfFour()
    {
        RgbImage image(1025, 1601);
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            image.pixels[i] = static_cast<std::uint8_t>(i * 7919 >> 3);
        const Picture picture(image);
        QCOMPARE(picture.levels(), 3);
        QCOMPARE(picture.level(1).size(), QSize(801, 513));
        for (const auto &[x, y] : {std::pair(0, 0), std::pair(17, 300), std::pair(799, 511)}) {
            const QRgb got = picture.level(1).pixel(x, y);
            const auto mean = [&](std::size_t c) {
                return (image.pixel(2 * y, 2 * x)[c] + image.pixel(2 * y, 2 * x + 1)[c] + image.pixel(2 * y + 1, 2 * x)[c] + image.pixel(2 * y + 1, 2 * x + 1)[c] + 2) / 4;
            };
            QCOMPARE(got, qRgb(mean(0), mean(1), mean(2)));
        }
        QCOMPARE(picture.levelFor(1), 0);
        QCOMPARE(picture.levelFor(0.6), 0);
        QCOMPARE(picture.levelFor(0.5), 1);
        QCOMPARE(picture.levelFor(0.01), 2);
    }

    void overlayIsThatOfTheCore()
    {
        // The window's overlay and the exported one are the same picture, up to rounding.
        ScoreMap map(16, 16);
        for (std::size_t i = 0; i < map.values.size(); ++i)
            map.values[i] = static_cast<float>(i) / 200;
        RgbImage grey(16, 16);
        std::fill(grey.pixels.begin(), grey.pixels.end(), std::uint8_t{90});
        const RgbImage wanted = overlay(grey, map, 0, 1, ColorMap::Inferno, 0.7);
        QImage got(16, 16, QImage::Format_RGB32);
        got.fill(qRgb(90, 90, 90));
        {
            QPainter painter(&got);
            painter.drawImage(0, 0, paintMap(map, 0, 1, overlayLut(ColorMap::Inferno, 0.7)));
        }
        for (int y = 0; y < 16; ++y) {
            for (int x = 0; x < 16; ++x) {
                const QRgb pixel = got.pixel(x, y);
                const std::uint8_t *expected = wanted.pixel(y, x);
                QVERIFY2(std::abs(qRed(pixel) - expected[0]) <= 2 && std::abs(qGreen(pixel) - expected[1]) <= 2 && std::abs(qBlue(pixel) - expected[2]) <= 2,
                         qPrintable(QStringLiteral("%1,%2: %3").arg(x).arg(y).arg(pixel, 0, 16)));
            }
        }
    }

    void differencesAreSigned()
    {
        ScoreMap more(2, 2, 0.8F);
        const ScoreMap less(4, 4, 0.3F);
        QVERIFY(std::abs(differenceOf(more, less).at(1, 1) - 0.5F) < 1e-6F);
        const ColorLut lut = differenceLut(1);
        QVERIFY(qBlue(lut[0]) > qRed(lut[0]));
        QVERIFY(qRed(lut[255]) > qBlue(lut[255]));
        const QRgb middle = qUnpremultiply(lut[128]);
        QVERIFY(qRed(middle) > 250 && qBlue(middle) > 250);
    }

    void regionsAreInPixelsOfTheOriginal()
    {
        ScoreMap map(8, 8);
        for (int y = 2; y < 4; ++y) {
            for (int x = 1; x < 4; ++x)
                map.at(y, x) = 0.7F;
        }
        map.at(3, 2) = 0.9F;
        map.at(6, 6) = 0.95F;
        const auto found = foundRegions(map, {}, pixelDecision(0.5), QSize(80, 40));
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].areaPx, 50); // the highest peak comes first
        QCOMPARE(found[1].areaPx, 6 * 50);
        QCOMPARE(found[1].box, QRect(10, 10, 30, 10));
        QCOMPARE(found[1].peak, QPointF(25, 17.5));
        QVERIFY(found[1].path.contains(QPointF(39.5, 19.5)));
        QVERIFY(!found[1].path.contains(QPointF(40.5, 19.5)));
        QCOMPARE(foundRegions(map, {}, pixelDecision(0.5, 0, 51), QSize(80, 40)).size(), std::size_t{1}); // area counts original pixels
        Mask ignored(8, 8);
        ignored.at(6, 6) = 1;
        QCOMPARE(foundRegions(map, ignored, pixelDecision(0.5), QSize(80, 40)).size(), std::size_t{1});
        QVERIFY(foundRegions(map, {}, Decision(), QSize(80, 40)).empty());
    }

    void regionModelIsAModel()
    {
        RegionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ScoreMap map(16, 16);
        for (int i = 0; i < 16; i += 3)
            map.at(i, i) = static_cast<float>(i + 1) / 20;
        for (const double threshold : {0.1, 0.5, 0.9, 0.02, 0.4}) {
            const auto found = foundRegions(map, {}, pixelDecision(threshold), QSize(16, 16));
            const auto count = static_cast<int>(found.size());
            model.setRegions(found);
            QCOMPARE(model.rowCount(), count);
        }
        QCOMPARE(model.index(0, RegionModel::PeakColumn).data(RegionModel::SortRole).toDouble(), static_cast<double>(16 / 20.0F));
        QCOMPARE(model.index(0, RegionModel::BoxColumn).data().toString(), QStringLiteral("15,15 1×1"));
        QCOMPARE(model.index(0, RegionModel::AreaColumn).data().toString(), QStringLiteral("1"));
        model.setRegions({});
        QCOMPARE(model.rowCount(), 0);
    }

    void zoomKeepsThePointBelowTheCursor()
    {
        ViewTransform view;
        view.setPane({800, 600}, 1);
        view.setPicture({2000, 1000});
        QVERIFY(view.isFit());
        QCOMPARE(view.zoom(), 0.4);
        const QPointF cursor(500, 320);
        const QPointF image = view.mapToImage(cursor);
        view.zoomAbout(cursor, 3);
        QVERIFY((view.mapFromImage(image) - cursor).manhattanLength() <= 2); // whole pixels of the screen
        view.pan({-100, 0});
        QVERIFY(std::abs(view.mapToImage(cursor).x() - image.x() - 100 / 3.0) < 1);
        view.pan({1e6, 1e6});
        QCOMPARE(view.visible().topLeft(), QPointF(0, 0)); // the picture does not leave the pane
        view.zoomAbout(cursor, 1e9);
        QCOMPARE(view.zoom(), ViewTransform::kLargestZoom);
        view.fit();
        QCOMPARE(view.visible(), QRectF(0, 0, 2000, 1000));
    }

    void strokesAndPolygons()
    {
        Mask mask(20, 30);
        QRect box = paintStroke(mask, {5, 5}, {15, 5}, 2, 1);
        QVERIFY(mask.at(5, 10) == 1 && mask.at(3, 10) == 1 && mask.at(7, 10) == 0);
        QVERIFY(box.contains(QRect(3, 3, 14, 4)));
        paintStroke(mask, {25.4, 15.4}, {25.4, 15.4}, 0.1, 1);
        QCOMPARE(int(mask.at(15, 25)), 1); // the thinnest brush paints the pixel below it
        paintStroke(mask, {-50, -50}, {-40, 100}, 3, 1); // outside: nothing happens
        Mask square(10, 10);
        box = paintPolygon(square, {{2, 2}, {6, 2}, {6, 5}, {2, 5}}, 1);
        QCOMPARE(std::count(square.values.begin(), square.values.end(), 1), 12);
        QCOMPARE(box, QRect(2, 2, 4, 3));
        const auto pixels = cutOut(square, QRect(1, 1, 3, 3));
        Mask other(10, 10);
        pasteInto(other, QRect(1, 1, 3, 3), pixels);
        QCOMPARE(std::count(other.values.begin(), other.values.end(), 1), 4);
    }

    void shapesCoverWhatTheCoreIgnores_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("rectangle") << static_cast<int>(RoiShape::Form::Rectangle);
        QTest::newRow("ellipse") << static_cast<int>(RoiShape::Form::Ellipse);
        QTest::newRow("polygon") << static_cast<int>(RoiShape::Form::Polygon);
        QTest::newRow("brush") << static_cast<int>(RoiShape::Form::Brush);
    }

    void shapesCoverWhatTheCoreIgnores()
    {
        QFETCH(int, form);
        RoiShape shape{RoiShape::Kind::Ignore, static_cast<RoiShape::Form>(form), {{0.2, 0.3}, {0.7, 0.8}}, 0.1};
        if (shape.form == RoiShape::Form::Polygon)
            shape.points.push_back({0.1, 0.9});
        for (const RoiShape::Kind kind : {RoiShape::Kind::Ignore, RoiShape::Kind::Include}) {
            shape.kind = kind;
            const Mask wanted = ignoredPixels(std::vector{shape}, 100, 100);
            const QPainterPath path = ignoredPath({shape}, QSizeF(100, 100));
            int differing = 0;
            for (int y = 0; y < 100; ++y) {
                for (int x = 0; x < 100; ++x)
                    differing += path.contains(QPointF(x + 0.5, y + 0.5)) != (wanted.at(y, x) != 0);
            }
            QVERIFY2(differing < 60, qPrintable(QString::number(differing))); // of 10,000: curves are flattened
        }
    }

    void cacheLoadsAndDrops()
    {
        InspectionProject demo;
        PictureCache cache(demo.project->sharedWorkspace());
        QSignalSpy loaded(&cache, &PictureCache::loaded);
        const auto request = [&](ImageId image, bool urgent) {
            return LayerRequest{{LayerKey::Kind::Picture, image, 0, -1}, demo.project->image(image)->sample, 0, nullptr, urgent};
        };
        const auto &images = demo.project->images();
        cache.want({request(images[0].id, true), request(images[1].id, false), {{LayerKey::Kind::Map, images[0].id, 1, -1}, {}, 0, nullptr, true}});
        QTRY_VERIFY(cache.isIdle());
        QVERIFY(cache.picture(images[0].id) && cache.picture(images[1].id));
        QCOMPARE(cache.map(images[0].id, 1, -1)->map, demo.project->workspace().scores(1)->map(*demo.project->workspace().scores(1)->indexOf(images[0].id)));
        QCOMPARE(loaded.count(), 3);
        cache.setBound(cache.picture(images[0].id)->bytes() + 2000); // what is looked at stays, however small the bound
        QVERIFY(cache.picture(images[0].id));
        QVERIFY(!cache.picture(images[1].id));
        cache.clear();
        QCOMPARE(cache.bytes(), 0);
        cache.want({request(images[2].id, true)});
        cache.clear(); // what is being read now is forgotten, and can be wanted again
        cache.want({request(images[2].id, true)});
        QTRY_VERIFY(cache.picture(images[2].id));
    }

    void cacheTellsWhyNot()
    {
        InspectionProject demo(64, true, 1, 1);
        PictureCache cache(demo.project->sharedWorkspace());
        Sample sample = demo.project->images().front().sample;
        sample.image = "/nowhere/there.png";
        cache.want({{{LayerKey::Kind::Picture, 1, 0, -1}, sample, 0, nullptr, true}, {{LayerKey::Kind::Map, 1, 99, -1}, {}, 0, nullptr, true}});
        QTRY_VERIFY(cache.isIdle());
        QVERIFY(cache.picture(1)->isNull());
        QVERIFY(cache.picture(1)->failure().contains(QStringLiteral("there.png")));
        QVERIFY(cache.map(1, 99, -1)->map.empty());
    }
};

QTEST_MAIN(TestInspectionLayers)
#include "tst_inspectionlayers.moc"
