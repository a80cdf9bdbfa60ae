// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/projectview.h"

#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/dataset/datapage.h"
#include "ui/dataset/findingspanel.h"
#include "ui/inspection/inspectorpanel.h"
#include "ui/inspection/inspectpage.h"
#include "ui/main_window/stepbutton.h"
#include "ui/main_window/titlebar.h"
#include "ui/models/imagefilter.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"
#include "ui/report/reportpage.h"
#include "ui/threshold/decidepage.h"
#include "ui/threshold/thresholdcontroller.h"
#include "ui/threshold/thresholdstrip.h"
#include "ui/training/trainingqueue.h"
#include "ui/training/trainpage.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr const char *kStepIds[] = {"step.data", "step.train", "step.inspect", "step.decide", "step.report"};

} // namespace

ProjectView::ProjectView(Project &project, Actions &actions, AppSettings &settings, QMainWindow &window)
    : m_project(project), m_window(window), m_table(new ImageTableModel(project, this)), m_filter(new ImageFilter(*m_table, this)),
      m_thumbnails(new ThumbnailCache(project, this)), m_context{project, *m_filter, actions, settings, *m_thumbnails},
      m_queue(new TrainingQueue(project, this)), m_threshold(new ThresholdController(m_context, this)), m_pages(new QStackedWidget(this)),
      m_data(new DataPage(m_context, this)), m_train(new TrainPage(m_context, *m_queue, this)), m_inspect(new InspectPage(m_context, this)),
      m_decide(new DecidePage(*m_threshold, this)), m_report(new ReportPage(m_context, *m_queue, this)), m_strip(new ThresholdStrip(*m_threshold, this))
{
    for (QWidget *page : std::initializer_list<QWidget *>{m_data, m_train, m_inspect, m_decide, m_report})
        m_pages->addWidget(page);
    auto *content = new QVBoxLayout;
    content->setSpacing(0);
    content->addWidget(new TitleBar(m_context, this));
    content->addWidget(m_pages, 1);
    content->addWidget(m_strip);
    m_findings = new QToolButton(this);
    m_findings->setObjectName(QStringLiteral("findingsCount"));
    m_findings->setIcon(themedIcon(QStringLiteral("findings")));
    m_findings->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_findings->setAutoRaise(true);
    m_findings->setToolTip(tr("Show what the scan found wrong with the data"));
    connect(m_findings, &QToolButton::clicked, this, [this] {
        m_docks[1]->show();
        m_docks[1]->raise();
    });
    window.statusBar()->addPermanentWidget(m_findings);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    makeRail();
    layout->addLayout(content, 1);
    makeDocks();
    connectActions();
    showStep(project.images().empty() ? Step::Data : project.currentRun() == 0 ? Step::Train : Step::Inspect);
}

ProjectView::~ProjectView()
{
    delete m_findings;
    for (QDockWidget *dock : m_docks)
        delete dock; // The main window is their parent; their panels must not outlive the project.
}

void ProjectView::makeRail()
{
    auto *rail = new QWidget(this);
    rail->setObjectName(QStringLiteral("stepRail"));
    auto *layout = new QVBoxLayout(rail);
    layout->setContentsMargins(4, kGridPx, 4, kGridPx);
    layout->setSpacing(4);
    for (const char *id : kStepIds) {
        auto *button = new StepButton(m_context.actions[id], rail);
        layout->addWidget(button);
        m_steps << button;
    }
    layout->addStretch(1);
    rail->setFixedWidth(80);
    qobject_cast<QHBoxLayout *>(this->layout())->insertWidget(0, rail);
}

void ProjectView::makeDocks()
{
    const auto add = [this](const QString &name, const QString &title, QWidget *panel, const char *action, Qt::DockWidgetArea area) {
        auto *dock = new QDockWidget(title, &m_window);
        dock->setObjectName(name);
        dock->setWidget(panel);
        m_window.addDockWidget(area, dock);
        m_docks << dock;
        QAction *toggle = m_context.actions[action];
        connect(toggle, &QAction::toggled, dock, &QWidget::setVisible);
        connect(dock, &QDockWidget::visibilityChanged, toggle, [dock, toggle] { toggle->setChecked(!dock->isHidden()); });
    };
    add(QStringLiteral("inspectorDock"), tr("Inspector"), new InspectorPanel(m_context), "view.inspector", Qt::RightDockWidgetArea);
    auto *findings = new FindingsPanel(m_context);
    connect(findings, &FindingsPanel::countChanged, this, &ProjectView::showFindings);
    add(QStringLiteral("findingsDock"), tr("Findings"), findings, "view.findings", Qt::RightDockWidgetArea);
    showFindings(static_cast<int>(m_project.findings().size()));
    resetDocks();
}

