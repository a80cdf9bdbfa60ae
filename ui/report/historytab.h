// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace flawscope::ui {

class HistoryModel;

/// The history of the project, with a text filter; exportable as CSV.
class HistoryTab final : public QWidget {
    Q_OBJECT
public:
    explicit HistoryTab(const ViewContext &context, QWidget *parent = nullptr);

    [[nodiscard]] HistoryModel &model() const { return *m_model; }
    [[nodiscard]] int shownRows() const;
    void exportTo(const QString &file);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeTable();
    void refresh();
    void askForFile();

    ViewContext m_context;
    HistoryModel *m_model;
    QSortFilterProxyModel *m_filtered;
    QLineEdit *m_text;
    QLabel *m_count;
    QTableView *m_table;
};

} // namespace flawscope::ui
