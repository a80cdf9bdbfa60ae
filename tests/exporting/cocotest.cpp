// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exporting/coco.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

using namespace flawscope;

namespace {

Mask randomMask(int height, int width, unsigned seed)
{
    std::mt19937 random(seed);
    Mask mask(height, width);
    for (int rectangle = 0; rectangle < 7; ++rectangle) {
        const int x = static_cast<int>(random() % static_cast<unsigned>(width));
        const int y = static_cast<int>(random() % static_cast<unsigned>(height));
        for (int row = y; row < std::min(height, y + 9); ++row)
            std::fill_n(mask.row(row).begin() + x, std::min(width - x, 11), static_cast<std::uint8_t>(rectangle % 3 != 2));
    }
    for (std::uint8_t &pixel : mask.values)
        pixel ^= random() % 30 == 0;
    return mask;
}

/// Fills a run-length code, column by column.
void paint(const std::vector<std::int64_t> &counts, Mask &mask)
{
    std::int64_t position = 0;
    bool inside = false;
    for (const std::int64_t count : counts) {
        for (std::int64_t end = position + count; position < end; ++position) {
            if (inside)
                ++mask.at(static_cast<int>(position % mask.height), static_cast<int>(position / mask.height));
        }
        inside = !inside;
    }
    QCOMPARE(position, static_cast<std::int64_t>(mask.size()));
}

double shoelace(const nlohmann::json &polygon)
{
    double sum = 0;
    const std::size_t count = polygon.size() / 2;
    for (std::size_t index = 0; index < count; ++index) {
        const std::size_t next = (index + 1) % count;
        sum += polygon[2 * index].get<double>() * polygon[2 * next + 1].get<double>() - polygon[2 * next].get<double>() * polygon[2 * index + 1].get<double>();
    }
    return std::abs(sum) / 2;
}

} // namespace

class CocoTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runLengthsByHand();
    void runLengthsGiveTheMaskBack();
    void fileIsCoco();
    void badUtf8IsReplaced();
};

void CocoTest::runLengthsByHand()
{
    Mask mask(3, 4);
    for (const auto &[y, x] : {std::pair{1, 1}, {2, 1}, {0, 2}, {1, 2}})
        mask.at(y, x) = 1;
    const auto regions = findRegions(mask, ScoreMap(3, 4));
    QCOMPARE(regions.size(), 1);
    // Columns: 000 011 110 000, and the run goes on from one column into the next.
    QCOMPARE(runLengths(regions[0], 3, 4), (std::vector<std::int64_t>{4, 4, 4}));
    QCOMPARE(runLengths(findRegions(Mask(2, 2, 1), ScoreMap(2, 2))[0], 2, 2), (std::vector<std::int64_t>{0, 4}));
}

void CocoTest::runLengthsGiveTheMaskBack()
{
    for (unsigned seed = 0; seed < 30; ++seed) {
        const Mask mask = randomMask(31, 40, seed);
        Mask painted(31, 40);
        for (const Region &region : findRegions(mask, ScoreMap(31, 40)))
            paint(runLengths(region, 31, 40), painted);
        QCOMPARE(painted, mask);
    }
}

void CocoTest::fileIsCoco()
{
    std::vector<ImageRegions> images;
    for (unsigned seed = 0; seed < 3; ++seed) {
        const Mask mask = seed == 1 ? Mask(31, 40) : randomMask(31, 40, seed);
        images.push_back({"検査/" + std::to_string(seed) + "\".png", 31, 40, findRegions(mask, ScoreMap(31, 40, 0.5F))});
    }
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "regions.json";
    writeCoco(path, images, 0.25);
    const auto json = nlohmann::json::parse(readFile(path));
    QCOMPARE(json["images"].size(), 3);
    QCOMPARE(json["images"][2]["file_name"].get<std::string>(), std::string("検査/2\".png"));
    QCOMPARE(json["images"][0]["height"].get<int>(), 31);
    QCOMPARE(json["images"][0]["width"].get<int>(), 40);
    QCOMPARE(json["categories"][0]["id"].get<int>(), 1);
    QCOMPARE(json["annotations"].size(), images[0].regions.size() + images[2].regions.size());
    int polygons = 0;
    int codes = 0;
    for (const auto &annotation : json["annotations"]) {
        const auto image = annotation["image_id"].get<std::size_t>();
        QVERIFY(image == 1 || image == 3);
        const auto &segmentation = annotation["segmentation"];
        const auto area = annotation["area"].get<double>();
        if (segmentation.is_array()) {
            ++polygons;
            QCOMPARE(segmentation.size(), 1);
            QCOMPARE(shoelace(segmentation[0]), area);
        } else {
            ++codes;
            QVERIFY((segmentation["size"] == nlohmann::json{31, 40}));
            std::int64_t inside = 0;
            for (std::size_t run = 1; run < segmentation["counts"].size(); run += 2)
                inside += segmentation["counts"][run].get<std::int64_t>();
            QCOMPARE(static_cast<double>(inside), area);
        }
        QVERIFY(area <= annotation["bbox"][2].get<double>() * annotation["bbox"][3].get<double>());
        QCOMPARE(annotation["score"].get<double>(), 0.5);
    }
    QVERIFY(polygons > 0);
    QVERIFY(codes > 0);
}

void CocoTest::badUtf8IsReplaced()
{
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "regions.json";
    const std::vector<ImageRegions> images = {{"latin-1 \xE9.png", 4, 4, {}}};
    writeCoco(path, images, 0);
    QCOMPARE(nlohmann::json::parse(readFile(path))["images"][0]["file_name"].get<std::string>(), std::string("latin-1 \xEF\xBF\xBD.png"));
}

QTEST_GUILESS_MAIN(CocoTest)
#include "cocotest.moc"
