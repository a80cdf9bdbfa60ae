// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/jobpanel.h"

#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

QString lineOf(const Job &job)
{
    const JobProgress &progress = job.progress();
    switch (job.state()) {
    case Job::State::Waiting: return JobPanel::tr("waiting");
    case Job::State::Running: break;
    case Job::State::Done:
        return job.summary().isEmpty() ? JobPanel::tr("done in %1").arg(durationText(job.elapsedSeconds()))
                                       : JobPanel::tr("%1, done in %2").arg(job.summary(), durationText(job.elapsedSeconds()));
    case Job::State::Failed: return job.error();
    case Job::State::Cancelled: return JobPanel::tr("stopped after %1").arg(durationText(job.elapsedSeconds()));
    }
    if (job.cancelRequested())
        return JobPanel::tr("stopping…");
    QStringList parts;
    for (const QString &part : {progress.stage, progress.detail, timeLeftText(progress.secondsLeft)}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

JobPanel::JobPanel(JobList &jobs, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_list(new QListView(this)), m_stop(new QToolButton(this)), m_clear(new QToolButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_list->setModel(&jobs);
    m_list->setItemDelegate(new JobDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Jobs"));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(kGridPx, 4, kGridPx, 4);
    m_stop->setText(tr("Stop"));
    m_stop->setIcon(themedIcon(QStringLiteral("cancel")));
    m_stop->setToolTip(tr("Stop the selected job"));
    m_clear->setText(tr("Clear finished"));
    m_clear->setToolTip(tr("Forget the jobs that are over"));
    for (QToolButton *button : {m_stop, m_clear}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    connect(m_stop, &QToolButton::clicked, this, [this] {
        if (auto *job = m_list->currentIndex().data(JobList::JobRole).value<Job *>())
            job->cancel();
    });
    connect(m_clear, &QToolButton::clicked, &jobs, &JobList::clearFinished);
    connect(&jobs, &JobList::activityChanged, this, &JobPanel::updateButtons);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobPanel::updateButtons);
    updateButtons();
}

void JobPanel::updateButtons()
{
    const auto *job = m_list->currentIndex().data(JobList::JobRole).value<Job *>();
    m_stop->setEnabled(job != nullptr && job->isActive());
    m_clear->setEnabled(m_jobs.rowCount() > 0);
}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const { return {200, 2 * option.fontMetrics.height() + 22}; }

void JobDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *job = index.data(JobList::JobRole).value<Job *>();
    const Colors colors = colorsFor(option.palette);
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, colors.surface);
    const QRect area = option.rect.adjusted(kGridPx * 3 / 2, 6, -kGridPx * 3 / 2, -6);
    const int line = option.fontMetrics.height();
    painter->setPen(colors.text);
    painter->drawText(QRect(area.left(), area.top(), area.width(), line), Qt::AlignVCenter, option.fontMetrics.elidedText(job->title(), Qt::ElideRight, area.width()));
    painter->setPen(job->state() == Job::State::Failed ? colors.warning : colors.textMuted);
    painter->drawText(QRect(area.left(), area.top() + line, area.width(), line), Qt::AlignVCenter, option.fontMetrics.elidedText(lineOf(*job), Qt::ElideRight, area.width()));
    if (job->isActive()) {
        const QRect bar(area.left(), area.bottom() - 4, area.width(), 4);
        painter->fillRect(bar, colors.border);
        const double share = index.data(JobList::ShareRole).toDouble();
        if (share >= 0)
            painter->fillRect(QRect(bar.left(), bar.top(), static_cast<int>(bar.width() * share), bar.height()), colors.accent);
    }
    painter->restore();
}

} // namespace flawscope::ui
