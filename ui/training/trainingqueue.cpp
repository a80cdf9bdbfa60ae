// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingqueue.h"

#include "core/base/error.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"

#include <QCoreApplication>
#include <QThread>

namespace flawscope::ui {

/// What the GUI thread tells the thread that trains.
struct TrainingQueue::Steering {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool paused = false;
    std::stop_source finishEarly;

    void waitWhilePaused(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [this] { return !paused || finishEarly.stop_requested(); });
    }
};

TrainingQueue::TrainingQueue(Project &project, QObject *parent) : QObject(parent), m_project(project)
{
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
    Q_EMIT changed();
    startNext();
    return run;
}

QList<RunId> TrainingQueue::queued() const
{
    QList<RunId> runs;
    for (const RunRecord &run : m_project.runs()) {
        if (run.state == RunState::Queued)
            runs << run.id;
    }
    return runs;
}

bool TrainingQueue::paused() const
{
    if (!m_steering)
        return false;
    const std::lock_guard lock(m_steering->mutex);
    return m_steering->paused;
}

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
    m_steering->finishEarly.request_stop();
    m_steering->changed.notify_all();
    Q_EMIT changed();
}

void TrainingQueue::resume(RunId run)
{
    const RunRecord *record = m_project.run(run);
    if (record == nullptr || record->state == RunState::Running || record->state == RunState::Queued)
        return;
    RunRecord queued = *record;
    queued.state = RunState::Queued;
    queued.error.clear();
    try {
        m_project.workspace().updateRun(queued);
    } catch (const Error &error) {
        Q_EMIT m_project.failed(error.code(), toQString(std::string(error.what())));
    }
    m_project.reloadRuns();
    Q_EMIT changed();
    startNext();
}

void TrainingQueue::cancel(RunId run)
{
    if (run == m_running && m_job) {
        m_job->cancel();
        if (m_steering)
            m_steering->changed.notify_all();
        Q_EMIT changed();
        return;
    }
    const RunRecord *record = m_project.run(run);
    if (record == nullptr || record->state != RunState::Queued)
        return;
    RunRecord cancelled = *record;
    cancelled.state = RunState::Cancelled;
    try {
        m_project.workspace().updateRun(cancelled);
    } catch (const Error &error) {
        Q_EMIT m_project.failed(error.code(), toQString(std::string(error.what())));
    }
    m_project.reloadRuns();
    Q_EMIT changed();
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
    m_steering = std::make_shared<Steering>();
    const QString name = toQString(m_project.run(run)->name);
    auto work = [this, run, steering = m_steering, workspace = m_project.sharedWorkspace(), preview = m_previewImage](const RunContext &context) -> Job::Deliver {
        RunHooks hooks;
        hooks.previewImage = preview;
        hooks.finishEarly = steering->finishEarly.get_token();
        hooks.pausePoint = [steering, &context] { steering->waitWhilePaused(context.stopToken()); };
        hooks.onEpoch = [this, run](const EpochReport &epoch) {
            QMetaObject::invokeMethod(this, [this, run, epoch] { Q_EMIT epochFinished(run, epoch); }, Qt::QueuedConnection);
        };
        hooks.onLoss = [this, run](const LossPoint &point) {
            QMetaObject::invokeMethod(this, [this, run, point] { Q_EMIT lossAdded(run, {point}); }, Qt::QueuedConnection);
        };
        trainRun(*workspace, run, hooks, context);
        return {};
    };
    m_job = m_project.jobs().run(tr("Training %1").arg(name), std::move(work));
    connect(m_job, &Job::finished, this, [this, run] {
        m_running = 0;
        m_steering.reset();
        m_project.reloadRuns();
        const RunRecord *record = m_project.run(run);
        if (record != nullptr && record->state == RunState::Done)
            m_project.setCurrentRun(run);
        Q_EMIT runFinished(run);
        Q_EMIT changed();
        startNext();
    });
    m_project.reloadRuns();
    Q_EMIT changed();
}

} // namespace flawscope::ui
