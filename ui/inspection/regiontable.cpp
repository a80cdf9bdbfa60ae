// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/regiontable.h"

#include "ui/base/theme.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/regionmodel.h"
#include "ui/models/project.h"

#include <QHeaderView>
#include <QPainter>
#include <QSortFilterProxyModel>

namespace flawscope::ui {

RegionTable::RegionTable(InspectionState &state, QWidget *parent) : QTreeView(parent), m_state(state), m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(&state.regions());
    m_sorted->setSortRole(RegionModel::SortRole);
    setModel(m_sorted);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSortingEnabled(true);
    sortByColumn(RegionModel::PeakColumn, Qt::DescendingOrder);
    setSelectionMode(SingleSelection);
    setMinimumHeight(120);
    setAccessibleName(tr("Regions"));
    setAccessibleDescription(tr("Regions of the mask at the current pixel threshold"));
    header()->setStretchLastSection(true);
    header()->setDefaultSectionSize(60);
    header()->setMinimumSectionSize(40);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    header()->resizeSection(RegionModel::AreaColumn, 8 * digit + 8);
    header()->resizeSection(RegionModel::PeakColumn, 6 * digit + 12);
    header()->resizeSection(RegionModel::MeanColumn, 6 * digit + 8);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // A box that is cut off is in the tool tip.
    connect(&state, &InspectionState::currentRegionChanged, this, [this](int region, bool) { follow(region); });
    connect(&state, &InspectionState::regionsChanged, viewport(), qOverload<>(&QWidget::update));
}

void RegionTable::follow(int region)
{
    m_following = true;
    const QModelIndex at = region < 0 ? QModelIndex() : m_sorted->mapFromSource(m_state.regions().index(region, 0));
    setCurrentIndex(at);
    if (at.isValid())
        scrollTo(at);
    else
        clearSelection();
    m_following = false;
}

void RegionTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (!m_following && current.isValid() && (hasFocus() || viewport()->underMouse()))
        m_state.setCurrentRegion(m_sorted->mapToSource(current).row(), true);
}

void RegionTable::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(colorsFor(palette()).textMuted);
    const Project &project = m_state.project();
    const QString text = !m_state.isScored() ? tr("No score yet") : !project.decision().pixel ? tr("No pixel threshold yet") : tr("No region above the pixel threshold");
    painter.drawText(viewport()->rect().adjusted(kGridPx, 0, -kGridPx, 0), Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace flawscope::ui
