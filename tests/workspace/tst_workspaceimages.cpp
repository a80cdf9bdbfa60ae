// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of a project: imported, imported again, relabelled, undone, removed, moved.
#include "core/dataset/loader.h"
#include "core/dataset/scan.h"
#include "tests/workspace/workspacetesting.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <tuple>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> namesOf(const Workspace &workspace)
{
    std::vector<std::string> names;
    for (const ImageRecord &image : workspace.images())
        names.push_back(image.sample.name);
    return names;
}

std::vector<std::string> actionsOf(const Workspace &workspace, std::size_t newest)
{
    std::vector<std::string> actions;
    for (const HistoryRow &row : workspace.history(static_cast<std::int64_t>(newest)))
        actions.push_back(row.action + " " + row.subject + ": " + row.from + " → " + row.to);
    return actions;
}

} // namespace

class WorkspaceImagesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_root = m_temporary->path().toStdString();
        m_data = m_root / "data";
        m_workspace = Workspace::create(m_root / "project", "Washers", kUser);
    }
    void cleanup()
    {
        m_workspace.reset();
        fs::remove_all(m_root); // Qt leaves names that are no UTF-8.
    }

    void importTakesEverything();
    void importIsAllOrNothing();
    void importAgainKeepsWhatAPersonSaid();
    void importAgainReplacesFindings();
    void namesOfTwoSourcesDoNotClash();
    void overlappingFoldersGiveEachPictureOnce();
    void contentGroupsOfSourcesStayApart();
    void namesThatAreNoUtf8();
    void relativeRoots();
    void editsAndTheirUndo();
    void labelsTakeTheirClassAlong();
    void editsAreAllOrNothing();
    void drawnMasksReplaceImportedOnes();
    void removedPicturesComeBack();
    void movedFoldersAreFoundAgain();
    void relocationsThatCannotBe();
    void dataSetIsSortedAndComplete();
    void threadsTakeTurns();

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_root;
    fs::path m_data;
    std::shared_ptr<Workspace> m_workspace;
};

void WorkspaceImagesTest::importTakesEverything()
{
    Dataset dataset = smallDataset(m_data);
    dataset.samples[1].frame = 7;
    dataset.samples[2].maskFrame = 3;
    dataset.findings.push_back({Severity::Warning, "few-images", "Only two.", {m_data / "train/good/000.png", m_root / "elsewhere.png"}});
    QCOMPARE(m_workspace->importDataset(dataset, {}), std::int64_t{4});
    const std::vector<ImageRecord> images = m_workspace->images();
    QCOMPARE(images.size(), dataset.samples.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        const Sample &wanted = dataset.samples[i];
        const Sample &got = images[i].sample;
        QCOMPARE(images[i].id, static_cast<ImageId>(i + 1));
        QCOMPARE(got.image, wanted.image);
        QCOMPARE(got.frame, wanted.frame);
        QCOMPARE(got.name, wanted.name);
        QCOMPARE(got.split, wanted.split);
        QCOMPARE(got.label, wanted.label);
        QCOMPARE(got.defectClass, wanted.defectClass);
        QCOMPARE(got.mask, wanted.mask);
        QCOMPARE(got.maskFrame, wanted.maskFrame);
        QCOMPARE(got.height, wanted.height);
        QCOMPARE(got.width, wanted.width);
        QVERIFY(!images[i].missing);
    }
    const std::vector<SourceRecord> sources = m_workspace->sources();
    QCOMPARE(sources.size(), std::size_t{1});
    QCOMPARE(sources.front().folder, m_data);
    QCOMPARE(sources.front().layout, Layout::MvtecAd);
    QCOMPARE(sources.front().images, std::int64_t{4});
    const std::vector<Finding> findings = m_workspace->findings();
    QCOMPARE(findings.size(), std::size_t{1});
    QCOMPARE(findings.front().kind, std::string("few-images"));
    QCOMPARE(findings.front().severity, Severity::Warning);
    QCOMPARE(findings.front().files, dataset.findings.front().files);
    QCOMPARE(m_workspace->history().front().action, std::string("import"));
}

