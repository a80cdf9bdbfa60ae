// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation.h"
#include "tests/evaluation/reference.h"

#include <QTest>

#include <cmath>
#include <random>
#include <span>

using namespace flawscope;
using reference::Picture;

namespace {

struct TestSet {
    std::vector<EvaluatedImage> images;
    std::vector<Picture> pictures;

    [[nodiscard]] MapSource source() const
    {
        return [this](std::size_t i, const MapVisitor &visit) { visit(pictures[i].map, pictures[i].mask); };
    }

    [[nodiscard]] std::vector<Picture> subset(const std::string &defectClass) const
    {
        std::vector<Picture> chosen;
        for (std::size_t i = 0; i < images.size(); ++i) {
            if (!images[i].defect || images[i].defectClass == defectClass)
                chosen.push_back(pictures[i]);
        }
        return chosen;
    }
};

/// Maps of different sizes, with defects of three classes (one without a name); scores are multiples of 1/values.
TestSet randomSet(unsigned seed, unsigned values, bool withInfinities)
{
    std::mt19937 random(seed);
    TestSet set;
    const char *classes[] = {"", "scratch", "hole"};
    for (unsigned i = 0; i < 9; ++i) {
        const bool defect = i % 3 != 0 || i == 8;
        Picture picture{ScoreMap(3 + static_cast<int>(random() % 9), 4 + static_cast<int>(random() % 14)), {}};
        if (defect || i == 3)
            picture.mask = Mask(picture.map.height, picture.map.width);
        for (std::size_t p = 0; p < picture.map.size(); ++p) {
            const bool anomalous = defect && random() % 6 == 0;
            if (anomalous)
                picture.mask.values[p] = static_cast<std::uint8_t>(1 + random() % 255);
            picture.map.values[p] = static_cast<float>(random() % values) / static_cast<float>(values) - 0.3F + (anomalous ? 0.2F : 0.0F);
            if (withInfinities && random() % 5 == 0)
                picture.map.values[p] = random() % 2 ? INFINITY : -INFINITY;
            if (withInfinities && random() % 7 == 0)
                picture.map.values[p] = random() % 2 ? 0.0F : -0.0F;
        }
        set.images.push_back({"image " + std::to_string(i), defect, defect ? classes[random() % 3] : "",
                              *std::max_element(picture.map.values.begin(), picture.map.values.end())});
        set.pictures.push_back(std::move(picture));
    }
    return set;
}

void compare(const PixelMetrics &found, const std::vector<Picture> &pictures, double limit)
{
    const auto scores = reference::pixels(pictures);
    QVERIFY(std::abs(found.auroc.value() - reference::auroc(scores)) < 1e-12);
    QVERIFY(std::abs(found.aupro.value() - reference::aupro(pictures, limit)) < 1e-12);
    QVERIFY(std::abs(found.averagePrecision.value() - reference::averagePrecision(scores)) < 1e-12);
    const BestThreshold f1 = reference::f1(scores);
    QCOMPARE(found.f1->threshold, f1.threshold);
    QVERIFY(std::abs(found.f1->value - f1.value) < 1e-12);
    QCOMPARE(found.images, pictures.size());
    QCOMPARE(found.normalPixels + found.anomalousPixels, scores.size());
    QVERIFY(found.roc.front().x == 0 && found.roc.front().y == 0);
    for (const CurvePoint &point : std::span(found.roc).subspan(1)) {
        const Confusion c = confusionAt(scores, point.threshold);
        QCOMPARE(point.x, c.overkillRate().value());
        QCOMPARE(point.y, c.recall().value());
    }
    // A PRO point lies on the reference's curve (between its points where a threshold lies between scores).
    const auto curve = reference::proCurve(pictures);
    for (const CurvePoint &point : found.pro) {
        QVERIFY(std::any_of(curve.begin(), curve.end(), [&](const auto &p) {
            return std::abs(p.first - point.x) < 1e-12 && std::abs(p.second - point.y) < 1e-12;
        }));
    }
}

bool identical(const PixelMetrics &a, const PixelMetrics &b)
{
    const auto sameCurve = [](const std::vector<CurvePoint> &left, const std::vector<CurvePoint> &right) {
        return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const CurvePoint &l, const CurvePoint &r) {
            return l.threshold == r.threshold && l.x == r.x && l.y == r.y;
        });
    };
    return a.auroc == b.auroc && a.aupro == b.aupro && a.averagePrecision == b.averagePrecision
           && a.f1->threshold == b.f1->threshold && a.normalPixels == b.normalPixels && sameCurve(a.pro, b.pro)
           && sameCurve(a.roc, b.roc);
}

