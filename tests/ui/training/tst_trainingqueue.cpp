// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/training/trainingdesk.h"
#include "ui/training/runrecording.h"
#include "ui/training/runtablemodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

Q_DECLARE_METATYPE(flawscope::EpochReport)

class TrainingQueueTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_workspace = makeTinyProject(toPath(m_folder->filePath(QStringLiteral("project"))));
        open();
    }
    void cleanup()
    {
        m_desk.reset();
        m_workspace.reset();
    }

    void trainsOneAfterTheOther();
    void tellsLossesInBunches();
    void pauses();
    void keepsWhatItHas();
    void cancelsAndResumes();
    void cancelsWhatWaits();
    void failsWithASentence();
    void closingLeavesItInterrupted();
    void tableOfRuns();

private:
    void open() { m_desk = std::make_unique<TrainingDesk>(m_workspace, m_folder->filePath(QStringLiteral("settings.ini"))); }
    [[nodiscard]] RunState stateOf(RunId run) const { return m_workspace->run(run).state; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Workspace> m_workspace;
    std::unique_ptr<TrainingDesk> m_desk;
};

void TrainingQueueTest::trainsOneAfterTheOther()
{
    TrainingQueue &queue = m_desk->queue;
    QSignalSpy finished(&queue, &TrainingQueue::runFinished);
    const RunId first = queue.enqueue(QStringLiteral("one"), tinyRun());
    const RunId second = queue.enqueue(QStringLiteral("two"), tinyRun());
    QCOMPARE(queue.runningRun(), first);
    QCOMPARE(queue.queued(), QList<RunId>{second});
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, 120000);
    QCOMPARE(finished[0][0].value<RunId>(), first);
    QCOMPARE(stateOf(first), RunState::Done);
    QCOMPARE(stateOf(second), RunState::Done);
    QCOMPARE(m_desk->project.currentRun(), second); // What was trained last is looked at.
    QVERIFY(m_desk->project.scores() != nullptr);
    QCOMPARE(queue.runningRun(), 0);
    QTRY_VERIFY(m_desk->idle());
    QCOMPARE(m_workspace.use_count(), 2L); // Ours and the project's: jobs that are done let go of it.
}

void TrainingQueueTest::tellsLossesInBunches()
{
    TrainingQueue &queue = m_desk->queue;
    RunRecording recording(m_desk->project, queue);
    queue.setPreviewImage(m_desk->project.images().back().id);
    int bunches = 0;
    int points = 0;
    int epochs = 0;
    bool pointsFirst = true;
    connect(&queue, &TrainingQueue::lossAdded, this, [&](RunId, const QList<LossPoint> &added) {
        ++bunches;
        points += static_cast<int>(added.size());
    });
    connect(&queue, &TrainingQueue::epochFinished, this, [&](RunId, const EpochReport &report) {
        ++epochs;
        pointsFirst = pointsFirst && points > 0;
        QVERIFY(!report.previewMap.empty());
    });
    QElapsedTimer clock;
    clock.start();
    const RunId run = queue.enqueue(QStringLiteral("one"), tinyRun(3));
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    const double seconds = static_cast<double>(clock.elapsed()) / 1000;
    qInfo("%d loss points in %d bunches over %.1f s", points, bunches, seconds);
    QCOMPARE(epochs, 3);
    QVERIFY(pointsFirst);
    QCOMPARE(points, static_cast<int>(m_workspace->lossPoints(run).size()));
    QVERIFY(bunches <= points);
    QCOMPARE(static_cast<int>(recording.losses().size()), points);
    QCOMPARE(static_cast<int>(recording.epochs().size()), 3);
    QCOMPARE(recording.mapEpoch(), 3);
}

void TrainingQueueTest::pauses()
{
    TrainingQueue &queue = m_desk->queue;
    QSignalSpy epochs(&queue, &TrainingQueue::epochFinished);
    const RunId run = queue.enqueue(QStringLiteral("one"), tinyRun(400));
    QTRY_VERIFY_WITH_TIMEOUT(epochs.count() >= 1, 120000);
    queue.setPaused(true);
    QVERIFY(queue.paused());
    QTest::qWait(400); // The epoch under way may still report.
    const auto before = epochs.count();
    QTest::qWait(400);
    QCOMPARE(epochs.count(), before);
    queue.setPaused(false);
    QTRY_VERIFY_WITH_TIMEOUT(epochs.count() > before, 120000);
    queue.setPaused(true);
    queue.cancel(run); // A paused one hears it, too.
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(run), RunState::Interrupted);
}

