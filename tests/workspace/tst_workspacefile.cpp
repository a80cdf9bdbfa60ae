// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The project's file: made, opened, shared, damaged, old; settings, runs, decisions and history in it.
#include "core/base/files.h"
#include "tests/workspace/workspacetesting.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <unistd.h>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

namespace {

/// Files below a folder whose names begin so.
std::vector<fs::path> filesLike(const fs::path &folder, const std::string &start)
{
    std::vector<fs::path> found;
    for (const auto &entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().native().starts_with(start))
            found.push_back(entry.path());
    }
    return found;
}

std::string textOf(const fs::path &file)
{
    const std::vector<std::uint8_t> bytes = readFile(file);
    return {bytes.begin(), bytes.end()};
}

void makeVersion1(const fs::path &folder)
{
    fs::create_directories(folder / "runs");
    fs::create_directories(folder / "masks");
    SQLite::Database db((folder / "workspace.sqlite").native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(textOf(fs::path(FLAWSCOPE_SOURCE_DIR) / "tests/workspace/version1.sql"));
}

/// Acts as somebody who may not write where the superuser may.
class Nobody final {
public:
    Nobody() : m_uid(::geteuid())
    {
        if (m_uid == 0)
            m_changed = ::seteuid(65534) == 0;
    }
    ~Nobody()
    {
        if (m_changed)
            (void)!::seteuid(m_uid);
    }
    [[nodiscard]] bool canWrite(const fs::path &folder) const { return ::euidaccess(folder.c_str(), W_OK) == 0; }

private:
    uid_t m_uid;
    bool m_changed = false;
};

} // namespace

class WorkspaceFileTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_root = m_temporary->path().toStdString();
        m_folder = m_root / "my project";
    }

    void createsAndReopens();
    void refusesFoldersOfOthers();
    void leftoversOfAKilledCreationDoNotHinder();
    void settingsAndNameStay();
    void secondOpeningIsReadOnly();
    void anotherProcessIsNamed();
    void readOnlyFolder_data();
    void readOnlyFolder();
    void damage_data();
    void damage();
    void hostileRecords_data();
    void hostileRecords();
    void newerFormat();
    void version1IsMigrated();
    void version1InAReadOnlyFolder();
    void runningRunsAreInterrupted();
    void leftoversAreSweptAway();
    void runsKeepTheirRecord();
    void removedRunsAndTheirNumbers();
    void oneRunIsReleased();
    void lossPointsAndEpochsOfAResumedTraining();
    void decisionsLeaveHistory();
    void regionsOfInterestAreKept();
    void historyAsCsv();

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_root;
    fs::path m_folder;
};

void WorkspaceFileTest::createsAndReopens()
{
    QVERIFY(!Workspace::isWorkspace(m_folder));
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        QVERIFY(!workspace->readOnly());
        QVERIFY(workspace->readOnlyReason().empty());
        QCOMPARE(workspace->name(), std::string("Washers"));
        QCOMPARE(workspace->folder(), m_folder);
        QVERIFY(workspace->images().empty());
        QVERIFY(workspace->runs().empty());
    }
    QVERIFY(Workspace::isWorkspace(m_folder));
    QVERIFY(filesLike(m_folder, "workspace.sqlite-wal").empty());
    const auto workspace = Workspace::open(m_folder.native() + "/", kUser);
    QCOMPARE(workspace->folder(), m_folder);
    QCOMPARE(workspace->history().size(), std::size_t{1});
    QCOMPARE(workspace->history().front().who, std::string(kUser));
    SQLite::Database db((m_folder / "workspace.sqlite").native());
    QCOMPARE(db.execAndGet("PRAGMA journal_mode").getString(), std::string("wal"));
    QCOMPARE(db.execAndGet("PRAGMA application_id").getInt(), 0x464C5753);
}

