// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <curl/curl.h>
#include <string>

namespace flawscope {

/// An address without user and password, for messages and notes.
[[nodiscard]] std::string withoutCredentials(const std::string &url);

/// Whether the code means that a connection which worked broke.
[[nodiscard]] bool isBroken(CURLcode code);

/// @p detail is curl's own sentence, or empty.
[[nodiscard]] Error errorOf(CURLcode code, const std::string &url, const std::string &detail);

/// For an answer that is not the file.
[[nodiscard]] Error statusError(long status, const std::string &url);

[[nodiscard]] Error tooLarge(std::uint64_t bytes, std::uint64_t limit, const std::string &url);

} // namespace flawscope
