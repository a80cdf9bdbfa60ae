// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/runtablemodel.h"

#include "core/base/error.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/metrichelp.h"
#include "ui/encoders/encoderlibrarymodel.h"
#include "ui/models/project.h"
#include "ui/training/trainingqueue.h"

#include <QDateTime>

#include <algorithm>

namespace flawscope::ui {

namespace {

bool isNumber(int column)
{
    return column >= RunTableModel::ImageAurocColumn && column != RunTableModel::EncoderColumn && column != RunTableModel::TapsColumn
           && column != RunTableModel::SizeColumn;
}

QVariant rawOf(const std::optional<double> &figure) { return figure ? QVariant(*figure) : QVariant(); }

QString tapsText(const RunRecord &run)
{
    QStringList taps;
    try {
        for (const TapInfo &tap : chosenTaps(run.options.encoder))
            taps << (tap.name.starts_with("layer") ? toQString(tap.name) : QString::number(tap.stride));
    } catch (const Error &) {
        for (const std::string &tap : run.options.encoder.taps)
            taps << toQString(tap);
    }
    return taps.join(QStringLiteral(", "));
}

std::optional<Metric> metricOf(int column)
{
    switch (column) {
    case RunTableModel::ImageAurocColumn:
    case RunTableModel::PixelAurocColumn: return Metric::Auroc;
    case RunTableModel::AuproColumn: return Metric::Aupro;
    case RunTableModel::ImageF1Column:
    case RunTableModel::PixelF1Column: return Metric::F1;
    default: return std::nullopt;
    }
}

} // namespace

QString runStateText(RunState state)
{
    switch (state) {
    case RunState::Queued: return RunTableModel::tr("queued");
    case RunState::Running: return RunTableModel::tr("training");
    case RunState::Paused: return RunTableModel::tr("paused");
    case RunState::Interrupted: return RunTableModel::tr("interrupted");
    case RunState::Done: return RunTableModel::tr("done");
    case RunState::Failed: return RunTableModel::tr("failed");
    case RunState::Cancelled: return RunTableModel::tr("cancelled");
    }
    return {};
}

RunTableModel::RunTableModel(Project &project, TrainingQueue &queue, QObject *parent)
    : QAbstractTableModel(parent), m_project(project), m_queue(queue), m_runs(project.runs())
{
    connect(&project, &Project::runsChanged, this, &RunTableModel::reload);
    connect(&queue, &TrainingQueue::changed, this, &RunTableModel::refreshStates);
}

int RunTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_runs.size()); }
int RunTableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

int RunTableModel::rowOf(RunId run) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [&](const RunRecord &r) { return r.id == run; });
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

/// Rows come at the end and go anywhere: ids ascend in both lists.
void RunTableModel::reload()
{
    const std::vector<RunRecord> &fresh = m_project.runs();
    for (int row = static_cast<int>(m_runs.size()) - 1; row >= 0; --row) {
        const RunId id = idAt(row);
        if (std::none_of(fresh.begin(), fresh.end(), [&](const RunRecord &run) { return run.id == id; })) {
            beginRemoveRows({}, row, row);
            m_runs.erase(m_runs.begin() + row);
            endRemoveRows();
        }
    }
    const int kept = static_cast<int>(m_runs.size());
    for (int row = 0; row < kept; ++row)
        m_runs[static_cast<std::size_t>(row)] = fresh[static_cast<std::size_t>(row)];
    if (kept > 0)
        Q_EMIT dataChanged(index(0, 0), index(kept - 1, ColumnCount - 1));
    if (fresh.size() > m_runs.size()) {
        beginInsertRows({}, kept, static_cast<int>(fresh.size()) - 1);
        m_runs = fresh;
        endInsertRows();
    }
}

void RunTableModel::refreshStates()
{
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, NameColumn), index(static_cast<int>(m_runs.size()) - 1, StateColumn));
}

RunState RunTableModel::stateOf(const RunRecord &run) const
{
    if (run.id == m_queue.runningRun())
        return m_queue.paused() ? RunState::Paused : RunState::Running;
    return run.state;
}

QString RunTableModel::stateText(const RunRecord &run) const
{
    if (run.id == m_queue.runningRun()) {
        if (m_queue.cancelling())
            return tr("stopping");
        if (m_queue.keeping())
            return tr("finishing");
    }
    return runStateText(stateOf(run));
}

QVariant RunTableModel::raw(const RunRecord &run, int column) const
{
    switch (column) {
    case NameColumn: return toQString(run.name);
    case StateColumn: return static_cast<int>(stateOf(run));
    case CreatedColumn: return toQString(run.created);
    case ImageAurocColumn: return rawOf(run.imageAuroc);
    case PixelAurocColumn: return rawOf(run.pixelAuroc);
    case AuproColumn: return rawOf(run.aupro);
    case ImageF1Column: return rawOf(run.imageF1);
    case PixelF1Column: return rawOf(run.pixelF1);
    case EncoderColumn: return encoderTitle(run.options.encoder.name);
    case SizeColumn: return toQString(run.options.preprocessing.size).section(QLatin1Char('x'), 0, 0).toInt();
    case TapsColumn: return tapsText(run);
    case EpochsColumn: return run.summary.epochs > 0 ? run.summary.epochs : run.options.training.epochs;
    case SeedColumn: return static_cast<qulonglong>(run.options.training.seed);
    case TrainTimeColumn: return run.summary.trainingSeconds > 0 ? QVariant(run.summary.featureSeconds + run.summary.trainingSeconds) : QVariant();
    case RateColumn: return run.imagesPerSecond > 0 ? QVariant(run.imagesPerSecond) : QVariant();
    case ModelSizeColumn: return run.modelBytes > 0 ? QVariant(static_cast<qulonglong>(run.modelBytes)) : QVariant();
    default: return {};
    }
}