void WorkspaceFileTest::refusesFoldersOfOthers()
{
    ErrorCode code{};
    writeFileAtomically(m_folder / "mine.txt", std::string_view("x"));
    QVERIFY(errorOf([&] { (void)Workspace::create(m_folder, "x", kUser); }, &code).find("not empty") != std::string::npos);
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(!errorOf([&] { (void)Workspace::open(m_folder, kUser); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadFormat);
    QVERIFY(!errorOf([&] { (void)Workspace::create(m_folder / "mine.txt", "x", kUser); }, &code).empty());
    QCOMPARE(code, ErrorCode::Unwritable);
    (void)Workspace::create(m_root / "new", "x", kUser);
    QVERIFY(errorOf([&] { (void)Workspace::create(m_root / "new", "y", kUser); }, &code).find("holds a project already") != std::string::npos);
    QCOMPARE(code, ErrorCode::BadInput);
}

void WorkspaceFileTest::leftoversOfAKilledCreationDoNotHinder()
{
    fs::create_directories(m_folder / "runs");
    writeFileAtomically(m_folder / ".flawscope-1.sqlite.part", std::string_view("half"));
    const auto workspace = Workspace::create(m_folder, "Washers", kUser);
    QVERIFY(!workspace->readOnly());
    QVERIFY(filesLike(m_folder, ".flawscope-").empty());
}

void WorkspaceFileTest::settingsAndNameStay()
{
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        QCOMPARE(workspace->setting("view"), std::string());
        workspace->setSetting("view", "grid");
        workspace->setSetting("view", "table");
        workspace->setSetting("name", "not the project's");
        workspace->rename("Bolts");
        workspace->rename("Bolts");
    }
    const auto workspace = Workspace::open(m_folder, kUser);
    QCOMPARE(workspace->setting("view"), std::string("table"));
    QCOMPARE(workspace->name(), std::string("Bolts"));
    const std::vector<HistoryRow> rows = workspace->history();
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows.front().action, std::string("rename"));
    QCOMPARE(rows.front().from, std::string("Washers"));
    QCOMPARE(rows.front().to, std::string("Bolts"));
}

void WorkspaceFileTest::secondOpeningIsReadOnly()
{
    auto first = Workspace::create(m_folder, "Washers", kUser);
    first->importDataset(smallDataset(m_root / "data"), {});
    const auto second = Workspace::open(m_folder, "berta");
    QVERIFY(second->readOnly());
    QCOMPARE(second->images().size(), std::size_t{4});
    ErrorCode code{};
    const std::string sentence = errorOf([&] { second->rename("x"); }, &code);
    QCOMPARE(code, ErrorCode::Unwritable);
    QCOMPARE(sentence, second->readOnlyReason());
    // Changes of the first are seen by the second.
    first->rename("Bolts");
    QCOMPARE(second->name(), std::string("Bolts"));
    first.reset();
    QCOMPARE(second->name(), std::string("Bolts"));
    QVERIFY(!Workspace::open(m_folder, kUser)->readOnly());
}

void WorkspaceFileTest::anotherProcessIsNamed()
{
    (void)Workspace::create(m_folder, "Washers", kUser);
    QProcess child;
    child.start(FLAWSCOPE_WORKSPACE_CHILD, {"hold", QString::fromStdString(m_folder.native())});
    QVERIFY(child.waitForReadyRead(60000));
    QCOMPARE(child.readLine().trimmed(), QByteArray("open"));
    {
        const auto workspace = Workspace::open(m_folder, kUser);
        QVERIFY(workspace->readOnly());
        const std::string reason = workspace->readOnlyReason();
        QVERIFY2(reason.find("process " + std::to_string(child.processId())) != std::string::npos, reason.c_str());
        QVERIFY2(reason.find("berta") != std::string::npos, reason.c_str());
    }
    child.kill();
    child.waitForFinished();
    // The system lifts the lock of a killed process.
    QVERIFY(!Workspace::open(m_folder, kUser)->readOnly());
}

void WorkspaceFileTest::readOnlyFolder_data()
{
    QTest::addColumn<bool>("withLog");
    QTest::newRow("closed properly") << false;
    QTest::newRow("after a kill") << true;
}

