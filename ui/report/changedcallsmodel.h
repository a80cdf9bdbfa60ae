// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/report/runcurves.h"

#include <QAbstractTableModel>

#include <memory>

namespace flawscope::ui {

/// The pictures that two runs call differently, each at its own decision.
class ChangedCallsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, LabelColumn, FirstColumn, FirstScoreColumn, SecondColumn, SecondScoreColumn, ColumnCount };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< ImageId as qlonglong
        SortRole
    };
    explicit ChangedCallsModel(Project &project, QObject *parent = nullptr);

    /// Null: nothing is compared. @param first, second  names of the runs
    void compare(std::shared_ptr<const RunCurves> a, const QString &first, std::shared_ptr<const RunCurves> b, const QString &second);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QVariant raw(ImageId image, int column) const;
    [[nodiscard]] QVariant text(ImageId image, int column) const;

    Project &m_project;
    std::shared_ptr<const RunCurves> m_first;
    std::shared_ptr<const RunCurves> m_second;
    QString m_firstName;
    QString m_secondName;
    std::vector<ImageId> m_images;
};

} // namespace flawscope::ui