void WorkspaceImagesTest::importIsAllOrNothing()
{
    Dataset dataset;
    dataset.root = m_data;
    for (int i = 0; i < 2000; ++i) {
        Sample &sample = dataset.samples.emplace_back();
        sample.name = std::to_string(i) + ".png";
        sample.image = m_data / sample.name;
    }
    std::stop_source stop;
    ErrorCode code{};
    QVERIFY(!errorOf([&] {
                 m_workspace->importDataset(dataset, RunContext(stop.get_token(), [&](const Progress &progress) {
                                                if (progress.done >= 1000)
                                                    stop.request_stop();
                                            }));
             },
                     &code)
                 .empty());
    QCOMPARE(code, ErrorCode::Cancelled);
    QVERIFY(m_workspace->images().empty());
    QVERIFY(m_workspace->sources().empty());
    QCOMPARE(m_workspace->history().size(), std::size_t{1});
    QCOMPARE(m_workspace->importDataset(dataset, {}), std::int64_t{2000});
}

void WorkspaceImagesTest::importAgainKeepsWhatAPersonSaid()
{
    Dataset dataset = smallDataset(m_data);
    m_workspace->importDataset(dataset, {});
    m_workspace->apply(std::vector<ImageEdit>{{.id = 1, .split = Split::Test, .label = Label::Defect, .defectClass = "dent"}, {.id = 2, .comment = "ok"}});
    // The scan now says something else, and knows one picture more and one less.
    dataset.samples[0].label = Label::Unknown;
    dataset.samples[1].label = Label::Unknown;
    dataset.samples[1].defectClass = "";
    dataset.samples[1].width = 16;
    dataset.samples.push_back(pictureBelow(m_data, "train/good/002.png"));
    fs::remove(dataset.samples[2].image);
    dataset.samples.erase(dataset.samples.begin() + 2);
    QCOMPARE(m_workspace->importDataset(dataset, {}), std::int64_t{1});
    const std::vector<ImageRecord> images = m_workspace->images();
    QCOMPARE(images.size(), std::size_t{5});
    QCOMPARE(images[0].sample.split, Split::Test);
    QCOMPARE(images[0].sample.label, Label::Defect);
    QCOMPARE(images[0].sample.defectClass, std::string("dent"));
    QCOMPARE(images[1].sample.label, Label::Unknown);
    QCOMPARE(images[1].sample.width, 16);
    QCOMPARE(images[1].comment, std::string("ok"));
    QVERIFY(images[2].missing);
    QCOMPARE(m_workspace->sources().front().missing, std::int64_t{1});
    QCOMPARE(images[4].id, ImageId{5});
}

void WorkspaceImagesTest::importAgainReplacesFindings()
{
    Dataset dataset = smallDataset(m_data);
    dataset.findings.push_back({Severity::Problem, "unreadable", "a", {}});
    m_workspace->importDataset(dataset, {});
    Dataset other = smallDataset(m_root / "other");
    other.findings.push_back({Severity::Info, "ignored", "b", {}});
    m_workspace->importDataset(other, {});
    dataset.findings.front().message = "c";
    m_workspace->importDataset(dataset, {});
    std::set<std::string> messages;
    for (const Finding &finding : m_workspace->findings())
        messages.insert(finding.message);
    QVERIFY((messages == std::set<std::string>{"b", "c"}));
}

void WorkspaceImagesTest::namesOfTwoSourcesDoNotClash()
{
    m_workspace->importDataset(smallDataset(m_root / "a" / "parts"), {});
    m_workspace->importDataset(smallDataset(m_root / "b" / "parts"), {});
    m_workspace->importDataset(smallDataset(m_root / "c" / "parts"), {});
    const std::vector<std::string> names = namesOf(*m_workspace);
    QCOMPARE(names.size(), std::size_t{12});
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), std::size_t{12});
    QCOMPARE(names[0], std::string("train/good/000.png"));
    QCOMPARE(names[4], std::string("parts/train/good/000.png"));
    QCOMPARE(names[8], std::string("parts (2)/train/good/000.png"));
    // Where nothing clashes there is no prefix, and names never change later.
    Dataset more;
    more.root = m_root / "d";
    more.samples.push_back(pictureBelow(more.root, "new.png"));
    m_workspace->importDataset(more, {});
    QCOMPARE(namesOf(*m_workspace).back(), std::string("new.png"));
    m_workspace->importDataset(smallDataset(m_root / "b" / "parts"), {});
    QCOMPARE(namesOf(*m_workspace).size(), std::size_t{13});
    QCOMPARE(namesOf(*m_workspace)[4], names[4]);
}

