// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/thresholdindex.h"
#include "tests/evaluation/reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <thread>

using namespace flawscope;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Builder = PixelThresholdIndex::Builder;

struct Image {
    ScoreMap map;
    Mask truth;
    bool defect = false;
    Mask ignored;
};

enum class Scores : std::uint8_t { Continuous, FewValues, OnEdges, Wild };

float randomScore(std::mt19937 &random, Scores scores, double width)
{
    const auto uniform = static_cast<float>(random()) / static_cast<float>(std::mt19937::max());
    switch (scores) {
    case Scores::Continuous:
        return 3 * uniform * uniform;
    case Scores::FewValues:
        return static_cast<float>(random() % 7) / 3;
    case Scores::OnEdges: {
        const auto edge = static_cast<float>(static_cast<double>(random() % 50 * 5000) * width);
        const float beside[] = {edge, std::nextafter(edge, 9.0F), std::nextafter(edge, -9.0F)};
        return std::max(0.0F, beside[random() % 3]);
    }
    case Scores::Wild: {
        const float wild[] = {INFINITY, -INFINITY, -0.0F, 0.0F, 3.0F, 4.0F, 1e30F, -2.0F, 1e-42F, -1e-42F};
        return random() % 2 ? 3 * uniform : wild[random() % 10];
    }
    }
    return 0;
}

/// Good images with and without a mask, defects with and without one, each third one with ignored pixels.
std::vector<Image> randomImages(unsigned seed, Scores scores, double width, int goodOnly = -1)
{
    std::mt19937 random(seed);
    std::vector<Image> images(9);
    for (std::size_t i = 0; i < images.size(); ++i) {
        Image &image = images[i];
        image.map = ScoreMap(5 + static_cast<int>(random() % 20), 3 + static_cast<int>(random() % 30));
        image.defect = goodOnly < 0 ? i % 2 == 1 : goodOnly == 0;
        for (float &score : image.map.values)
            score = randomScore(random, scores, width);
        if (image.defect ? i != 5 : i == 2)
            image.truth = Mask(image.map.height, image.map.width);
        if (i % 3 == 1)
            image.ignored = Mask(image.map.height, image.map.width);
        for (std::size_t p = 0; p < image.map.size(); ++p) {
            if (image.defect && !image.truth.empty() && (goodOnly == 0 || random() % 5 == 0))
                image.truth.values[p] = static_cast<std::uint8_t>(1 + random() % 255);
            if (!image.ignored.empty())
                image.ignored.values[p] = random() % 4 == 0;
        }
    }
    return images;
}

void addAll(Builder &builder, const std::vector<Image> &images)
{
    for (const Image &image : images)
        builder.add(image.map, image.truth, image.defect, image.ignored);
}

/// The definition: every pixel looked at, every region's share averaged.
struct Recount {
    Confusion pixels;
    std::optional<double> meanOverlap;
};

Recount recount(const std::vector<Image> &images, double threshold)
{
    Recount result;
    std::vector<double> shares;
    for (const Image &image : images) {
        if (image.defect && image.truth.empty())
            continue;
        int count = 0;
        const auto labels = reference::label(image.truth.empty() ? Mask(image.map.height, image.map.width) : image.truth, count);
        std::vector<double> called(static_cast<std::size_t>(count) + 1);
        std::vector<double> areas(called.size());
        for (std::size_t p = 0; p < image.map.size(); ++p) {
            if (!image.ignored.empty() && image.ignored.values[p] != 0)
                continue;
            const auto region = static_cast<std::size_t>(labels.values[p]);
            const bool isCalled = isDefect(image.map.values[p], threshold);
            result.pixels.add(region > 0, isCalled);
            areas[region] += 1;
            called[region] += isCalled;
        }
        for (std::size_t region = 1; region < areas.size(); ++region) {
            if (areas[region] > 0)
                shares.push_back(called[region] / areas[region]);
        }
    }
    if (!shares.empty())
        result.meanOverlap = std::accumulate(shares.begin(), shares.end(), 0.0) / static_cast<double>(shares.size());
    return result;
}

