// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

class TrainingQueue;

/// Runs compared, one released; export; history.
class ReportPage final : public QWidget {
    Q_OBJECT
public:
    ReportPage(const ViewContext &context, TrainingQueue &queue, QWidget *parent = nullptr);

private:
    ViewContext m_context;
    TrainingQueue &m_queue;
};

} // namespace flawscope::ui