void WorkspaceImagesTest::overlappingFoldersGiveEachPictureOnce()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    Dataset inner;
    inner.root = m_data / "train";
    inner.samples.push_back(pictureBelow(inner.root, "good/000.png", Split::Test, Label::Unknown));
    inner.samples.push_back(pictureBelow(inner.root, "good/new.png"));
    QCOMPARE(m_workspace->importDataset(inner, {}), std::int64_t{1});
    const std::vector<ImageRecord> images = m_workspace->images();
    QCOMPARE(images.size(), std::size_t{5});
    QCOMPARE(images[0].sample.split, Split::Train);
    QCOMPARE(m_workspace->findings().back().kind, std::string("ignored"));
}

void WorkspaceImagesTest::contentGroupsOfSourcesStayApart()
{
    Dataset first = smallDataset(m_root / "a");
    first.samples[0].contentGroup = first.samples[1].contentGroup = 1;
    Dataset second = smallDataset(m_root / "b");
    second.samples[0].contentGroup = second.samples[2].contentGroup = 1;
    m_workspace->importDataset(first, {});
    m_workspace->importDataset(second, {});
    const std::vector<ImageRecord> images = m_workspace->images();
    QCOMPARE(images[0].sample.contentGroup, images[1].sample.contentGroup);
    QCOMPARE(images[4].sample.contentGroup, images[6].sample.contentGroup);
    QVERIFY(images[0].sample.contentGroup != images[4].sample.contentGroup);
    QCOMPARE(images[2].sample.contentGroup, std::uint32_t{0});
}

void WorkspaceImagesTest::namesThatAreNoUtf8()
{
    const fs::path folder = m_root / "caf\xe9";
    const fs::path file = folder / "t\xc3\xa4st \xff.png";
    writePicture(file);
    m_workspace->importDataset(scanDataset(folder, {}, {}), {});
    const std::vector<ImageRecord> images = m_workspace->images();
    QCOMPARE(images.size(), std::size_t{1});
    QCOMPARE(images.front().sample.image, file);
    QVERIFY(fs::exists(images.front().sample.image));
    QCOMPARE(images.front().sample.name, std::string("t\xc3\xa4st %FF.png"));
    QCOMPARE(m_workspace->sources().front().folder, folder);
    QCOMPARE(m_workspace->findMissing({}), std::int64_t{0});
}

void WorkspaceImagesTest::relativeRoots()
{
    const fs::path before = fs::current_path();
    fs::current_path(m_root);
    Dataset dataset = smallDataset("data");
    dataset.root = "data/";
    m_workspace->importDataset(dataset, {});
    dataset = smallDataset("./data");
    QCOMPARE(m_workspace->importDataset(dataset, {}), std::int64_t{0});
    fs::current_path(before);
    QCOMPARE(m_workspace->images().front().sample.image, m_data / "train/good/000.png");
    QCOMPARE(m_workspace->sources().size(), std::size_t{1});
}

void WorkspaceImagesTest::editsAndTheirUndo()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    const std::vector<ImageRecord> before = m_workspace->images();
    const std::vector<ImageEdit> edits{{.id = 1, .split = Split::Test},
                                       {.id = 2, .label = Label::Defect, .defectClass = "dent"},
                                       {.id = 4, .verdict = OperatorVerdict::Unsure, .comment = "look again"},
                                       {.id = 1, .label = Label::Unknown},
                                       {.id = 3, .split = Split::Test}};
    const std::vector<ImageEdit> undo = m_workspace->apply(edits);
    QCOMPARE(undo.size(), std::size_t{4}); // The last edit changes nothing.
    const std::vector<ImageRecord> after = m_workspace->images();
    QCOMPARE(after[0].sample.split, Split::Test);
    QCOMPARE(after[0].sample.label, Label::Unknown);
    QCOMPARE(after[1].sample.defectClass, std::string("dent"));
    QCOMPARE(after[3].verdict, OperatorVerdict::Unsure);
    const std::vector<std::string> actions = actionsOf(*m_workspace, 5);
    QCOMPARE(actions[0], std::string("label train/good/000.png: good → unknown"));
    QCOMPARE(actions[1], std::string("comment test/scratch/000.png:  → look again"));
    QCOMPARE(actions[2], std::string("verdict test/scratch/000.png: none → unsure"));
    QCOMPARE(actions[3], std::string("label train/good/001.png: good → defect: dent"));
    QCOMPARE(actions[4], std::string("split train/good/000.png: train → test"));

    const std::vector<ImageEdit> redo = m_workspace->apply(undo);
    const std::vector<ImageRecord> undone = m_workspace->images();
    for (std::size_t i = 0; i < before.size(); ++i) {
        QCOMPARE(undone[i].sample.split, before[i].sample.split);
        QCOMPARE(undone[i].sample.label, before[i].sample.label);
        QCOMPARE(undone[i].sample.defectClass, before[i].sample.defectClass);
        QCOMPARE(undone[i].verdict, before[i].verdict);
        QCOMPARE(undone[i].comment, before[i].comment);
    }
    (void)m_workspace->apply(redo);
    QCOMPARE(m_workspace->images()[1].sample.defectClass, std::string("dent"));
    (void)m_workspace->apply(undo);
    // Nothing of an undone edit is left: the import decides again.
    Dataset dataset = smallDataset(m_data);
    dataset.samples[1].label = Label::Unknown;
    dataset.samples[1].defectClass = "";
    m_workspace->importDataset(dataset, {});
    QCOMPARE(m_workspace->images()[1].sample.label, Label::Unknown);
}