bool sameCurve(const std::vector<CurvePoint> &a, const std::vector<CurvePoint> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const CurvePoint &l, const CurvePoint &r) {
        return l.threshold == r.threshold && l.x == r.x && l.y == r.y;
    });
}

/// Bit for bit.
bool identical(const PixelThresholdIndex &a, const PixelThresholdIndex &b)
{
    const PixelMetrics &m = a.metrics();
    const PixelMetrics &n = b.metrics();
    for (int edge = 0; edge <= PixelThresholdIndex::kBins; ++edge) {
        const PixelFigures f = a.at(edge * a.binWidth());
        const PixelFigures g = b.at(edge * a.binWidth());
        if (f.pixels != g.pixels || f.meanOverlap != g.meanOverlap)
            return false;
    }
    return a.binWidth() == b.binWidth() && m.images == n.images && m.imagesWithoutMask == n.imagesWithoutMask && m.regions == n.regions
           && m.auroc == n.auroc && m.aupro == n.aupro && m.averagePrecision == n.averagePrecision && sameCurve(m.roc, n.roc)
           && sameCurve(m.pro, n.pro) && sameCurve(m.precisionRecall, n.precisionRecall);
}

std::shared_ptr<const PixelThresholdIndex> indexOf(const std::vector<Image> &images, double highest = 3)
{
    Builder builder(highest);
    addAll(builder, images);
    return builder.build();
}

template <typename Work>
std::optional<ErrorCode> errorOf(Work work)
{
    try {
        work();
    } catch (const Error &error) {
        return error.code();
    }
    return std::nullopt;
}

} // namespace

class PixelThresholdIndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gridIsExact_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<double>("end");
        QTest::newRow("three scales") << 3.0 << 4.0;
        QTest::newRow("four scales") << 4.0 << 4.0;
        QTest::newRow("one scale") << 1.0 << 1.0;
        QTest::newRow("just above a power of two") << std::nextafter(2.0, 3.0) << 4.0;
        QTest::newRow("smallest") << 1e-6 << std::ldexp(1.0, -19);
        QTest::newRow("largest") << 1e6 << std::ldexp(1.0, 20);
    }

    /// Each edge, and the float32 on either side of it, against a sorted list.
    void gridIsExact()
    {
        QFETCH(double, highest);
        QFETCH(double, end);
        Builder builder(highest);
        const auto empty = builder.build();
        QCOMPARE(empty->gridEnd(), end);
        std::vector<float> scores;
        for (int i = 0; i <= PixelThresholdIndex::kBins; ++i) {
            const double edge = i * empty->binWidth();
            QVERIFY(static_cast<double>(static_cast<float>(edge)) == edge);
            const auto score = static_cast<float>(edge);
            scores.insert(scores.end(), {std::nextafter(score, -INFINITY), score, std::nextafter(score, INFINITY)});
        }
        builder.add({scores, 3, PixelThresholdIndex::kBins + 1}, {}, false);
        const auto index = builder.build();
        for (std::size_t i = 0; i < scores.size(); i += 3) {
            const double edge = scores[i + 1];
            const PixelFigures figures = index->at(edge);
            QVERIFY(figures.threshold == edge);
            // The list is sorted already.
            const auto first = std::lower_bound(scores.begin(), scores.end(), edge);
            QVERIFY(figures.pixels.falsePositives == static_cast<std::uint64_t>(scores.end() - first));
            QVERIFY(first == scores.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
        QCOMPARE(index->at(0).pixels.trueNegatives, std::uint64_t{1}); // the one below 0
    }

    void snapsToTheNearestEdge()
    {
        const auto index = Builder(3).build();
        const double width = index->binWidth();
        QCOMPARE(index->snapped(0.3 * width), 0.0);
        QCOMPARE(index->snapped(0.5 * width), width);
        QCOMPARE(index->snapped(7.6 * width), 8 * width);
        QCOMPARE(index->snapped(-1), 0.0);
        QCOMPARE(index->snapped(-kInfinity), 0.0);
        QCOMPARE(index->snapped(kInfinity), 4.0);
        QVERIFY(errorOf([&] { (void)index->snapped(NAN); }) == ErrorCode::Internal);
        std::mt19937_64 random(3);
        for (int i = 0; i < 1000; ++i) {
            const double threshold = 4.0 * static_cast<double>(random()) / 0x1p64;
            const double snapped = index->snapped(threshold);
            QVERIFY(std::abs(snapped - threshold) <= width / 2);
            QVERIFY(index->snapped(snapped) == snapped);
        }
    }

    void equalsRecount_data()
    {
        QTest::addColumn<Scores>("scores");
        QTest::addColumn<int>("goodOnly");
        QTest::newRow("continuous") << Scores::Continuous << -1;
        QTest::newRow("heavy ties") << Scores::FewValues << -1;
        QTest::newRow("on and beside edges") << Scores::OnEdges << -1;
        QTest::newRow("infinite, negative, above the grid, both zeros, denormal") << Scores::Wild << -1;
        QTest::newRow("all good") << Scores::Wild << 1;
        QTest::newRow("all defect") << Scores::Wild << 0;
    }

    void equalsRecount()
    {
        QFETCH(Scores, scores);
        QFETCH(int, goodOnly);
        const double width = Builder(3).build()->binWidth();
        for (unsigned seed = 1; seed <= 4; ++seed) {
            const std::vector<Image> images = randomImages(seed, scores, width, goodOnly);
            const auto index = indexOf(images);
            std::mt19937 random(seed);
            std::vector<double> thresholds = {0, width, 3, 4, 1e30, kInfinity, -kInfinity};
            for (int i = 0; i < 60; ++i) {
                thresholds.push_back(4.0 * static_cast<double>(random()) / 0x1p32);
                thresholds.push_back(static_cast<double>(random() % 50 * 5000) * width);
            }
            for (const double threshold : thresholds) {
                const PixelFigures figures = index->at(threshold);
                QCOMPARE(figures.threshold, index->snapped(threshold));
                const Recount expected = recount(images, figures.threshold);
                QVERIFY(figures.pixels == expected.pixels);
                QCOMPARE(figures.falsePositiveRate, expected.pixels.overkillRate());
                QCOMPARE(figures.meanOverlap.has_value(), expected.meanOverlap.has_value());
                QVERIFY(!figures.meanOverlap || std::abs(*figures.meanOverlap - *expected.meanOverlap) < 1e-12);
            }
        }
    }

    void masksThatAreMissing()
    {
        const std::vector<Image> images = randomImages(1, Scores::Continuous, 1);
        const PixelMetrics metrics = indexOf(images)->metrics();
        QCOMPARE(metrics.images, std::uint64_t{8});
        QCOMPARE(metrics.imagesWithoutMask, std::uint64_t{1});

        // No defect has a mask: nothing is known of anomalous pixels, and all figures of one kind of pixels remain.
        std::vector<Image> unmasked = images;
        for (Image &image : unmasked)
            image.truth = {};
        const auto index = indexOf(unmasked);
        QCOMPARE(index->metrics().imagesWithoutMask, std::uint64_t{4});
        QVERIFY(!index->metrics().auroc && !index->metrics().aupro && !index->metrics().f1 && !index->youden());
        QVERIFY(index->metrics().roc.empty() && index->metrics().pro.empty());
        QVERIFY(index->at(1).falsePositiveRate && !index->at(1).meanOverlap);

        const auto nothing = indexOf({});
        QVERIFY(!nothing->at(1).falsePositiveRate && !nothing->metrics().auroc);
        QCOMPARE(nothing->at(1).pixels, Confusion());
    }

    void ignoredRegionsDoNotWeigh()
    {
        Image image{ScoreMap(1, 5), Mask(1, 5), true, Mask(1, 5)};
        image.map.values = {1, 2, 0, 3, 0.5F};
        image.truth.values = {1, 1, 0, 1, 0};
        image.ignored.values = {1, 0, 0, 1, 0};
        image.map.values[3] = NAN; // Nobody looks.
        const auto index = indexOf({image});
        QCOMPARE(index->metrics().regions, std::uint64_t{1});
        QCOMPARE(index->at(2).meanOverlap.value(), 1.0);
        QCOMPARE(index->at(2.1).meanOverlap.value(), 0.0);
        QCOMPARE(index->metrics().normalPixels, std::uint64_t{2});
    }

    void defectsBelowEveryEdgeHaveNoBestThreshold()
    {
        Image image{ScoreMap(1, 3), Mask(1, 3), true, {}};
        image.map.values = {-1, -2, 0.5F};
        image.truth.values = {1, 0, 0};
        const auto index = indexOf({image});
        QVERIFY(!index->metrics().f1 && !index->youden());
        QCOMPARE(index->metrics().auroc.value(), 0.25); // All that is below counts as equal.
        QVERIFY(index->metrics().pro.back().threshold == -kInfinity);
        QCOMPARE(index->at(0).pixels.falseNegatives, std::uint64_t{1});
    }

    /// On the grid against evaluatePixels(), which knows every score.
    void integralsAreNearTheExactOnes_data()
    {
        QTest::addColumn<double>("limit");
        QTest::newRow("the paper's limit") << 0.3;
        QTest::newRow("whole curve") << 1.0;
        QTest::newRow("tight limit") << 0.01;
    }

    void integralsAreNearTheExactOnes()
    {
        QFETCH(double, limit);
        std::mt19937 random(4);
        std::normal_distribution<float> noise(0, 0.3F);
        std::vector<Image> images(12);
        std::vector<EvaluatedImage> evaluated;
        for (std::size_t i = 0; i < images.size(); ++i) {
            Image &image = images[i];
            image.defect = i % 2 == 1;
            image.map = ScoreMap(64, 64);
            if (image.defect)
                image.truth = Mask(64, 64);
            for (int y = 0; y < 64; ++y) {
                for (int x = 0; x < 64; ++x) {
                    const bool anomalous = image.defect && (x / 9 + y / 9) % 7 == 0;
                    image.map.at(y, x) = std::abs(noise(random)) + (anomalous ? 0.3F : 0.0F);
                    if (anomalous)
                        image.truth.at(y, x) = 1;
                }
            }
            evaluated.push_back({std::to_string(i), image.defect, "", 0});
        }
        EvaluationOptions options;
        options.fprLimit = limit;
        const MapSource source = [&](std::size_t i, const MapVisitor &visit) { visit(images[i].map, images[i].truth); };
        const PixelMetrics exact = evaluatePixels(evaluated, source, options).overall;
        Builder builder(3);
        addAll(builder, images);
        const PixelMetrics metrics = builder.build(options)->metrics();
        QCOMPARE(metrics.normalPixels, exact.normalPixels);
        QCOMPARE(metrics.anomalousPixels, exact.anomalousPixels);
        QCOMPARE(metrics.regions, exact.regions);
        QVERIFY(std::abs(metrics.auroc.value() - exact.auroc.value()) < 1e-4);
        QVERIFY(std::abs(metrics.aupro.value() - exact.aupro.value()) < 1e-4);
        QVERIFY(std::abs(metrics.averagePrecision.value() - exact.averagePrecision.value()) < 1e-4);
        QVERIFY(metrics.f1->value <= exact.f1->value);
        QVERIFY(metrics.f1->value > exact.f1->value - 1e-3);
    }

    /// Where all scores are edges nothing is rounded.
    void equalsExactEvaluationOnEdges()
    {
        std::vector<Image> images = randomImages(6, Scores::Continuous, 1);
        std::vector<EvaluatedImage> evaluated;
        for (Image &image : images) {
            image.ignored = {};
            for (float &score : image.map.values)
                score = std::floor(score * 64) / 64;
            evaluated.push_back({"image", image.defect, "", 0});
        }
        const MapSource source = [&](std::size_t i, const MapVisitor &visit) { visit(images[i].map, images[i].truth); };
        const PixelMetrics exact = evaluatePixels(evaluated, source).overall;
        const PixelMetrics metrics = indexOf(images)->metrics();
        QCOMPARE(metrics.auroc.value(), exact.auroc.value());
        QVERIFY(std::abs(metrics.aupro.value() - exact.aupro.value()) < 1e-12);
        QVERIFY(std::abs(metrics.averagePrecision.value() - exact.averagePrecision.value()) < 1e-12);
        QCOMPARE(metrics.f1->threshold, exact.f1->threshold);
        QCOMPARE(metrics.f1->value, exact.f1->value);
    }

    void bestThresholdsAndCurvesAgreeWithTheCounts()
    {
        for (const Scores scores : {Scores::Continuous, Scores::FewValues, Scores::Wild}) {
            const auto index = indexOf(randomImages(2, scores, 1));
            const BestThreshold f1 = index->metrics().f1.value();
            const BestThreshold youden = index->youden().value();
            QCOMPARE(index->snapped(f1.threshold), f1.threshold);
            QCOMPARE(index->at(f1.threshold).pixels.f1().value(), f1.value);
            const auto j = [](const Confusion &c) { return c.recall().value() - c.overkillRate().value(); };
            QVERIFY(std::abs(j(index->at(youden.threshold).pixels) - youden.value) < 1e-12);
            for (int edge = 0; edge <= PixelThresholdIndex::kBins; ++edge) {
                const Confusion c = index->at(edge * index->binWidth()).pixels;
                QVERIFY(c.f1().value() <= f1.value);
                QVERIFY(j(c) <= youden.value + 1e-12);
            }
            for (const CurvePoint &point : index->metrics().pro) {
                if (!std::isfinite(point.threshold))
                    continue;
                const PixelFigures figures = index->at(point.threshold);
                QCOMPARE(figures.threshold, point.threshold);
                QCOMPARE(point.x, figures.falsePositiveRate.value());
                QVERIFY(std::abs(point.y - figures.meanOverlap.value()) < 1e-12);
            }
            for (const CurvePoint &point : index->metrics().precisionRecall) {
                if (!std::isfinite(point.threshold))
                    continue;
                QCOMPARE(point.x, index->at(point.threshold).pixels.recall().value());
                QCOMPARE(point.y, index->at(point.threshold).pixels.precision().value());
            }
            QCOMPARE(index->metrics().roc.back().x, 1.0);
            QCOMPARE(index->metrics().roc.back().y, 1.0);
            QCOMPARE(index->metrics().pro.back().y, 1.0);
        }
    }

    void histogramsAreExactBetweenTheirEdges()
    {
        const std::vector<Image> images = randomImages(3, Scores::OnEdges, Builder(3).build()->binWidth());
        const auto index = indexOf(images);
        const PixelHistogram histogram = index->histogram(0.1, 2.9, 37);
        QCOMPARE(histogram.edges.size(), std::size_t{38});
        QCOMPARE(histogram.normal.size(), std::size_t{37});
        QCOMPARE(histogram.edges.front(), index->snapped(0.1));
        QCOMPARE(histogram.edges.back(), index->snapped(2.9));
        for (std::size_t i = 0; i < 37; ++i) {
            const Confusion left = recount(images, histogram.edges[i]).pixels;
            const Confusion right = recount(images, histogram.edges[i + 1]).pixels;
            QCOMPARE(histogram.normal[i], left.falsePositives - right.falsePositives);
            QCOMPARE(histogram.anomalous[i], left.truePositives - right.truePositives);
        }
        // More bars than the grid has bins: some stay empty, no pixel is lost.
        const PixelHistogram fine = index->histogram(0, 4, 1'000'000);
        QCOMPARE(std::accumulate(fine.normal.begin(), fine.normal.end(), std::uint64_t{0}), index->metrics().normalPixels);
        QVERIFY(errorOf([&] { (void)index->histogram(1, 1, 4); }) == ErrorCode::BadOption);
        QVERIFY(errorOf([&] { (void)index->histogram(0, kInfinity, 4); }) == ErrorCode::BadOption);
        QVERIFY(errorOf([&] { (void)index->histogram(0, 1, 0); }) == ErrorCode::BadOption);
    }

    void orderAndMergesChangeNothing()
    {
        const std::vector<Image> images = randomImages(5, Scores::Wild, 1);
        const auto whole = indexOf(images);
        std::mt19937 random(8);
        std::vector<std::size_t> order(images.size());
        std::iota(order.begin(), order.end(), 0);
        for (int round = 0; round < 3; ++round) {
            std::shuffle(order.begin(), order.end(), random);
            std::vector<Builder> builders;
            for (int i = 0; i < 3; ++i)
                builders.emplace_back(3);
            std::vector<std::thread> threads;
            for (std::size_t t = 0; t < 3; ++t) {
                threads.emplace_back([&, t] {
                    for (std::size_t i = t; i < order.size(); i += 3) {
                        const Image &image = images[order[i]];
                        builders[t].add(image.map, image.truth, image.defect, image.ignored);
                    }
                });
            }
            for (std::thread &thread : threads)
                thread.join();
            std::shuffle(order.begin(), order.end(), random);
            builders[1].merge(builders[2]);
            builders[1].merge(builders[0]);
            QVERIFY(identical(*builders[1].build(), *whole));
        }
        Builder other(5);
        QVERIFY(errorOf([&] { other.merge(Builder(3)); }) == ErrorCode::Mismatch);
    }

    void removeUndoesAdd()
    {
        const std::vector<Image> images = randomImages(7, Scores::Wild, 1);
        const auto before = indexOf({images.begin(), images.begin() + 4});
        Builder builder(3);
        addAll(builder, images);
        for (std::size_t i = images.size(); i-- > 4;)
            builder.remove(images[i].map, images[i].truth, images[i].defect, images[i].ignored);
        QVERIFY(identical(*builder.build(), *before));

        // One image's truth changes: as a difference that is merged.
        std::vector<Image> corrected = {images.begin(), images.begin() + 4};
        corrected[1].truth.values[2] ^= 1;
        corrected[2].defect = true;
        corrected[2].truth = Mask(corrected[2].map.height, corrected[2].map.width, 1);
        Builder change(3);
        for (const std::size_t i : {1U, 2U}) {
            change.remove(images[i].map, images[i].truth, images[i].defect, images[i].ignored);
            change.add(corrected[i].map, corrected[i].truth, corrected[i].defect, corrected[i].ignored);
        }
        builder.merge(change);
        QVERIFY(identical(*builder.build(), *indexOf(corrected)));
        QVERIFY(!identical(*builder.build(), *before));
        // A difference alone is not a set of images.
        QVERIFY(errorOf([&] { (void)change.build(); }) == ErrorCode::Internal);
    }

    void refusesWhatItCannotCount()
    {
        const Image good{ScoreMap(3, 4, 1.0F), {}, false, {}};
        Builder builder(3);
        addAll(builder, {good});
        const auto before = builder.build();
        ScoreMap broken = good.map;
        broken.values[7] = NAN;
        QVERIFY(errorOf([&] { builder.add(broken, {}, false); }) == ErrorCode::BadInput);
        QVERIFY(errorOf([&] { builder.add(broken, Mask(3, 4, 1), true); }) == ErrorCode::BadInput);
        QVERIFY(errorOf([&] { builder.add(ScoreMap(), {}, false); }) == ErrorCode::BadInput);
        QVERIFY(errorOf([&] { builder.add({good.map.values, 4, 4}, {}, false); }) == ErrorCode::BadInput);
        QVERIFY(errorOf([&] { builder.add(good.map, Mask(4, 3), true); }) == ErrorCode::Mismatch);
        QVERIFY(errorOf([&] { builder.add(good.map, Mask(3, 4, 1), false); }) == ErrorCode::Mismatch);
        QVERIFY(errorOf([&] { builder.add(good.map, {}, false, Mask(1, 1)); }) == ErrorCode::Mismatch);
        QVERIFY(identical(*builder.build(), *before)); // nothing of it was counted
        for (const double highest : {0.0, -1.0, 1e7, kInfinity, std::nan("")})
            QVERIFY(errorOf([&] { Builder refused(highest); }) == ErrorCode::BadOption);
        EvaluationOptions options;
        options.fprLimit = 2;
        QVERIFY(errorOf([&] { (void)builder.build(options); }) == ErrorCode::BadOption);
    }
};

QTEST_GUILESS_MAIN(PixelThresholdIndexTest)
#include "tst_pixelthresholdindex.moc"
