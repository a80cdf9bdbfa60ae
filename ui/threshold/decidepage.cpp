// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/decidepage.h"

namespace flawscope::ui {

DecidePage::DecidePage(const ViewContext &context, QWidget *parent) : QWidget(parent), m_context(context) {}

} // namespace flawscope::ui
