// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/dataset/split.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace flawscope;

namespace {

Dataset datasetOf(int training)
{
    Dataset dataset;
    for (int i = 0; i < training; ++i) {
        Sample sample;
        sample.name = "train/good/" + std::to_string(i) + ".png";
        dataset.samples.push_back(sample);
    }
    Sample test;
    test.split = Split::Test;
    test.name = "test/good/0.png";
    dataset.samples.push_back(test);
    return dataset;
}

std::set<std::string> names(const Dataset &dataset, const std::vector<std::size_t> &indices)
{
    std::set<std::string> names;
    for (const std::size_t i : indices)
        names.insert(dataset.samples[i].name);
    return names;
}

} // namespace

class TestSplit final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void counts_data()
    {
        QTest::addColumn<int>("training");
        QTest::addColumn<double>("fraction");
        QTest::addColumn<int>("heldOut");
        QTest::newRow("none") << 0 << 0.1 << 0;
        QTest::newRow("one") << 1 << 0.5 << 0;
        QTest::newRow("two") << 2 << 0.1 << 1;
        QTest::newRow("zero") << 10 << 0.0 << 0;
        QTest::newRow("tenth") << 209 << 0.1 << 21;
        QTest::newRow("most") << 3 << 0.99 << 2;
    }

    void counts()
    {
        QFETCH(int, training);
        QFETCH(double, fraction);
        QFETCH(int, heldOut);
        const Dataset dataset = datasetOf(training);
        const HoldOut split = holdOut(dataset, fraction, 3);
        QCOMPARE(static_cast<int>(split.heldOut.size()), heldOut);
        QCOMPARE(static_cast<int>(split.training.size()), training - heldOut);
        std::vector<std::size_t> all = split.training;
        all.insert(all.end(), split.heldOut.begin(), split.heldOut.end());
        std::sort(all.begin(), all.end());
        for (int i = 0; i < training; ++i)
            QCOMPARE(all[static_cast<std::size_t>(i)], static_cast<std::size_t>(i));
    }

    void sameForTheSameSeedAndNames()
    {
        Dataset dataset = datasetOf(100);
        const auto chosen = names(dataset, holdOut(dataset, 0.2, 5).heldOut);
        QVERIFY(chosen != names(dataset, holdOut(dataset, 0.2, 6).heldOut));
        std::reverse(dataset.samples.begin(), dataset.samples.end());
        QCOMPARE(names(dataset, holdOut(dataset, 0.2, 5).heldOut), chosen);
        // Pinned, so that no compiler or library changes which pictures a stored run has held out.
        const std::vector<std::size_t> pinned = holdOut(datasetOf(10), 0.3, 0).heldOut;
        QCOMPARE(pinned, (std::vector<std::size_t>{0, 1, 7}));
    }

    void duplicatesStayTogether()
    {
        Dataset dataset = datasetOf(40);
        for (std::size_t i = 0; i < 40; ++i)
            dataset.samples[i].contentGroup = static_cast<std::uint32_t>(i < 30 ? i % 10 + 1 : 0);
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const HoldOut split = holdOut(dataset, 0.25, seed);
            QVERIFY(!split.heldOut.empty() && split.heldOut.size() <= 10);
            for (const std::size_t held : split.heldOut) {
                for (const std::size_t trained : split.training)
                    QVERIFY(dataset.samples[held].contentGroup == 0 || dataset.samples[held].contentGroup != dataset.samples[trained].contentGroup);
            }
        }
        for (std::size_t i = 0; i < 40; ++i)
            dataset.samples[i].contentGroup = 1;
        QVERIFY(holdOut(dataset, 0.25, 0).heldOut.empty());
    }

    void scenesStayTogether()
    {
        Dataset dataset = datasetOf(60);
        dataset.layout = Layout::ShanghaiTech;
        for (std::size_t i = 0; i < 60; ++i)
            dataset.samples[i].name = "training/frames/" + std::to_string(i % 6) + "/" + std::to_string(i);
        const HoldOut split = holdOut(dataset, 0.2, 1);
        QCOMPARE(split.heldOut.size(), std::size_t{10});
        for (const std::size_t i : split.heldOut)
            QCOMPARE(i % 6, split.heldOut[0] % 6);
    }

    void fractionOutOfRange()
    {
        for (const double fraction : {-0.1, 1.0, std::nan("")})
            QVERIFY_THROWS_EXCEPTION(Error, (void)holdOut(datasetOf(3), fraction, 0));
    }
};

QTEST_GUILESS_MAIN(TestSplit)
#include "tst_split.moc"
