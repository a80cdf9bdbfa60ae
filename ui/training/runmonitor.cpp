// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/runmonitor.h"

#include "core/base/error.h"
#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/tablelook.h"
#include "ui/base/theme.h"
#include "ui/jobs/job.h"
#include "ui/models/project.h"
#include "ui/training/losscurves.h"
#include "ui/training/mappreview.h"
#include "ui/training/runrecording.h"
#include "ui/training/runtablemodel.h"
#include "ui/training/trainingqueue.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyle>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kPreviewPx = 176;

/// Names of the scales: their taps.
QStringList scaleNames(const RunRecord &run)
{
    QStringList names;
    try {
        for (const TapInfo &tap : chosenTaps(run.options.encoder))
            names << RunMonitor::tr("stride %1").arg(tap.stride);
    } catch (const Error &) { // Of a newer Flawscope: the curves still have numbers.
        for (std::size_t i = 0; i < run.options.encoder.taps.size(); ++i)
            names << RunMonitor::tr("scale %1").arg(i + 1);
    }
    return names;
}

QToolButton *buttonFor(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(QString(action->text()).remove(QLatin1Char('&')));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QString rateText(double perSecond) { return QLocale().toString(perSecond, 'f', perSecond < 10 ? 1 : 0); }

} // namespace

RunMonitor::RunMonitor(const ViewContext &context, TrainingQueue &queue, RunTableModel &runs, QWidget *parent)
    : QWidget(parent), m_context(context), m_queue(queue), m_runs(runs), m_recording(new RunRecording(context.project, queue, this)),
      m_stack(new QStackedWidget(this)), m_content(new QWidget(this)), m_title(new QLabel(this)), m_state(new QLabel(this)), m_figures(new QLabel(this)),
      m_progress(new QProgressBar(this)), m_curves(new LossCurves(this)), m_preview(new MapPreview(this)), m_list(new QTableView(this)), m_buttons(new QWidget(this))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    auto *nothing = new EmptyState(QStringLiteral("step-train"), tr("No run yet"), tr("Start one with the form on the left: its curves and score maps appear here while it learns."), this);
    nothing->setAction(context.actions["train.start"]);
    m_stack->addWidget(nothing);
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(2 * kGridPx, 2 * kGridPx, 2 * kGridPx, kGridPx);
    layout->setSpacing(kGridPx);
    makeHead();
    auto *splitter = new QSplitter(Qt::Vertical, m_content);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_curves);
    splitter->addWidget(makeBottom());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    layout->addWidget(splitter, 1);
    connectQueue();
    selectFirst();
}

void RunMonitor::makeHead()
{
    auto *layout = static_cast<QVBoxLayout *>(m_content->layout());
    m_title->setProperty("role", "heading");
    m_title->setTextFormat(Qt::PlainText);
    m_state->setProperty("role", "badge");
    auto *row = new QHBoxLayout;
    row->setSpacing(kGridPx);
    row->addWidget(m_title);
    row->addWidget(m_state);
    row->addStretch(1);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(4);
    for (const char *id : {"train.pause", "train.keep", "train.cancel", "train.resume"})
        buttons->addWidget(buttonFor(m_context.actions[id], m_buttons));
    row->addWidget(m_buttons);
    layout->addLayout(row);
    m_figures->setWordWrap(true);
    m_figures->setObjectName(QStringLiteral("figuresLine"));
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_figures->setTextFormat(Qt::PlainText);
    layout->addWidget(m_figures);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("Progress of the training"));
    layout->addWidget(m_progress);
}

