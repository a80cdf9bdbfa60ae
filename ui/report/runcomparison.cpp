// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/runcomparison.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/tablelook.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/report/changedcallsmodel.h"
#include "ui/report/comparisonplot.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStyle>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

RunComparison::RunComparison(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_stack(new QStackedWidget(this)), m_what(new QButtonGroup(this)),
      m_roc(new ComparisonPlot(ComparisonPlot::Kind::Roc)), m_precisionRecall(new ComparisonPlot(ComparisonPlot::Kind::PrecisionRecall)),
      m_pro(new ComparisonPlot(ComparisonPlot::Kind::Pro)), m_summary(new QLabel), m_busy(new QLabel), m_changed(new ChangedCallsModel(context.project, this)),
      m_sorted(new QSortFilterProxyModel(this)), m_list(new QTableView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    auto *hint = new QLabel(tr("Select a finished run above to see its curves, or several (Ctrl+click) to compare them."));
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    hint->setProperty("role", "muted");
    m_stack->addWidget(hint);

    auto *content = new QWidget(m_stack);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, kGridPx, 0, 0);
    column->setSpacing(kGridPx);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    for (const QString &text : {tr("Pictures"), tr("Pixels")}) {
        auto *button = new QToolButton(content);
        button->setText(text);
        button->setCheckable(true);
        button->setProperty("role", "choice");
        button->setToolTip(m_what->buttons().isEmpty() ? tr("Curves over the scores of whole pictures") : tr("Curves over the scores of single pixels"));
        button->setAccessibleName(button->toolTip());
        m_what->addButton(button, static_cast<int>(m_what->buttons().size()));
        row->addWidget(button);
    }
    m_what->button(0)->setChecked(true);
    m_busy->setProperty("role", "muted");
    row->addWidget(m_busy);
    row->addStretch(1);
    column->addLayout(row);
    auto *plots = new QHBoxLayout;
    plots->setSpacing(kGridPx);
    for (ComparisonPlot *plot : {m_roc, m_precisionRecall, m_pro})
        plots->addWidget(plot, 1);
    column->addLayout(plots, 3);
    m_summary->setWordWrap(true);
    m_summary->setObjectName(QStringLiteral("changedSummary"));
    column->addWidget(m_summary);
    makeList();
    column->addWidget(m_list, 2);
    m_stack->addWidget(content);
    connect(m_what, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on)
            showCurves();
    });
    const Project &project = context.project;
    // Once the project knows that its own figures are outdated, too.
    connect(&project, &Project::imagesReset, this, &RunComparison::forget, Qt::QueuedConnection);
    connect(&project, &Project::imagesChanged, this, &RunComparison::forget, Qt::QueuedConnection);
    connect(&project, &Project::regionsOfInterestChanged, this, &RunComparison::forget, Qt::QueuedConnection);
    connect(&project, &Project::decisionCommitted, this, &RunComparison::forgetCurrent);
    connect(&project, &Project::scoresChanged, this, &RunComparison::forgetCurrent);
}

void RunComparison::makeList()
{
    m_sorted->setSourceModel(m_changed);
    m_sorted->setSortRole(ChangedCallsModel::SortRole);
    m_list->setModel(m_sorted);
    m_list->setAccessibleName(tr("Pictures that changed their verdict"));
    m_list->setObjectName(QStringLiteral("changedCalls"));
    m_list->setToolTip(tr("Double-click or Enter shows the picture in Inspect"));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setSortingEnabled(true);
    styleTable(*m_list, 24);
    m_list->sortByColumn(ChangedCallsModel::NameColumn, Qt::AscendingOrder);
    QHeaderView *header = m_list->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ChangedCallsModel::NameColumn, QHeaderView::Stretch);
    connect(m_list, &QTableView::activated, this, &RunComparison::open);
}

std::shared_ptr<const RunCurves> RunComparison::curves(RunId run) const { return m_known.value(run); }

QString RunComparison::nameOf(RunId run) const
{
    const RunRecord *record = m_context.project.run(run);
    return record == nullptr ? QString() : toQString(record->name);
}

void RunComparison::setRuns(const QList<RunId> &runs)
{
    if (runs == m_runs)
        return;
    m_runs = runs;
    m_stack->setCurrentIndex(m_runs.isEmpty() ? 0 : 1);
    showCurves();
    computeMissing();
}

/// Labels or regions of interest have changed: all is computed anew, once somebody looks.
void RunComparison::forget()
{
    m_known.clear();
    restart();
}

/// The decision or the scores of the current run have changed.
void RunComparison::forgetCurrent()
{
    m_known.remove(m_context.project.currentRun());
    restart();
}

void RunComparison::restart()
{
    ++m_ticket;
    if (m_job)
        m_job->cancel();
    m_job = nullptr;
    showCurves();
    computeMissing();
}

