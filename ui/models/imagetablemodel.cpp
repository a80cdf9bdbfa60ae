// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/imagetablemodel.h"

#include "ui/base/format.h"

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr qsizetype kManyRows = 256; ///< One signal for a wide range is then cheaper than one for each row.

} // namespace

ImageTableModel::ImageTableModel(Project &project, QObject *parent) : QAbstractTableModel(parent), m_project(project)
{
    connect(&project, &Project::imagesReset, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(&project, &Project::imagesChanged, this, [this](const QList<int> &rows) {
        if (rows.isEmpty())
            return;
        const auto [low, high] = std::minmax_element(rows.begin(), rows.end());
        if (*high - *low < 4 * rows.size() || rows.size() > kManyRows) {
            Q_EMIT dataChanged(index(*low, 0), index(*high, ColumnCount - 1));
        } else {
            for (const int row : rows)
                Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    });
    connect(&project, &Project::scoresChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, ScoreColumn), index(rowCount() - 1, CallColumn));
    });
}

int ImageTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_project.images().size()); }
int ImageTableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }
ImageId ImageTableModel::idAt(int row) const { return m_project.images().at(static_cast<std::size_t>(row)).id; }

QString ImageTableModel::labelText(Label label)
{
    return label == Label::Good ? tr("good") : label == Label::Defect ? tr("defect") : tr("unknown");
}

QString ImageTableModel::splitText(Split split) { return split == Split::Train ? tr("training") : tr("test"); }

QString ImageTableModel::callText(Call call)
{
    switch (call) {
    case Call::Good: return tr("good");
    case Call::Unsure: return tr("unsure");
    case Call::Defect: return tr("defect");
    case Call::None: break;
    }
    return {};
}

QString ImageTableModel::verdictText(OperatorVerdict verdict)
{
    switch (verdict) {
    case OperatorVerdict::Ok: return tr("OK");
    case OperatorVerdict::NotOk: return tr("not OK");
    case OperatorVerdict::Unsure: return tr("unsure");
    case OperatorVerdict::None: break;
    }
    return {};
}

QVariant ImageTableModel::text(int row, int column) const
{
    const ImageRecord &image = m_project.images()[static_cast<std::size_t>(row)];
    switch (column) {
    case NameColumn: return toQString(image.sample.name);
    case SplitColumn: return splitText(image.sample.split);
    case LabelColumn: return labelText(image.sample.label);
    case ClassColumn: return image.sample.label == Label::Defect ? toQString(image.sample.defectClass) : QString();
    case ScoreColumn: {
        const auto score = m_project.score(row);
        return score ? scoreText(*score) : QString();
    }
    case CallColumn: return callText(m_project.call(row));
    case VerdictColumn: return verdictText(image.verdict);
    case SizeColumn: return image.sample.width > 0 ? QStringLiteral("%1 × %2").arg(image.sample.width).arg(image.sample.height) : QString();
    case CommentColumn: return toQString(image.comment);
    default: return {};
    }
}

QVariant ImageTableModel::raw(int row, int column) const
{
    const ImageRecord &image = m_project.images()[static_cast<std::size_t>(row)];
    switch (column) {
    case SplitColumn: return static_cast<int>(image.sample.split);
    case LabelColumn: return static_cast<int>(image.sample.label);
    case ScoreColumn: {
        const auto score = m_project.score(row);
        return score ? QVariant(static_cast<double>(*score)) : QVariant();
    }
    case CallColumn: return static_cast<int>(m_project.call(row));
    case VerdictColumn: return static_cast<int>(image.verdict);
    case SizeColumn: return static_cast<qlonglong>(image.sample.width) * image.sample.height;
    default: return text(row, column);
    }
}

QVariant ImageTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const ImageRecord &image = m_project.images()[static_cast<std::size_t>(row)];
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole: return index.column() == CommentColumn ? toQString(image.comment) : toQString(image.sample.image);
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == ScoreColumn || index.column() == SizeColumn ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    case IdRole: return static_cast<qlonglong>(image.id);
    case SortRole: return raw(row, index.column());
    case LabelRole: return static_cast<int>(image.sample.label);
    case SplitRole: return static_cast<int>(image.sample.split);
    case CallRole: return static_cast<int>(m_project.call(row));
    case VerdictRole: return static_cast<int>(image.verdict);
    case ScoreRole: return raw(row, ScoreColumn);
    case ErrorRole: return m_project.isError(row);
    case MissingRole: return image.missing;
    case HasMaskRole: return !image.sample.mask.empty();
    default: return {};
    }
}

QVariant ImageTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == ScoreColumn || section == SizeColumn))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case LabelColumn: return tr("What is known: the truth");
        case ScoreColumn: return tr("The largest score in the picture; higher is more anomalous");
        case CallColumn: return tr("What the threshold says");
        case VerdictColumn: return tr("What the operator says");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Name");
    case SplitColumn: return tr("Split");
    case LabelColumn: return tr("Label");
    case ClassColumn: return tr("Class");
    case ScoreColumn: return tr("Score");
    case CallColumn: return tr("Called");
    case VerdictColumn: return tr("Operator");
    case SizeColumn: return tr("Size, px");
    case CommentColumn: return tr("Comment");
    default: return {};
    }
}

} // namespace flawscope::ui
