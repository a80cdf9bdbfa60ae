// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/demo/demodataset.h"

#include <opencv2/imgcodecs.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <set>

namespace fs = std::filesystem;
using namespace flawscope;

namespace {

int areaOf(const Mask &mask) { return static_cast<int>(mask.size() - std::count(mask.values.begin(), mask.values.end(), 0)); }

/// Whether a mask pixel lies within @p reach of (y, x), row and column wise.
bool nearMask(const Mask &mask, int y, int x, int reach)
{
    for (int v = std::max(0, y - reach); v <= std::min(mask.height - 1, y + reach); ++v) {
        for (int u = std::max(0, x - reach); u <= std::min(mask.width - 1, x + reach); ++u) {
            if (mask.at(v, u))
                return true;
        }
    }
    return false;
}

DemoOptions smallOptions()
{
    DemoOptions options;
    options.trainCount = 3;
    options.testGoodCount = 2;
    options.testDefectCount = 1;
    options.size = 64;
    return options;
}

std::set<std::string> filesIn(const fs::path &root)
{
    std::set<std::string> files;
    for (const auto &entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file())
            files.insert(entry.path().lexically_relative(root).generic_string());
    }
    return files;
}

template <typename Function>
ErrorCode codeOf(Function &&function, std::string *sentence = nullptr)
{
    try {
        function();
    } catch (const Error &error) {
        if (sentence)
            *sentence = error.what();
        return error.code();
    }
    return static_cast<ErrorCode>(-1);
}

cv::Mat decoded(const fs::path &file) { return cv::imdecode(readFile(file), cv::IMREAD_UNCHANGED); }

} // namespace

class TestDemoDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsTheSameAgain_data() { addCategories(); }
    void drawsTheSameAgain();
    void goodPartsVary_data() { addCategories(); }
    void goodPartsVary();
    void maskIsExact_data();
    void maskIsExact();
    void everySizeDraws();
    void refusesUnknownNames();
    void writesTheLayout();
    void writesWhatItDraws();
    void replacesAnEarlierDemoOnly();
    void cancelLeavesNothing();

private:
    static void addCategories();
};

void TestDemoDataset::addCategories()
{
    QTest::addColumn<std::string>("category");
    QVERIFY(demoCategories().size() >= 4);
    for (const DemoCategory &category : demoCategories()) {
        QVERIFY(category.defects.size() >= 4);
        QTest::newRow(category.name.c_str()) << category.name;
    }
}

void TestDemoDataset::drawsTheSameAgain()
{
    QFETCH(std::string, category);
    const DemoPart first = renderDemoPart(category, "good", 7, 96);
    QCOMPARE(areaOf(first.mask), 0);
    QVERIFY(first.image == renderDemoPart(category, "good", 7, 96).image);
    QVERIFY(first.image != renderDemoPart(category, "good", 8, 96).image);
}

void TestDemoDataset::goodPartsVary()
{
    QFETCH(std::string, category);
    const DemoPart first = renderDemoPart(category, "good", 1, 128);
    const DemoPart second = renderDemoPart(category, "good", 2, 128);
    double difference = 0;
    double mean = 0;
    for (std::size_t i = 0; i < first.image.pixels.size(); ++i) {
        difference += std::abs(first.image.pixels[i] - second.image.pixels[i]);
        mean += first.image.pixels[i];
    }
    const auto count = static_cast<double>(first.image.pixels.size());
    QVERIFY2(difference / count > 2, "two good parts are nearly the same picture");
    QVERIFY2(mean / count > 30 && mean / count < 225, "the exposure is off");
}

void TestDemoDataset::maskIsExact_data()
{
    QTest::addColumn<std::string>("category");
    QTest::addColumn<std::string>("defect");
    for (const DemoCategory &category : demoCategories()) {
        for (const std::string &defect : category.defects)
            QTest::newRow((category.name + "/" + defect).c_str()) << category.name << defect;
    }
}

void TestDemoDataset::maskIsExact()
{
    QFETCH(std::string, category);
    QFETCH(std::string, defect);
    constexpr int kSize = 128;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const DemoPart good = renderDemoPart(category, "good", seed, kSize);
        const DemoPart bad = renderDemoPart(category, defect, seed, kSize);
        QVERIFY(bad.image == renderDemoPart(category, defect, seed, kSize).image);
        const int area = areaOf(bad.mask);
        QVERIFY2(area >= 8 && area < kSize * kSize / 3, qPrintable(QString::number(area)));
        double change = 0;
        for (int y = 0; y < kSize; ++y) {
            for (int x = 0; x < kSize; ++x) {
                int most = 0;
                for (int c = 0; c < 3; ++c)
                    most = std::max(most, std::abs(bad.image.pixel(y, x)[c] - good.image.pixel(y, x)[c]));
                if (bad.mask.at(y, x))
                    change += most;
                else if (most > 0)
                    QVERIFY2(nearMask(bad.mask, y, x, 3), qPrintable(QString("changed at %1, %2").arg(x).arg(y)));
            }
        }
        QVERIFY2(change / area > 8, qPrintable(QString("mean change on the mask %1, seed %2").arg(change / area).arg(seed)));
    }
}

void TestDemoDataset::everySizeDraws()
{
    for (const int size : {64, 65, 100, 320}) {
        const DemoPart part = renderDemoPart("washer", "chip", 3, size);
        QCOMPARE(part.image.height, size);
        QCOMPARE(part.image.width, size);
        QCOMPARE(part.mask.height, size);
        QVERIFY(areaOf(part.mask) > 0);
    }
}

