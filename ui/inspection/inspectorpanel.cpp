// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/inspectorpanel.h"

#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/picturefacts.h"
#include "ui/inspection/picturehistory.h"
#include "ui/inspection/regionmodel.h"
#include "ui/inspection/regiontable.h"
#include "ui/inspection/verdictbox.h"
#include "ui/models/project.h"

#include <QDockWidget>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace flawscope::ui {

InspectorPanel::InspectorPanel(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_stack(new QStackedWidget(this)), m_verdict(new VerdictBox(context, this)), m_regionsTitle(new QLabel(this)),
      m_regions(new RegionTable(InspectionState::of(context), this))
{
    setMinimumWidth(264);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(kGridPx, kGridPx, kGridPx, kGridPx);
    column->setSpacing(kGridPx);
    column->addWidget(new PictureFacts(context, content));
    column->addWidget(m_verdict);
    QFont bold = m_regionsTitle->font();
    bold.setBold(true);
    m_regionsTitle->setFont(bold);
    m_regionsTitle->setBuddy(m_regions);
    column->addWidget(m_regionsTitle);
    column->addWidget(m_regions, 1);
    column->addWidget(new PictureHistory(context, content));
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *empty = new EmptyState(QStringLiteral("inspector"), tr("Nothing selected"), tr("Select a picture to see what is known of it."), this);
    m_stack->addWidget(empty);
    m_stack->addWidget(scroll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    InspectionState &state = InspectionState::of(context);
    connect(&state, &InspectionState::regionsChanged, this, &InspectorPanel::refresh);
    connect(&context.project, &Project::currentImageChanged, this, &InspectorPanel::refresh);
    connect(context.actions["verdict.comment"], &QAction::triggered, this, &InspectorPanel::showComment);
    refresh();
}

void InspectorPanel::refresh()
{
    m_stack->setCurrentIndex(m_context.project.currentImage() == 0 ? 0 : 1);
    const int regions = m_regions->model()->rowCount();
    const auto &pixel = m_context.project.decision().pixel;
    m_regionsTitle->setText(regions == 0 || !pixel ? tr("Regions")
                            : regions == 1      ? tr("1 region at pixel threshold %1").arg(scoreText(pixel->value))
                                                : tr("%1 regions at pixel threshold %2").arg(countText(regions), scoreText(pixel->value)));
}

void InspectorPanel::showComment()
{
    if (auto *dock = qobject_cast<QDockWidget *>(parentWidget())) {
        dock->show();
        dock->raise();
    }
    m_verdict->editComment();
}

} // namespace flawscope::ui