void WorkspaceFileTest::readOnlyFolder()
{
    QFETCH(const bool, withLog);
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        workspace->importDataset(smallDataset(m_root / "data"), {});
        if (withLog) // What a killed process leaves: changes that are in the log alone.
            fs::copy(m_folder, m_root / "killed", fs::copy_options::recursive);
    }
    const fs::path folder = withLog ? m_root / "killed" : m_folder;
    if (withLog) {
        fs::remove(folder / "workspace.sqlite-shm");
        QVERIFY(fs::file_size(folder / "workspace.sqlite-wal") > 0);
    }
    fs::permissions(m_root, fs::perms(0755));
    for (const auto &entry : fs::recursive_directory_iterator(m_root))
        fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
    {
        const Nobody nobody;
        if (nobody.canWrite(folder))
            QSKIP("NOT CHECKED: this user may write everywhere.");
        const auto workspace = Workspace::open(folder, kUser);
        QVERIFY(workspace->readOnly());
        QVERIFY2(workspace->readOnlyReason().find("cannot be written") != std::string::npos, workspace->readOnlyReason().c_str());
        QCOMPARE(workspace->images().size(), std::size_t{4});
        QCOMPARE(workspace->name(), std::string("Washers"));
        ErrorCode code{};
        QVERIFY(!errorOf([&] { workspace->rename("x"); }, &code).empty());
        QCOMPARE(code, ErrorCode::Unwritable);
        QVERIFY(!errorOf([&] { (void)workspace->storeMask(1, Mask(8, 8)); }, &code).empty());
        QCOMPARE(code, ErrorCode::Unwritable);
    }
    for (const auto &entry : fs::recursive_directory_iterator(m_root))
        fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0755) : fs::perms(0644));
}

void WorkspaceFileTest::damage_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("empty") << 0;
    QTest::newRow("text") << 1;
    QTest::newRow("half") << 2;
    QTest::newRow("zeros in the middle") << 3;
    QTest::newRow("another database") << 4;
    QTest::newRow("a table is gone") << 5;
}

void WorkspaceFileTest::damage()
{
    QFETCH(const int, kind);
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        Dataset many;
        many.root = m_root / "data";
        for (int i = 0; i < 5000; ++i) {
            Sample &sample = many.samples.emplace_back();
            sample.name = "picture " + std::to_string(i) + ".png";
            sample.image = many.root / sample.name;
        }
        workspace->importDataset(many, {});
    }
    const fs::path file = m_folder / "workspace.sqlite";
    const auto size = fs::file_size(file);
    switch (kind) {
    case 0: fs::resize_file(file, 0); break;
    case 1: writeFileAtomically(file, std::string_view("This is no database at all, but a text that is longer than a header of one hundred bytes would be.")); break;
    case 2: fs::resize_file(file, size / 2 / 4096 * 4096); break;
    case 3: {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(size / 8));
        const std::string zeros(size / 2, '\0');
        stream.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
        break;
    }
    case 4: {
        fs::remove(file);
        SQLite::Database db(file.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("CREATE TABLE theirs (x)");
        break;
    }
    default: {
        SQLite::Database db(file.native(), SQLite::OPEN_READWRITE);
        db.exec("DROP TABLE scores");
    }
    }
    ErrorCode code{};
    const std::string sentence = errorOf(
        [&] {
            const auto workspace = Workspace::open(m_folder, kUser);
            (void)workspace->images();
            (void)workspace->history();
        },
        &code);
    QVERIFY(!sentence.empty());
    QCOMPARE(code, ErrorCode::BadFormat);
    QVERIFY2(sentence.find("workspace.sqlite") != std::string::npos, sentence.c_str());
    if (kind != 4 && kind != 0)
        QVERIFY2(sentence.find("backup") != std::string::npos, sentence.c_str());
}

/// A file that SQLite takes, with records in it that no Flawscope writes.
void WorkspaceFileTest::hostileRecords_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("text");
    const QString shape = "INSERT INTO project VALUES ('regions-of-interest', '[{\"kind\":\"ignore\",\"form\":\"%1\",\"points\":[[%2,0.5],[-%2,0.9],[0.5,%2]],\"radius\":%3}]')";
    QTest::newRow("a polygon far out") << shape.arg("polygon", "1e308", "0") << "region of interest";
    QTest::newRow("an endless brush") << shape.arg("brush", "1e308", "1e308") << "region of interest";
    QTest::newRow("a negative brush") << shape.arg("brush", "0.5", "-1") << "region of interest";
    QTest::newRow("a picture without end") << "UPDATE scores SET height = 2000000000, width = 2000000000" << "2000000000 × 2000000000";
    QTest::newRow("a picture turned inside out") << "UPDATE scores SET height = -8" << "-8 × 8";
    QTest::newRow("a picture of no source") << "PRAGMA foreign_keys = OFF; UPDATE images SET source = 77 WHERE id = 1" << "a source number 77";
}

