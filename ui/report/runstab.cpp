// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/runstab.h"

#include "core/base/error.h"
#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/tablelook.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"
#include "ui/report/runcomparison.h"
#include "ui/training/runtablemodel.h"
#include "ui/training/trainingqueue.h"

#include <QFileDialog>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

RunsTab::RunsTab(const ViewContext &context, TrainingQueue &queue, QWidget *parent)
    : QWidget(parent), m_context(context), m_queue(queue), m_model(new RunTableModel(context.project, queue, this)), m_sorted(new QSortFilterProxyModel(this)),
      m_table(new QTableView(this)), m_comparison(new RunComparison(context, this)), m_question(makeQuestion())
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, 2 * kGridPx);
    layout->setSpacing(kGridPx);
    layout->addWidget(makeBar());
    layout->addWidget(m_question);
    makeTable();
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_comparison);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 5);
    layout->addWidget(splitter, 1);
    connectActions();
    select({context.project.currentRun()});
    updateActions();
}

QWidget *RunsTab::makeBar()
{
    auto *bar = new QWidget(this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (const char *id : {"run.release", "run.export-model", "run.score", "run.rename", "run.delete"}) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(m_context.actions[id]);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(QString(m_context.actions[id]->text()).remove(QLatin1Char('&')));
        layout->addWidget(button);
    }
    layout->addStretch(1);
    return bar;
}

QFrame *RunsTab::makeQuestion()
{
    auto *frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("messageBar"));
    frame->setProperty("kind", "warning");
    auto *layout = new QHBoxLayout(frame);
    layout->setContentsMargins(kGridPx * 3 / 2, 6, 6, 6);
    m_questionText = new QLabel(frame);
    m_questionText->setWordWrap(true);
    m_questionText->setTextFormat(Qt::PlainText);
    m_sure = new QPushButton(tr("Delete"), frame);
    m_sure->setObjectName(QStringLiteral("sureToDelete"));
    auto *no = new QPushButton(tr("Keep"), frame);
    layout->addWidget(m_questionText, 1);
    layout->addWidget(m_sure);
    layout->addWidget(no);
    connect(m_sure, &QPushButton::clicked, this, &RunsTab::remove);
    connect(no, &QPushButton::clicked, frame, &QWidget::hide);
    frame->hide();
    return frame;
}

void RunsTab::makeTable()
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RunTableModel::SortRole);
    m_table->setModel(m_sorted);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setAlternatingRowColors(true);
    styleTable(*m_table);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunTableModel::CreatedColumn, Qt::DescendingOrder);
    m_table->setMinimumHeight(120);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setSectionResizeMode(QHeaderView::Interactive);
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(RunTableModel::NameColumn, std::max(180, m_table->columnWidth(RunTableModel::NameColumn)));
    const auto refit = [this] {
        for (int column = RunTableModel::StateColumn; column < RunTableModel::ColumnCount; ++column)
            m_table->resizeColumnToContents(column);
    };
    connect(m_model, &QAbstractItemModel::rowsInserted, this, refit);
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this, refit] {
        refit();
        updateActions();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsTab::followSelection);
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        const RunRecord *run = m_context.project.run(index.data(RunTableModel::IdRole).toLongLong());
        if (run != nullptr && run->state == RunState::Done)
            m_context.project.setCurrentRun(run->id);
    });
    m_table->setToolTip(tr("Double-click looks at the results of a run; F2 renames it"));
}

void RunsTab::connectActions()
{
    Actions &actions = m_context.actions;
    connect(actions["run.release"], &QAction::triggered, this, &RunsTab::release);
    connect(actions["run.rename"], &QAction::triggered, this, &RunsTab::rename);
    connect(actions["run.delete"], &QAction::triggered, this, &RunsTab::askToDelete);
    connect(actions["run.score"], &QAction::triggered, this, &RunsTab::score);
    connect(actions["run.export-model"], &QAction::triggered, this, &RunsTab::askForModelFile);
    connect(&m_queue, &TrainingQueue::changed, this, &RunsTab::updateActions);
    connect(&m_context.project, &Project::currentRunChanged, this, [this] {
        select({m_context.project.currentRun()});
        updateActions();
    });
}

QList<RunId> RunsTab::selectedRuns() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    QList<RunId> runs;
    for (const QModelIndex &row : rows)
        runs << row.data(RunTableModel::IdRole).toLongLong();
    return runs;
}

RunId RunsTab::selectedRun() const
{
    const QList<RunId> runs = selectedRuns();
    return runs.size() == 1 ? runs.constFirst() : 0;
}

RunId RunsTab::actedOn() const { return isVisible() ? selectedRun() : m_context.project.currentRun(); }

bool RunsTab::isScoring() const { return m_scoring && m_scoring->isActive(); }

void RunsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateActions();
}

void RunsTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updateActions();
}

void RunsTab::select(const QList<RunId> &runs)
{
    QItemSelection selection;
    for (const RunId run : runs) {
        const int row = m_model->rowOf(run);
        if (row >= 0)
            selection.select(m_sorted->mapFromSource(m_model->index(row, 0)), m_sorted->mapFromSource(m_model->index(row, RunTableModel::ColumnCount - 1)));
    }
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (!selection.isEmpty())
        m_table->selectionModel()->setCurrentIndex(selection.indexes().constFirst(), QItemSelectionModel::NoUpdate);
}

