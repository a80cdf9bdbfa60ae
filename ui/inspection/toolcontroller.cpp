// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/toolcontroller.h"

#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/inspection/imagecanvas.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/maskeditor.h"
#include "ui/inspection/masktool.h"
#include "ui/inspection/roitool.h"
#include "ui/models/project.h"

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr const char *kForms[] = {"tool.brush", "tool.eraser", "tool.polygon", "tool.select", "tool.rectangle", "tool.ellipse"};

MaskTool::Mode maskModeOf(const QString &id)
{
    return id == QLatin1String("tool.eraser") ? MaskTool::Mode::Eraser : id == QLatin1String("tool.polygon") ? MaskTool::Mode::Polygon : MaskTool::Mode::Brush;
}

RoiTool::Mode roiModeOf(const QString &id)
{
    if (id == QLatin1String("tool.brush"))
        return RoiTool::Mode::Brush;
    if (id == QLatin1String("tool.polygon"))
        return RoiTool::Mode::Polygon;
    if (id == QLatin1String("tool.ellipse"))
        return RoiTool::Mode::Ellipse;
    return id == QLatin1String("tool.rectangle") ? RoiTool::Mode::Rectangle : RoiTool::Mode::Select;
}

const char *idOf(MaskTool::Mode mode)
{
    return mode == MaskTool::Mode::Eraser ? "tool.eraser" : mode == MaskTool::Mode::Polygon ? "tool.polygon" : "tool.brush";
}

const char *idOf(RoiTool::Mode mode)
{
    switch (mode) {
    case RoiTool::Mode::Select: return "tool.select";
    case RoiTool::Mode::Rectangle: return "tool.rectangle";
    case RoiTool::Mode::Ellipse: return "tool.ellipse";
    case RoiTool::Mode::Polygon: return "tool.polygon";
    case RoiTool::Mode::Brush: break;
    }
    return "tool.brush";
}

} // namespace

ToolController::ToolController(const ViewContext &context, InspectionState &state, ImageCanvas &canvas, QObject *parent)
    : QObject(parent), m_context(context), m_state(state), m_canvas(canvas), m_editor(new MaskEditor(state, this)), m_mask(new MaskTool(state, *m_editor, this)),
      m_roi(new RoiTool(state, this))
{
    setBrushDiameter(context.settings.value(QStringLiteral("inspect/brush"), 16.0).toDouble());
    connectActions();
    const auto openMask = [this] {
        if (m_work == Work::Mask)
            (void)m_editor->open();
        updateActions();
    };
    connect(&state, &InspectionState::pictureChanged, this, openMask);
    connect(&state, &InspectionState::layersChanged, this, openMask);
    connect(m_editor, &MaskEditor::stateChanged, this, &ToolController::updateActions);
    connect(m_roi, &RoiTool::selectionChanged, this, &ToolController::updateActions);
    connect(&context.project, &Project::regionsOfInterestChanged, this, &ToolController::updateActions);
    connect(&context.project, &Project::imagesChanged, this, &ToolController::updateActions);
    connect(&context.project, &Project::decisionChanged, this, &ToolController::updateActions);
    for (CanvasTool *tool : std::initializer_list<CanvasTool *>{m_mask, m_roi})
        connect(tool, &CanvasTool::hintChanged, this, &ToolController::hintChanged);
    updateActions();
}

ToolController::~ToolController()
{
    for (const char *id : {"tool.pan", "tool.mask", "roi.edit", "tool.brush", "tool.polygon", "tool.eraser", "tool.select", "tool.rectangle", "tool.ellipse", "roi.include", "roi.delete", "roi.clear",
                           "tool.brush-larger", "tool.brush-smaller", "mask.save", "mask.discard", "mask.from-threshold", "mask.clear"})
        m_context.actions[id]->setEnabled(false);
    if (m_context.project.readOnly())
        m_context.actions.retranslate();
}

/// From anywhere in the window: drawing happens on the canvas.
void ToolController::start(Work work)
{
    if (work != Work::Look && !m_active)
        m_context.actions["step.inspect"]->trigger();
    setWork(work);
}

void ToolController::connectActions()
{
    Actions &actions = m_context.actions;
    connect(actions["tool.pan"], &QAction::triggered, this, [this] { setWork(Work::Look); });
    connect(actions["tool.mask"], &QAction::triggered, this, [this](bool on) { start(on ? Work::Mask : Work::Look); });
    connect(actions["roi.edit"], &QAction::triggered, this, [this](bool on) { start(on ? Work::Roi : Work::Look); });
    for (const char *id : kForms)
        connect(actions[id], &QAction::triggered, this, [this, id] { choose(id); });
    connect(actions["tool.brush-larger"], &QAction::triggered, this, [this] { scaleBrush(1.25); });
    connect(actions["tool.brush-smaller"], &QAction::triggered, this, [this] { scaleBrush(0.8); });
    connect(actions["mask.save"], &QAction::triggered, m_editor, &MaskEditor::save);
    connect(actions["mask.discard"], &QAction::triggered, this, &ToolController::escape);
    connect(actions["mask.from-threshold"], &QAction::triggered, this, [this] {
        setWork(Work::Mask);
        m_editor->takeFromThreshold();
    });
    connect(actions["mask.clear"], &QAction::triggered, m_editor, &MaskEditor::removeDrawn);
    connect(actions["roi.include"], &QAction::triggered, this, [this](bool include) { m_roi->setKind(include ? RoiShape::Kind::Include : RoiShape::Kind::Ignore); });
    connect(actions["roi.delete"], &QAction::triggered, m_roi, &RoiTool::removeSelected);
    connect(actions["roi.clear"], &QAction::triggered, this, [this] { m_context.project.setRegionsOfInterest({}); });
}