QWidget *RunMonitor::makeBottom()
{
    auto *bottom = new QWidget(m_content);
    auto *layout = new QHBoxLayout(bottom);
    layout->setContentsMargins(0, kGridPx, 0, 0);
    layout->setSpacing(2 * kGridPx);
    auto *left = new QVBoxLayout;
    left->setSpacing(4);
    auto *watch = new QToolButton(bottom);
    watch->setText(tr("Watch current picture"));
    watch->setIcon(themedIcon(QStringLiteral("image")));
    watch->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    watch->setToolTip(tr("Show the score map of the picture that is current in Data and Inspect; a training that runs already goes on with its own"));
    watch->setAccessibleName(watch->text());
    watch->setObjectName(QStringLiteral("watchCurrent"));
    connect(watch, &QToolButton::clicked, this, &RunMonitor::watchCurrent);
    m_preview->setMinimumWidth(kPreviewPx);
    left->addWidget(m_preview, 1);
    left->addWidget(watch, 0, Qt::AlignLeft);
    layout->addLayout(left, 1);
    makeList();
    layout->addWidget(m_list, 2);
    return bottom;
}

void RunMonitor::makeList()
{
    auto *latestFirst = new QSortFilterProxyModel(this);
    latestFirst->setSourceModel(&m_runs);
    latestFirst->setSortRole(RunTableModel::IdRole);
    latestFirst->sort(0, Qt::DescendingOrder);
    m_list->setModel(latestFirst);
    m_list->setAccessibleName(tr("Runs"));
    m_list->setObjectName(QStringLiteral("runList"));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    styleTable(*m_list, 26);
    m_list->setMinimumWidth(200);
    for (int column = 0; column < RunTableModel::ColumnCount; ++column)
        m_list->setColumnHidden(column, column != RunTableModel::NameColumn && column != RunTableModel::StateColumn && column != RunTableModel::ImageAurocColumn);
    QHeaderView *header = m_list->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(RunTableModel::NameColumn, QHeaderView::Stretch);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RunMonitor::followSelection);
}

void RunMonitor::connectQueue()
{
    Actions &actions = m_context.actions;
    connect(actions["train.pause"], &QAction::triggered, this, [this](bool on) { m_queue.setPaused(on); });
    connect(actions["train.keep"], &QAction::triggered, &m_queue, &TrainingQueue::keep);
    connect(actions["train.cancel"], &QAction::triggered, this, [this] {
        const RunRecord *run = m_context.project.run(m_run);
        m_queue.cancel(run != nullptr && run->state == RunState::Queued && m_run != m_queue.runningRun() ? m_run : m_queue.runningRun());
    });
    connect(actions["train.resume"], &QAction::triggered, this, [this] { m_queue.resume(m_run); });
    connect(m_recording, &RunRecording::started, this, [this](RunId run) {
        m_run = 0;
        select(run);
    });
    connect(&m_queue, &TrainingQueue::changed, this, &RunMonitor::follow);
    connect(&m_queue, &TrainingQueue::runFinished, this, [this](RunId run) {
        if (run == m_run)
            showPreview();
    });
    connect(&m_context.project, &Project::runsChanged, this, &RunMonitor::follow);
    connect(&m_queue, &TrainingQueue::lossAdded, this, [this](RunId run, const QList<LossPoint> &points) {
        if (run == m_run)
            m_curves->add(points);
    });
    connect(&m_queue, &TrainingQueue::epochFinished, this, [this](RunId run, const EpochReport &epoch) {
        if (run != m_run)
            return;
        m_curves->add(epoch);
        if (!epoch.previewMap.empty())
            m_preview->setMap(epoch.previewMap, epoch.epoch);
        updateHead();
    });
}

void RunMonitor::selectFirst()
{
    const auto &runs = m_context.project.runs();
    select(m_queue.runningRun() != 0 ? m_queue.runningRun() : runs.empty() ? 0 : runs.back().id);
}

void RunMonitor::select(RunId run)
{
    if (run == m_run && run != 0)
        return;
    m_run = run;
    const int row = m_runs.rowOf(run);
    if (row >= 0)
        m_list->setCurrentIndex(static_cast<QSortFilterProxyModel *>(m_list->model())->mapFromSource(m_runs.index(row, RunTableModel::NameColumn)));
    showRun();
}

void RunMonitor::followSelection()
{
    const QModelIndex current = m_list->currentIndex();
    if (current.isValid())
        select(current.data(RunTableModel::IdRole).toLongLong());
}

