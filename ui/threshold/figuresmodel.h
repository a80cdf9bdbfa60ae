// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/metrichelp.h"
#include "ui/threshold/thresholdcontroller.h"

#include <QAbstractTableModel>

namespace flawscope::ui {

/// All figures at the threshold, of pictures and of pixels: one row each, explained in its tool tip. Follows every move.
class FiguresModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, PicturesColumn, PixelsColumn, ColumnCount };
    enum Role { ValueRole = Qt::UserRole + 1 /**< double, or invalid where the figure is undefined */ };

    explicit FiguresModel(ThresholdController &controller, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Metric metric(int row) const;
    [[nodiscard]] int rowOf(Metric metric) const;

private:
    [[nodiscard]] std::optional<double> value(Metric metric, int column) const;
    [[nodiscard]] std::optional<double> pictureValue(Metric metric) const;
    [[nodiscard]] std::optional<double> pixelValue(Metric metric) const;
    [[nodiscard]] QString text(Metric metric, int column) const;
    [[nodiscard]] QString toolTip(Metric metric, int column) const;

    ThresholdController &m_controller;
};

} // namespace flawscope::ui
