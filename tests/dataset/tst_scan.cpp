// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/dataset/loader.h"
#include "core/dataset/scan.h"
#include "picturetree.h"
#include "tests/support/shared.h"

#include <QtTest>

#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace flawscope;
using flawscope::test::PictureTree;

namespace {

/// "train good a/b.png" or "test scratch a/b.png < mask.png".
QString describe(const Dataset &dataset, const Sample &sample)
{
    const char *label = sample.label == Label::Good ? "good" : sample.label == Label::Defect ? "defect" : "unknown";
    std::string text = std::string(sample.split == Split::Train ? "train " : "test ") + label;
    if (sample.label == Label::Defect)
        text += ":" + sample.defectClass;
    text += " " + sample.name;
    if (!sample.mask.empty())
        text += " < " + displayPath(sample.mask.lexically_relative(dataset.root));
    if (sample.maskFrame >= 0)
        text += " @" + std::to_string(sample.maskFrame);
    return QString::fromStdString(text);
}

QStringList describe(const Dataset &dataset)
{
    QStringList lines;
    for (const Sample &sample : dataset.samples)
        lines << describe(dataset, sample);
    return lines;
}

QString kinds(const Dataset &dataset)
{
    QStringList kinds;
    for (const Finding &finding : dataset.findings) {
        if (finding.kind != "few-images")
            kinds << QString::fromStdString(finding.kind);
    }
    kinds.sort();
    return kinds.join(' ');
}

/// Makes "name" as a picture, "M name" as a mask with a defect, "E name" as one without.
void make(PictureTree &tree, const QStringList &files)
{
    for (const QString &file : files) {
        if (file.startsWith("M ") || file.startsWith("E "))
            tree.mask(file.mid(2).toStdString(), file.startsWith("M "));
        else
            tree.picture(file.toStdString());
    }
}

void addRow(const char *name, const QStringList &files, Layout layout, const QStringList &samples, const char *findings = "")
{
    QTest::newRow(name) << files << static_cast<int>(layout) << samples << QString(findings);
}

} // namespace