void RunsTab::followSelection()
{
    m_question->hide();
    QList<RunId> done;
    for (const RunId id : selectedRuns()) {
        const RunRecord *run = m_context.project.run(id);
        if (run != nullptr && run->state == RunState::Done)
            done << id;
    }
    m_comparison->setRuns(done);
    updateActions();
}

void RunsTab::updateActions()
{
    Actions &actions = m_context.actions;
    const RunRecord *run = m_context.project.run(actedOn());
    const bool writable = run != nullptr && !m_context.project.readOnly();
    const bool done = run != nullptr && run->state == RunState::Done;
    const bool resting = run != nullptr && run->id != m_queue.runningRun() && !isScoring();
    actions["run.release"]->setEnabled(writable && done && !run->released);
    actions["run.rename"]->setEnabled(writable && resting);
    actions["run.delete"]->setEnabled(writable && resting);
    actions["run.score"]->setEnabled(writable && done && !isScoring());
    actions["run.export-model"]->setEnabled(done);
}

void RunsTab::release()
{
    const RunRecord *run = m_context.project.run(actedOn());
    if (run == nullptr)
        return;
    m_context.project.jobs().run(tr("Releasing %1").arg(toQString(run->name)),
                                 [workspace = m_context.project.sharedWorkspace(), id = run->id, project = QPointer<Project>(&m_context.project)](const RunContext &) -> Job::Deliver {
        releaseRun(*workspace, id);
        return [project] {
            if (!project)
                return;
            project->reloadRuns();
            Q_EMIT project->historyChanged();
        };
    });
}

void RunsTab::rename()
{
    const RunId run = actedOn();
    const int row = m_model->rowOf(run);
    if (row < 0)
        return;
    if (!isVisible()) {
        select({run});
        Q_EMIT wanted();
    }
    const QModelIndex index = m_sorted->mapFromSource(m_model->index(row, RunTableModel::NameColumn));
    m_table->scrollTo(index);
    m_table->setFocus();
    m_table->edit(index);
}

void RunsTab::askToDelete()
{
    const RunRecord *run = m_context.project.run(actedOn());
    if (run == nullptr)
        return;
    if (!isVisible()) {
        select({run->id});
        Q_EMIT wanted();
    }
    m_asked = run->id;
    m_questionText->setText(run->released ? tr("Delete the released run %1 with its model and scores? The line then has no released model.").arg(toQString(run->name))
                                          : tr("Delete the run %1 with its model and scores? It cannot be brought back.").arg(toQString(run->name)));
    m_question->show();
    m_sure->setFocus();
}

void RunsTab::remove()
{
    m_question->hide();
    const RunId run = std::exchange(m_asked, 0);
    if (run == 0 || run == m_queue.runningRun() || isScoring())
        return;
    try {
        m_context.project.workspace().removeRun(run);
    } catch (const Error &error) {
        Q_EMIT m_context.project.failed(error.code(), toQString(std::string(error.what())));
    }
    m_context.project.reloadRuns();
    Q_EMIT m_context.project.historyChanged();
}

void RunsTab::score()
{
    const RunRecord *run = m_context.project.run(actedOn());
    if (run == nullptr || isScoring())
        return;
    m_scoring = m_context.project.jobs().run(tr("Scoring with %1").arg(toQString(run->name)),
                                 [workspace = m_context.project.sharedWorkspace(), id = run->id, project = QPointer<Project>(&m_context.project)](const RunContext &context) -> Job::Deliver {
        scoreRun(*workspace, id, context);
        return [project, id] {
            if (!project)
                return;
            project->reloadRuns();
            if (project->currentRun() == id)
                project->reloadScores();
            Q_EMIT project->historyChanged();
        };
    });
    connect(m_scoring, &Job::finished, this, &RunsTab::updateActions);
    updateActions();
}

void RunsTab::askForModelFile()
{
    const RunRecord *run = m_context.project.run(actedOn());
    if (run == nullptr)
        return;
    auto *dialog = new QFileDialog(this, tr("Export model"), toQString(run->name) + QStringLiteral(".safetensors"), tr("Model (*.safetensors)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // Asks before it replaces a file.
    dialog->setDefaultSuffix(QStringLiteral("safetensors"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, id = run->id](const QString &file) { writeModel(id, file); }); // The one whose name is offered.
    dialog->open();
}

void RunsTab::writeModel(RunId id, const QString &file)
{
    const RunRecord *run = m_context.project.run(id);
    if (run == nullptr)
        return;
    Job *job = m_context.project.jobs().run(tr("Writing the model of %1").arg(toQString(run->name)),
                                            [workspace = m_context.project.sharedWorkspace(), id, path = toPath(file)](const RunContext &) -> Job::Deliver {
        exportModel(*workspace, id, path);
        return {};
    });
    job->setSummary(file);
}

} // namespace flawscope::ui
