// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/drawbar.h"

#include "ui/base/actions.h"
#include "ui/base/theme.h"
#include "ui/inspection/maskeditor.h"
#include "ui/inspection/masktool.h"
#include "ui/inspection/roitool.h"
#include "ui/inspection/toolcontroller.h"
#include "ui/inspection/toolbuttons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

DrawBar::DrawBar(const ViewContext &context, ToolController &tools, QWidget *parent)
    : QWidget(parent), m_context(context), m_tools(tools), m_mask(new QWidget(this)), m_roi(new QWidget(this)), m_brush(new QWidget(this)), m_diameter(new QSpinBox(m_brush)),
      m_hint(new QLabel(this)), m_unsaved(new QLabel(this))
{
    setAutoFillBackground(true);
    Actions &actions = context.actions;
    const auto row = [](QWidget *widget) {
        auto *layout = new QHBoxLayout(widget);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(2);
        return layout;
    };
    auto *roi = row(m_roi);
    for (const char *id : {"tool.select", "tool.rectangle", "tool.ellipse"})
        roi->addWidget(iconButton(actions[id], m_roi));
    auto *shared = new QHBoxLayout;
    shared->setSpacing(2);
    for (const char *id : {"tool.polygon", "tool.brush"})
        shared->addWidget(iconButton(actions[id], this));
    m_eraser = iconButton(actions["tool.eraser"], this);
    shared->addWidget(m_eraser);
    auto *brush = row(m_brush);
    m_diameter->setRange(1, 1000);
    m_diameter->setSuffix(tr(" px"));
    m_diameter->setAccessibleName(tr("Brush diameter"));
    m_diameter->setToolTip(tr("Diameter of the brush in pixels of the picture (Ctrl+[ and Ctrl+])"));
    auto *brushLabel = new QLabel(tr("Brush"), m_brush);
    brush->addSpacing(kGridPx);
    brush->addWidget(brushLabel);
    brush->addSpacing(4);
    brush->addWidget(m_diameter);
    auto *mask = row(m_mask);
    mask->addWidget(textButton(actions["mask.save"], m_mask));
    mask->addWidget(textButton(actions["mask.from-threshold"], m_mask));
    mask->addWidget(textButton(actions["mask.clear"], m_mask));
    auto *roiEnd = new QWidget(this);
    roiEnd->setObjectName(QStringLiteral("roiEnd"));
    auto *end = row(roiEnd);
    end->addWidget(textButton(actions["roi.include"], roiEnd));
    end->addWidget(iconButton(actions["roi.delete"], roiEnd));
    end->addWidget(iconButton(actions["roi.clear"], roiEnd));
    auto *bar = new QHBoxLayout;
    bar->setSpacing(2);
    bar->addWidget(m_roi);
    bar->addLayout(shared);
    bar->addWidget(m_brush);
    bar->addSpacing(kGridPx);
    bar->addWidget(m_mask);
    bar->addWidget(roiEnd);
    bar->addSpacing(kGridPx);
    bar->addWidget(m_unsaved);
    bar->addStretch(1);
    m_hint->setProperty("role", "muted");
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_unsaved->setProperty("role", "muted");
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGridPx, 4, kGridPx, 4);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(m_hint);
    connect(m_diameter, qOverload<int>(&QSpinBox::valueChanged), &tools, [&tools](int px) { tools.setBrushDiameter(px); });
    connect(&tools, &ToolController::workChanged, this, &DrawBar::refresh);
    connect(&tools, &ToolController::hintChanged, this, &DrawBar::refresh);
    connect(&tools, &ToolController::brushChanged, this, &DrawBar::refreshBrush);
    connect(&tools.maskEditor(), &MaskEditor::stateChanged, this, &DrawBar::refresh);
    refresh();
    refreshBrush();
}

void DrawBar::refreshBrush()
{
    const QSignalBlocker blocker(m_diameter);
    m_diameter->setValue(static_cast<int>(m_tools.brushDiameter()));
}

void DrawBar::refresh()
{
    const bool mask = m_tools.work() == ToolController::Work::Mask;
    setVisible(m_tools.work() != ToolController::Work::Look);
    m_mask->setVisible(mask);
    m_eraser->setVisible(mask);
    m_roi->setVisible(!mask);
    findChild<QWidget *>(QStringLiteral("roiEnd"))->setVisible(!mask);
    m_brush->setVisible(mask ? m_tools.maskTool().mode() != MaskTool::Mode::Polygon : m_tools.roiTool().mode() == RoiTool::Mode::Brush);
    m_hint->setText(m_tools.hint());
    m_hint->setToolTip(m_tools.hint());
    const auto dirty = m_tools.maskEditor().dirtyImages().size();
    m_unsaved->setVisible(mask && dirty > 0);
    m_unsaved->setText(dirty > 1 ? tr("Not saved in %1 pictures").arg(dirty) : tr("Not saved"));
}

void DrawBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

} // namespace flawscope::ui
