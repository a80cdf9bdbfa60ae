// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"
#include "core/workspace/records.h"

#include <QPointer>
#include <QWidget>

class QFrame;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace flawscope::ui {

class Job;
class RunComparison;
class RunTableModel;
class TrainingQueue;

/// All runs with their figures, options, times and sizes; what can be done with one; two or more compared.
class RunsTab final : public QWidget {
    Q_OBJECT
public:
    RunsTab(const ViewContext &context, TrainingQueue &queue, QWidget *parent = nullptr);

    [[nodiscard]] QTableView &table() const { return *m_table; }
    [[nodiscard]] RunTableModel &model() const { return *m_model; }
    [[nodiscard]] RunComparison &comparison() const { return *m_comparison; }
    [[nodiscard]] RunId selectedRun() const; ///< 0 unless exactly one is.
    void select(const QList<RunId> &runs);
    /// What the actions are about: the selected run; the one that is looked at while this is not seen. 0: none.
    [[nodiscard]] RunId actedOn() const;
    /// Writes that run's model file; refuses an existing one unless it was asked for.
    void exportModelTo(const QString &file) { writeModel(actedOn(), file); }

Q_SIGNALS:
    void wanted(); ///< To be seen: it is about to ask something.

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void makeTable();
    QWidget *makeBar();
    QFrame *makeQuestion();
    void connectActions();
    void followSelection();
    void updateActions();
    void release();
    void rename();
    void askToDelete();
    void remove();
    void score();
    void askForModelFile();
    void writeModel(RunId run, const QString &file);
    [[nodiscard]] bool isScoring() const;
    [[nodiscard]] QList<RunId> selectedRuns() const; ///< In the order of the table.

    ViewContext m_context;
    TrainingQueue &m_queue;
    RunTableModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    RunComparison *m_comparison;
    QFrame *m_question;
    QLabel *m_questionText;
    QPushButton *m_sure;
    RunId m_asked = 0;
    QPointer<Job> m_scoring;
};

} // namespace flawscope::ui