QVariant RunTableModel::text(const RunRecord &run, int column) const
{
    switch (column) {
    case StateColumn: return run.released ? tr("released") : stateText(run);
    case CreatedColumn: return localTimeText(run.created);
    case ImageAurocColumn: return scoreText(run.imageAuroc);
    case PixelAurocColumn: return scoreText(run.pixelAuroc);
    case AuproColumn: return scoreText(run.aupro);
    case ImageF1Column: return scoreText(run.imageF1);
    case PixelF1Column: return scoreText(run.pixelF1);
    case SizeColumn: return tr("%1 px").arg(toQString(run.options.preprocessing.size));
    case EpochsColumn:
        return run.summary.epochs > 0 && run.summary.epochs != run.options.training.epochs ? tr("%1 of %2").arg(run.summary.epochs).arg(run.options.training.epochs)
                                                                                           : QString::number(run.options.training.epochs);
    case SeedColumn: return QString::number(run.options.training.seed);
    case TrainTimeColumn: return run.summary.trainingSeconds > 0 ? durationText(run.summary.featureSeconds + run.summary.trainingSeconds) : QStringLiteral("–");
    case RateColumn: return run.imagesPerSecond > 0 ? QLocale().toString(run.imagesPerSecond, 'f', run.imagesPerSecond < 10 ? 1 : 0) : QStringLiteral("–");
    case ModelSizeColumn: return run.modelBytes > 0 ? bytesText(run.modelBytes) : QStringLiteral("–");
    default: return raw(run, column);
    }
}

QString RunTableModel::toolTip(const RunRecord &run, int column) const
{
    const QVariant value = raw(run, column);
    if (metricOf(column) && value.isValid())
        return tr("%1\nof the run %2, over its test pictures with the labels of when it was scored").arg(value.toDouble(), 0, 'g', 17).arg(toQString(run.name));
    if (column == StateColumn && !run.error.empty())
        return toQString(run.error);
    if (column == StateColumn && run.released)
        return tr("Its model is what the line gets.");
    if (column == TrainTimeColumn && value.isValid())
        return tr("%1 for features, %2 for the decoders").arg(durationText(run.summary.featureSeconds), durationText(run.summary.trainingSeconds));
    if (column == ModelSizeColumn && !run.modelSha256.empty())
        return tr("SHA-256 %1").arg(toQString(run.modelSha256));
    return text(run, column).toString();
}

QVariant RunTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunRecord &run = m_runs[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(run, index.column());
    case Qt::EditRole: return index.column() == NameColumn ? QVariant(toQString(run.name)) : QVariant();
    case Qt::ToolTipRole: return toolTip(run, index.column());
    case Qt::TextAlignmentRole: return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::DecorationRole: return index.column() == NameColumn && run.released ? QVariant(themedIcon(QStringLiteral("release"))) : QVariant();
    case IdRole: return QVariant::fromValue(static_cast<qlonglong>(run.id));
    case SortRole: return raw(run, index.column());
    case StateRole: return static_cast<int>(stateOf(run));
    case ReleasedRole: return run.released;
    default: return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        const auto metric = metricOf(section);
        return metric ? QVariant(metricToolTip(*metric)) : QVariant();
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Run");
    case StateColumn: return tr("State");
    case CreatedColumn: return tr("Created");
    case ImageAurocColumn: return tr("Image AUROC");
    case PixelAurocColumn: return tr("Pixel AUROC");
    case AuproColumn: return tr("AUPRO");
    case ImageF1Column: return tr("Image F1");
    case PixelF1Column: return tr("Pixel F1");
    case EncoderColumn: return tr("Encoder");
    case SizeColumn: return tr("Size");
    case TapsColumn: return tr("Taps");
    case EpochsColumn: return tr("Epochs");
    case SeedColumn: return tr("Seed");
    case TrainTimeColumn: return tr("Training time");
    case RateColumn: return tr("Images/s");
    case ModelSizeColumn: return tr("Model");
    default: return {};
    }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == NameColumn && !m_project.readOnly() && idAt(index.row()) != m_queue.runningRun())
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool RunTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable) || name.isEmpty() || index.data(Qt::EditRole).toString() == name)
        return false;
    try {
        m_project.workspace().changeRun(idAt(index.row()), [&](RunRecord &record) { record.name = toUtf8(name); });
    } catch (const Error &error) {
        Q_EMIT m_project.failed(error.code(), toQString(std::string(error.what())));
        return false;
    }
    m_project.reloadRuns(); // Comes back as dataChanged().
    Q_EMIT m_project.historyChanged();
    return true;
}

} // namespace flawscope::ui
