// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exporting/exporter.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "tests/support/shared.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <thread>

using namespace flawscope;
namespace fs = std::filesystem;

namespace {

/// A bump of height 1 at (cx, cy), both as shares of the map.
ScoreMap bumpMap(int height, int width, double cx, double cy, double radius)
{
    ScoreMap map(height, width);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double dx = (x + 0.5) / width - cx;
            const double dy = (y + 0.5) / height - cy;
            map.at(y, x) = static_cast<float>(std::exp(-(dx * dx + dy * dy) / (2 * radius * radius)));
        }
    }
    return map;
}

RgbImage greyPicture(int height, int width)
{
    RgbImage image(height, width);
    std::fill(image.pixels.begin(), image.pixels.end(), std::uint8_t{120});
    return image;
}

std::vector<fs::path> filesBelow(const fs::path &folder)
{
    std::vector<fs::path> files;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files.push_back(entry.path().lexically_relative(folder));
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The error's sentence, or "" where there was none.
std::string unwritableSentence(const std::function<void()> &action)
{
    try {
        action();
    } catch (const Error &error) {
        return error.code() == ErrorCode::Unwritable ? error.what() : "wrong code: " + std::string(error.what());
    }
    return {};
}

} // namespace

class ExporterTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_temporary = std::make_unique<QTemporaryDir>(); }
    void writesEverythingAtTheOriginalSize();
    void writesOnlyWhatIsWanted();
    void openingScalesWithTheImage();
    void staysInItsFolder();
    void neverOverwritesUnasked();
    void tellsWhyItCannotWrite();
    void fullDiskNamesTheFileAndLeavesNothing();
    void manyThreadsAtOnce();
    void overlayOfARealPart();

private:
    [[nodiscard]] fs::path folder() const { return fs::path(m_temporary->path().toStdString()) / "結果"; }
    [[nodiscard]] ExportTarget target() const { return {.folder = folder(), .existing = Existing::Refuse, .pixelThreshold = 0.5, .scaleLo = 0.1F, .scaleHi = 1}; }

    std::unique_ptr<QTemporaryDir> m_temporary;
};

void ExporterTest::writesEverythingAtTheOriginalSize()
{
    const std::vector<std::string> names = {"test/きず/部品 1.jpg", "test/good/2.jpg"};
    const Exporter exporter({}, target(), names);
    const RgbImage picture = greyPicture(300, 200);
    const ScoreMap map = bumpMap(64, 64, 0.25, 0.75, 0.1);
    const std::vector<ImageRegions> found = {exporter.exportImage(0, 300, 200, map, &picture), exporter.exportImage(1, 300, 200, ScoreMap(64, 64), &picture)};
    exporter.writeRegions(found);
    exporter.writeScores(std::vector<ScoreRow>{{.path = found[0].name, .regionCount = 1, .largestRegionPx = found[0].largestRegionPx()}});

    const ExportPaths paths = exporter.paths(0);
    QVERIFY(paths.mask == folder() / pathFromUtf8("masks/test/きず/部品 1.png"));
    QVERIFY(paths.map == folder() / pathFromUtf8("maps/test/きず/部品 1.tiff"));
    QVERIFY(paths.overlay == folder() / pathFromUtf8("overlays/test/きず/部品 1.png"));
    QCOMPARE(filesBelow(folder()).size(), 8);
    const Mask mask = decodeMask(paths.mask);
    const ScoreMap scores = readMap(paths.map);
    const RgbImage overlay = decodeRgb(paths.overlay);
    for (const auto &[height, width] : {std::pair{mask.height, mask.width}, {scores.height, scores.width}, {overlay.height, overlay.width}}) {
        QCOMPARE(height, 300);
        QCOMPARE(width, 200);
    }
    // A disc of r = 0.1·√(2 ln 2) of either side, centred at (50, 225) in pixels.
    const double area = std::acos(-1.0) * 0.01 * 2 * std::log(2.0) * 300 * 200;
    QCOMPARE(found[0].regions.size(), 1);
    const Region &region = found[0].regions[0];
    QVERIFY(std::abs(static_cast<double>(region.areaPx) - area) < 0.03 * area);
    QVERIFY(std::abs(region.centroidX + 0.5 - 50) < 0.5);
    QVERIFY(std::abs(region.centroidY + 0.5 - 225) < 0.5);
    QCOMPARE(std::count(mask.values.begin(), mask.values.end(), 0) + region.areaPx, 300 * 200);
    QCOMPARE(scores.at(region.peakY, region.peakX), region.peakScore);
    QVERIFY(found[1].regions.empty());
    QCOMPARE(decodeRgb(exporter.paths(1).overlay), picture);
    const auto json = nlohmann::json::parse(readFile(folder() / "regions.json"));
    QCOMPARE(json["annotations"][0]["area"].get<std::int64_t>(), region.areaPx);
}

