// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace flawscope::test {

/// `../shared/@p relative` beside the checkout (or below $FLAWSCOPE_SHARED), or an empty path where it is missing.
[[nodiscard]] std::filesystem::path sharedPath(const std::filesystem::path &relative);

} // namespace flawscope::test

/// Skips the running test, loudly, where a file of ../shared is missing; else defines @p variable as its path.
#define FLAWSCOPE_REQUIRE_SHARED(variable, relative)                                                                   \
    const std::filesystem::path variable = flawscope::test::sharedPath(relative);                                      \
    if (variable.empty())                                                                                              \
    QSKIP("NOT CHECKED: ../shared/" relative " is missing on this machine; this test proves nothing here.")
