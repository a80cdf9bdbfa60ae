// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

/// What is selected: properties, regions, verdict, comment.
class InspectorPanel final : public QWidget {
    Q_OBJECT
public:
    explicit InspectorPanel(const ViewContext &context, QWidget *parent = nullptr);

private:
    ViewContext m_context;
};

} // namespace flawscope::ui
