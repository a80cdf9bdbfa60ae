// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/duplicates.h"
#include "core/dataset/scan.h"
#include "picturetree.h"

#include <QtTest>

#include <sys/stat.h>

using namespace flawscope;
using flawscope::test::PictureTree;

namespace {

const Finding *findingOf(const Dataset &dataset, std::string_view kind)
{
    const auto found = std::find_if(dataset.findings.begin(), dataset.findings.end(), [&](const Finding &f) { return f.kind == kind; });
    return found == dataset.findings.end() ? nullptr : &*found;
}

using Make = std::function<void(PictureTree &)>;

void addRow(const char *name, const Make &make, const char *kind, Severity severity, const char *words, int samples)
{
    QTest::newRow(name) << make << kind << static_cast<int>(severity) << words << samples;
}

} // namespace
Q_DECLARE_METATYPE(Make)

class TestScanFindings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Each row starts from train/good/0.png, test/dent/1.png and its mask.
    void findings_data()
    {
        QTest::addColumn<Make>("make");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("severity");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("samples");
        addRow("zero bytes", [](PictureTree &t) { t.text("train/good/2.png", ""); }, "unreadable", Severity::Problem, "train/good/2.png", 2);
        addRow("text", [](PictureTree &t) { t.text("train/good/2.jpg", "hello"); }, "unreadable", Severity::Problem, "train/good/2.jpg", 2);
        addRow("truncated", [](PictureTree &t) {
                t.picture("train/good/2.png", 64, 64);
                std::filesystem::resize_file(t.at("train/good/2.png"), 4000);
            }, "unreadable", Severity::Problem, "train/good/2.png", 2);
        addRow("duplicate", [](PictureTree &t) { t.copy("train/good/0.png", "train/good/2.png"); }, "duplicate", Severity::Warning,
               "train/good/2.png has the same content as train/good/0.png", 3);
        addRow("contradicting duplicate", [](PictureTree &t) { t.copy("test/dent/1.png", "test/good/2.png"); }, "duplicate", Severity::Warning,
               "labels differ", 3);
        addRow("leak", [](PictureTree &t) { t.copy("train/good/0.png", "test/good/2.png"); }, "leak", Severity::Warning,
               "test/good/2.png is tested on, but the same picture is trained on as train/good/0.png", 3);
        addRow("sizes", [](PictureTree &t) { t.picture("train/good/2.png", 12, 7); }, "mixed-sizes", Severity::Info,
               "2 different sizes, from 8×6 px to 7×12 px", 3);
        addRow("lonely mask", [](PictureTree &t) { t.mask("ground_truth/dent/9_mask.png", true); }, "mask-without-image", Severity::Warning,
               "ground_truth/dent/9_mask.png", 2);
        addRow("lonely mask beside", [](PictureTree &t) { t.mask("test/dent/9_mask.png", true); }, "mask-without-image", Severity::Warning,
               "test/dent/9_mask.png", 2);
        addRow("mask's size", [](PictureTree &t) { t.picture("test/dent/2.png"); t.mask("ground_truth/dent/2_mask.png", true, 8, 6); }, "mask-size",
               Severity::Warning, "6×8 px, the picture 8×6 px", 3);
        addRow("empty mask", [](PictureTree &t) { t.picture("test/dent/2.png"); t.mask("ground_truth/dent/2_mask.png", false); }, "empty-mask",
               Severity::Warning, "2_mask.png of test/dent/2.png", 3);
        addRow("unreadable mask", [](PictureTree &t) { t.picture("test/dent/2.png"); t.text("ground_truth/dent/2_mask.png", "no"); }, "unreadable",
               Severity::Warning, "2_mask.png of test/dent/2.png", 3);
        addRow("two masks", [](PictureTree &t) { t.mask("ground_truth/dent/1.png", true); }, "second-mask", Severity::Warning, "1_mask.png", 2);
        addRow("few", [](PictureTree &) {}, "few-images", Severity::Warning, "only 1 training picture, fewer than a batch of 32", 2);
    }

    void findings()
    {
        QFETCH(Make, make);
        QFETCH(QString, kind);
        QFETCH(int, severity);
        QFETCH(QString, words);
        QFETCH(int, samples);
        PictureTree tree;
        tree.picture("train/good/0.png");
        tree.picture("test/dent/1.png");
        tree.mask("ground_truth/dent/1_mask.png", true);
        make(tree);
        const Dataset dataset = tree.scan();
        const Finding *finding = findingOf(dataset, kind.toStdString());
        QVERIFY(finding);
        QCOMPARE(static_cast<int>(finding->severity), severity);
        QVERIFY2(QString::fromStdString(finding->message).contains(words), finding->message.c_str());
        QVERIFY(finding->message.ends_with('.') && !finding->message.ends_with(".."));
        QCOMPARE(static_cast<int>(dataset.samples.size()), samples);
        QCOMPARE(dataset.findings.size(), std::size_t{kind == "few-images" ? 1U : 2U});
        if (kind != "few-images")
            QVERIFY(!finding->files.empty());
    }

    void aCleanDataSetHasNoFindings()
    {
        PictureTree tree;
        for (int i = 0; i < 4; ++i)
            tree.picture("train/good/" + std::to_string(i) + ".png");
        tree.picture("test/good/0.png");
        ScanOptions options;
        options.batchSize = 4;
        QVERIFY(tree.scan(options).findings.empty());
    }

    /// Against the obvious: compare every pair of whole files.
    void contentGroupsAreThoseOfComparingEachPair()
    {
        PictureTree tree;
        std::mt19937 random(7);
        std::string large(300'000, '\0');
        std::generate(large.begin(), large.end(), [&] { return static_cast<char>(random()); });
        std::vector<std::string> contents;
        for (const std::size_t change : {0UL, 10UL, 60'000UL, 150'010UL, 299'999UL}) {
            contents.push_back(large);
            contents.back()[change] = static_cast<char>(contents.back()[change] ^ 1);
        }
        contents.insert(contents.end(), {large, large.substr(1), "small", "smell", "", "", contents[3], contents[4], "small", contents[3]});
        std::vector<ContentFile> files;
        for (std::size_t i = 0; i < contents.size(); ++i) {
            const std::string name = std::to_string(i);
            tree.text(name, contents[i]);
            struct stat status {};
            QCOMPARE(::stat(tree.at(name).c_str(), &status), 0);
            files.push_back({tree.at(name), static_cast<std::uint64_t>(status.st_size), status.st_dev, status.st_ino});
        }
        files.push_back(files[2]); // another name of the same file
        contents.push_back(contents[2]);
        const std::vector<std::uint32_t> groups = contentGroups(files, RunContext());
        for (std::size_t a = 0; a < files.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                const bool expected = contents[a] == contents[b] && !contents[a].empty();
                QCOMPARE(groups[a] != 0 && groups[a] == groups[b], expected);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestScanFindings)
#include "tst_scanfindings.moc"
