// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/inspectpage.h"

namespace flawscope::ui {

InspectPage::InspectPage(const ViewContext &context, QWidget *parent) : QWidget(parent), m_context(context) {}

} // namespace flawscope::ui