void ToolController::choose(const char *id)
{
    const QString name = QLatin1String(id);
    if (m_work == Work::Roi)
        m_roi->setMode(roiModeOf(name));
    else
        m_mask->setMode(maskModeOf(name));
    if (m_work == Work::Look)
        setWork(Work::Mask);
    updateActions();
}

void ToolController::setWork(Work work)
{
    if (m_context.project.readOnly() || m_state.image() == 0)
        work = Work::Look;
    if (work != m_work) {
        if (CanvasTool *tool = m_canvas.tool(); tool != nullptr)
            (void)tool->escape();
        m_work = work;
        m_canvas.setTool(work == Work::Mask ? static_cast<CanvasTool *>(m_mask) : work == Work::Roi ? m_roi : nullptr);
        if (work == Work::Mask)
            (void)m_editor->open();
        if (work != Work::Look && m_active)
            m_canvas.setFocus();
        Q_EMIT workChanged();
        Q_EMIT hintChanged();
    }
    updateActions();
}

void ToolController::setActive(bool active)
{
    m_active = active;
    updateActions();
}

void ToolController::escape()
{
    if (CanvasTool *tool = m_canvas.tool(); tool != nullptr && tool->escape())
        return;
    if (m_work == Work::Mask && m_editor->isDirty())
        m_editor->discard();
    else
        setWork(Work::Look);
}

void ToolController::scaleBrush(double factor)
{
    const double step = std::max(1.0, std::abs(m_diameter * factor - m_diameter));
    setBrushDiameter(m_diameter + (factor > 1 ? step : -step));
}

void ToolController::setBrushDiameter(double px)
{
    m_diameter = std::clamp(px, 1.0, 1000.0);
    m_mask->setBrushRadius(m_diameter / 2);
    m_roi->setBrushRadius(m_diameter / 2);
    m_context.settings.setValue(QStringLiteral("inspect/brush"), m_diameter);
    m_canvas.update();
    Q_EMIT brushChanged();
}

QString ToolController::hint() const
{
    const CanvasTool *tool = m_canvas.tool();
    return tool == nullptr ? QString() : tool->hint();
}

void ToolController::updateActions()
{
    Actions &actions = m_context.actions;
    Project &project = m_context.project;
    const bool writable = !project.readOnly();
    const bool possible = writable && m_state.image() != 0;
    const QString reason = toQString(project.workspace().readOnlyReason());
    const auto set = [&](const char *id, bool enabled) {
        QAction *action = actions[id];
        action->setEnabled(enabled && possible);
        if (!writable)
            action->setToolTip(reason);
    };
    set("tool.mask", true);
    set("roi.edit", true);
    actions["tool.pan"]->setEnabled(m_active);
    const bool drawing = m_active && m_work != Work::Look;
    set("tool.brush", m_active);
    set("tool.polygon", m_active);
    set("tool.eraser", m_active && m_work != Work::Roi);
    for (const char *id : {"tool.select", "tool.rectangle", "tool.ellipse", "roi.include"})
        set(id, m_active && m_work == Work::Roi);
    for (const char *id : {"tool.brush-larger", "tool.brush-smaller"})
        set(id, drawing);
    const ImageRecord *record = project.image(m_state.image());
    set("mask.save", m_active && m_work == Work::Mask && m_editor->isDirty() && !m_editor->isBusy());
    set("mask.discard", drawing);
    const bool unreadable = m_state.picture() && m_state.picture()->isNull(); // There is nothing to draw on.
    set("mask.from-threshold", m_active && project.decision().pixel && m_state.isScored() && !unreadable);
    set("mask.clear", record != nullptr && !record->drawnMask.empty());
    set("roi.delete", m_active && m_work == Work::Roi && m_roi->selected() >= 0);
    set("roi.clear", !project.regionsOfInterest().empty());
    actions["tool.pan"]->setChecked(m_work == Work::Look);
    actions["tool.mask"]->setChecked(m_work == Work::Mask);
    actions["roi.edit"]->setChecked(m_work == Work::Roi);
    actions["roi.include"]->setChecked(m_roi->kind() == RoiShape::Kind::Include);
    const QString chosen = m_work == Work::Look ? QString() : QLatin1String(m_work == Work::Mask ? idOf(m_mask->mode()) : idOf(m_roi->mode()));
    for (const char *id : kForms)
        actions[id]->setChecked(chosen == QLatin1String(id));
}

} // namespace flawscope::ui
