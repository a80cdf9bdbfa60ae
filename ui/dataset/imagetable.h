// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QTableView>

namespace flawscope::ui {

/// The shown pictures as a table: columns sort, their widths are remembered.
class ImageTable final : public QTableView {
    Q_OBJECT
public:
    explicit ImageTable(const ViewContext &context, QWidget *parent = nullptr);
    ~ImageTable() override;

protected:
    bool event(QEvent *event) override;

private:
    void showSort();

    ViewContext m_context;
};

} // namespace flawscope::ui