void WorkspaceFileTest::hostileRecords()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, text);
    {
        Dataset dataset;
        dataset.root = m_root / "data";
        dataset.samples.emplace_back().name = "a.png";
        dataset.samples.back().image = dataset.root / "a.png";
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        workspace->importDataset(dataset, {});
        const std::unique_ptr<ScoreWriter> writer = workspace->writeScores(workspace->addRun("A", {}), 1);
        writer->add({1, 0.5F, 8, 8}, {ScoreMap(2, 2)});
        writer->commit(std::vector{0.0}, 4, 4, 1);
    }
    {
        SQLite::Database db((m_folder / "workspace.sqlite").native(), SQLite::OPEN_READWRITE);
        db.exec(sql.toStdString());
    }
    const auto workspace = Workspace::open(m_folder, kUser);
    ErrorCode code{};
    const std::string sentence = errorOf(
        [&] {
            (void)workspace->images();
            (void)workspace->scores(1);
            (void)ignoredPixels(workspace->regionsOfInterest(), 64, 64);
        },
        &code);
    QVERIFY2(QString::fromStdString(sentence).contains(text), sentence.c_str());
    QCOMPARE(code, ErrorCode::BadFormat);
}

void WorkspaceFileTest::newerFormat()
{
    (void)Workspace::create(m_folder, "Washers", kUser);
    {
        SQLite::Database db((m_folder / "workspace.sqlite").native(), SQLite::OPEN_READWRITE);
        db.exec("PRAGMA user_version = 99");
    }
    ErrorCode code{};
    const std::string sentence = errorOf([&] { (void)Workspace::open(m_folder, kUser); }, &code);
    QCOMPARE(code, ErrorCode::UnsupportedVersion);
    QVERIFY2(sentence.find("99") != std::string::npos && sentence.find("Update Flawscope") != std::string::npos, sentence.c_str());
}

void WorkspaceFileTest::version1IsMigrated()
{
    makeVersion1(m_folder);
    const auto workspace = Workspace::open(m_folder, kUser);
    QCOMPARE(workspace->name(), std::string("Old washers"));
    QCOMPARE(workspace->setting("view"), std::string("grid"));
    const std::vector<ImageRecord> images = workspace->images();
    QCOMPARE(images.size(), std::size_t{2});
    QCOMPARE(images[1].sample.image, fs::path("/data/washers/test/odd/000.png"));
    QCOMPARE(images[1].sample.label, Label::Defect);
    QCOMPARE(images[1].sample.defectClass, std::string("dent"));
    QCOMPARE(images[1].verdict, OperatorVerdict::NotOk);
    QCOMPARE(images[1].comment, std::string("edge"));
    const RunRecord run = workspace->run(1);
    QCOMPARE(run.options.training.epochs, 7);
    QCOMPARE(run.summary.epochs, 7);
    QVERIFY(std::isnan(run.summary.heldOutLoss.at(0)));
    QCOMPARE(run.imageAuroc, std::optional(0.875));
    const Decision decision = workspace->decision(1);
    QCOMPARE(decision.image->value, 0.5);
    QCOMPARE(decision.image->rule, ThresholdRule::F1Optimal);
    QVERIFY(!decision.pixel);
    QCOMPARE(decision.unsureFrom, std::optional(0.25));
    QCOMPARE(decision.mask.openingRadiusPx, 3);
    // What is new since works.
    const std::vector<ImageId> heldOut{1};
    workspace->setHeldOut(1, heldOut);
    QCOMPARE(workspace->heldOut(1), heldOut);
    // The old file is kept.
    const std::vector<fs::path> copies = filesLike(m_folder, "workspace-v1");
    QCOMPARE(copies.size(), std::size_t{1});
    SQLite::Database old(copies.front().native());
    QCOMPARE(old.execAndGet("PRAGMA user_version").getInt(), 1);
    QCOMPARE(old.execAndGet("SELECT count(*) FROM images").getInt(), 2);
    QCOMPARE(old.execAndGet("SELECT count(*) FROM sqlite_master WHERE name = 'held_out'").getInt(), 0);
}

