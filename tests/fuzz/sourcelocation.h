// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Included before everything else: clang 14, Debian's default, lacks the builtin that libstdc++'s <source_location> stands on.
#pragma once

#include <source_location>

#ifndef __cpp_lib_source_location
namespace std {
class source_location {
public:
    static constexpr source_location current(const char *file = __builtin_FILE(), const char *function = __builtin_FUNCTION(),
                                             unsigned line = __builtin_LINE()) noexcept
    {
        source_location where;
        where.m_file = file;
        where.m_function = function;
        where.m_line = line;
        return where;
    }
    [[nodiscard]] constexpr const char *file_name() const noexcept { return m_file; }
    [[nodiscard]] constexpr const char *function_name() const noexcept { return m_function; }
    [[nodiscard]] constexpr unsigned line() const noexcept { return m_line; }

private:
    const char *m_file = "";
    const char *m_function = "";
    unsigned m_line = 0;
};
} // namespace std
#endif