void TrainingQueueTest::keepsWhatItHas()
{
    TrainingQueue &queue = m_desk->queue;
    QSignalSpy epochs(&queue, &TrainingQueue::epochFinished);
    const RunId run = queue.enqueue(QStringLiteral("one"), tinyRun(4000));
    QTRY_VERIFY_WITH_TIMEOUT(epochs.count() >= 1, 120000);
    queue.setPaused(true);
    queue.keep();
    QVERIFY(queue.keeping());
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(run), RunState::Done);
    QCOMPARE(m_workspace->run(run).summary.reason, StopReason::Finished);
    QVERIFY(m_workspace->run(run).summary.epochs < 4000);
}

void TrainingQueueTest::cancelsAndResumes()
{
    TrainingQueue &queue = m_desk->queue;
    QSignalSpy epochs(&queue, &TrainingQueue::epochFinished);
    const RunId run = queue.enqueue(QStringLiteral("one"), tinyRun(60));
    QTRY_VERIFY_WITH_TIMEOUT(epochs.count() >= 1, 120000);
    queue.cancel(run);
    QVERIFY(queue.cancelling());
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(run), RunState::Interrupted);
    QVERIFY(m_desk->jobs.jobs().constLast()->state() == Job::State::Cancelled);
    const auto done = m_workspace->epochs(run).size();
    QVERIFY(done >= 1);
    queue.resume(run);
    QCOMPARE(queue.runningRun(), run);
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(run), RunState::Done);
    QVERIFY(m_workspace->run(run).summary.resumed);
    QCOMPARE(m_workspace->epochs(run).size(), std::size_t{60});
}

void TrainingQueueTest::cancelsWhatWaits()
{
    TrainingQueue &queue = m_desk->queue;
    const RunId first = queue.enqueue(QStringLiteral("one"), tinyRun());
    const RunId second = queue.enqueue(QStringLiteral("two"), tinyRun());
    queue.cancel(second);
    QCOMPARE(stateOf(second), RunState::Cancelled);
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(first), RunState::Done);
    queue.resume(second);
    QTRY_COMPARE_WITH_TIMEOUT(queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(second), RunState::Done);
}

void TrainingQueueTest::failsWithASentence()
{
    TrainJobOptions options = tinyRun();
    options.weights = toPath(m_folder->filePath(QStringLiteral("nowhere.pth")));
    const RunId run = m_desk->queue.enqueue(QStringLiteral("one"), options);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->queue.runningRun(), 0, 120000);
    QCOMPARE(stateOf(run), RunState::Failed);
    QVERIFY(m_workspace->run(run).error.find("nowhere.pth") != std::string::npos);
}

void TrainingQueueTest::closingLeavesItInterrupted()
{
    QSignalSpy epochs(&m_desk->queue, &TrainingQueue::epochFinished);
    const RunId run = m_desk->queue.enqueue(QStringLiteral("one"), tinyRun(4000));
    QTRY_VERIFY_WITH_TIMEOUT(epochs.count() >= 1, 120000);
    m_desk.reset();
    QCOMPARE(stateOf(run), RunState::Interrupted);
    open();
    QTest::qWait(50);
    QCOMPARE(m_desk->queue.runningRun(), 0); // Resuming is a person's word.
}

void TrainingQueueTest::tableOfRuns()
{
    Project &project = m_desk->project;
    RunTableModel model(project, m_desk->queue);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    const RunId run = m_desk->queue.enqueue(QStringLiteral("one"), tinyRun(30));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, RunTableModel::StateColumn).data().toString(), QStringLiteral("training"));
    QVERIFY(!(model.flags(model.index(0, 0)) & Qt::ItemIsEditable));
    m_desk->queue.setPaused(true);
    QCOMPARE(model.index(0, RunTableModel::StateColumn).data().toString(), QStringLiteral("paused"));
    m_desk->queue.keep();
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->queue.runningRun(), 0, 120000);
    QCOMPARE(model.index(0, RunTableModel::StateColumn).data().toString(), QStringLiteral("done"));
    QCOMPARE(model.index(0, RunTableModel::ImageAurocColumn).data(RunTableModel::SortRole).toDouble(), *m_workspace->run(run).imageAuroc);
    QVERIFY(model.setData(model.index(0, 0), QStringLiteral(" Best "), Qt::EditRole));
    QCOMPARE(m_workspace->run(run).name, std::string("Best"));
    QVERIFY(!model.setData(model.index(0, 0), QStringLiteral("  "), Qt::EditRole));
    m_workspace->addRun("two", tinyRun());
    project.reloadRuns();
    QCOMPARE(model.rowCount(), 2);
    m_workspace->removeRun(run);
    project.reloadRuns();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("two"));
}

QTEST_MAIN(TrainingQueueTest)
#include "tst_trainingqueue.moc"