void RunMonitor::showRun()
{
    m_stack->setCurrentIndex(m_context.project.run(m_run) == nullptr ? 0 : 1);
    showCurves();
    showPreview();
    updateHead();
    updateActions();
}

void RunMonitor::showCurves()
{
    const RunRecord *run = m_context.project.run(m_run);
    if (run == nullptr) {
        m_curves->start({}, 0);
        return;
    }
    m_curves->start(scaleNames(*run), run->options.training.epochs);
    if (m_recording->run() == m_run) {
        m_curves->showStored(m_recording->losses(), m_recording->epochs());
        return;
    }
    try {
        m_curves->showStored(m_context.project.workspace().lossPoints(m_run), m_context.project.workspace().epochs(m_run));
    } catch (const Error &error) {
        Q_EMIT m_context.project.failed(error.code(), toQString(std::string(error.what())));
    }
}

ImageId RunMonitor::watched() const
{
    if (m_recording->run() == m_run && m_run == m_queue.runningRun() && m_recording->mapImage() != 0)
        return m_recording->mapImage();
    if (m_context.project.image(m_queue.previewImage()) != nullptr)
        return m_queue.previewImage();
    ImageId first = 0;
    for (const ImageRecord &image : m_context.project.images()) {
        if (image.missing)
            continue;
        if (image.sample.split == Split::Test && image.sample.label == Label::Defect)
            return image.id;
        if (first == 0)
            first = image.id;
    }
    return first;
}

void RunMonitor::showPreview()
{
    const ImageId id = watched();
    const ImageRecord *image = m_context.project.image(id);
    if (m_queue.previewImage() == 0)
        m_queue.setPreviewImage(id);
    if (image == nullptr) {
        m_preview->clear(tr("No picture to watch."));
        return;
    }
    m_preview->setPicture(image->sample, toQString(image->sample.name), m_run == m_queue.runningRun() ? tr("Map after the first epoch") : tr("No score map of this run"));
    if (m_recording->run() == m_run && m_recording->mapImage() == id && !m_recording->map().empty())
        m_preview->setMap(m_recording->map(), m_recording->mapEpoch());
    else
        showStoredMap();
}

/// What a finished run said of the picture in the end.
void RunMonitor::showStoredMap()
{
    const RunRecord *run = m_context.project.run(m_run);
    if (run == nullptr || run->state != RunState::Done)
        return;
    try {
        const std::shared_ptr<const RunScores> scores = m_context.project.workspace().scores(m_run);
        const auto place = scores ? scores->indexOf(watched()) : std::nullopt;
        if (place)
            m_preview->setMap(scores->map(*place), run->summary.epochs);
    } catch (const Error &error) {
        m_preview->clear(toQString(std::string(error.what())));
    }
}

void RunMonitor::watchCurrent()
{
    if (m_context.project.currentImage() == 0)
        return;
    m_queue.setPreviewImage(m_context.project.currentImage());
    showPreview();
}

void RunMonitor::follow()
{
    if (m_context.project.run(m_run) == nullptr)
        selectFirst();
    m_stack->setCurrentIndex(m_context.project.run(m_run) == nullptr ? 0 : 1);
    if (const Job *job = m_queue.job(); job != nullptr)
        connect(job, &Job::progressChanged, this, &RunMonitor::updateHead, Qt::UniqueConnection);
    updateHead();
    updateActions();
}

