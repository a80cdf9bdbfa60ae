// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/historymodel.h"

#include "core/base/error.h"
#include "ui/base/format.h"
#include "ui/models/project.h"

namespace flawscope::ui {

HistoryModel::HistoryModel(Project &project, QObject *parent) : QAbstractTableModel(parent), m_project(project)
{
    connect(&project, &Project::historyChanged, this, [this] { m_stale = true; });
}

void HistoryModel::refresh()
{
    if (!m_stale)
        return;
    std::vector<HistoryRow> rows;
    try {
        rows = m_project.workspace().history();
    } catch (const Error &error) {
        Q_EMIT m_project.failed(error.code(), toQString(std::string(error.what())));
        return;
    }
    m_stale = false;
    // History only grows: what is new goes on top, and a reader keeps his place.
    const std::int64_t newest = m_rows.empty() ? 0 : m_rows.front().id;
    std::size_t fresh = 0;
    while (fresh < rows.size() && rows[fresh].id > newest)
        ++fresh;
    if (m_rows.empty() || rows.size() - fresh != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    } else if (fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        m_rows = std::move(rows);
        endInsertRows();
    }
}

int HistoryModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int HistoryModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString HistoryModel::text(const HistoryRow &row, int column) const
{
    switch (column) {
    case WhenColumn: return localTimeText(row.when);
    case WhoColumn: return toQString(row.who);
    case ActionColumn: return toQString(row.action);
    case SubjectColumn: return toQString(row.subject);
    case FromColumn: return toQString(row.from);
    case ToColumn: return toQString(row.to);
    default: return {};
    }
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HistoryRow &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole)
        return index.column() == WhenColumn ? toQString(row.when) : text(row, index.column());
    return role == Qt::DisplayRole ? QVariant(text(row, index.column())) : QVariant();
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case WhenColumn: return tr("When");
    case WhoColumn: return tr("Who");
    case ActionColumn: return tr("What");
    case SubjectColumn: return tr("Of what");
    case FromColumn: return tr("From");
    case ToColumn: return tr("To");
    default: return {};
    }
}

} // namespace flawscope::ui