void RunComparison::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    computeMissing();
}

bool RunComparison::isComplete() const
{
    return m_runs.size() >= 2 && std::all_of(m_runs.begin(), m_runs.end(), [this](RunId run) { return m_known.contains(run); });
}

void RunComparison::computeMissing()
{
    if (m_runs.isEmpty() || !isVisible() || (m_job && m_job->isActive()))
        return;
    const auto missing = std::find_if(m_runs.begin(), m_runs.end(), [this](RunId run) { return !m_known.contains(run); });
    if (missing == m_runs.end()) {
        Q_EMIT completed();
        return;
    }
    const Project &project = m_context.project;
    const quint64 ticket = m_ticket;
    const bool isCurrent = *missing == project.currentRun() && !project.analysing() && project.analysis().pixels && project.analysis().scores;
    m_job = project.jobs().run(tr("Curves of %1").arg(nameOf(*missing)),
                               [guard = QPointer<RunComparison>(this), ticket, run = *missing, isCurrent, analysis = project.analysis(), decision = project.decision(), images = project.images(),
                                roi = project.regionsOfInterest(), workspace = project.sharedWorkspace()](const RunContext &context) -> Job::Deliver {
        auto result = std::make_shared<const RunCurves>(isCurrent ? curvesOf(analysis, decision, images) : computeCurves(*workspace, run, images, roi, context));
        return [guard, ticket, run, result] {
            if (guard && ticket == guard->m_ticket)
                guard->m_known.insert(run, result);
        };
    });
    connect(m_job, &Job::finished, this, [this, job = m_job.data(), run = *missing] {
        if (job != m_job)
            return;
        m_job = nullptr;
        if (job->state() == Job::State::Failed) // Told where jobs fail; the others are still worth comparing.
            m_runs.removeAll(run);
        showCurves();
        computeMissing();
    });
    showCurves();
}

void RunComparison::showCurves()
{
    std::vector<NamedCurve> roc;
    std::vector<NamedCurve> precisionRecall;
    std::vector<NamedCurve> pro;
    const bool pixels = m_what->checkedId() == 1;
    for (const RunId run : m_runs) {
        const auto known = curves(run);
        if (!known)
            continue;
        const QString name = nameOf(run);
        roc.push_back({name, pixels ? known->pixels.roc : known->images.roc, pixels ? known->pixels.auroc : known->images.auroc});
        precisionRecall.push_back({name, pixels ? known->pixels.precisionRecall : known->images.precisionRecall,
                                   pixels ? known->pixels.averagePrecision : known->images.averagePrecision});
        pro.push_back({name, known->pixels.pro, known->pixels.aupro});
    }
    m_roc->setCurves(roc);
    m_precisionRecall->setCurves(precisionRecall);
    m_pro->setCurves(pro);
    m_busy->setText(m_job && m_job->isActive() ? tr("Computing curves…") : tr("Test pictures; the figures are AUROC, average precision and AUPRO"));
    const bool both = m_runs.size() >= 2 && curves(m_runs[0]) && curves(m_runs[1]);
    m_changed->compare(both ? curves(m_runs[0]) : nullptr, m_runs.size() >= 2 ? nameOf(m_runs[0]) : QString(), both ? curves(m_runs[1]) : nullptr,
                       m_runs.size() >= 2 ? nameOf(m_runs[1]) : QString());
    showSummary(both);
}

void RunComparison::showSummary(bool both)
{
    const int changed = m_changed->rowCount();
    if (m_runs.size() == 1)
        m_summary->setText(tr("Select another run, too (Ctrl+click), to lay their curves over one another and to see on which pictures they disagree."));
    else if (!both)
        m_summary->clear();
    else if (changed == 0)
        m_summary->setText(tr("%1 and %2 say the same of every picture, each at its own threshold.").arg(nameOf(m_runs[0]), nameOf(m_runs[1])));
    else
        m_summary->setText(tr("%n picture(s) changed verdict between %1 and %2, each at its own threshold", nullptr, changed).arg(nameOf(m_runs[0]), nameOf(m_runs[1])));
    m_summary->setProperty("role", changed > 0 ? "strong" : "muted");
    m_summary->style()->unpolish(m_summary);
    m_summary->style()->polish(m_summary);
    m_list->setVisible(changed > 0);
}

void RunComparison::open(const QModelIndex &index)
{
    const ImageId image = index.data(ChangedCallsModel::IdRole).toLongLong();
    if (m_context.filter.rowOf(image) < 0)
        m_context.filter.setState({}); // A picture that the filter hides cannot be stepped from.
    m_context.project.setCurrentImage(image);
    m_context.actions["step.inspect"]->trigger();
}

} // namespace flawscope::ui
