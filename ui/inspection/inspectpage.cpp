// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/inspectpage.h"

#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/theme.h"
#include "ui/inspection/drawbar.h"
#include "ui/inspection/filmstrip.h"
#include "ui/inspection/hintbar.h"
#include "ui/inspection/imagecanvas.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/inspecttoolbar.h"
#include "ui/inspection/maskeditor.h"
#include "ui/inspection/toolcontroller.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"

#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

struct ModeAction {
    const char *id;
    CompareMode mode;
};
constexpr ModeAction kModes[] = {{"compare.single", CompareMode::Single}, {"compare.side", CompareMode::Side}, {"compare.swipe", CompareMode::Swipe}, {"compare.difference", CompareMode::Difference}};

} // namespace

InspectPage::InspectPage(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_state(InspectionState::of(context)), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(QStringLiteral("step-inspect"), tr("No pictures to look at"), tr("Import a folder of pictures first; they stay where they are."), this)), m_work(new QWidget(this)),
      m_bar(new InspectToolBar(context, m_state, m_work)), m_hint(new HintBar(m_work)), m_canvas(new ImageCanvas(m_state, m_work)),
      m_tools(new ToolController(context, m_state, *m_canvas, this)), m_drawBar(new DrawBar(context, *m_tools, m_work)), m_strip(new FilmStrip(context, m_work))
{
    m_empty->setAction(context.actions["data.import"], tr("Import pictures"));
    auto *work = new QVBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(0);
    work->addWidget(m_bar);
    work->addWidget(m_drawBar);
    work->addWidget(m_hint);
    work->addWidget(m_canvas, 1);
    work->addWidget(m_strip);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_work);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setFocusProxy(m_canvas);
    m_canvas->setPlaceholder([this](ImageId image) { return m_context.thumbnails.thumbnail(image); });
    connect(m_canvas, &ImageCanvas::zoomChanged, m_bar, &InspectToolBar::showZoom);
    connectStepping();
    connectDisplay();
    connectView();
    connect(&context.project, &Project::imagesReset, this, &InspectPage::showContent);
    connect(&context.project, &Project::currentImageChanged, this, &InspectPage::showContent);
    for (const auto signal : {&Project::scoresChanged, &Project::runsChanged, &Project::currentRunChanged})
        connect(&context.project, signal, this, &InspectPage::showHint);
    connect(&m_state, &InspectionState::layersChanged, this, &InspectPage::showHint);
    m_bar->showZoom(m_canvas->view().zoom());
    showDisplay();
    showContent();
}

InspectPage::~InspectPage() = default;

bool InspectPage::hasUnsavedDrawings() const { return m_tools->maskEditor().hasUnsavedDrawings(); }

void InspectPage::connectStepping()
{
    const auto step = [this](const char *id, int by, ImageFilter::Want want) {
        connect(m_context.actions[id], &QAction::triggered, this, [this, by, want] {
            const ImageId image = m_context.filter.neighbour(m_context.project.currentImage(), by, want);
            if (image != 0)
                m_context.project.setCurrentImage(image);
            else if (want == ImageFilter::Want::Error)
                sayNoneLeft(tr("No picture that the filter shows is called wrong."));
            else if (want == ImageFilter::Want::Undecided)
                sayNoneLeft(tr("Every picture that the filter shows has a verdict of the operator."));
        });
    };
    step("image.next", 1, ImageFilter::Want::Any);
    step("image.previous", -1, ImageFilter::Want::Any);
    step("image.next-error", 1, ImageFilter::Want::Error);
    step("image.previous-error", -1, ImageFilter::Want::Error);
    step("image.next-undecided", 1, ImageFilter::Want::Undecided);
}

template <typename Change>
void InspectPage::changeDisplay(const Change &change)
{
    DisplayOptions display = m_state.display();
    change(display);
    m_state.setDisplay(display);
    showDisplay();
}

