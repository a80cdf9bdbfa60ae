// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <QAbstractTableModel>

#include <vector>

namespace flawscope::ui {

class Project;

/// Who changed what, when, from what to what; newest first. Read when somebody looks, not with every edit.
class HistoryModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { WhenColumn, WhoColumn, ActionColumn, SubjectColumn, FromColumn, ToColumn, ColumnCount };

    explicit HistoryModel(Project &project, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Reads the history again if something has happened since.
    void refresh();

private:
    [[nodiscard]] QString text(const HistoryRow &row, int column) const;

    Project &m_project;
    std::vector<HistoryRow> m_rows;
    bool m_stale = true;
};

} // namespace flawscope::ui
