// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/changedcallsmodel.h"

#include "ui/base/format.h"
#include "ui/models/imagetablemodel.h"

namespace flawscope::ui {

ChangedCallsModel::ChangedCallsModel(Project &project, QObject *parent) : QAbstractTableModel(parent), m_project(project) {}

void ChangedCallsModel::compare(std::shared_ptr<const RunCurves> a, const QString &first, std::shared_ptr<const RunCurves> b, const QString &second)
{
    beginResetModel();
    m_first = std::move(a);
    m_second = std::move(b);
    m_firstName = first;
    m_secondName = second;
    m_images.clear();
    if (m_first && m_second) {
        for (const ImageRecord &image : m_project.images()) {
            const Call one = m_first->call(image.id);
            const Call other = m_second->call(image.id);
            if (one != other && one != Call::None && other != Call::None)
                m_images.push_back(image.id);
        }
    }
    endResetModel();
}

int ChangedCallsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_images.size()); }
int ChangedCallsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ChangedCallsModel::raw(ImageId image, int column) const
{
    const ImageRecord *record = m_project.image(image);
    if (record == nullptr) // Removed since.
        return {};
    switch (column) {
    case NameColumn: return toQString(record->sample.name);
    case LabelColumn: return static_cast<int>(record->sample.label);
    case FirstColumn: return static_cast<int>(m_first->call(image));
    case SecondColumn: return static_cast<int>(m_second->call(image));
    case FirstScoreColumn: return m_first->score(image).value_or(0);
    case SecondScoreColumn: return m_second->score(image).value_or(0);
    default: return {};
    }
}

QVariant ChangedCallsModel::text(ImageId image, int column) const
{
    const QVariant value = raw(image, column);
    if (!value.isValid())
        return {};
    switch (column) {
    case LabelColumn: return ImageTableModel::labelText(static_cast<Label>(value.toInt()));
    case FirstColumn:
    case SecondColumn: return ImageTableModel::callText(static_cast<Call>(value.toInt()));
    case FirstScoreColumn:
    case SecondScoreColumn: return scoreText(value.toDouble());
    default: return value;
    }
}

QVariant ChangedCallsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImageId image = m_images[static_cast<std::size_t>(index.row())];
    const bool number = index.column() == FirstScoreColumn || index.column() == SecondScoreColumn;
    switch (role) {
    case Qt::DisplayRole: return text(image, index.column());
    case Qt::ToolTipRole: return number ? QVariant(QString::number(raw(image, index.column()).toDouble(), 'g', 17)) : text(image, index.column());
    case Qt::TextAlignmentRole: return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case IdRole: return QVariant::fromValue(static_cast<qlonglong>(image));
    case SortRole: return raw(image, index.column());
    default: return {};
    }
}

QVariant ChangedCallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    const bool number = section == FirstScoreColumn || section == SecondScoreColumn;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && (section == FirstColumn || section == SecondColumn))
        return tr("What the run says at its own image threshold");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Picture");
    case LabelColumn: return tr("Label");
    case FirstColumn: return m_firstName;
    case SecondColumn: return m_secondName;
    default: return tr("Score");
    }
}

} // namespace flawscope::ui
