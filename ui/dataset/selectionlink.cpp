// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/selectionlink.h"

#include "ui/models/imagefilter.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QItemSelectionModel>
#include <QScopedValueRollback>

#include <algorithm>

namespace flawscope::ui {

SelectionLink::SelectionLink(QAbstractItemView &view, ImageFilter &filter)
    : QObject(&view), m_view(view), m_filter(filter), m_project(filter.table().project())
{
    view.installEventFilter(this);
    connect(view.selectionModel(), &QItemSelectionModel::selectionChanged, this, &SelectionLink::fromView);
    connect(view.selectionModel(), &QItemSelectionModel::currentChanged, this, &SelectionLink::fromView, Qt::QueuedConnection); // The selection follows it.
    connect(&m_project, &Project::selectionChanged, this, &SelectionLink::fromProject);
    connect(&m_project, &Project::currentImageChanged, this, &SelectionLink::fromProject);
    connect(&filter, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_currentRow = m_view.currentIndex().row(); });
    connect(&filter, &QAbstractItemModel::modelReset, this, &SelectionLink::fromProject);
    connect(&m_project, &Project::imagesChanged, this, &SelectionLink::advance);
}

bool SelectionLink::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_view && event->type() == QEvent::Show)
        fromProject();
    return QObject::eventFilter(watched, event);
}

void SelectionLink::fromView()
{
    if (m_busy || !m_view.isVisible())
        return;
    const QScopedValueRollback busy(m_busy, true);
    QList<ImageId> images;
    const QItemSelection selection = m_view.selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            images << m_filter.idAt(row);
    }
    m_project.setSelection(images);
    if (const QModelIndex current = m_view.currentIndex(); current.isValid() && current.row() < m_filter.rowCount())
        m_project.setCurrentImage(m_filter.idAt(current.row()));
}

void SelectionLink::fromProject()
{
    if (m_busy || !m_view.isVisible())
        return;
    const QScopedValueRollback busy(m_busy, true);
    QList<int> rows;
    for (const ImageId image : m_project.selection()) {
        if (const int row = m_filter.rowOf(image); row >= 0)
            rows << row;
    }
    std::sort(rows.begin(), rows.end());
    QItemSelection selection;
    for (qsizetype i = 0; i < rows.size();) {
        qsizetype end = i + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1)
            ++end;
        selection.append(QItemSelectionRange(m_filter.index(rows[i], 0), m_filter.index(rows[end - 1], ImageTableModel::ColumnCount - 1)));
        i = end;
    }
    QItemSelectionModel *model = m_view.selectionModel();
    model->clearSelection(); // Comparing many former ranges with many new ones would be slow.
    model->select(selection, QItemSelectionModel::Select);
    const QModelIndex current = m_filter.index(m_filter.rowOf(m_project.currentImage()), 0);
    if (current.isValid() && current.row() != model->currentIndex().row()) {
        model->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_view.scrollTo(current);
    }
}

void SelectionLink::advance(const QList<int> &editedRows)
{
    const ImageId current = m_project.currentImage();
    if (!m_view.isVisible() || m_filter.rowCount() == 0 || m_filter.rowOf(current) >= 0 || !editedRows.contains(m_project.rowOf(current)))
        return;
    const ImageId next = m_filter.idAt(std::clamp(m_currentRow, 0, m_filter.rowCount() - 1));
    m_project.setSelection({next});
    m_project.setCurrentImage(next);
}

} // namespace flawscope::ui
