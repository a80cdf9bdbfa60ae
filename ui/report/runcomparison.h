// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"
#include "ui/report/runcurves.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <memory>

class QButtonGroup;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace flawscope::ui {

class ChangedCallsModel;
class ComparisonPlot;
class Job;

/// The curves of finished runs over one another: ROC, precision-recall and PRO; of two or more also the pictures on which the first
/// two disagree.
class RunComparison final : public QWidget {
    Q_OBJECT
public:
    explicit RunComparison(const ViewContext &context, QWidget *parent = nullptr);

    /// Shows finished runs. What was computed before is shown at once.
    void setRuns(const QList<RunId> &runs);
    [[nodiscard]] const ChangedCallsModel &changedCalls() const { return *m_changed; }
    [[nodiscard]] bool isComplete() const; ///< The curves of all compared runs are there.
    [[nodiscard]] const ComparisonPlot &roc() const { return *m_roc; }

Q_SIGNALS:
    void completed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeList();
    void computeMissing();
    void showCurves();
    void showSummary(bool both);
    void forget();
    void forgetCurrent();
    void restart();
    void open(const QModelIndex &index);
    [[nodiscard]] std::shared_ptr<const RunCurves> curves(RunId run) const;
    [[nodiscard]] QString nameOf(RunId run) const;

    ViewContext m_context;
    QList<RunId> m_runs;
    QHash<RunId, std::shared_ptr<const RunCurves>> m_known;
    quint64 m_ticket = 0; ///< What was computed for an older state of the pictures is not taken.
    QPointer<Job> m_job;
    QStackedWidget *m_stack;
    QButtonGroup *m_what;
    ComparisonPlot *m_roc;
    ComparisonPlot *m_precisionRecall;
    ComparisonPlot *m_pro;
    QLabel *m_summary;
    QLabel *m_busy;
    ChangedCallsModel *m_changed;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_list;
};

} // namespace flawscope::ui
