// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportpage.h"

#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/icons.h"
#include "ui/models/project.h"
#include "ui/report/exporttab.h"
#include "ui/report/historytab.h"
#include "ui/report/runstab.h"

#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace flawscope::ui {

ReportPage::ReportPage(const ViewContext &context, TrainingQueue &queue, QWidget *parent)
    : QWidget(parent), m_context(context), m_tabs(new QTabWidget(this)), m_runsOrNothing(new QStackedWidget(this)), m_runs(new RunsTab(context, queue)),
      m_export(new ExportTab(context)), m_history(new HistoryTab(context))
{
    auto *nothing = new EmptyState(QStringLiteral("step-report"), tr("No run to report on"), tr("Train a model first: its figures, and those of every later run, are compared here."), this);
    nothing->setAction(context.actions["step.train"], tr("Go to Train"));
    m_runsOrNothing->addWidget(nothing);
    m_runsOrNothing->addWidget(m_runs);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Report"));
    m_tabs->addTab(m_runsOrNothing, themedIcon(QStringLiteral("model")), tr("Runs"));
    m_tabs->addTab(m_export, themedIcon(QStringLiteral("export")), tr("Export"));
    m_tabs->addTab(m_history, themedIcon(QStringLiteral("history")), tr("History"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    setFocusProxy(m_tabs);
    QAction *toExport = context.actions["project.export"];
    toExport->setEnabled(true);
    connect(toExport, &QAction::triggered, this, [this] {
        m_context.actions["step.report"]->trigger();
        showTab(Tab::Export);
    });
    connect(m_runs, &RunsTab::wanted, this, [this] {
        m_context.actions["step.report"]->trigger();
        showTab(Tab::Runs);
    });
    connect(&context.project, &Project::runsChanged, this, &ReportPage::followRuns);
    followRuns();
}

void ReportPage::showTab(Tab tab) { m_tabs->setCurrentIndex(static_cast<int>(tab)); }
ReportPage::Tab ReportPage::tab() const { return static_cast<Tab>(m_tabs->currentIndex()); }

void ReportPage::followRuns() { m_runsOrNothing->setCurrentIndex(m_context.project.runs().empty() ? 0 : 1); }

} // namespace flawscope::ui
