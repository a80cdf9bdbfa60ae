// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace flawscope {

/// Now, in UTC, as ISO 8601 says: "2026-11-23T22:30:00Z".
[[nodiscard]] std::string utcTimestamp();

} // namespace flawscope
