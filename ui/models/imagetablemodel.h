// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/project.h"

#include <QAbstractTableModel>

namespace flawscope::ui {

/// The pictures of a project, one row each in the project's order: what grid, table and film strip share. Raw values by role, for
/// sorting and painting; texts by Qt::DisplayRole.
class ImageTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, SplitColumn, LabelColumn, ClassColumn, ScoreColumn, CallColumn, VerdictColumn, SizeColumn, CommentColumn, ColumnCount };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< ImageId as qlonglong
        SortRole,                  ///< Raw value of the column
        LabelRole,                 ///< int of Label
        SplitRole,                 ///< int of Split
        CallRole,                  ///< int of Call
        VerdictRole,               ///< int of OperatorVerdict
        ScoreRole,                 ///< double, or invalid
        ErrorRole,                 ///< bool: called wrong
        MissingRole,               ///< bool
        HasMaskRole                ///< bool: ground truth is known
    };

    explicit ImageTableModel(Project &project, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] ImageId idAt(int row) const;
    [[nodiscard]] Project &project() const { return m_project; }

    [[nodiscard]] static QString labelText(Label label);
    [[nodiscard]] static QString splitText(Split split);
    [[nodiscard]] static QString callText(Call call);
    [[nodiscard]] static QString verdictText(OperatorVerdict verdict);

private:
    [[nodiscard]] QVariant text(int row, int column) const;
    [[nodiscard]] QVariant raw(int row, int column) const;

    Project &m_project;
};

} // namespace flawscope::ui
