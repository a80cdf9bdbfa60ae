// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/jobstrip.h"

#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace flawscope::ui {

JobStrip::JobStrip(JobList &jobs, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_text(new QLabel(this)), m_bar(new QProgressBar(this)), m_rate(new QLabel(this)), m_cancel(new QToolButton(this))
{
    setObjectName(QStringLiteral("jobStrip"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGridPx, 4, kGridPx, 4);
    m_bar->setFixedWidth(220);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_cancel->setIcon(themedIcon(QStringLiteral("cancel")));
    m_cancel->setToolTip(tr("Stop this job"));
    m_cancel->setAccessibleName(tr("Stop this job"));
    layout->addWidget(m_text);
    layout->addWidget(m_bar);
    layout->addWidget(m_rate);
    layout->addWidget(m_cancel);
    layout->addStretch(1);
    connect(&jobs, &JobList::activityChanged, this, &JobStrip::update);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (Job *job = m_jobs.latestActive())
            job->cancel();
    });
    update();
}

void JobStrip::update()
{
    const Job *job = m_jobs.latestActive();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_rate, m_cancel})
        widget->setVisible(job != nullptr);
    if (job == nullptr) {
        m_text->setText(tr("Ready"));
        return;
    }
    const JobProgress &progress = job->progress();
    m_text->setText(job->cancelRequested() ? tr("Stopping: %1").arg(job->title())
                    : progress.stage.isEmpty() ? job->title()
                                               : tr("%1: %2").arg(job->title(), progress.detail.isEmpty() ? progress.stage : progress.detail));
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    m_bar->setValue(progress.total > 0 ? static_cast<int>(1000 * progress.done / progress.total) : 0);
    QStringList rate;
    if (progress.perSecond > 0)
        rate << tr("%1 %2/s").arg(countText(static_cast<std::int64_t>(progress.perSecond)), progress.unit);
    if (progress.secondsLeft > 0)
        rate << timeLeftText(progress.secondsLeft);
    m_rate->setText(rate.join(QStringLiteral(" · ")));
}

} // namespace flawscope::ui
