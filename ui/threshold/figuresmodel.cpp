// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/figuresmodel.h"

#include "ui/base/format.h"
#include "ui/models/project.h"

#include <QLocale>

#include <algorithm>
#include <iterator>

namespace flawscope::ui {

namespace {

constexpr Metric kRows[] = {Metric::Precision, Metric::Recall, Metric::F1,           Metric::Accuracy, Metric::Overkill, Metric::Escape,
                            Metric::Iou,       Metric::RegionOverlap, Metric::Auroc, Metric::AveragePrecision, Metric::Aupro};

std::optional<double> ofCounts(Metric metric, const Confusion &counts)
{
    switch (metric) {
    case Metric::Precision: return counts.precision();
    case Metric::Recall: return counts.recall();
    case Metric::F1: return counts.f1();
    case Metric::Accuracy: return counts.accuracy();
    case Metric::Overkill: return counts.overkillRate();
    case Metric::Escape: return counts.escapeRate();
    default: return std::nullopt;
    }
}

bool isRate(Metric metric) { return metric == Metric::Overkill || metric == Metric::Escape; }
bool ofPixelsOnly(Metric metric) { return metric == Metric::Iou || metric == Metric::RegionOverlap || metric == Metric::Aupro; }

} // namespace

FiguresModel::FiguresModel(ThresholdController &controller, QObject *parent) : QAbstractTableModel(parent), m_controller(controller)
{
    const auto changed = [this] { Q_EMIT dataChanged(index(0, PicturesColumn), index(rowCount() - 1, PixelsColumn)); };
    connect(&controller, &ThresholdController::figuresChanged, this, changed);
    connect(&controller, &ThresholdController::dataChanged, this, changed);
}

int FiguresModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(std::size(kRows)); }
int FiguresModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }
Metric FiguresModel::metric(int row) const { return kRows[row]; }
int FiguresModel::rowOf(Metric metric) const { return static_cast<int>(std::find(std::begin(kRows), std::end(kRows), metric) - std::begin(kRows)); }

std::optional<double> FiguresModel::pictureValue(Metric metric) const
{
    if (metric == Metric::Auroc)
        return m_controller.ranking().auroc;
    if (metric == Metric::AveragePrecision)
        return m_controller.ranking().averagePrecision;
    return m_controller.figures().image ? ofCounts(metric, m_controller.figures().pictures.sure) : std::nullopt;
}

std::optional<double> FiguresModel::pixelValue(Metric metric) const
{
    const PixelThresholdIndex *pixels = m_controller.pixels();
    if (pixels == nullptr)
        return std::nullopt;
    const std::optional<PixelFigures> &figures = m_controller.figures().pixels;
    switch (metric) {
    case Metric::Auroc: return pixels->metrics().auroc;
    case Metric::AveragePrecision: return pixels->metrics().averagePrecision;
    case Metric::Aupro: return pixels->metrics().aupro;
    case Metric::Iou: return m_controller.figures().iou();
    case Metric::RegionOverlap: return figures ? figures->meanOverlap : std::nullopt;
    default: return figures ? ofCounts(metric, figures->pixels) : std::nullopt;
    }
}

std::optional<double> FiguresModel::value(Metric metric, int column) const
{
    return column == PicturesColumn ? pictureValue(metric) : pixelValue(metric);
}

QString FiguresModel::text(Metric metric, int column) const
{
    if (column == PicturesColumn && ofPixelsOnly(metric))
        return {};
    if (column == PixelsColumn && m_controller.pixels() == nullptr && m_controller.project().analysing())
        return tr("counting…");
    const std::optional<double> figure = value(metric, column);
    return isRate(metric) ? percentText(figure) : scoreText(figure);
}

QString FiguresModel::toolTip(Metric metric, int column) const
{
    QString tip = metricToolTip(metric);
    if (const auto figure = column == NameColumn ? std::nullopt : value(metric, column))
        tip += QStringLiteral("<p>%1</p>").arg(QLocale().toString(*figure, 'g', 10));
    return tip;
}

QVariant FiguresModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Metric metric = kRows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return index.column() == NameColumn ? metricName(metric) : text(metric, index.column());
    case Qt::ToolTipRole: return toolTip(metric, index.column());
    case Qt::TextAlignmentRole: return QVariant((index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case ValueRole: {
        const auto figure = index.column() == NameColumn ? std::nullopt : value(metric, index.column());
        return figure ? QVariant(*figure) : QVariant();
    }
    default: return {};
    }
}

QVariant FiguresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == PixelsColumn)
        return tr("Of all pixels of the labelled test pictures, before the mask is cleaned");
    if (role == Qt::ToolTipRole && section == PicturesColumn)
        return tr("Of the labelled test pictures that got a verdict");
    if (role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("At the threshold") : section == PicturesColumn ? tr("Pictures") : tr("Pixels");
}

} // namespace flawscope::ui
