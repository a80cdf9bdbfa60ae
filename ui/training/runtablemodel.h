// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <QAbstractTableModel>

#include <vector>

namespace flawscope::ui {

class Project;
class TrainingQueue;

/// The runs of a project, one row each, oldest first: the queue of the Train step and the table of the Report step. Raw values by
/// SortRole, texts by Qt::DisplayRole. The name can be edited unless the run is in training or the project is read-only.
class RunTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        NameColumn, StateColumn, CreatedColumn,
        ImageAurocColumn, PixelAurocColumn, AuproColumn, ImageF1Column, PixelF1Column,
        EncoderColumn, SizeColumn, TapsColumn, EpochsColumn, SeedColumn,
        TrainTimeColumn, RateColumn, ModelSizeColumn,
        ColumnCount
    };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< RunId as qlonglong
        SortRole,                  ///< Raw value of the column; invalid where there is none
        StateRole,                 ///< int of RunState, as it is now
        ReleasedRole               ///< bool
    };

    RunTableModel(Project &project, TrainingQueue &queue, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Renames the run.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

    [[nodiscard]] RunId idAt(int row) const { return m_runs[static_cast<std::size_t>(row)].id; }
    [[nodiscard]] int rowOf(RunId run) const; ///< −1 where there is none.
    /// What is going on with a run now: the queue knows more than the record.
    [[nodiscard]] RunState stateOf(const RunRecord &run) const;
    [[nodiscard]] QString stateText(const RunRecord &run) const;

private:
    void reload();
    void refreshStates();
    [[nodiscard]] QVariant text(const RunRecord &run, int column) const;
    [[nodiscard]] QVariant raw(const RunRecord &run, int column) const;
    [[nodiscard]] QString toolTip(const RunRecord &run, int column) const;

    Project &m_project;
    TrainingQueue &m_queue;
    std::vector<RunRecord> m_runs;
};

/// A word for a state: "training", "interrupted".
[[nodiscard]] QString runStateText(RunState state);

} // namespace flawscope::ui
