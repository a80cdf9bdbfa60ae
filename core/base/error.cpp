// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace flawscope {

void require(bool condition, const char *contract, std::source_location where)
{
    if (condition) [[likely]]
        return;
    throw Error(ErrorCode::Internal, std::string("A contract inside Flawscope was broken: ") + contract + " ("
                                         + where.file_name() + ":" + std::to_string(where.line()) + ", "
                                         + where.function_name() + "). Please report this.");
}

} // namespace flawscope
