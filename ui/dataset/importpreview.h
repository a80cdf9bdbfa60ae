// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <QStandardItemModel>

#include <vector>

namespace flawscope::ui {

/// What an import would bring, as a tree: data set (where there are several), split, class; each with its number of pictures and masks, sizes and
/// the first names.
class ImportPreview final : public QStandardItemModel {
    Q_OBJECT
public:
    enum Column { GroupColumn, PicturesColumn, MasksColumn, SizeColumn, NamesColumn, ColumnCount };

    explicit ImportPreview(QObject *parent = nullptr);

    void setDatasets(const std::vector<Dataset> &datasets);
    [[nodiscard]] int pictures() const { return m_pictures; }

    [[nodiscard]] static QString layoutText(Layout layout);

private:
    void addDataset(QStandardItem *parent, const Dataset &dataset);

    int m_pictures = 0;
};

} // namespace flawscope::ui
