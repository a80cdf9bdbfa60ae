// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/joblist.h"

#include "ui/base/format.h"

namespace flawscope::ui {

JobList::JobList(QObject *parent) : QAbstractListModel(parent) {}

JobList::~JobList()
{
    for (Job *job : m_jobs)
        job->cancel();
    qDeleteAll(m_jobs);
}

Job *JobList::run(const QString &title, Job::Work work, bool startNow)
{
    auto *job = new Job(title, std::move(work));
    const int row = static_cast<int>(m_jobs.size());
    beginInsertRows({}, row, row);
    m_jobs.append(job);
    endInsertRows();
    connect(job, &Job::progressChanged, this, [this, job] {
        if (const auto at = m_jobs.indexOf(job); at >= 0)
            Q_EMIT dataChanged(index(static_cast<int>(at)), index(static_cast<int>(at)));
        Q_EMIT activityChanged();
    });
    connect(job, &Job::finished, this, [this, job] {
        if (job->state() == Job::State::Failed)
            Q_EMIT failed(job);
        Q_EMIT jobFinished(job);
        Q_EMIT activityChanged();
    });
    if (startNow)
        job->start();
    Q_EMIT activityChanged();
    return job;
}

void JobList::clearFinished()
{
    for (int row = static_cast<int>(m_jobs.size()) - 1; row >= 0; --row) {
        if (m_jobs[row]->isActive())
            continue;
        beginRemoveRows({}, row, row);
        m_jobs.takeAt(row)->deleteLater();
        endRemoveRows();
    }
    Q_EMIT activityChanged();
}

bool JobList::anyActive() const { return latestActive() != nullptr; }

Job *JobList::latestActive() const
{
    for (auto job = m_jobs.crbegin(); job != m_jobs.crend(); ++job) {
        if ((*job)->isActive())
            return *job;
    }
    return nullptr;
}

int JobList::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_jobs.size()); }

QVariant JobList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    Job *job = m_jobs[index.row()];
    switch (role) {
    case Qt::DisplayRole: return job->title();
    case Qt::ToolTipRole: return job->error();
    case JobRole: return QVariant::fromValue(job);
    case StateRole: return static_cast<int>(job->state());
    case ShareRole: return job->progress().total > 0 ? job->progress().done / job->progress().total : -1.0;
    default: return {};
    }
}

} // namespace flawscope::ui
