// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/titlebar.h"

#include "core/engine/device.h"
#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace flawscope::ui {

namespace {

QString stateText(RunState state)
{
    switch (state) {
    case RunState::Queued: return TitleBar::tr("queued");
    case RunState::Running: return TitleBar::tr("training");
    case RunState::Paused: return TitleBar::tr("paused");
    case RunState::Interrupted: return TitleBar::tr("interrupted");
    case RunState::Failed: return TitleBar::tr("failed");
    case RunState::Cancelled: return TitleBar::tr("cancelled");
    case RunState::Done: break;
    }
    return {};
}

/// "R18-256 · 22 Nov 14:05 · released ●"
QString titleOf(const RunRecord &run)
{
    QStringList parts{toQString(run.name), localTimeText(run.created)};
    if (const QString state = stateText(run.state); !state.isEmpty())
        parts << state;
    if (run.released)
        parts << TitleBar::tr("released ●");
    return parts.join(QStringLiteral(" · "));
}

} // namespace

TitleBar::TitleBar(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_project(new QToolButton(this)), m_runs(new QComboBox(this)), m_readOnly(new QLabel(this)),
      m_device(new QLabel(this))
{
    setObjectName(QStringLiteral("titleBar"));
    setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGridPx, 6, kGridPx, 6);
    layout->setSpacing(kGridPx * 3 / 2);
    auto *menu = new QMenu(m_project);
    for (const char *id : {"project.rename", "project.folder", "project.export", "project.close"})
        menu->addAction(context.actions[id]);
    m_project->setMenu(menu);
    m_project->setPopupMode(QToolButton::InstantPopup);
    m_project->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_project->setAutoRaise(true);
    m_project->setProperty("role", "title");
    m_project->setAccessibleName(tr("Project"));
    auto *runLabel = new QLabel(tr("Run"), this);
    runLabel->setProperty("role", "muted");
    runLabel->setBuddy(m_runs);
    m_runs->setAccessibleName(tr("Run that is looked at"));
    m_runs->setToolTip(tr("The run whose scores and threshold you see everywhere"));
    m_runs->setMinimumContentsLength(34);
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_readOnly->setProperty("role", "badge");
    m_readOnly->setVisible(context.project.readOnly());
    m_readOnly->setText(tr("read-only"));
    m_readOnly->setToolTip(toQString(context.project.workspace().readOnlyReason()));
    m_device->setProperty("role", "muted");
    auto *palette = new QToolButton(this);
    palette->setDefaultAction(context.actions["view.palette"]);
    palette->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    palette->setAutoRaise(true);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_project, m_readOnly, runLabel, m_runs})
        layout->addWidget(widget);
    layout->addStretch(1);
    layout->addWidget(m_device);
    layout->addWidget(palette);
    Project &project = context.project;
    m_project->setText(project.name());
    connect(&project, &Project::nameChanged, this, [this] { m_project->setText(m_context.project.name()); });
    connect(&project, &Project::runsChanged, this, &TitleBar::fillRuns);
    connect(&project, &Project::currentRunChanged, this, &TitleBar::fillRuns);
    connect(m_runs, &QComboBox::activated, this, [this](int index) { m_context.project.setCurrentRun(m_runs->itemData(index).toLongLong()); });
    fillRuns();
    showDevice();
}

void TitleBar::fillRuns()
{
    m_runs->clear();
    const auto &runs = m_context.project.runs();
    for (auto run = runs.rbegin(); run != runs.rend(); ++run)
        m_runs->addItem(titleOf(*run), static_cast<qlonglong>(run->id));
    if (runs.empty())
        m_runs->addItem(tr("no run yet"), 0);
    m_runs->setEnabled(!runs.empty());
    m_runs->setCurrentIndex(m_runs->findData(static_cast<qlonglong>(m_context.project.currentRun())));
}

void TitleBar::showDevice()
{
    m_context.project.jobs().run(tr("Looking for devices"), [guard = QPointer<TitleBar>(this)](const RunContext &) -> Job::Deliver {
        const std::vector<DeviceInfo> devices = computeDevices();
        return [guard, devices] {
            if (!guard || devices.empty())
                return;
            const DeviceInfo &best = devices.front();
            guard->m_device->setText(best.name == "cpu" ? tr("CPU") : QStringLiteral("%1 %2").arg(toQString(best.name).toUpper(), toQString(best.title)));
            guard->m_device->setToolTip(best.name == "cpu" ? tr("Training and scoring run on the processor: %1").arg(toQString(best.title))
                                                           : tr("Training and scoring run on %1, %2 free").arg(toQString(best.title), bytesText(best.freeBytes)));
        };
    });
}

} // namespace flawscope::ui
