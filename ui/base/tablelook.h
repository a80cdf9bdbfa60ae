// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace flawscope::ui {

/// Gives a plain table the look that lists of the window share: whole rows, no grid, air beside the texts, a quiet header.
/// @param rowPx  height of a row
void styleTable(QTableView &table, int rowPx = 28);

} // namespace flawscope::ui
