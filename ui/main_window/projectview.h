// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QList>
#include <QWidget>

class QDockWidget;
class QMainWindow;
class QStackedWidget;
class QToolButton;

namespace flawscope::ui {

class DataPage;
class DecidePage;
class ImageTableModel;
class InspectPage;
class ReportPage;
class StepButton;
class ThumbnailCache;
class ThresholdController;
class ThresholdStrip;
class TrainPage;
class TrainingQueue;

enum class Step { Data, Train, Inspect, Decide, Report };

/// An open project: the rail of steps, their pages, and the threshold strip below those where pictures are looked at. Puts its
/// docks (inspector, findings) into the main window and takes them away again.
class ProjectView final : public QWidget {
    Q_OBJECT
public:
    ProjectView(Project &project, Actions &actions, AppSettings &settings, QMainWindow &window);
    ~ProjectView() override;

    void showStep(Step step);
    [[nodiscard]] Step step() const;
    [[nodiscard]] ImageFilter &filter() const { return *m_filter; }
    [[nodiscard]] TrainingQueue &queue() const { return *m_queue; }
    [[nodiscard]] ThresholdController &threshold() const { return *m_threshold; }
    [[nodiscard]] ThresholdStrip &thresholdStrip() const { return *m_strip; }
    [[nodiscard]] const QList<QDockWidget *> &docks() const { return m_docks; }
    [[nodiscard]] DataPage &dataPage() const { return *m_data; }
    [[nodiscard]] TrainPage &trainPage() const { return *m_train; }
    [[nodiscard]] InspectPage &inspectPage() const { return *m_inspect; }
    [[nodiscard]] DecidePage &decidePage() const { return *m_decide; }
    [[nodiscard]] ReportPage &reportPage() const { return *m_report; }
    void resetDocks();

private:
    void makeRail();
    void makeDocks();
    void connectActions();
    void updateRail();
    void showFindings(int count);
    void updateEnabled();

    Project &m_project;
    QMainWindow &m_window;
    ImageTableModel *m_table;
    ImageFilter *m_filter;
    ThumbnailCache *m_thumbnails;
    ViewContext m_context;
    TrainingQueue *m_queue;
    ThresholdController *m_threshold;
    QList<StepButton *> m_steps;
    QStackedWidget *m_pages;
    DataPage *m_data;
    TrainPage *m_train;
    InspectPage *m_inspect;
    DecidePage *m_decide;
    ReportPage *m_report;
    ThresholdStrip *m_strip;
    QToolButton *m_findings = nullptr; ///< In the status bar.
    QList<QDockWidget *> m_docks;
};

} // namespace flawscope::ui