void WorkspaceFileTest::version1InAReadOnlyFolder()
{
    makeVersion1(m_folder);
    fs::permissions(m_root, fs::perms(0755));
    for (const auto &entry : fs::recursive_directory_iterator(m_folder))
        fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
    fs::permissions(m_folder, fs::perms(0555));
    {
        const Nobody nobody;
        if (nobody.canWrite(m_folder))
            QSKIP("NOT CHECKED: this user may write everywhere.");
        const auto workspace = Workspace::open(m_folder, kUser);
        QVERIFY(workspace->readOnly());
        QCOMPARE(workspace->images().size(), std::size_t{2});
        QVERIFY(workspace->heldOut(1).empty());
    }
    fs::permissions(m_folder, fs::perms(0755));
    QVERIFY(filesLike(m_folder, "workspace-v1").empty());
    SQLite::Database old((m_folder / "workspace.sqlite").native());
    QCOMPARE(old.execAndGet("PRAGMA user_version").getInt(), 1);
}

void WorkspaceFileTest::runningRunsAreInterrupted()
{
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        for (const RunState state : {RunState::Running, RunState::Paused, RunState::Queued, RunState::Done}) {
            RunRecord run = workspace->run(workspace->addRun("run", {}));
            run.state = state;
            workspace->changeRun(run.id, [&](RunRecord &stored) { stored = run; });
        }
    }
    const auto workspace = Workspace::open(m_folder, kUser);
    const std::vector<RunRecord> runs = workspace->runs();
    QCOMPARE(runs[0].state, RunState::Interrupted);
    QCOMPARE(runs[1].state, RunState::Interrupted);
    QCOMPARE(runs[2].state, RunState::Queued);
    QCOMPARE(runs[3].state, RunState::Done);
    QCOMPARE(workspace->history().front().to, std::string("interrupted"));
}

void WorkspaceFileTest::leftoversAreSweptAway()
{
    fs::path folder;
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        folder = workspace->runFolder(workspace->addRun("run", {}));
        fs::create_directories(folder / ".flawscope-scores-1.part");
        fs::create_directories(folder / "scores"); // Renamed into place, but the row that names it was never written.
        writeFileAtomically(folder / "model.safetensors.checkpoint", std::string_view("x"));
        writeFileAtomically(m_folder / ".flawscope-7.copy.part", std::string_view("x"));
    }
    (void)Workspace::open(m_folder, kUser);
    QVERIFY(!fs::exists(folder / ".flawscope-scores-1.part"));
    QVERIFY(!fs::exists(folder / "scores"));
    QVERIFY(!fs::exists(m_folder / ".flawscope-7.copy.part"));
    QVERIFY(fs::exists(folder / "model.safetensors.checkpoint"));
    QVERIFY(fs::exists(m_folder / "masks" / ".flawscope-output"));
}

void WorkspaceFileTest::runsKeepTheirRecord()
{
    RunRecord run;
    {
        const auto workspace = Workspace::create(m_folder, "Washers", kUser);
        TrainJobOptions options;
        options.encoder.taps = {"layer1", "layer3"};
        options.weights = fs::path("/weights/100% \xff/resnet.pth");
        options.training.learningRate = 0.1 + 0.2;
        options.training.seed = 9007199254740991ULL;
        options.labelFree.rule = LabelFreeRule::Bound;
        options.preprocessing.size = "96x128";
        run = workspace->run(workspace->addRun("A", options));
        QVERIFY(fs::is_directory(workspace->runFolder(run.id)));
        QCOMPARE(run.state, RunState::Queued);
        QVERIFY(!run.created.empty());
        run.name = "B";
        run.state = RunState::Failed;
        run.error = "The disk is full.";
        run.imageAuroc = 0.1 + 0.7;
        run.summary.trainingLoss = {0.5, std::nan("")};
        run.summary.reason = StopReason::Finished;
        run.modelBytes = UINT64_C(1) << 40;
        run.modelSha256 = "abc";
        workspace->changeRun(run.id, [&](RunRecord &stored) { stored = run; });
    }
    const RunRecord stored = Workspace::open(m_folder, kUser)->run(run.id);
    QCOMPARE(stored.name, std::string("B"));
    QCOMPARE(stored.state, RunState::Failed);
    QCOMPARE(stored.error, run.error);
    QCOMPARE(stored.options.encoder.taps, run.options.encoder.taps);
    QCOMPARE(stored.options.weights, fs::path("/weights/100% \xff/resnet.pth"));
    QVERIFY(stored.options.training == run.options.training);
    QCOMPARE(stored.options.labelFree.rule, LabelFreeRule::Bound);
    QCOMPARE(stored.options.preprocessing.size, std::string("96x128"));
    QCOMPARE(stored.imageAuroc, run.imageAuroc);
    QVERIFY(!stored.aupro);
    QCOMPARE(stored.summary.trainingLoss.at(0), 0.5);
    QVERIFY(std::isnan(stored.summary.trainingLoss.at(1)));
    QCOMPARE(stored.summary.reason, StopReason::Finished);
    QCOMPARE(stored.modelBytes, run.modelBytes);
}