void ProjectView::resetDocks()
{
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        m_window.addDockWidget(Qt::RightDockWidgetArea, dock);
    }
    m_window.tabifyDockWidget(m_docks[0], m_docks[1]);
    m_docks[0]->show();
    m_docks[0]->raise();
    m_docks[1]->hide();
    m_window.resizeDocks({m_docks[0]}, {288}, Qt::Horizontal);
}

void ProjectView::connectActions()
{
    for (int i = 0; i < m_steps.size(); ++i)
        connect(m_context.actions[kStepIds[i]], &QAction::triggered, this, [this, i] { showStep(static_cast<Step>(i)); });
    QUndoStack &undo = m_project.undoStack();
    Actions &actions = m_context.actions;
    connect(actions["edit.undo"], &QAction::triggered, &undo, &QUndoStack::undo);
    connect(actions["edit.redo"], &QAction::triggered, &undo, &QUndoStack::redo);
    connect(&undo, &QUndoStack::canUndoChanged, this, &ProjectView::updateEnabled);
    connect(&undo, &QUndoStack::canRedoChanged, this, &ProjectView::updateEnabled);
    connect(&m_project, &Project::imagesReset, this, &ProjectView::updateRail);
    connect(&m_project, &Project::scoresChanged, this, &ProjectView::updateRail);
    connect(&m_project, &Project::runsChanged, this, &ProjectView::updateRail);
    connect(&m_project, &Project::decisionCommitted, this, &ProjectView::updateRail);
    connect(m_queue, &TrainingQueue::changed, this, &ProjectView::updateRail);
    updateRail();
    updateEnabled();
}

void ProjectView::showStep(Step step)
{
    m_pages->setCurrentIndex(static_cast<int>(step));
    m_steps[static_cast<int>(step)]->setChecked(true);
    m_strip->setVisible((step == Step::Inspect || step == Step::Decide) && m_project.scores() != nullptr);
    m_data->setLabelling(step == Step::Data || step == Step::Inspect); // Elsewhere a key would change what nobody sees.
    m_context.actions["view.overlay"]->setEnabled(step == Step::Inspect); // Elsewhere Space presses the button that has the focus.
    m_pages->currentWidget()->setFocus();
}

void ProjectView::showFindings(int count)
{
    m_findings->setVisible(count > 0);
    m_findings->setText(tr("%n finding(s) in the data", nullptr, count));
    updateRail();
}

Step ProjectView::step() const { return static_cast<Step>(m_pages->currentIndex()); }

void ProjectView::updateRail()
{
    const std::vector<RunRecord> &runs = m_project.runs();
    const bool done = std::any_of(runs.begin(), runs.end(), [](const RunRecord &run) { return run.state == RunState::Done; });
    const bool released = std::any_of(runs.begin(), runs.end(), [](const RunRecord &run) { return run.released; });
    const bool stuck = !runs.empty() && (runs.back().state == RunState::Failed || runs.back().state == RunState::Interrupted);
    const bool images = !m_project.images().empty();
    const bool problems = std::any_of(m_project.findings().begin(), m_project.findings().end(), [](const Finding &f) { return f.severity != Severity::Info; });
    const auto show = [this](Step step, StepState state) { m_steps[static_cast<int>(step)]->setState(state); };
    show(Step::Data, !images ? StepState::Empty : problems ? StepState::Attention : StepState::Done);
    show(Step::Train, m_queue->runningRun() != 0 ? StepState::Running : stuck ? StepState::Attention : done ? StepState::Done : images ? StepState::Ready : StepState::Empty);
    show(Step::Inspect, m_project.scores() != nullptr ? StepState::Ready : StepState::Empty);
    show(Step::Decide, m_project.scores() == nullptr ? StepState::Empty : m_project.decision().image ? StepState::Done : StepState::Ready);
    show(Step::Report, released ? StepState::Done : done ? StepState::Ready : StepState::Empty);
    m_strip->setVisible((step() == Step::Inspect || step() == Step::Decide) && m_project.scores() != nullptr);
}

void ProjectView::updateEnabled()
{
    const QUndoStack &undo = m_project.undoStack();
    m_context.actions["edit.undo"]->setEnabled(undo.canUndo());
    m_context.actions["edit.redo"]->setEnabled(undo.canRedo());
}

} // namespace flawscope::ui
