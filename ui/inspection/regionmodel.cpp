// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/regionmodel.h"

#include "ui/base/format.h"

namespace flawscope::ui {

void RegionModel::setRegions(std::vector<FoundRegion> regions)
{
    // While a threshold is dragged the number of regions changes less often than their figures: rows come and go at the end.
    const auto before = static_cast<int>(m_regions.size());
    const auto after = static_cast<int>(regions.size());
    if (after < before)
        beginRemoveRows({}, after, before - 1);
    else if (after > before)
        beginInsertRows({}, before, after - 1);
    m_regions = std::move(regions);
    if (after < before)
        endRemoveRows();
    else if (after > before)
        endInsertRows();
    if (const int same = std::min(before, after); same > 0)
        Q_EMIT dataChanged(index(0, 0), index(same - 1, ColumnCount - 1));
}

int RegionModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_regions.size()); }
int RegionModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString RegionModel::text(const FoundRegion &region, int column) const
{
    switch (column) {
    case AreaColumn: return countText(region.areaPx);
    case PeakColumn: return scoreText(region.peakScore);
    case MeanColumn: return scoreText(region.meanScore);
    case BoxColumn: return QStringLiteral("%1,%2 %3×%4").arg(region.box.x()).arg(region.box.y()).arg(region.box.width()).arg(region.box.height());
    default: return {};
    }
}

QVariant RegionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FoundRegion &region = m_regions[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(region, index.column());
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return tr("%1 px² of the picture, peak %2, mean %3; left %4, top %5, %6 wide, %7 high").arg(countText(region.areaPx)).arg(region.peakScore).arg(region.meanScore)
            .arg(region.box.x()).arg(region.box.y()).arg(region.box.width()).arg(region.box.height());
    case SortRole:
        switch (index.column()) {
        case AreaColumn: return region.areaPx;
        case PeakColumn: return region.peakScore;
        case MeanColumn: return region.meanScore;
        default: return static_cast<qlonglong>(region.box.y()) * 1'000'000 + region.box.x();
        }
    default: return {};
    }
}

QVariant RegionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case AreaColumn: return tr("Area in pixels of the original picture");
        case PeakColumn: return tr("Highest score in the region");
        case MeanColumn: return tr("Mean score in the region");
        case BoxColumn: return tr("Left,top and width×height in pixels of the original picture");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case AreaColumn: return tr("Area, px");
    case PeakColumn: return tr("Peak");
    case MeanColumn: return tr("Mean");
    case BoxColumn: return tr("Box, px");
    default: return {};
    }
}

} // namespace flawscope::ui
