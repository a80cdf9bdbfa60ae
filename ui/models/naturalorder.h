// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace flawscope::ui {

/// Whether UTF-8 text @p a comes before @p b as people count: "part 9" before "part 10", ASCII letters in any case. Allocates nothing.
[[nodiscard]] bool naturalLess(std::string_view a, std::string_view b);

} // namespace flawscope::ui
