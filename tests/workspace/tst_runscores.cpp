// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/arrayfile.h"
#include "tests/workspace/workspacetesting.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <random>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

namespace {

constexpr int kHeight = 48;
constexpr int kWidth = 64;

LikelihoodMaps randomLikelihoods(std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> value(-6.F, 0.5F);
    LikelihoodMaps maps{ScoreMap(12, 16), ScoreMap(6, 8), ScoreMap(3, 4)};
    for (ScoreMap &map : maps) {
        for (float &likelihood : map.values)
            likelihood = value(random);
    }
    return maps;
}

const std::vector<double> kNormaliser{0.25, 0.5, -0.125};

} // namespace

class RunScoresTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_root = m_temporary->path().toStdString();
        m_workspace = Workspace::create(m_root / "project", "Washers", kUser);
        m_workspace->importDataset(smallDataset(m_root / "data"), {});
        m_run = m_workspace->addRun("A", {});
    }

    void mapsComeBack();
    void scalesAddUpToTheMap();
    void ignoredPixelsDoNotCount();
    void nothingIsSeenBeforeCommit();
    void scoringAgainReplaces();
    void aRunWithoutPictures();
    void hostileFiles_data();
    void hostileFiles();

private:
    void write(int count, std::uint32_t seed = 1)
    {
        const auto writer = m_workspace->writeScores(m_run, static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            const LikelihoodMaps maps = randomLikelihoods(seed + static_cast<std::uint32_t>(i));
            const float score = imageScore(anomalyMap(maps, kNormaliser, kHeight, kWidth));
            writer->add({i + 1, score, 8, 8}, maps);
        }
        writer->commit(kNormaliser, kHeight, kWidth, 2.5F);
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_root;
    std::shared_ptr<Workspace> m_workspace;
    RunId m_run = 0;
};

void RunScoresTest::mapsComeBack()
{
    QVERIFY(!m_workspace->scores(m_run));
    write(3);
    const auto scores = m_workspace->scores(m_run);
    QVERIFY(scores);
    QCOMPARE(m_workspace->scores(m_run).get(), scores.get());
    QCOMPARE(scores->images().size(), std::size_t{3});
    QCOMPARE(scores->scales(), 3);
    QCOMPARE(scores->mapHeight(), kHeight);
    QCOMPARE(scores->mapWidth(), kWidth);
    QCOMPARE(scores->scaleHi(), 2.5F);
    QVERIFY(std::equal(kNormaliser.begin(), kNormaliser.end(), scores->normaliser().begin()));
    QCOMPARE(scores->indexOf(2), std::optional<std::size_t>(1));
    QVERIFY(!scores->indexOf(4));
    for (std::size_t i = 0; i < 3; ++i) {
        const ScoreMap wanted = anomalyMap(randomLikelihoods(1 + static_cast<std::uint32_t>(i)), kNormaliser, kHeight, kWidth);
        QVERIFY(scores->map(i) == wanted);
        QCOMPARE(scores->images()[i].score, imageScore(wanted));
    }
    // Python reads it: [N,H,W], float32.
    const NpyHeader header = readNpyHeader(m_workspace->runFolder(m_run) / "scores" / "likelihood1.npy");
    QVERIFY((header.shape == std::vector<std::int64_t>{3, 6, 8}));
    QCOMPARE(header.kind, 'f');
    QCOMPARE(m_workspace->run(m_run).scoredImages, std::int64_t{3});
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)scores->map(3); }, &code).empty());
    QCOMPARE(code, ErrorCode::Internal);
}

void RunScoresTest::scalesAddUpToTheMap()
{
    write(1);
    const auto scores = m_workspace->scores(m_run);
    const ScoreMap map = scores->map(0);
    ScoreMap sum(kHeight, kWidth);
    for (int scale = 0; scale < scores->scales(); ++scale) {
        const ScoreMap part = scores->scaleMap(0, scale);
        QVERIFY(*std::min_element(part.values.begin(), part.values.end()) >= 0);
        QVERIFY(*std::max_element(part.values.begin(), part.values.end()) <= 1);
        for (std::size_t i = 0; i < sum.values.size(); ++i)
            sum.values[i] += part.values[i];
    }
    float farthest = 0;
    for (std::size_t i = 0; i < sum.values.size(); ++i)
        farthest = std::max(farthest, std::abs(sum.values[i] - map.values[i]));
    QVERIFY2(farthest <= 1e-6F, qPrintable(QString::number(farthest)));
}

