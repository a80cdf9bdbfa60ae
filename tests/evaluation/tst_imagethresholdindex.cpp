// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/evaluation/thresholdindex.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace flawscope;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<RankedImage> randomImages(unsigned seed, unsigned values, bool wild)
{
    std::mt19937 random(seed);
    std::vector<RankedImage> images(1 + random() % 120);
    for (std::size_t i = 0; i < images.size(); ++i) {
        images[i].id = static_cast<std::int64_t>(1000 - i);
        images[i].score = static_cast<double>(random() % values) / 7 - 1;
        if (wild && random() % 4 == 0) {
            const double scores[] = {kInfinity, -kInfinity, -0.0, 0.0, 1e-310, -1e300};
            images[i].score = scores[random() % 6];
        }
        if (const unsigned label = random() % 3; label < 2)
            images[i].defect = label == 1;
    }
    return images;
}

/// Every score, what lies beside it, and beyond.
std::vector<double> thresholdsFor(const std::vector<RankedImage> &images)
{
    std::vector<double> thresholds = {-kInfinity, kInfinity, 0, 0.1};
    for (std::size_t i = 0; i < images.size(); i += 3) {
        thresholds.push_back(images[i].score);
        thresholds.push_back(std::nextafter(images[i].score, kInfinity));
        thresholds.push_back(std::nextafter(images[i].score, -kInfinity));
    }
    std::sort(thresholds.begin(), thresholds.end());
    return thresholds;
}

BandCounts slowBand(const std::vector<RankedImage> &images, double low, double high)
{
    BandCounts counts;
    for (const RankedImage &image : images) {
        const bool unsure = image.score >= low && image.score < high;
        if (unsure)
            ++(!image.defect ? counts.unsureUnknown : *image.defect ? counts.unsureDefects : counts.unsureGood);
        else if (!image.defect)
            ++(isDefect(image.score, high) ? counts.unknownDefects : counts.unknownGood);
        else
            counts.sure.add(*image.defect, isDefect(image.score, high));
    }
    return counts;
}

std::vector<std::int64_t> slowIds(const std::vector<RankedImage> &images, double low, double high, bool open)
{
    std::vector<RankedImage> found;
    for (const RankedImage &image : images) {
        if (image.score >= low && (open || image.score < high))
            found.push_back(image);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.score < b.score; });
    std::vector<std::int64_t> ids;
    for (const RankedImage &image : found)
        ids.push_back(image.id);
    return ids;
}

std::vector<std::int64_t> listed(std::span<const std::int64_t> ids) { return {ids.begin(), ids.end()}; }

} // namespace

class ImageThresholdIndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsRecount_data()
    {
        QTest::addColumn<unsigned>("values");
        QTest::addColumn<bool>("wild");
        QTest::newRow("heavy ties") << 4U << false;
        QTest::newRow("few ties") << 100000U << false;
        QTest::newRow("infinities, both zeros, denormals") << 9U << true;
    }

    void equalsRecount()
    {
        QFETCH(unsigned, values);
        QFETCH(bool, wild);
        for (unsigned seed = 1; seed <= 8; ++seed) {
            const std::vector<RankedImage> images = randomImages(seed, values, wild);
            const ImageThresholdIndex index(images);
            std::vector<LabelledScore> labelled;
            for (const RankedImage &image : images) {
                if (image.defect)
                    labelled.push_back({image.score, *image.defect});
            }
            const ConfusionIndex confusion(labelled);
            const std::vector<double> thresholds = thresholdsFor(images);
            for (const double low : thresholds) {
                QVERIFY(index.at(low) == confusionAt(labelled, low));
                QVERIFY(index.at(low) == confusion.at(low));
                QCOMPARE(listed(index.idsFrom(low)), slowIds(images, low, 0, true));
                QCOMPARE(index.countFrom(low), index.idsFrom(low).size());
                for (const double high : thresholds) {
                    if (high < low)
                        continue;
                    QVERIFY(index.band(low, high) == slowBand(images, low, high));
                    QCOMPARE(listed(index.idsBetween(low, high)), slowIds(images, low, high, false));
                }
            }
        }
    }

    void barsHoldTheirImages()
    {
        for (unsigned seed = 1; seed <= 5; ++seed) {
            const std::vector<RankedImage> images = randomImages(seed, 20, true);
            const ImageThresholdIndex index(images);
            const std::vector<double> edges = {-kInfinity, -1, -0.5, 0, 0, 0.3, 2, kInfinity};
            const auto good = index.counts(edges, false);
            const auto defects = index.counts(edges, true);
            const auto unknown = index.counts(edges, std::nullopt);
            QCOMPARE(good.size(), edges.size() - 1);
            for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
                const auto matching = [&](std::optional<bool> defect) {
                    return static_cast<std::uint64_t>(std::count_if(images.begin(), images.end(), [&](const RankedImage &image) {
                        return image.defect == defect && image.score >= edges[i] && image.score < edges[i + 1];
                    }));
                };
                QCOMPARE(good[i], matching(false));
                QCOMPARE(defects[i], matching(true));
                QCOMPARE(unknown[i], matching(std::nullopt));
                QCOMPARE(good[i] + defects[i] + unknown[i], index.idsBetween(edges[i], edges[i + 1]).size());
            }
            QVERIFY(index.counts({}, true).empty());
            QVERIFY(index.counts(std::vector<double>{1}, true).empty());
        }
    }

    void stepsVisitEachScoreOnce()
    {
        const std::vector<RankedImage> images = {{1, 2, true}, {2, 1, {}}, {3, 2, false}, {4, 5, true}, {5, kInfinity, false}};
        const ImageThresholdIndex index(images);
        std::vector<double> up;
        for (auto score = index.nextAbove(-kInfinity); score; score = index.nextAbove(*score))
            up.push_back(*score);
        QCOMPARE(up, (std::vector<double>{1, 2, 5, kInfinity}));
        std::vector<double> down;
        for (auto score = index.nextBelow(kInfinity); score; score = index.nextBelow(*score))
            down.push_back(*score);
        QCOMPARE(down, (std::vector<double>{5, 2, 1}));
        QCOMPARE(index.nextAbove(3).value(), 5.0);
        QCOMPARE(index.nextBelow(3).value(), 2.0);
    }

    void emptyIsHarmless()
    {
        for (const ImageThresholdIndex &index : {ImageThresholdIndex(), ImageThresholdIndex(std::span<const RankedImage>())}) {
            QCOMPARE(index.size(), std::size_t{0});
            QVERIFY(index.band(0, 1) == BandCounts());
            QVERIFY(index.idsFrom(-kInfinity).empty() && index.idsBetween(0, 1).empty());
            QVERIFY(!index.nextAbove(0) && !index.nextBelow(0));
            QCOMPARE(index.counts(std::vector<double>{0, 1}, false), (std::vector<std::uint64_t>{0}));
        }
    }

    void refusesNonsense()
    {
        QVERIFY_THROWS_EXCEPTION(Error, ImageThresholdIndex(std::vector<RankedImage>{{7, std::nan(""), true}}));
        const ImageThresholdIndex index(std::vector<RankedImage>{{7, 1, true}});
        QVERIFY_THROWS_EXCEPTION(Error, (void)index.at(std::nan("")));
        QVERIFY_THROWS_EXCEPTION(Error, (void)index.band(2, 1));
        QVERIFY_THROWS_EXCEPTION(Error, (void)index.idsBetween(2, 1));
        QVERIFY_THROWS_EXCEPTION(Error, (void)index.nextAbove(std::nan("")));
        QVERIFY_THROWS_EXCEPTION(Error, (void)index.counts(std::vector<double>{2, 1}, true));
    }
};

QTEST_GUILESS_MAIN(ImageThresholdIndexTest)
#include "tst_imagethresholdindex.moc"
