// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/inspectorpanel.h"

namespace flawscope::ui {

InspectorPanel::InspectorPanel(const ViewContext &context, QWidget *parent) : QWidget(parent), m_context(context) {}

} // namespace flawscope::ui
