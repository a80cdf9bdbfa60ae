// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/job.h"

#include <QAbstractListModel>
#include <QList>

namespace flawscope::ui {

/// All jobs of a window, running and finished, the latest last. Quick ones run at once; training has a queue of its own.
class JobList final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { JobRole = Qt::UserRole + 1, StateRole, ShareRole /**< double in [0,1], or −1 */ };

    explicit JobList(QObject *parent = nullptr);
    /// Asks all jobs to stop and waits for them.
    ~JobList() override;

    /// Makes a job, lists it and starts it unless @p startNow is false. The list owns it.
    Job *run(const QString &title, Job::Work work, bool startNow = true);
    /// Forgets finished jobs.
    void clearFinished();
    [[nodiscard]] bool anyActive() const;
    [[nodiscard]] Job *latestActive() const; ///< Null where none is.
    [[nodiscard]] const QList<Job *> &jobs() const { return m_jobs; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void activityChanged();
    /// A job has failed: show it where the person looks.
    void failed(flawscope::ui::Job *job);
    void jobFinished(flawscope::ui::Job *job);

private:
    QList<Job *> m_jobs;
};

} // namespace flawscope::ui

Q_DECLARE_METATYPE(flawscope::ui::Job *)
