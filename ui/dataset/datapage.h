// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

/// The pictures of a project: import, grid and table, filter, labels.
class DataPage final : public QWidget {
    Q_OBJECT
public:
    explicit DataPage(const ViewContext &context, QWidget *parent = nullptr);

private:
    ViewContext m_context;
};

} // namespace flawscope::ui
