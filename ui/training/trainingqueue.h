// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/job.h"
#include "ui/models/project.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

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
    [[nodiscard]] bool keeping() const; ///< keep() was asked for, and the run has not ended yet.
    [[nodiscard]] bool cancelling() const;
    [[nodiscard]] Job *job() const { return m_job; }
    [[nodiscard]] QList<RunId> queued() const;
    [[nodiscard]] static bool canResume(const RunRecord &run);

    /// The picture whose map each epoch brings, of runs that start from now on; 0: none.
    void setPreviewImage(ImageId image) { m_previewImage = image; }
    [[nodiscard]] ImageId previewImage() const { return m_previewImage; }
    [[nodiscard]] ImageId runningPreviewImage() const { return m_running == 0 ? 0 : m_runningPreview; }

Q_SIGNALS:
    void changed();                                                              ///< A run started, ended, was queued, paused, …
    void epochFinished(flawscope::RunId run, const flawscope::EpochReport &epoch); ///< With its map; after its loss points.
    void lossAdded(flawscope::RunId run, const QList<flawscope::LossPoint> &points); ///< At most 20 times a second.
    void runFinished(flawscope::RunId run);                                      ///< Done, failed or interrupted.

private:
    struct Steering;
    void startNext();
    void start(RunId run);
    void finish(RunId run);
    void flush();
    bool setState(RunId run, RunState state);

    Project &m_project;
    RunId m_running = 0;
    QPointer<Job> m_job;
    std::shared_ptr<Steering> m_steering;
    ImageId m_previewImage = 0;
    ImageId m_runningPreview = 0;
    QTimer m_flush;
};

} // namespace flawscope::ui