void WorkspaceFileTest::removedRunsAndTheirNumbers()
{
    const auto workspace = Workspace::create(m_folder, "Washers", kUser);
    const RunId first = workspace->addRun("A", {});
    const RunId second = workspace->addRun("B", {});
    const std::vector<LossPoint> points{{0, 0.5, 1, 1e-3}};
    workspace->addLossPoints(second, points);
    workspace->removeRun(second);
    QVERIFY(!fs::exists(workspace->runFolder(second)));
    QVERIFY(workspace->lossPoints(second).empty());
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)workspace->run(second); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    fs::create_directories(workspace->runFolder(3) / "somebody's");
    QCOMPARE(workspace->addRun("C", {}), RunId{4});
    QCOMPARE(workspace->runs().size(), std::size_t{2});
    QCOMPARE(workspace->runs().front().id, first);
}

void WorkspaceFileTest::oneRunIsReleased()
{
    const auto workspace = Workspace::create(m_folder, "Washers", kUser);
    const RunId first = workspace->addRun("A", {});
    const RunId second = workspace->addRun("B", {});
    workspace->release(first);
    workspace->release(second);
    QVERIFY(!workspace->run(first).released);
    QVERIFY(workspace->run(second).released);
    const HistoryRow row = workspace->history().front();
    QCOMPARE(row.action, std::string("release"));
    QCOMPARE(row.from, std::string("A"));
    QCOMPARE(row.to, std::string("B"));
    const std::size_t rows = workspace->history().size();
    workspace->release(second);
    QCOMPARE(workspace->history().size(), rows);
    workspace->release(0);
    QVERIFY(!workspace->run(second).released);
    QVERIFY(!errorOf([&] { workspace->release(99); }).empty());
}

void WorkspaceFileTest::lossPointsAndEpochsOfAResumedTraining()
{
    const auto workspace = Workspace::create(m_folder, "Washers", kUser);
    const RunId run = workspace->addRun("A", {});
    const auto epoch = [](int number, double loss) {
        EpochReport report;
        report.epoch = number;
        report.epochs = 3;
        report.trainingLoss = {loss, std::nan("")};
        report.secondsLeft = HUGE_VAL;
        report.previewMap = ScoreMap(4, 4);
        return report;
    };
    workspace->addLossPoints(run, std::vector<LossPoint>{{0, 0.5, 1, 1e-3}, {1, 0.5, 2, 1e-3}, {0, 1.0, 0.9, 1e-3}, {1, 1.0, 1.9, 1e-3}});
    workspace->addEpoch(run, epoch(1, 0.9));
    workspace->addLossPoints(run, std::vector<LossPoint>{{0, 1.5, 0.8, 1e-3}, {0, 2.0, std::nan(""), 1e-3}});
    workspace->addEpoch(run, epoch(2, 0.8));
    // Killed, and on from the checkpoint after epoch 1.
    workspace->addLossPoints(run, std::vector<LossPoint>{{0, 1.25, 0.85, 1e-3}});
    workspace->addEpoch(run, epoch(2, 0.7));
    const std::vector<LossPoint> points = workspace->lossPoints(run);
    QCOMPARE(points.size(), std::size_t{5});
    QCOMPARE(points[2].epoch, 1.25);
    QCOMPARE(points[3].scale, 1);
    const std::vector<EpochReport> epochs = workspace->epochs(run);
    QCOMPARE(epochs.size(), std::size_t{2});
    QCOMPARE(epochs[1].trainingLoss[0], 0.7);
    QVERIFY(std::isnan(epochs[1].trainingLoss[1]));
    QVERIFY(epochs[1].previewMap.empty());
}

