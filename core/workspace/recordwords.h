// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <string>

namespace flawscope {

/// Words for history, files and the command line; English, lower case, stable.
[[nodiscard]] const char *wordOf(Split split);
[[nodiscard]] const char *wordOf(Label label);
[[nodiscard]] const char *wordOf(OperatorVerdict verdict);
[[nodiscard]] const char *wordOf(RunState state);
[[nodiscard]] const char *wordOf(Layout layout);

/// A threshold and where it comes from: "0.5312 (f1, 20 good, 12 defects)"; "none" where absent.
[[nodiscard]] std::string describeThreshold(const std::optional<Threshold> &threshold);

} // namespace flawscope