void RunScoresTest::ignoredPixelsDoNotCount()
{
    write(1);
    const auto scores = m_workspace->scores(m_run);
    const ScoreMap map = scores->map(0);
    QCOMPARE(scores->score(0, Mask()), imageScore(map));
    Mask ignored(kHeight, kWidth);
    float highest = 0;
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        ignored.values[i] = i % 3 == 0 || map.values[i] == imageScore(map);
        if (!ignored.values[i])
            highest = std::max(highest, map.values[i]);
    }
    QCOMPARE(scores->score(0, ignored), highest);
    std::fill(ignored.values.begin(), ignored.values.end(), std::uint8_t{1});
    QCOMPARE(scores->score(0, ignored), 0.F);
}

void RunScoresTest::nothingIsSeenBeforeCommit()
{
    {
        const auto writer = m_workspace->writeScores(m_run, 2);
        writer->add({1, 1, 8, 8}, randomLikelihoods(1));
        QVERIFY(!m_workspace->scores(m_run));
        ErrorCode code{};
        QVERIFY(!errorOf([&] { writer->add({2, 1, 8, 8}, {ScoreMap(12, 16)}); }, &code).empty());
        QCOMPARE(code, ErrorCode::Internal);
    }
    QVERIFY(!m_workspace->scores(m_run));
    QVERIFY(fs::is_empty(m_workspace->runFolder(m_run)));
}

void RunScoresTest::scoringAgainReplaces()
{
    write(3);
    const auto former = m_workspace->scores(m_run);
    const ScoreMap map = former->map(2);
    write(2, 100);
    const auto present = m_workspace->scores(m_run);
    QCOMPARE(present->images().size(), std::size_t{2});
    QVERIFY(present->map(0) == anomalyMap(randomLikelihoods(100), kNormaliser, kHeight, kWidth));
    QVERIFY(former->map(2) == map); // A snapshot stays what it was.
    QVERIFY(!fs::exists(m_workspace->runFolder(m_run) / "scores"));
    m_workspace->removeRun(m_run);
    QVERIFY(former->map(2) == map);
    QVERIFY(!m_workspace->scores(m_run));
}

void RunScoresTest::aRunWithoutPictures()
{
    write(0);
    const auto scores = m_workspace->scores(m_run);
    QVERIFY(scores);
    QVERIFY(scores->images().empty());
}

void RunScoresTest::hostileFiles_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("cut off") << 0;
    QTest::newRow("more pictures than there are") << 1;
    QTest::newRow("other type") << 2;
    QTest::newRow("text") << 3;
    QTest::newRow("gone") << 4;
    QTest::newRow("huge maps") << 5;
}

void RunScoresTest::hostileFiles()
{
    QFETCH(const int, kind);
    write(3);
    m_workspace.reset();
    const fs::path file = m_root / "project" / "runs" / "1" / "scores" / "likelihood1.npy";
    const auto patch = [&](const std::string &from, const std::string &to) {
        std::vector<std::uint8_t> bytes = readFile(file);
        const auto at = std::search(bytes.begin(), bytes.end(), from.begin(), from.end());
        QVERIFY(at != bytes.end() && from.size() == to.size());
        std::copy(to.begin(), to.end(), at);
        writeFileAtomically(file, bytes);
    };
    switch (kind) {
    case 0: fs::resize_file(file, fs::file_size(file) - 4); break;
    case 1: patch("(3, 6, 8)", "(2, 6, 8)"); break;
    case 2: patch("<f4", "<i4"); break;
    case 3: writeFileAtomically(file, std::string_view("hello")); break;
    case 4: fs::remove(file); break;
    default: patch("(3, 6, 8), }  ", "(3,9999,9999)}"); break;
    }
    const auto workspace = Workspace::open(m_root / "project", kUser);
    ErrorCode code{};
    const std::string sentence = errorOf([&] { (void)workspace->scores(1); }, &code);
    QVERIFY(!sentence.empty());
    QCOMPARE(code, kind == 4 ? ErrorCode::Unreadable : ErrorCode::BadFormat);
    QVERIFY2(sentence.find("likelihood1.npy") != std::string::npos, sentence.c_str());
}

QTEST_GUILESS_MAIN(RunScoresTest)
#include "tst_runscores.moc"
