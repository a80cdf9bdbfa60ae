// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"
#include "core/workspace/records.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace flawscope::ui {

class LossCurves;
class MapPreview;
class RunRecording;
class RunTableModel;
class TrainingQueue;

/// One run as it trains, or as it went: curves, figures, the map of a watched picture; and the list of runs to choose from.
class RunMonitor final : public QWidget {
    Q_OBJECT
public:
    RunMonitor(const ViewContext &context, TrainingQueue &queue, RunTableModel &runs, QWidget *parent = nullptr);

    [[nodiscard]] RunId run() const { return m_run; } ///< That is shown; 0: none.
    void select(RunId run);
    [[nodiscard]] LossCurves &curves() const { return *m_curves; }
    [[nodiscard]] MapPreview &preview() const { return *m_preview; }
    [[nodiscard]] QString figuresText() const;

private:
    void makeHead();
    QWidget *makeBottom();
    void makeList();
    void connectQueue();
    void showRun();
    void showCurves();
    void showPreview();
    void showStoredMap();
    void updateHead();
    void updateActions();
    void follow();
    void selectFirst();
    void watchCurrent();
    void followSelection();
    [[nodiscard]] ImageId watched() const;
    [[nodiscard]] QString runningText() const;
    [[nodiscard]] QString restingText(const RunRecord &run) const;

    ViewContext m_context;
    TrainingQueue &m_queue;
    RunTableModel &m_runs;
    RunRecording *m_recording;
    RunId m_run = 0;
    QStackedWidget *m_stack;
    QWidget *m_content;
    QLabel *m_title;
    QLabel *m_state;
    QLabel *m_figures;
    QProgressBar *m_progress;
    LossCurves *m_curves;
    MapPreview *m_preview;
    QTableView *m_list;
    QWidget *m_buttons;
};

} // namespace flawscope::ui
