// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportpage.h"

namespace flawscope::ui {

ReportPage::ReportPage(const ViewContext &context, TrainingQueue &queue, QWidget *parent) : QWidget(parent), m_context(context), m_queue(queue) {}

} // namespace flawscope::ui