class TestScan final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layouts_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<int>("layout");
        QTest::addColumn<QStringList>("samples");
        QTest::addColumn<QString>("findings");
        addRow("plain", {"b.png", "a.png", "deep/er/c.PNG"}, Layout::PlainFolder,
               {"train good a.png", "train good b.png", "train good deep/er/c.PNG"});
        addRow("plain, byte order", {"2.png", "10.png", "B.png", "a.png"}, Layout::PlainFolder,
               {"train good 10.png", "train good 2.png", "train good B.png", "train good a.png"});
        addRow("plain, mask beside", {"a.png", "b.png", "M b_mask.png", "c.png", "E c_mask.png"}, Layout::PlainFolder,
               {"train good a.png", "train good c.png", "test defect:defect b.png < b_mask.png"});
        addRow("plain, ground truth", {"a.png", "b.png", "c.png", "M ground_truth/b.png", "M ground_truth/c_mask.png"}, Layout::PlainFolder,
               {"train good a.png", "test defect:defect b.png < ground_truth/b.png", "test defect:defect c.png < ground_truth/c_mask.png"});
        addRow("good and label-free test", {"good/a.png", "test/x.png", "test/y.png", "M test/y_mask.png", "test/z.png", "E test/z_mask.png"},
               Layout::GoodAndTest,
               {"train good good/a.png", "test unknown test/x.png", "test defect:defect test/y.png < test/y_mask.png", "test good test/z.png"});
        addRow("train and test by class", {"train/a.png", "test/OK/b.png", "test/dent/c.png", "test/unlabelled/d.png"}, Layout::GoodAndTest,
               {"train good train/a.png", "test good test/OK/b.png", "test defect:dent test/dent/c.png", "test unknown test/unlabelled/d.png"});
        addRow("good beside defects", {"good/a.png", "scratch/b.png", "M scratch/b_mask.png", "dent/c.png"}, Layout::GoodAndTest,
               {"train good good/a.png", "test defect:dent dent/c.png", "test defect:scratch scratch/b.png < scratch/b_mask.png"});
        addRow("loose and test", {"a.png", "test/b.png"}, Layout::GoodAndTest, {"train good a.png", "test unknown test/b.png"});
        addRow("flat ground truth", {"train/1.png", "test/good/2.png", "test/dent/1.png", "M ground_truth/1_mask.png"}, Layout::GoodAndTest,
               {"train good train/1.png", "test defect:dent test/dent/1.png < ground_truth/1_mask.png", "test good test/good/2.png"});
        addRow("images and masks folders", {"train/1.png", "test/images/2.png", "M test/masks/2.png"}, Layout::GoodAndTest,
               {"train good train/1.png", "test defect:defect test/images/2.png < test/masks/2.png"});
        addRow("mvtec", {"train/good/000.png", "test/good/000.png", "test/dent/000.png", "test/dent/001.png", "M ground_truth/dent/000_mask.png",
                         "M ground_truth/dent/001.png"},
               Layout::MvtecAd,
               {"train good train/good/000.png", "test defect:dent test/dent/000.png < ground_truth/dent/000_mask.png",
                "test defect:dent test/dent/001.png < ground_truth/dent/001.png", "test good test/good/000.png"});
        addRow("mvtec in a subfolder", {"bottle/train/good/0.png", "bottle/test/dent/0.png"}, Layout::MvtecAd,
               {"train good train/good/0.png", "test defect:dent test/dent/0.png"});
        addRow("what belongs nowhere", {"train/good/0.png", "train/dent/1.png", "test/dent/0.png", "validation/good/0.png"}, Layout::MvtecAd,
               {"train good train/good/0.png", "test defect:dent test/dent/0.png"}, "ignored ignored");
        addRow("contradictions", {"train/good/0.png", "M train/good/0_mask.png", "train/good/1.png", "test/good/2.png", "M ground_truth/good/2.png"},
               Layout::MvtecAd,
               {"train good train/good/1.png", "test good test/good/2.png", "test defect:defect train/good/0.png < train/good/0_mask.png"},
               "defect-in-good defect-in-good");
        addRow("hidden and ours", {"a.png", ".b.png", ".cache/c.png", "__MACOSX/d.png", "out/masks/e.png", "out/.flawscope-output/x.png"},
               Layout::PlainFolder, {"train good a.png"});
        const std::string longName(200, 'x');
        const QString deep = QString::fromStdString(longName + "/" + longName + "/" + longName + "/" + longName + "/" + longName);
        addRow("names", {"train/good/部品 画像.png", "test/Царапина/деталь №1.png", "M ground_truth/Царапина/деталь №1_mask.png", "test/🔩/" + deep + ".png"},
               Layout::MvtecAd,
               {"train good train/good/部品 画像.png", "test defect:Царапина test/Царапина/деталь №1.png < ground_truth/Царапина/деталь №1_mask.png",
                "test defect:🔩 test/🔩/" + deep + ".png"});
    }

    void layouts()
    {
        QFETCH(QStringList, files);
        QFETCH(int, layout);
        QFETCH(QStringList, samples);
        QFETCH(QString, findings);
        PictureTree tree;
        make(tree, files);
        const Dataset dataset = tree.scan();
        QCOMPARE(describe(dataset), samples);
        QCOMPARE(static_cast<int>(dataset.layout), layout);
        QCOMPARE(kinds(dataset), findings);
        for (const Sample &sample : dataset.samples) {
            QCOMPARE(sample.height, PictureTree::kHeight);
            QCOMPARE(sample.width, PictureTree::kWidth);
        }

        std::reverse(files.begin(), files.end());
        PictureTree other;
        make(other, files);
        QCOMPARE(describe(other.scan()), samples);
    }

    void shanghaiTech()
    {
        PictureTree tree;
        make(tree, {"training/frames/01_001/1.png", "training/frames/01_001/2.png", "training/frames/01_001/10.png"});
        // Not padded: by number 2 comes before 10, and the arrays are by number.
        make(tree, {"testing/frames/01_002/1.png", "testing/frames/01_002/2.png", "testing/frames/01_002/10.png"});
        make(tree, {"testing/frames/01_003/000.png", "testing/frames/01_004/000.png", "testing/frames/01_004/001.png"});
        const std::string blank(48, '\0');
        const std::string marked = std::string(47, '\0') + '\1';
        tree.array("testing/test_frame_mask/01_002.npy", "3,", std::string("\0\1\1", 3));
        tree.array("testing/test_pixel_mask/01_002.npy", "3, 6, 8", blank + marked + blank);
        tree.array("testing/test_pixel_mask/01_004.npy", "2, 6, 8", blank + marked);
        ScanOptions options;
        options.frameStep = 2;
        const Dataset dataset = tree.scan(options);
        QCOMPARE(dataset.layout, Layout::ShanghaiTech);
        QCOMPARE(describe(dataset),
                 QStringList({"train good training/frames/01_001/1.png", "train good training/frames/01_001/10.png",
                              "test good testing/frames/01_002/1.png",
                              "test defect:anomaly testing/frames/01_002/10.png < testing/test_pixel_mask/01_002.npy @2",
                              "test defect:anomaly testing/frames/01_002/2.png < testing/test_pixel_mask/01_002.npy @1",
                              "test unknown testing/frames/01_003/000.png", "test good testing/frames/01_004/000.png",
                              "test defect:anomaly testing/frames/01_004/001.png < testing/test_pixel_mask/01_004.npy @1"}));
        QCOMPARE(kinds(dataset), QString("empty-mask"));
        const Mask mask = loadMask(dataset.samples[4]);
        QCOMPARE(mask.at(5, 7), std::uint8_t{1});
        QCOMPARE(std::count(mask.values.begin(), mask.values.end(), 0), 47);
        QCOMPARE(loadMask(dataset.samples[2]), Mask(6, 8));
        QVERIFY(loadMask(dataset.samples[5]).empty());
    }

    void shanghaiTechArraysThatDoNotFit()
    {
        PictureTree tree;
        make(tree, {"training/frames/a/0.png", "testing/frames/short/0.png", "testing/frames/short/1.png", "testing/frames/size/0.png"});
        tree.array("testing/test_frame_mask/short.npy", "1,", std::string(1, '\0'));
        tree.array("testing/test_pixel_mask/size.npy", "1, 2, 2", std::string(4, '\1'));
        tree.array("testing/test_frame_mask/gone.npy", "1,", std::string(1, '\1'));
        tree.text("testing/test_pixel_mask/short.npy", "no array");
        const Dataset dataset = tree.scan();
        QCOMPARE(describe(dataset), QStringList({"train good training/frames/a/0.png", "test good testing/frames/short/0.png",
                                                 "test unknown testing/frames/short/1.png", "test defect:anomaly testing/frames/size/0.png"}));
        QCOMPARE(kinds(dataset), QString("mask-size mask-size mask-without-image unreadable"));
    }

    void linksAreFollowedAndCyclesEnd()
    {
        PictureTree tree;
        PictureTree elsewhere;
        elsewhere.picture("a.png");
        elsewhere.picture("sub/b.png");
        tree.picture("train/good/0.png");
        tree.link(elsewhere.at("").string(), "train/good/linked");
        tree.link(elsewhere.at("a.png").string(), "test/dent/a link.png");
        tree.link("../..", "train/good/up");
        tree.link("self.png", "train/good/self.png");
        tree.link("nowhere", "train/good/dangling.png");
        elsewhere.link(tree.root().string(), "sub/back");
        const Dataset dataset = tree.scan();
        QCOMPARE(describe(dataset), QStringList({"train good train/good/0.png", "train good train/good/linked/a.png",
                                                 "train good train/good/linked/sub/b.png", "test defect:dent test/dent/a link.png"}));
        QCOMPARE(kinds(dataset), QString("leak unreadable unreadable"));
    }

    void aClubOfFoldersThatLinkToEachOtherEnds()
    {
        PictureTree tree;
        for (char a = 'a'; a < 'm'; ++a) {
            tree.picture(std::string(1, a) + "/p.png");
            for (char b = 'a'; b < 'm'; ++b)
                tree.link(std::string("../") + b, std::string(1, a) + "/" + b);
        }
        const Dataset dataset = tree.scan();
        QVERIFY(dataset.samples.size() >= 12 && dataset.samples.size() <= 12 * 8);
    }

    void foldersBelowTheSystemsLimitAreListed()
    {
        PictureTree tree;
        tree.picture("a.png");
        const std::string name(200, 'y');
        int folder = ::open(tree.root().c_str(), O_RDONLY | O_DIRECTORY);
        for (int depth = 0; depth < PATH_MAX / 200 + 1; ++depth) {
            QCOMPARE(::mkdirat(folder, name.c_str(), 0700), 0);
            const int inner = ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY);
            ::close(std::exchange(folder, inner));
        }
        ::close(folder);
        const Dataset dataset = tree.scan();
        QCOMPARE(describe(dataset), QStringList({"train good a.png"}));
        QCOMPARE(kinds(dataset), QString("unreadable"));
        std::filesystem::remove_all(tree.at(name)); // QTemporaryDir could not
    }

    void specialFilesAreNotOpened()
    {
        PictureTree tree;
        tree.picture("a.png");
        QCOMPARE(::mkfifo(tree.at("pipe.png").c_str(), 0600), 0);
        QCOMPARE(describe(tree.scan()), QStringList({"train good a.png"}));
    }

    void namesThatAreNotUtf8()
    {
        PictureTree tree;
        writeFileAtomically(tree.root() / std::filesystem::path("k\xE4se.png"), encodePng(RgbImage(6, 8)));
        const Dataset dataset = tree.scan();
        QCOMPARE(describe(dataset), QStringList({"train good k%E4se.png"}));
        QVERIFY(loadImage(dataset.samples[0]) == RgbImage(6, 8));
        std::filesystem::remove(dataset.samples[0].image); // QTemporaryDir could not
    }

    void skippedFolders()
    {
        PictureTree tree;
        make(tree, {"a.png", "results/b.png", "c.png", "masks/c.png", "overlays/a.png"});
        tree.text("scores.csv", "");
        tree.text("metrics.json", "");
        ScanOptions options;
        options.skip = {tree.at("results")};
        // The root is an output folder too: its overlays and masks are our own.
        QCOMPARE(describe(tree.scan(options)), QStringList({"train good a.png", "train good c.png"}));
        options.recursive = false;
        options.skip.clear();
        QCOMPARE(tree.scan(options).samples.size(), std::size_t{2});
    }

    void picturesForInspection()
    {
        PictureTree tree;
        make(tree, {"good/a.png", "test/dent/b.png", "M ground_truth/dent/b.png"});
        tree.text("broken.png", "");
        const Dataset all = scanPictures(tree.root(), {}, RunContext());
        QCOMPARE(describe(all), QStringList({"test unknown good/a.png", "test unknown test/dent/b.png"}));
        QCOMPARE(kinds(all), QString("unreadable"));
        const Dataset one = scanPictures(tree.at("good/a.png"), {}, RunContext());
        QCOMPARE(describe(one), QStringList({"test unknown a.png"}));
        const Dataset named = scanPictures(tree.at("ground_truth/dent/b.png"), {}, RunContext());
        QCOMPARE(describe(named), QStringList({"test unknown b.png"}));
        QVERIFY_THROWS_EXCEPTION(Error, (void)scanPictures(tree.at("broken.png"), {}, RunContext()));
        QVERIFY_THROWS_EXCEPTION(Error, (void)scanPictures(tree.at("gone.png"), {}, RunContext()));
    }

    void testPicturesAloneWhereNothingIsTrained()
    {
        PictureTree tree;
        make(tree, {"test/good/a.png", "test/dent/b.png", "M ground_truth/dent/b_mask.png"});
        QVERIFY_THROWS_EXCEPTION(Error, (void)tree.scan({}));
        ScanOptions options;
        options.requireTraining = false;
        const Dataset dataset = tree.scan(options);
        QCOMPARE(describe(dataset), QStringList({"test defect:dent test/dent/b.png < ground_truth/dent/b_mask.png", "test good test/good/a.png"}));
        QVERIFY(dataset.findings.empty()); // Nobody misses training pictures.
        PictureTree broken;
        broken.text("test/good/a.png", "just text");
        try {
            (void)broken.scan(options);
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY2(QString(error.what()).contains("None of the 1 pictures"), error.what());
        }
    }

    void errors_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("root");
        QTest::addColumn<QString>("words");
        QTest::newRow("missing") << QStringList() << "gone" << "does not exist";
        QTest::newRow("a file") << QStringList("a.png") << "a.png" << "is a file, not a folder";
        QTest::newRow("empty") << QStringList() << "" << "is empty";
        QTest::newRow("no pictures") << QStringList("T readme.txt") << "" << "has no pictures (PNG, JPEG, BMP, TIFF, WebP)";
        QTest::newRow("no training") << QStringList("test/a.png") << "" << "none to train on";
        QTest::newRow("none readable") << QStringList({"T train/good/a.png", "test/dent/b.png"}) << "" << "None of the 1 training pictures";
        QTest::newRow("all defects") << QStringList({"a.png", "M a_mask.png"}) << "" << "None of the 1 training pictures";
        QTest::newRow("several") << QStringList({"b/train/good/0.png", "b/test/x/0.png", "c/train/good/0.png", "c/test/x/0.png"}) << ""
                                 << "holds 2 data sets (b, c)";
    }

    void errors()
    {
        QFETCH(QStringList, files);
        QFETCH(QString, root);
        QFETCH(QString, words);
        PictureTree tree;
        for (const QString &file : files) {
            if (file.startsWith("T "))
                tree.text(file.mid(2).toStdString(), "just text");
            else
                make(tree, {file});
        }
        try {
            (void)scanDataset(tree.at(root.toStdString()), {}, RunContext());
            QFAIL("no error");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::BadInput);
            QVERIFY2(QString(error.what()).contains(words), error.what());
        }
    }

    void progressAndCancel()
    {
        PictureTree tree;
        tree.picture("0.png");
        constexpr int kFiles = 3000;
        for (int i = 1; i < kFiles; ++i)
            std::filesystem::create_hard_link(tree.at("0.png"), tree.at(std::to_string(i) + ".png"));
        double last = 0;
        const auto record = [&](const Progress &progress) { last = progress.stage == "scanning" ? std::max(last, progress.done) : last; };
        QCOMPARE(scanDataset(tree.root(), {}, RunContext({}, record)).samples.size(), std::size_t{kFiles});
        QCOMPARE(last, double{kFiles});
        std::stop_source stop;
        for (const char *stage : {"listing", "scanning", "comparing"}) {
            stop = std::stop_source();
            bool reached = false;
            const RunContext context(stop.get_token(), [&](const Progress &progress) {
                if (progress.stage == stage) {
                    reached = true;
                    stop.request_stop();
                }
            });
            try {
                (void)scanDataset(tree.root(), {}, context);
                QFAIL("the scan went on");
            } catch (const Error &error) {
                QCOMPARE(error.code(), ErrorCode::Cancelled);
            }
            QVERIFY(reached);
        }
    }

    void realData_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<int>>("counts");
        QTest::newRow("bottle") << "bottle" << QList<int>{209, 20, 63};
        QTest::newRow("magnetic_tile") << "magnetic_tile" << QList<int>{761, 191, 388};
    }

    void realData()
    {
        QFETCH(QString, name);
        QFETCH(QList<int>, counts);
        FLAWSCOPE_REQUIRE_SHARED(data, "data");
        const Dataset dataset = scanDataset(data / name.toStdString(), {}, RunContext());
        QList<int> found = {0, 0, 0};
        for (const Sample &sample : dataset.samples) {
            ++found[sample.split == Split::Train ? 0 : sample.label == Label::Good ? 1 : 2];
            QCOMPARE(sample.mask.empty(), sample.label == Label::Good);
        }
        QCOMPARE(found, counts);
        QCOMPARE(dataset.layout, Layout::MvtecAd);
        for (const Finding &finding : dataset.findings)
            qInfo("%s: %s", finding.kind.c_str(), finding.message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestScan)
#include "tst_scan.moc"
