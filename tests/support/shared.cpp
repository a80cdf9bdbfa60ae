// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/shared.h"

#include <cstdlib>

namespace flawscope::test {

std::filesystem::path sharedPath(const std::filesystem::path &relative)
{
    const char *configured = std::getenv("FLAWSCOPE_SHARED");
    const std::filesystem::path root = configured ? std::filesystem::path(configured)
                                                  : std::filesystem::path(FLAWSCOPE_SOURCE_DIR).parent_path() / "shared";
    std::error_code ignored;
    return std::filesystem::exists(root / relative, ignored) ? root / relative : std::filesystem::path();
}

} // namespace flawscope::test