void TestDemoDataset::refusesUnknownNames()
{
    QCOMPARE(codeOf([] { (void)renderDemoPart("spoon", "good", 1, 128); }), ErrorCode::BadOption);
    QCOMPARE(codeOf([] { (void)renderDemoPart("washer", "smear", 1, 128); }), ErrorCode::BadOption);
    QCOMPARE(codeOf([] { (void)renderDemoPart("washer", "good", 1, 63); }), ErrorCode::BadOption);
    QCOMPARE(codeOf([] { (void)renderDemoPart("washer", "good", 1, 1 << 20); }), ErrorCode::BadOption);
    DemoOptions options = smallOptions();
    options.category = "spoon";
    QTemporaryDir folder;
    const fs::path out = fs::path(folder.path().toStdString()) / "out";
    QCOMPARE(codeOf([&] { writeDemoDataset(out, options); }), ErrorCode::BadOption);
    QVERIFY(!fs::exists(out));
}

void TestDemoDataset::writesTheLayout()
{
    QTemporaryDir folder;
    const fs::path out = fs::path(folder.path().toStdString()) / pathFromUtf8("unter ordner") / pathFromUtf8("проба 検査");
    double last = 0;
    double total = 0;
    writeDemoDataset(out, smallOptions(), RunContext({}, [&](const Progress &progress) {
        last = std::max(last, progress.done);
        total = progress.total;
    }));
    QCOMPARE(last, 9.0);
    QCOMPARE(total, 9.0);
    std::set<std::string> expected{"demo.json", "train/good/000.png", "train/good/001.png", "train/good/002.png",
                                   "test/good/000.png", "test/good/001.png"};
    for (const char *defect : {"chip", "crack", "rust", "scratch"}) {
        expected.insert(std::string("test/") + defect + "/000.png");
        expected.insert(std::string("ground_truth/") + defect + "/000_mask.png");
    }
    QVERIFY(filesIn(out) == expected);
    QCOMPARE(std::distance(fs::directory_iterator(out.parent_path()), fs::directory_iterator()), 1);
}

void TestDemoDataset::writesWhatItDraws()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    writeDemoDataset(root / "a", smallOptions());
    writeDemoDataset(root / "b", smallOptions());
    DemoOptions other = smallOptions();
    other.seed = 2;
    writeDemoDataset(root / "c", other);
    std::set<std::string> distinct;
    for (const std::string &file : filesIn(root / "a")) {
        QVERIFY(readFile(root / "a" / file) == readFile(root / "b" / file));
        QVERIFY(readFile(root / "a" / file) != readFile(root / "c" / file));
        const std::vector<std::uint8_t> bytes = readFile(root / "a" / file);
        distinct.emplace(bytes.begin(), bytes.end());
    }
    QCOMPARE(distinct.size(), filesIn(root / "a").size());
    const cv::Mat image = decoded(root / "a/test/rust/000.png");
    const cv::Mat mask = decoded(root / "a/ground_truth/rust/000_mask.png");
    QCOMPARE(image.type(), CV_8UC3);
    QCOMPARE(mask.type(), CV_8UC1);
    QCOMPARE(mask.rows, 64);
    QVERIFY(cv::countNonZero(mask) > 0);
    QCOMPARE(cv::countNonZero(mask), cv::countNonZero(mask == 255));
    // Rust is red: channels are in the order that PNG readers expect.
    const cv::Scalar colour = cv::mean(image, mask);
    QVERIFY(colour[2] > colour[0]);
}

void TestDemoDataset::replacesAnEarlierDemoOnly()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    DemoOptions options = smallOptions();
    writeDemoDataset(root / "demo", options);
    options.trainCount = 1;
    writeDemoDataset(root / "demo", options);
    QVERIFY(!fs::exists(root / "demo/train/good/001.png"));
    QVERIFY(fs::exists(root / "demo/train/good/000.png"));

    writeFileAtomically(root / "demo/train/good/my part.png", std::string_view("mine"));
    std::string sentence;
    QCOMPARE(codeOf([&] { writeDemoDataset(root / "demo", options); }, &sentence), ErrorCode::BadInput);
    QVERIFY(sentence.find("demo") != std::string::npos);
    QVERIFY(fs::exists(root / "demo/train/good/my part.png"));

    writeFileAtomically(root / "foreign/notes.txt", std::string_view("mine"));
    QCOMPARE(codeOf([&] { writeDemoDataset(root / "foreign", options); }), ErrorCode::BadInput);
    QVERIFY((filesIn(root / "foreign") == std::set<std::string>{"notes.txt"}));
    QCOMPARE(codeOf([&] { writeDemoDataset(root / "foreign/notes.txt", options); }), ErrorCode::BadInput);

    fs::create_directory(root / "empty");
    writeDemoDataset(root / "empty", options);
    QVERIFY(fs::exists(root / "empty/demo.json"));
}

void TestDemoDataset::cancelLeavesNothing()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    std::stop_source stop;
    const RunContext context(stop.get_token(), [&](const Progress &progress) {
        if (progress.done >= 2)
            stop.request_stop();
    });
    DemoOptions options = smallOptions();
    options.trainCount = 200;
    QCOMPARE(codeOf([&] { writeDemoDataset(root / "new", options, context); }), ErrorCode::Cancelled);
    QVERIFY(fs::is_empty(root));

    writeDemoDataset(root / "old", smallOptions());
    const std::set<std::string> before = filesIn(root);
    QCOMPARE(codeOf([&] { writeDemoDataset(root / "old", options, context); }), ErrorCode::Cancelled);
    QVERIFY(filesIn(root) == before);
}

QTEST_GUILESS_MAIN(TestDemoDataset)
#include "tst_demodataset.moc"
