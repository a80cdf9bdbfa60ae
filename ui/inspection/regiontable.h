// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

class QSortFilterProxyModel;

namespace flawscope::ui {

class InspectionState;

/// The regions at the pixel threshold; a row that is selected is shown on the canvas, a region clicked there is selected here.
class RegionTable final : public QTreeView {
    Q_OBJECT
public:
    explicit RegionTable(InspectionState &state, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void follow(int region);

    InspectionState &m_state;
    QSortFilterProxyModel *m_sorted;
    bool m_following = false;
};

} // namespace flawscope::ui
