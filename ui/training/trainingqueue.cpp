// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingqueue.h"

#include "core/base/error.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"

#include <QCoreApplication>
#include <QThread>

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace flawscope::ui {

namespace {

constexpr int kFlushMs = 50;

} // namespace

/// What the GUI thread tells the thread that trains, and what that has to tell.
struct TrainingQueue::Steering {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool paused = false;
    std::stop_source finishEarly;

    QList<LossPoint> losses;    ///< Not delivered yet.
    QList<EpochReport> epochs;

    void waitWhilePaused(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [this] { return !paused || finishEarly.stop_requested(); });
    }
};

TrainingQueue::TrainingQueue(Project &project, QObject *parent) : QObject(parent), m_project(project)
{
    m_flush.setInterval(kFlushMs);
    connect(&m_flush, &QTimer::timeout, this, &TrainingQueue::flush);
    QMetaObject::invokeMethod(this, &TrainingQueue::startNext, Qt::QueuedConnection);
}

TrainingQueue::~TrainingQueue()
{
    if (!m_job)
        return;
    m_job->cancel();
    m_job->disconnect(this);
    while (m_job && m_job->isActive()) { // The job list lives on and reports the end; the workspace must be free by then.
        QThread::msleep(5);
        QCoreApplication::sendPostedEvents(m_job, QEvent::MetaCall);
    }
}

RunId TrainingQueue::enqueue(const QString &name, const TrainJobOptions &options)
{
    RunId run = 0;
    try {
        run = m_project.workspace().addRun(toUtf8(name), options);
    } catch (const Error &error) {
        Q_EMIT m_project.failed(error.code(), toQString(std::string(error.what())));
        return 0;
    }
    m_project.reloadRuns();
    Q_EMIT m_project.historyChanged();
    Q_EMIT changed();
    startNext();
    return run;
}

QList<RunId> TrainingQueue::queued() const
{
    QList<RunId> runs;
    for (const RunRecord &run : m_project.runs()) {
        if (run.state == RunState::Queued && run.id != m_running)
            runs << run.id;
    }
    return runs;
}

bool TrainingQueue::canResume(const RunRecord &run)
{
    return run.state == RunState::Interrupted || run.state == RunState::Failed || run.state == RunState::Cancelled || run.state == RunState::Paused;
}

bool TrainingQueue::paused() const
{
    if (!m_steering)
        return false;
    const std::lock_guard lock(m_steering->mutex);
    return m_steering->paused;
}

bool TrainingQueue::keeping() const { return m_steering && m_steering->finishEarly.stop_requested(); }
bool TrainingQueue::cancelling() const { return m_running != 0 && m_job && m_job->cancelRequested(); }

void TrainingQueue::setPaused(bool paused)
{
    if (!m_steering)
        return;
    {
        const std::lock_guard lock(m_steering->mutex);
        m_steering->paused = paused;
    }
    m_steering->changed.notify_all();
    Q_EMIT changed();
}

void TrainingQueue::keep()
{
    if (!m_steering)
        return;
    {
        const std::lock_guard lock(m_steering->mutex);
        m_steering->finishEarly.request_stop();
        m_steering->paused = false;
    }
    m_steering->changed.notify_all();
    Q_EMIT changed();
}

bool TrainingQueue::setState(RunId run, RunState state)
{
    try {
        m_project.workspace().changeRun(run, [state](RunRecord &record) {
            record.state = state;
            record.error.clear();
        });
    } catch (const Error &error) {
        Q_EMIT m_project.failed(error.code(), toQString(std::string(error.what())));
        return false;
    }
    m_project.reloadRuns();
    Q_EMIT m_project.historyChanged();
    Q_EMIT changed();
    return true;
}

void TrainingQueue::resume(RunId run)
{
    const RunRecord *record = m_project.run(run);
    if (record != nullptr && run != m_running && canResume(*record) && setState(run, RunState::Queued))
        startNext();
}

void TrainingQueue::cancel(RunId run)
{
    if (run == m_running && m_job) {
        m_job->cancel();
        m_steering->changed.notify_all();
        Q_EMIT changed();
        return;
    }
    const RunRecord *record = m_project.run(run);
    if (record != nullptr && record->state == RunState::Queued)
        setState(run, RunState::Cancelled);
}

void TrainingQueue::startNext()
{
    if (m_running != 0 || m_project.readOnly())
        return;
    const QList<RunId> waiting = queued();
    if (!waiting.isEmpty())
        start(waiting.front());
}

void TrainingQueue::start(RunId run)
{
    m_running = run;
    m_runningPreview = m_previewImage;
    m_steering = std::make_shared<Steering>();
    const QString name = toQString(m_project.run(run)->name);
    auto work = [run, steering = m_steering, workspace = m_project.sharedWorkspace(), preview = m_previewImage](const RunContext &context) -> Job::Deliver {
        RunHooks hooks;
        hooks.previewImage = preview;
        hooks.finishEarly = steering->finishEarly.get_token();
        hooks.pausePoint = [steering, &context] { steering->waitWhilePaused(context.stopToken()); };
        hooks.onEpoch = [steering](const EpochReport &epoch) {
            const std::lock_guard lock(steering->mutex);
            steering->epochs << epoch;
        };
        hooks.onLoss = [steering](const LossPoint &point) {
            const std::lock_guard lock(steering->mutex);
            steering->losses << point;
        };
        trainRun(*workspace, run, hooks, context);
        return {};
    };
    m_job = m_project.jobs().run(tr("Training %1").arg(name), std::move(work));
    connect(m_job, &Job::finished, this, [this, run] { finish(run); });
    m_flush.start();
    m_project.reloadRuns();
    Q_EMIT changed();
}

void TrainingQueue::flush()
{
    if (!m_steering)
        return;
    QList<LossPoint> losses;
    QList<EpochReport> epochs;
    {
        const std::lock_guard lock(m_steering->mutex);
        losses.swap(m_steering->losses);
        epochs.swap(m_steering->epochs);
    }
    if (!losses.isEmpty())
        Q_EMIT lossAdded(m_running, losses);
    for (const EpochReport &epoch : epochs)
        Q_EMIT epochFinished(m_running, epoch);
}

void TrainingQueue::finish(RunId run)
{
    flush();
    m_flush.stop();
    m_running = 0;
    m_steering.reset();
    m_project.reloadRuns();
    const RunRecord *record = m_project.run(run);
    if (record != nullptr && record->state == RunState::Done) {
        if (m_project.currentRun() == run)
            m_project.reloadScores();
        else
            m_project.setCurrentRun(run);
    }
    Q_EMIT m_project.historyChanged();
    Q_EMIT runFinished(run);
    Q_EMIT changed();
    startNext();
}

} // namespace flawscope::ui