void WorkspaceImagesTest::labelsTakeTheirClassAlong()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    const std::vector<ImageEdit> undo = m_workspace->apply(std::vector<ImageEdit>{{.id = 1, .label = Label::Defect}, {.id = 4, .label = Label::Good}});
    QCOMPARE(m_workspace->images()[0].sample.defectClass, std::string());
    QCOMPARE(m_workspace->images()[3].sample.defectClass, std::string("good"));
    m_workspace->apply(undo);
    QCOMPARE(m_workspace->images()[0].sample.defectClass, std::string("good"));
    QCOMPARE(m_workspace->images()[3].sample.defectClass, std::string("scratch"));
}

void WorkspaceImagesTest::editsAreAllOrNothing()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    const std::size_t rows = m_workspace->history().size();
    ErrorCode code{};
    QVERIFY(!errorOf([&] { m_workspace->apply(std::vector<ImageEdit>{{.id = 1, .split = Split::Test}, {.id = 99, .split = Split::Test}}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(!errorOf([&] { m_workspace->apply(std::vector<ImageEdit>{{.id = 1, .drawnMask = "../../etc/passwd"}}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QCOMPARE(m_workspace->images()[0].sample.split, Split::Train);
    QCOMPARE(m_workspace->history().size(), rows);
}

void WorkspaceImagesTest::drawnMasksReplaceImportedOnes()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    const fs::path imported = m_workspace->images()[3].sample.mask;
    Mask mask(8, 8);
    mask.at(0, 0) = mask.at(7, 7) = 1;
    const std::string name = m_workspace->storeMask(4, mask);
    QVERIFY(m_workspace->storeMask(4, mask) != name);
    const std::vector<ImageEdit> undo = m_workspace->apply(std::vector<ImageEdit>{{.id = 4, .drawnMask = name}});
    const ImageRecord drawn = m_workspace->images()[3];
    QCOMPARE(drawn.drawnMask, name);
    QCOMPARE(drawn.sample.mask, m_workspace->folder() / "masks" / name);
    QVERIFY(loadMask(drawn.sample) == mask);
    QCOMPARE(actionsOf(*m_workspace, 1).front(), "mask test/scratch/000.png: imported → " + name);
    m_workspace->apply(undo);
    QCOMPARE(m_workspace->images()[3].sample.mask, imported);
}

void WorkspaceImagesTest::removedPicturesComeBack()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    const std::vector<ImageId> two{2, 3};
    m_workspace->setRemoved(two, true);
    QCOMPARE(m_workspace->images().size(), std::size_t{2});
    QCOMPARE(m_workspace->sources().front().images, std::int64_t{2});
    QCOMPARE(m_workspace->dataset().second.size(), std::size_t{2});
    QCOMPARE(m_workspace->importDataset(smallDataset(m_data), {}), std::int64_t{0});
    QCOMPARE(m_workspace->images().size(), std::size_t{2});
    m_workspace->setRemoved(two, false);
    QCOMPARE(m_workspace->images().size(), std::size_t{4});
    QVERIFY(fs::exists(m_workspace->images()[1].sample.image));
    QCOMPARE(actionsOf(*m_workspace, 1).front(), std::string("restore test/good/000.png:  → "));
}

void WorkspaceImagesTest::movedFoldersAreFoundAgain()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    m_workspace->apply(std::vector<ImageEdit>{{.id = 2, .label = Label::Unknown}});
    const fs::path moved = m_root / "elsewhere" / "moved";
    fs::create_directories(moved.parent_path());
    fs::rename(m_data, moved);
    QCOMPARE(m_workspace->findMissing({}), std::int64_t{4});
    QVERIFY(m_workspace->images().front().missing);
    fs::remove(moved / "train/good/001.png");
    m_workspace->relocate(1, moved);
    const std::vector<ImageRecord> images = m_workspace->images();
    QCOMPARE(images[0].sample.image, moved / "train/good/000.png");
    QCOMPARE(images[3].sample.mask, moved / "ground_truth/scratch/000_mask.png");
    QVERIFY(!images[0].missing);
    QVERIFY(images[1].missing);
    QCOMPARE(images[1].sample.label, Label::Unknown);
    QCOMPARE(m_workspace->sources().front().folder, moved);
    QCOMPARE(m_workspace->sources().front().missing, std::int64_t{1});
    QCOMPARE(m_workspace->history().front().action, std::string("relocate"));
    QCOMPARE(m_workspace->history().front().from, m_data.string());
    // The moved folder is the same source when it is imported again.
    QCOMPARE(m_workspace->importDataset(smallDataset(moved), {}), std::int64_t{0});
    QVERIFY(!m_workspace->images()[1].missing);
}

void WorkspaceImagesTest::relocationsThatCannotBe()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    m_workspace->importDataset(smallDataset(m_root / "other"), {});
    ErrorCode code{};
    const std::string sentence = errorOf([&] { m_workspace->relocate(1, m_root / "nowhere"); }, &code);
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY2(sentence.find("None of the 4") != std::string::npos, sentence.c_str());
    QVERIFY(errorOf([&] { m_workspace->relocate(1, m_root / "other"); }).find("another source") != std::string::npos);
    QVERIFY(!errorOf([&] { m_workspace->relocate(77, m_root / "other"); }).empty());
    QCOMPARE(m_workspace->sources().front().folder, m_data);
    QVERIFY(!m_workspace->images().front().missing);
}

void WorkspaceImagesTest::dataSetIsSortedAndComplete()
{
    m_workspace->importDataset(smallDataset(m_data), {});
    m_workspace->apply(std::vector<ImageEdit>{{.id = 1, .split = Split::Test}});
    const auto [dataset, ids] = m_workspace->dataset();
    QCOMPARE(dataset.samples.size(), std::size_t{4});
    QCOMPARE(ids.size(), std::size_t{4});
    QCOMPARE(dataset.root, m_data);
    QCOMPARE(dataset.samples.front().name, std::string("train/good/001.png"));
    QCOMPARE(ids.front(), ImageId{2});
    QVERIFY(std::is_sorted(dataset.samples.begin(), dataset.samples.end(), [](const Sample &a, const Sample &b) {
        return std::tie(a.split, a.name) < std::tie(b.split, b.name);
    }));
}

void WorkspaceImagesTest::threadsTakeTurns()
{
    constexpr int kRounds = 30;
    m_workspace->importDataset(smallDataset(m_data), {});
    const RunId run = m_workspace->addRun("A", {});
    std::atomic<bool> torn{false};
    const auto sourcesArriveWhole = [&] {
        for (int i = 0; i < kRounds; ++i)
            torn = torn || (m_workspace->images().size() - 4) % 100 != 0;
    };
    const auto import = [&](int importer) {
        for (int i = 0; i < kRounds / 3; ++i) {
            Dataset dataset;
            dataset.root = "/nowhere/" + std::to_string(importer) + "-" + std::to_string(i);
            for (int picture = 0; picture < 100; ++picture) {
                dataset.samples.emplace_back().name = std::to_string(picture) + ".png";
                dataset.samples.back().image = dataset.root / dataset.samples.back().name;
            }
            m_workspace->importDataset(dataset, {});
        }
    };
    const auto edit = [&] {
        for (int i = 0; i < kRounds; ++i) {
            m_workspace->apply(std::vector<ImageEdit>{{.id = 1, .comment = std::to_string(i)}});
            m_workspace->addLossPoints(run, std::vector<LossPoint>{{0, i + 1.0, 0.5, 1e-3}});
        }
    };
    {
        const std::jthread first(import, 1), second(import, 2), editor(edit), reader(sourcesArriveWhole), other(sourcesArriveWhole);
    }
    QVERIFY(!torn);
    QCOMPARE(m_workspace->images().size(), std::size_t{4 + 2 * (kRounds / 3) * 100});
    QCOMPARE(m_workspace->images().front().comment, std::to_string(kRounds - 1));
    QCOMPARE(m_workspace->lossPoints(run).size(), std::size_t{kRounds});
}

QTEST_GUILESS_MAIN(WorkspaceImagesTest)
#include "tst_workspaceimages.moc"