ErrorCode errorOf(const TestSet &set, std::string &sentence)
{
    try {
        (void)evaluatePixels(set.images, set.source());
    } catch (const Error &error) {
        sentence = error.what();
        return error.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class PixelEvaluatorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handCase()
    {
        // Regions: {9} and {8, 1}; normals: 8, 5, 5, 0, 0, 0, 0 (7 of them).
        TestSet set;
        set.images = {{"a", true, "x", 9}};
        Picture picture{ScoreMap(2, 5), Mask(2, 5)};
        picture.map.values = {9, 5, 5, 8, 1, 0, 0, 0, 8, 0};
        picture.mask.values = {1, 0, 0, 1, 1, 0, 0, 0, 0, 0};
        set.pictures = {picture};
        EvaluationOptions options;
        options.fprLimit = 2.0 / 7;
        const PixelMetrics metrics = evaluatePixels(set.images, set.source(), options).overall;
        QCOMPARE(metrics.regions, std::uint64_t{2});
        QCOMPARE(metrics.normalPixels, std::uint64_t{7});
        QCOMPARE(metrics.auroc.value(), (7 + 6.5 + 4) / 21);
        // PRO: (0, 1/2), then the tie climbs to (1/7, 3/4), which holds until 1 beats the zeros at 3/7.
        QVERIFY(std::abs(metrics.aupro.value() - (0.5 * (0.5 + 0.75) + 0.75) / 2) < 1e-15);
        // At 8: 4/(4 + 1 + 1), and at 1: 6/(6 + 3). Equal, so the lower one.
        QCOMPARE(metrics.f1->threshold, 1.0);
        QCOMPARE(metrics.f1->value, 2.0 / 3);
    }

    void equalsDefinitions_data()
    {
        QTest::addColumn<unsigned>("values");
        QTest::addColumn<bool>("withInfinities");
        QTest::addColumn<double>("limit");
        QTest::newRow("heavy ties") << 5U << false << 0.3;
        QTest::newRow("two values") << 2U << false << 0.3;
        QTest::newRow("few ties") << 100000U << false << 0.3;
        QTest::newRow("infinities and both zeros") << 9U << true << 0.3;
        QTest::newRow("whole curve") << 30U << false << 1.0;
        QTest::newRow("tiny limit") << 30U << false << 0.001;
    }

    void equalsDefinitions()
    {
        QFETCH(unsigned, values);
        QFETCH(bool, withInfinities);
        QFETCH(double, limit);
        EvaluationOptions options;
        options.fprLimit = limit;
        options.threads = 2;
        for (unsigned seed = 1; seed <= 12; ++seed) {
            const TestSet set = randomSet(seed, values, withInfinities);
            const PixelEvaluation found = evaluatePixels(set.images, set.source(), options);
            compare(found.overall, set.pictures, limit);
            for (const auto &[name, metrics] : found.classes)
                compare(metrics, set.subset(name), limit);
        }
    }

    void chunksAndThreadsChangeNothing()
    {
        for (unsigned seed = 1; seed <= 6; ++seed) {
            const TestSet set = randomSet(seed, 50, false);
            const PixelEvaluation whole = evaluatePixels(set.images, set.source());
            for (const int chunk : {1, 37, 64}) {
                EvaluationOptions options;
                options.chunkPixels = chunk;
                options.threads = chunk % 4 + 1;
                // Maps that exist only while they are looked at.
                const MapSource streaming = [&](std::size_t i, const MapVisitor &visit) {
                    const Picture copy = set.pictures[i];
                    visit(copy.map, copy.mask);
                };
                const PixelEvaluation streamed = evaluatePixels(set.images, streaming, options);
                QVERIFY(identical(streamed.overall, whole.overall));
                QCOMPARE(streamed.classes.size(), whole.classes.size());
                for (std::size_t c = 0; c < whole.classes.size(); ++c)
                    QVERIFY(identical(streamed.classes[c].metrics, whole.classes[c].metrics));
            }
        }
    }

    void doublesAreNotRounded()
    {
        // The defect beats the good pixel only beyond what a float32 can tell.
        const std::vector<EvaluatedImage> images = {{"good", false, "", 0}, {"defect", true, "x", 0}};
        const PreciseMapSource source = [](std::size_t i, const PreciseMapVisitor &visit) {
            visit(Plane<double>(1, 1, i == 0 ? 2.0 : 2.0 + 1e-12), i == 0 ? Mask() : Mask(1, 1, 1));
        };
        const PixelMetrics metrics = evaluatePixels(images, source).overall;
        QCOMPARE(metrics.auroc.value(), 1.0);
        QVERIFY(metrics.f1->threshold == 2.0 + 1e-12);

        const TestSet set = randomSet(3, 60, true);
        const PreciseMapSource widened = [&](std::size_t i, const PreciseMapVisitor &visit) {
            const Picture &picture = set.pictures[i];
            Plane<double> map(picture.map.height, picture.map.width);
            std::copy(picture.map.values.begin(), picture.map.values.end(), map.values.begin());
            visit(map, picture.mask);
        };
        EvaluationOptions options;
        options.chunkPixels = 50;
        compare(evaluatePixels(set.images, widened, options).overall, set.pictures, 0.3);
    }

    void curvesAreShort()
    {
        TestSet set = randomSet(1, 100000, false);
        EvaluationOptions options;
        options.curvePoints = 20;
        const PixelMetrics metrics = evaluatePixels(set.images, set.source(), options).overall;
        QVERIFY(metrics.roc.size() <= 20 && metrics.pro.size() <= 20 && metrics.precisionRecall.size() <= 20);
        QCOMPARE(metrics.pro.back().x, 1.0);
        QVERIFY(std::abs(metrics.pro.back().y - 1.0) < 1e-12);
    }

    void goodImagesAreReadOnce()
    {
        const TestSet set = randomSet(1, 9, false);
        std::vector<int> reads(set.images.size());
        (void)evaluatePixels(set.images, [&](std::size_t i, const MapVisitor &visit) {
            ++reads[i];
            visit(set.pictures[i].map, set.pictures[i].mask);
        });
        for (std::size_t i = 0; i < reads.size(); ++i)
            QCOMPARE(reads[i], set.images[i].defect ? 2 : 1);
    }

    void defectsWithoutMaskAreLeftOut()
    {
        TestSet set = randomSet(1, 9, false);
        TestSet without = set;
        set.images.push_back({"unmasked", true, "scratch", 1});
        set.pictures.push_back({ScoreMap(4, 4, 0.5F), {}});
        const PixelEvaluation found = evaluatePixels(set.images, set.source());
        QCOMPARE(found.overall.imagesWithoutMask, std::uint64_t{1});
        QVERIFY(identical(found.overall, evaluatePixels(without.images, without.source()).overall));
    }

    void undefinedIsAbsent()
    {
        const EvaluatedImage good{"good", false, "", 0};
        const EvaluatedImage defect{"defect", true, "x", 0};
        const Picture normal{ScoreMap(3, 3), {}};
        const Picture anomalous{ScoreMap(3, 3), Mask(3, 3, 1)};
        const Picture unmarked{ScoreMap(3, 3), Mask(3, 3)};
        for (const TestSet &set : {TestSet{}, TestSet{{good}, {normal}}, TestSet{{defect}, {anomalous}}, TestSet{{defect}, {unmarked}}}) {
            const Evaluation found = evaluate(set.images, set.source());
            QVERIFY(!found.overall.pixel.auroc && !found.overall.pixel.aupro && !found.overall.pixel.f1);
            QVERIFY(!found.overall.pixel.averagePrecision && found.overall.pixel.pro.empty());
            QVERIFY(!found.overall.image.auroc);
            QCOMPARE(found.overall.pixel.normalPixels + found.overall.pixel.anomalousPixels, set.images.size() * 9);
        }
        const TestSet both{{good, defect}, {normal, anomalous}};
        QCOMPARE(evaluatePixels(both.images, both.source()).overall.auroc.value(), 0.5);
    }

    void badInputIsNamed()
    {
        const TestSet clean = randomSet(1, 9, false);
        std::string sentence;
        for (const std::size_t index : {std::size_t{0}, std::size_t{1}}) { // a good one, a defect
            for (const std::size_t pixel : {std::size_t{0}, clean.pictures[index].map.size() - 1}) {
                TestSet set = clean;
                set.pictures[index].map.values[pixel] = NAN;
                QCOMPARE(errorOf(set, sentence), ErrorCode::BadInput);
                QVERIFY(sentence.find(set.images[index].name) != std::string::npos);
            }
        }
        TestSet marked = clean;
        marked.pictures[3].mask.values[2] = 1;
        QCOMPARE(errorOf(marked, sentence), ErrorCode::Mismatch);
        QVERIFY(sentence.find("image 3") != std::string::npos);
        TestSet smaller = clean;
        smaller.pictures[1].mask = Mask(2, 2, 1);
        QCOMPARE(errorOf(smaller, sentence), ErrorCode::Mismatch);
        TestSet empty = clean;
        empty.pictures[1].map = {};
        QCOMPARE(errorOf(empty, sentence), ErrorCode::BadInput);
    }

    void stopStops()
    {
        const TestSet set = randomSet(1, 9, false);
        std::stop_source stop;
        std::size_t seen = 0;
        const MapSource source = [&](std::size_t i, const MapVisitor &visit) {
            if (++seen == 4)
                stop.request_stop();
            visit(set.pictures[i].map, set.pictures[i].mask);
        };
        try {
            (void)evaluate(set.images, source, {}, RunContext(stop.get_token()));
            QFAIL("not stopped");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Cancelled);
        }
        QCOMPARE(seen, std::size_t{4});
    }

    void classesAreEvaluatedAgainstAllGood()
    {
        const TestSet set = randomSet(2, 40, false);
        double lastDone = 0;
        double lastTotal = 0;
        const RunContext context({}, [&](const Progress &progress) {
            lastDone = progress.done;
            lastTotal = progress.total;
        });
        const Evaluation found = evaluate(set.images, set.source(), {}, context);
        QCOMPARE(lastDone, lastTotal);
        QCOMPARE(found.classes.size(), std::size_t{2});
        QCOMPARE(found.classes[0].defectClass, std::string("hole"));
        QCOMPARE(found.classes[1].defectClass, std::string("scratch"));
        for (const Metrics &metrics : found.classes) {
            compare(metrics.pixel, set.subset(metrics.defectClass), 0.3);
            std::vector<LabelledScore> scores;
            for (const EvaluatedImage &image : set.images) {
                if (!image.defect || image.defectClass == metrics.defectClass)
                    scores.push_back({image.score, image.defect});
            }
            QCOMPARE(metrics.image.auroc.value(), reference::auroc(scores));
        }
        QVERIFY(evaluate(set.images, MapSource()).overall.image.auroc == found.overall.image.auroc);
        EvaluationOptions overallOnly;
        overallOnly.perClass = false;
        const Evaluation whole = evaluate(set.images, set.source(), overallOnly);
        QVERIFY(whole.classes.empty());
        QVERIFY(identical(whole.overall.pixel, found.overall.pixel));
    }
};

QTEST_GUILESS_MAIN(PixelEvaluatorTest)
#include "tst_pixelevaluator.moc"