void ExporterTest::writesOnlyWhatIsWanted()
{
    ExportOptions options;
    options.masks = false;
    options.overlays = false;
    options.regions = false;
    const std::vector<std::string> names = {"a.png"};
    const Exporter exporter(options, target(), names);
    const ImageRegions found = exporter.exportImage(0, 90, 70, bumpMap(64, 64, 0.5, 0.5, 0.2), nullptr);
    exporter.writeRegions(std::vector{found});
    QCOMPARE(filesBelow(folder()), std::vector<fs::path>{"maps/a.tiff"});
    QCOMPARE(found.regions.size(), 1);
    QVERIFY(found.regions[0].areaPx > 0);
    QVERIFY(found.regions[0].outline.empty());
}

void ExporterTest::openingScalesWithTheImage()
{
    // A line 6 px wide at the input's size: a disc of radius 4 does not fit, at any size of the image; one of 2 does.
    ScoreMap map(64, 64);
    for (int y = 10; y < 50; ++y)
        std::fill_n(map.row(y).begin() + 20, 6, 1.0F);
    ExportOptions options;
    options.masks = options.maps = options.overlays = false;
    for (const auto &[radius, size] : {std::pair{4, 64}, {4, 256}, {4, 640}, {2, 64}, {2, 256}, {2, 640}}) {
        options.openingRadiusPx = radius;
        const Exporter exporter(options, target(), std::vector<std::string>{"a.png"});
        QCOMPARE(exporter.exportImage(0, size, size, map, nullptr).regions.size(), radius == 2 ? 1U : 0U);
    }
    options.minimumAreaPx = 300;
    QCOMPARE(Exporter(options, target(), std::vector<std::string>{"a.png"}).exportImage(0, 64, 64, map, nullptr).regions.size(), 0U);
}

void ExporterTest::staysInItsFolder()
{
    const std::vector<std::string> names = {"../../evil.png", "/etc/evil.png", "a/../../../evil.jpg", "..", "x.png", "x.jpg", std::string(400, 'n') + ".png"};
    const Exporter exporter({}, target(), names);
    const RgbImage picture = greyPicture(40, 40);
    for (std::size_t index = 0; index < names.size(); ++index)
        (void)exporter.exportImage(index, 40, 40, bumpMap(32, 32, 0.5, 0.5, 0.2), &picture);
    QCOMPARE(filesBelow(folder()).size(), 3 * names.size());
    QCOMPARE(filesBelow(folder().parent_path()).size(), 3 * names.size());
}

void ExporterTest::neverOverwritesUnasked()
{
    const std::vector<std::string> names = {"a.png", "b.png"};
    const RgbImage picture = greyPicture(40, 40);
    const ScoreMap map = bumpMap(32, 32, 0.5, 0.5, 0.2);
    const Exporter first({}, target(), names);
    (void)first.exportImage(1, 40, 40, map, &picture);
    const auto before = readFile(first.paths(1).mask);
    QVERIFY(unwritableSentence([&] { (void)first.exportImage(1, 40, 40, ScoreMap(32, 32), &picture); }).find("b.") != std::string::npos);
    const std::string sentence = unwritableSentence([&] { const Exporter second({}, target(), names); });
    QVERIFY(sentence.find("masks/b.png exists already") != std::string::npos);
    QCOMPARE(readFile(first.paths(1).mask), before);

    ExportTarget replacing = target();
    replacing.existing = Existing::Replace;
    const Exporter third({}, replacing, names);
    (void)third.exportImage(1, 40, 40, ScoreMap(32, 32), &picture);
    QVERIFY(readFile(first.paths(1).mask) != before);
    fs::create_symlink(folder() / "nowhere", folder() / "scores.csv");
    QVERIFY(unwritableSentence([&] { first.writeScores({}); }).find("scores.csv exists already") != std::string::npos);
}