QString RunMonitor::runningText() const
{
    const Job *job = m_queue.job();
    if (job == nullptr)
        return {};
    const JobProgress &progress = job->progress();
    QStringList parts;
    if (!m_recording->epochs().empty()) {
        const EpochReport &epoch = m_recording->epochs().back();
        parts << tr("epoch %1 of %2 done").arg(epoch.epoch).arg(epoch.epochs);
        if (epoch.imagesPerSecond > 0)
            parts << tr("%1 images/s").arg(rateText(epoch.imagesPerSecond));
        if (epoch.learningRate > 0)
            parts << tr("learning rate %1").arg(QLocale().toString(epoch.learningRate, 'g', 2));
    } else if (!progress.stage.isEmpty()) {
        parts << (progress.total > 0 ? tr("%1: %2 of %3 %4").arg(progress.stage, countText(static_cast<qint64>(progress.done)), countText(static_cast<qint64>(progress.total)), progress.unit)
                                     : progress.stage);
    } else {
        parts << tr("starting");
    }
    const bool training = !m_recording->epochs().empty() && m_recording->epochs().back().epoch < m_recording->epochs().back().epochs;
    const QString left = timeLeftText(training ? std::max(progress.secondsLeft, 0.0) : progress.secondsLeft);
    if (m_queue.paused())
        parts << tr("paused");
    else if (!left.isEmpty())
        parts << left;
    return parts.join(QStringLiteral("  ·  "));
}

QString RunMonitor::restingText(const RunRecord &run) const
{
    const int epochs = m_recording->run() == run.id && !m_recording->epochs().empty() ? m_recording->epochs().back().epoch : run.summary.epochs;
    switch (run.state) {
    case RunState::Done:
        return tr("%n epoch(s) in %1", nullptr, run.summary.epochs).arg(durationText(run.summary.featureSeconds + run.summary.trainingSeconds))
               + tr("  ·  image AUROC %1, pixel AUROC %2, AUPRO %3 on the test pictures").arg(scoreText(run.imageAuroc), scoreText(run.pixelAuroc), scoreText(run.aupro));
    case RunState::Failed: return toQString(run.error);
    case RunState::Queued: return tr("Waits for its turn.");
    case RunState::Cancelled: return tr("Cancelled before it began. Resume puts it into the queue again.");
    default: break;
    }
    return epochs > 0 ? tr("Stopped after epoch %1 of %2; its checkpoint is kept. Resume goes on from there.").arg(epochs).arg(run.options.training.epochs)
                      : tr("Stopped before its first epoch was done. Resume starts it again.");
}

QString RunMonitor::figuresText() const { return m_figures->text(); }

void RunMonitor::updateHead()
{
    const RunRecord *run = m_context.project.run(m_run);
    if (run == nullptr)
        return;
    const bool running = m_run == m_queue.runningRun();
    m_title->setText(toQString(run->name));
    m_state->setText(m_runs.stateText(*run));
    m_figures->setText(running ? runningText() : restingText(*run));
    const char *role = run->state == RunState::Failed && !running ? "warning" : "muted";
    if (m_figures->property("role").toByteArray() != role) {
        m_figures->setProperty("role", role);
        m_figures->style()->unpolish(m_figures);
        m_figures->style()->polish(m_figures);
    }
    m_progress->setVisible(running);
    if (!running || m_queue.job() == nullptr)
        return;
    const JobProgress &progress = m_queue.job()->progress();
    m_progress->setRange(0, progress.total > 0 ? 1000 : 0);
    if (progress.total > 0)
        m_progress->setValue(static_cast<int>(1000 * progress.done / progress.total));
}

void RunMonitor::updateActions()
{
    Actions &actions = m_context.actions;
    const RunRecord *run = m_context.project.run(m_run);
    const bool writable = !m_context.project.readOnly();
    const bool running = m_queue.runningRun() != 0 && !m_queue.cancelling();
    const bool waits = run != nullptr && run->state == RunState::Queued && m_run != m_queue.runningRun();
    actions["train.pause"]->setEnabled(running && !m_queue.keeping());
    actions["train.pause"]->setChecked(m_queue.paused());
    actions["train.keep"]->setEnabled(running && !m_queue.keeping());
    actions["train.cancel"]->setEnabled(running || (waits && writable));
    const bool resumable = run != nullptr && writable && m_run != m_queue.runningRun() && TrainingQueue::canResume(*run);
    actions["train.resume"]->setEnabled(resumable);
    for (QToolButton *button : m_buttons->findChildren<QToolButton *>())
        button->setVisible(button->defaultAction()->isEnabled());
}

} // namespace flawscope::ui
