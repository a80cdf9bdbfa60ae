// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QStackedWidget;
class QTabWidget;

namespace flawscope::ui {

class ExportTab;
class HistoryTab;
class RunsTab;
class TrainingQueue;

/// Runs compared, one released; export; history.
class ReportPage final : public QWidget {
    Q_OBJECT
public:
    enum class Tab { Runs, Export, History };

    ReportPage(const ViewContext &context, TrainingQueue &queue, QWidget *parent = nullptr);

    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] RunsTab &runsTab() const { return *m_runs; }
    [[nodiscard]] ExportTab &exportTab() const { return *m_export; }
    [[nodiscard]] HistoryTab &historyTab() const { return *m_history; }

private:
    void followRuns();

    ViewContext m_context;
    QTabWidget *m_tabs;
    QStackedWidget *m_runsOrNothing;
    RunsTab *m_runs;
    ExportTab *m_export;
    HistoryTab *m_history;
};

} // namespace flawscope::ui