void ExporterTest::tellsWhyItCannotWrite()
{
    const std::vector<std::string> names = {"a.png"};
    writeFileAtomically(folder(), std::string_view("a file"));
    QVERIFY(unwritableSentence([&] { const Exporter exporter({}, target(), names); }).find("it is a file") != std::string::npos);
    fs::remove(folder());
    const Exporter exporter({}, target(), names);
    writeFileAtomically(folder() / "maps", std::string_view("a file where a folder should be"));
    const RgbImage picture = greyPicture(40, 40);
    const std::string sentence = unwritableSentence([&] { (void)exporter.exportImage(0, 40, 40, ScoreMap(32, 32), &picture); });
    QVERIFY2(sentence.find("maps/a.tiff") != std::string::npos, sentence.c_str());
}

void ExporterTest::fullDiskNamesTheFileAndLeavesNothing()
{
    // A limit on file sizes fails a write half way, as a full disk does, and needs no rights.
    const std::vector<std::string> names = {"a.png"};
    const Exporter exporter({}, target(), names);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 20000;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const RgbImage picture = greyPicture(100, 100);
    const std::string sentence = unwritableSentence([&] { (void)exporter.exportImage(0, 100, 100, bumpMap(32, 32, 0.5, 0.5, 0.2), &picture); });
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY2(sentence.find("maps/a.tiff") != std::string::npos, sentence.c_str());
    QCOMPARE(filesBelow(folder()).size(), 0);
    (void)exporter.exportImage(0, 100, 100, bumpMap(32, 32, 0.5, 0.5, 0.2), &picture);
    QCOMPARE(filesBelow(folder()).size(), 3);
}

void ExporterTest::manyThreadsAtOnce()
{
    std::vector<std::string> names;
    for (int index = 0; index < 24; ++index)
        names.push_back(QStringLiteral("c%1/%2.png").arg(index % 3).arg(index).toStdString());
    const Exporter exporter({}, target(), names);
    std::vector<std::int64_t> areas(names.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        const RgbImage picture = greyPicture(120, 120);
        for (std::size_t index = next++; index < names.size(); index = next++)
            areas[index] = exporter.exportImage(index, 120, 120, bumpMap(32, 32, 0.5, 0.5, 0.02 * static_cast<double>(index + 1)), &picture).largestRegionPx();
    };
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back(work);
    }
    for (std::size_t index = 0; index < names.size(); ++index) {
        const Mask mask = decodeMask(exporter.paths(index).mask);
        QCOMPARE(std::count(mask.values.begin(), mask.values.end(), 1), areas[index]);
        QCOMPARE(readMap(exporter.paths(index).map).height, 120);
    }
    QCOMPARE(filesBelow(folder()).size(), 3 * names.size());
    QVERIFY(areas.back() > areas[8]);
}

void ExporterTest::overlayOfARealPart()
{
    FLAWSCOPE_REQUIRE_SHARED(file, "data/bottle/test/good/000.jpg");
    const RgbImage picture = decodeRgb(file);
    ScoreMap map = bumpMap(256, 256, 0.3, 0.35, 0.05);
    const ScoreMap second = bumpMap(256, 256, 0.68, 0.7, 0.025);
    for (std::size_t index = 0; index < map.size(); ++index)
        map.values[index] = 0.12F + std::max(map.values[index], 0.8F * second.values[index]);
    // FLAWSCOPE_KEEP=folder keeps the pictures, to be looked at.
    const char *keep = std::getenv("FLAWSCOPE_KEEP");
    for (const ColorMap colors : {ColorMap::Inferno, ColorMap::Viridis, ColorMap::Turbo}) {
        ExportOptions options;
        options.colorMap = colors;
        ExportTarget where = target();
        where.folder = (keep ? fs::path(keep) : folder()) / colorMapNames()[static_cast<std::size_t>(colors)];
        where.existing = Existing::Replace;
        const Exporter exporter(options, where, std::vector<std::string>{"bottle.jpg"});
        QCOMPARE(exporter.exportImage(0, picture.height, picture.width, map, &picture).regions.size(), 2U);
        const RgbImage overlay = decodeRgb(exporter.paths(0).overlay);
        QCOMPARE(overlay.width, picture.width);
        // Far from both bumps the part looks as it is; in the larger one it does not.
        const auto difference = [&](int y, int x) { return std::abs(overlay.pixel(y, x)[0] - picture.pixel(y, x)[0]); };
        QVERIFY(difference(30, 30) <= 3);
        QVERIFY(std::max({difference(315, 270), std::abs(overlay.pixel(315, 270)[2] - picture.pixel(315, 270)[2])}) > 30);
    }
}

QTEST_GUILESS_MAIN(ExporterTest)
#include "exportertest.moc"
