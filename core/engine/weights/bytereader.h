// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/tensorplan.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace flawscope {

/// Takes little-endian numbers and runs of bytes off the front of a file, never past its end.
class ByteReader final {
public:
    /// @p file stands for the file in messages and must outlive the reader.
    ByteReader(std::span<const std::uint8_t> bytes, const std::string &file) : m_rest(bytes), m_file(file) {}

    /// Throws ErrorCode::BadFormat when fewer than @p count bytes are left.
    [[nodiscard]] std::span<const std::uint8_t> take(std::uint64_t count)
    {
        if (count > m_rest.size())
            throwBadFile(m_file, "is cut off or damaged: " + std::to_string(count) + " bytes are wanted where " + std::to_string(m_rest.size())
                                     + " are left");
        const auto taken = m_rest.first(static_cast<std::size_t>(count));
        m_rest = m_rest.subspan(taken.size());
        return taken;
    }

    template <typename T>
        requires std::is_arithmetic_v<T>
    [[nodiscard]] T number()
    {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }

    [[nodiscard]] std::string_view text(std::uint64_t count)
    {
        const auto taken = take(count);
        return {reinterpret_cast<const char *>(taken.data()), taken.size()};
    }

    /// The text up to the next line feed, which is taken too; at most @p limit bytes.
    [[nodiscard]] std::string_view line(std::size_t limit)
    {
        const auto window = m_rest.first(std::min(limit + 1, m_rest.size()));
        const auto end = std::ranges::find(window, std::uint8_t{'\n'});
        if (end == window.end())
            throwBadFile(m_file, "is cut off or damaged: a name has no end");
        const std::string_view found = text(static_cast<std::uint64_t>(end - window.begin()));
        m_rest = m_rest.subspan(1);
        return found;
    }

    [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept { return m_rest; }
    [[nodiscard]] const std::string &file() const noexcept { return m_file; }

private:
    std::span<const std::uint8_t> m_rest;
    const std::string &m_file;
};

} // namespace flawscope