void WorkspaceFileTest::decisionsLeaveHistory()
{
    const auto workspace = Workspace::create(m_folder, "Washers", kUser);
    const RunId run = workspace->addRun("A", {});
    QVERIFY(!workspace->decision(run).image);
    QCOMPARE(workspace->decision(run).mask.openingRadiusPx, 4);
    Decision decision;
    decision.image.emplace();
    decision.image->value = 0.5;
    decision.image->rule = ThresholdRule::F1Optimal;
    decision.image->goodCount = 20;
    decision.image->defectCount = 12;
    workspace->setDecision(run, decision, "image threshold");
    const std::size_t before = workspace->history().size();
    decision.image.emplace().value = 0.625;
    workspace->setDecision(run, decision, "image threshold");
    workspace->setDecision(run, decision, "image threshold");
    QCOMPARE(workspace->history().size(), before + 1);
    const HistoryRow row = workspace->history().front();
    QCOMPARE(row.action, std::string("threshold"));
    QCOMPARE(row.subject, std::string("A: image threshold"));
    QCOMPARE(row.from, std::string("0.5 (f1, 20 good, 12 defects)"));
    QCOMPARE(row.to, std::string("0.625 (manual)"));
    decision.unsureFrom = 0.5;
    decision.mask.minimumAreaPx = 20;
    workspace->setDecision(run, decision, "preset");
    QCOMPARE(workspace->history().size(), before + 3);
    QCOMPARE(workspace->decision(run).unsureFrom, std::optional(0.5));
    QCOMPARE(workspace->decision(run).mask.minimumAreaPx, 20);
    decision.mask.openingRadiusPx = -1;
    ErrorCode code{};
    QVERIFY(!errorOf([&] { workspace->setDecision(run, decision, ""); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
}

void WorkspaceFileTest::regionsOfInterestAreKept()
{
    const auto workspace = Workspace::create(m_folder, "Washers", kUser);
    const std::vector<RoiShape> shapes{{RoiShape::Kind::Include, RoiShape::Form::Ellipse, {{0.1, 0.2}, {0.9, 0.8}}, 0},
                                       {RoiShape::Kind::Ignore, RoiShape::Form::Brush, {{0.3, 0.3}, {1.0 / 3, 0.4}}, 0.02}};
    QVERIFY(workspace->setRegionsOfInterest(shapes).empty());
    QVERIFY(workspace->regionsOfInterest() == shapes);
    QVERIFY(workspace->setRegionsOfInterest({}) == shapes);
    QCOMPARE(workspace->history().front().from, std::string("1 include, 1 ignore"));
    QCOMPARE(workspace->history().front().to, std::string("none"));
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)workspace->setRegionsOfInterest({{RoiShape::Kind::Ignore, RoiShape::Form::Polygon, {{std::nan(""), 0}}, 0}}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
}

void WorkspaceFileTest::historyAsCsv()
{
    const auto workspace = Workspace::create(m_folder, "Washers, \"big\"", kUser);
    workspace->addHistory("comment", "a.png", "", "=1+1");
    workspace->addHistory("comment", "a.png", "", "two\nlines");
    QCOMPARE(workspace->history(2).size(), std::size_t{2});
    QCOMPARE(workspace->history(2).front().to, std::string("two\nlines"));
    workspace->exportHistory(m_root / "history.csv");
    const std::string text = textOf(m_root / "history.csv");
    QVERIFY2(text.starts_with("id,time,who,action,subject,from,to\n1,"), text.c_str());
    QVERIFY2(text.find(",anna,project,\"Washers, \"\"big\"\"\",,created\n") != std::string::npos, text.c_str());
    QVERIFY2(text.find(",'=1+1\n") != std::string::npos, text.c_str());
    QVERIFY2(text.ends_with(",\"two\nlines\"\n"), text.c_str());
}

QTEST_GUILESS_MAIN(WorkspaceFileTest)
#include "tst_workspacefile.moc"
