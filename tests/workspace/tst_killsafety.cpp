// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kill -9 at any moment: the project opens, nothing is half done, and an interrupted run goes on to the same result.
#include "core/base/files.h"
#include "core/dataset/scan.h"
#include "core/engine/device.h"
#include "core/workspace/projectjobs.h"
#include "tests/pipeline/tinytraining.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace flawscope;
namespace fs = std::filesystem;

namespace {

constexpr int kPatience = 240000; ///< ms
constexpr int kPictures = 3000;

/// Reads what the child says until it says @p word, or ends.
bool waitFor(QProcess &child, const QByteArray &word)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < kPatience) {
        while (child.canReadLine()) {
            if (child.readLine().trimmed() == word)
                return true;
        }
        if (!child.waitForReadyRead(kPatience) && child.state() == QProcess::NotRunning)
            return false;
    }
    return false;
}

void start(QProcess &child, const QStringList &arguments)
{
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(FLAWSCOPE_WORKSPACE_CHILD, arguments);
}

void killNow(QProcess &child)
{
    child.kill(); // SIGKILL
    child.waitForFinished(kPatience);
}

} // namespace

class KillSafetyTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void importing_data();
    void importing();
    void training_data();
    void training();

private:
    std::shared_ptr<Workspace> makeProject(const fs::path &folder, RunId &run) const
    {
        TrainJobOptions options = tinyTraining();
        options.weights = "random";
        auto workspace = Workspace::create(folder, "Parts", "anna");
        workspace->importDataset(scanDataset(m_parts, {}, {}), {});
        run = workspace->addRun("A", options);
        return workspace;
    }

    QTemporaryDir m_temporary;
    fs::path m_root;
    fs::path m_parts;
    std::shared_ptr<Workspace> m_unbroken;
};

void KillSafetyTest::initTestCase()
{
    prepareProcess(2); // As the child does: results depend on the number of threads.
    m_root = m_temporary.path().toStdString();
    m_parts = m_root / "parts";
    writeDemoDataset(m_parts, tinyDemo());
    RunId run = 0;
    m_unbroken = makeProject(m_root / "unbroken", run);
    trainRun(*m_unbroken, run, {}, {});
}

void KillSafetyTest::importing_data()
{
    QTest::addColumn<int>("milliseconds");
    for (const int milliseconds : {0, 3, 10, 25, 60, 120, 250})
        QTest::addRow("%d ms", milliseconds) << milliseconds;
}

void KillSafetyTest::importing()
{
    QFETCH(const int, milliseconds);
    const fs::path folder = m_root / ("import " + std::to_string(milliseconds));
    (void)Workspace::create(folder, "Parts", "anna");
    QProcess child;
    start(child, {"import", QString::fromStdString(folder.native()), QString::number(kPictures)});
    QVERIFY(waitFor(child, "importing"));
    QTest::qSleep(milliseconds);
    killNow(child);
    const auto workspace = Workspace::open(folder, "anna");
    QVERIFY(!workspace->readOnly());
    // Whole imports only, each with its source and its row of history.
    const std::vector<HistoryRow> history = workspace->history();
    const auto imports = static_cast<std::size_t>(std::count_if(history.begin(), history.end(), [](const HistoryRow &row) { return row.action == "import"; }));
    QCOMPARE(workspace->sources().size(), imports);
    QCOMPARE(workspace->images().size(), imports * kPictures);
    Dataset more;
    more.root = m_root;
    more.samples.emplace_back().image = m_root / "x.png";
    more.samples.back().name = "x.png";
    QCOMPARE(workspace->importDataset(more, {}), std::int64_t{1});
}

void KillSafetyTest::training_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("features") << QByteArray("features") << 0;
    QTest::newRow("first steps") << QByteArray("loss") << 5;
    QTest::newRow("after an epoch") << QByteArray("epoch 1") << 0;
    QTest::newRow("in the second epoch") << QByteArray("epoch 1") << 40;
    QTest::newRow("after the last epoch") << QByteArray("epoch 3") << 0;
    QTest::newRow("while scoring") << QByteArray("scoring") << 0;
    QTest::newRow("while analysing") << QByteArray("analysing") << 0;
}

void KillSafetyTest::training()
{
    QFETCH(const QByteArray, word);
    QFETCH(const int, milliseconds);
    const fs::path folder = m_root / QTest::currentDataTag();
    RunId run = 0;
    makeProject(folder, run).reset();
    QProcess child;
    start(child, {"train", QString::fromStdString(folder.native()), QString::number(run)});
    QVERIFY(waitFor(child, word));
    QTest::qSleep(milliseconds);
    killNow(child);
    {
        const auto workspace = Workspace::open(folder, "anna");
        QVERIFY(!workspace->readOnly());
        QCOMPARE(workspace->run(run).state, RunState::Interrupted);
        QCOMPARE(workspace->history().front().to, std::string("interrupted"));
        trainRun(*workspace, run, {}, {});
        QCOMPARE(workspace->run(run).state, RunState::Done);
        const auto mine = workspace->scores(run);
        const auto wanted = m_unbroken->scores(1);
        QCOMPARE(mine->images().size(), wanted->images().size());
        for (std::size_t i = 0; i < mine->images().size(); ++i)
            QVERIFY(mine->map(i) == wanted->map(i));
        QCOMPARE(workspace->decision(run).image->value, m_unbroken->decision(1).image->value);
        QCOMPARE(workspace->run(run).aupro, m_unbroken->run(1).aupro);
    }
    // Nothing half done is left.
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().native();
        QVERIFY2(name == ".flawscope-output" || !name.starts_with("."), name.c_str());
    }
}

QTEST_GUILESS_MAIN(KillSafetyTest)
#include "tst_killsafety.moc"