void InspectPage::connectDisplay()
{
    Actions &actions = m_context.actions;
    connect(actions["view.overlay"], &QAction::triggered, this, [this](bool on) { changeDisplay([on](DisplayOptions &display) { display.overlay = on; }); });
    connect(actions["view.contours"], &QAction::triggered, this, [this](bool on) { changeDisplay([on](DisplayOptions &display) { display.contours = on; }); });
    connect(actions["view.truth"], &QAction::triggered, this, [this](bool on) { changeDisplay([on](DisplayOptions &display) { display.truth = on; }); });
    const auto opacity = [this](double by) {
        changeDisplay([by](DisplayOptions &display) { display.opacity = std::clamp(display.opacity + by, 0.1, 1.0); });
    };
    connect(actions["view.opacity-down"], &QAction::triggered, this, [opacity] { opacity(-0.1); });
    connect(actions["view.opacity-up"], &QAction::triggered, this, [opacity] { opacity(0.1); });
    for (const ModeAction &choice : kModes)
        connect(actions[choice.id], &QAction::triggered, this, [this, mode = choice.mode] {
            changeDisplay([&](DisplayOptions &display) {
                display.mode = mode;
                if (mode != CompareMode::Difference || display.otherRun != 0)
                    return;
                for (const RunRecord &run : m_context.project.runs()) { // The latest other one is the likeliest.
                    if (run.id != m_context.project.currentRun() && run.scoredImages > 0)
                        display.otherRun = run.id;
                }
            });
        });
    connect(&m_state, &InspectionState::displayChanged, this, &InspectPage::showDisplay);
}

void InspectPage::connectView()
{
    Actions &actions = m_context.actions;
    connect(actions["view.fit"], &QAction::triggered, m_canvas, &ImageCanvas::fit);
    connect(actions["view.actual-size"], &QAction::triggered, m_canvas, &ImageCanvas::actualSize);
    connect(actions["view.zoom-in"], &QAction::triggered, m_canvas, [this] { m_canvas->zoomBy(1.25); });
    connect(actions["view.zoom-out"], &QAction::triggered, m_canvas, [this] { m_canvas->zoomBy(0.8); });
}

void InspectPage::showDisplay()
{
    const DisplayOptions &display = m_state.display();
    Actions &actions = m_context.actions;
    actions["view.overlay"]->setChecked(display.overlay);
    actions["view.contours"]->setChecked(display.contours);
    actions["view.truth"]->setChecked(display.truth);
    for (const ModeAction &choice : kModes)
        actions[choice.id]->setChecked(display.mode == choice.mode);
    showHint();
}

void InspectPage::showHint()
{
    const Project &project = m_context.project;
    const DisplayOptions &display = m_state.display();
    Actions &actions = m_context.actions;
    m_hint->show();
    if (project.currentRun() == 0) {
        m_hint->say(tr("This picture has no score yet – train a model."), actions["step.train"], tr("Train"));
    } else if (!m_state.isScored()) {
        m_hint->say(tr("This run has no score of this picture – score all pictures again."), actions["run.score"], tr("Score again"));
    } else if (m_state.map() && !m_state.map()->failure.isEmpty()) {
        m_hint->say(tr("The score map cannot be read. %1").arg(m_state.map()->failure), actions["run.score"], tr("Score again"));
    } else if (display.mode == CompareMode::Difference && display.otherRun == 0) {
        m_hint->say(tr("A difference takes two runs: train another one, with other options."), actions["step.train"], tr("Train"));
    } else if (display.mode != CompareMode::Single && display.otherRun != 0 && m_state.otherMap() && m_state.otherMap()->map.empty()) {
        m_hint->say(tr("The other run has no score of this picture."), nullptr);
    } else {
        m_hint->hide();
    }
}

void InspectPage::sayNoneLeft(const QString &sentence)
{
    m_hint->say(sentence, nullptr);
    m_hint->show();
    QTimer::singleShot(4000, this, &InspectPage::showHint);
}

void InspectPage::showContent()
{
    m_stack->setCurrentWidget(m_context.project.currentImage() == 0 ? static_cast<QWidget *>(m_empty) : m_work);
    showHint();
}

void InspectPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_state.setLooking(true);
    m_tools->setActive(true);
}

void InspectPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_state.setLooking(false);
    m_tools->setActive(false);
}

} // namespace flawscope::ui
