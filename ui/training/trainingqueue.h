// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/job.h"
#include "ui/models/project.h"

#include <QObject>
#include <QPointer>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>

namespace flawscope::ui {

/// Trains the queued runs of a project, one after the other, in the background; the workspace's rows are the queue. GUI thread only.
///
/// After a crash or kill the interrupted run stays in the list and can be resumed. Destruction asks the running one to stop and
/// waits: its checkpoint stays.
class TrainingQueue final : public QObject {
    Q_OBJECT
public:
    explicit TrainingQueue(Project &project, QObject *parent = nullptr);
    ~TrainingQueue() override;

    /// Adds a run and starts it when its turn comes. @return 0 where the workspace refused
    RunId enqueue(const QString &name, const TrainJobOptions &options);
    void resume(RunId run);          ///< An interrupted, cancelled or failed one.
    void cancel(RunId run);          ///< The running one is left Interrupted with its checkpoint; a queued one Cancelled.
    void keep();                     ///< Stop and keep: the running one ends with what it has learned.
    void setPaused(bool paused);

    [[nodiscard]] RunId runningRun() const { return m_running; } ///< 0: none.
    [[nodiscard]] bool paused() const;
    [[nodiscard]] Job *job() const { return m_job; }
    [[nodiscard]] QList<RunId> queued() const;
    void setPreviewImage(ImageId image) { m_previewImage = image; } ///< Of runs that start from now on.

Q_SIGNALS:
    void changed();                                                              ///< A run started, ended, was queued, paused, …
    void epochFinished(flawscope::RunId run, const flawscope::EpochReport &epoch); ///< With its map.
    void lossAdded(flawscope::RunId run, const QList<flawscope::LossPoint> &points);
    void runFinished(flawscope::RunId run);                                      ///< Done, failed or interrupted.

private:
    struct Steering;
    void startNext();
    void start(RunId run);

    Project &m_project;
    RunId m_running = 0;
    QPointer<Job> m_job;
    std::shared_ptr<Steering> m_steering;
    ImageId m_previewImage = 0;
};

} // namespace flawscope::ui
