// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspection/foundregions.h"

#include <QAbstractTableModel>

namespace flawscope::ui {

/// The regions of the picture that is looked at, one row each; raw values for sorting.
class RegionModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { AreaColumn, PeakColumn, MeanColumn, BoxColumn, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void setRegions(std::vector<FoundRegion> regions);
    [[nodiscard]] const std::vector<FoundRegion> &regions() const { return m_regions; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const FoundRegion &region, int column) const;

    std::vector<FoundRegion> m_regions;
};

} // namespace flawscope::ui
