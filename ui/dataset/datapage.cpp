// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/datapage.h"

namespace flawscope::ui {

DataPage::DataPage(const ViewContext &context, QWidget *parent) : QWidget(parent), m_context(context) {}

} // namespace flawscope::ui
