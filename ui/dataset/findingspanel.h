// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

/// What the scan found wrong with the data: a list that jumps to the pictures and offers the mend.
class FindingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(const ViewContext &context, QWidget *parent = nullptr);

private:
    ViewContext m_context;
};

} // namespace flawscope::ui
