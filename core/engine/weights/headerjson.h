// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace flawscope {

/// Pulls the JSON of a safetensors header apart: objects, arrays, strings and natural numbers, which is all that a header may hold.
/// The caller names what must come next, so nothing recurses however deep the text nests. Throws ErrorCode::BadFormat with the position.
class HeaderJsonReader final {
public:
    /// @p text and @p file must outlive the reader.
    HeaderJsonReader(std::string_view text, const std::string &file) : m_text(text), m_file(file) {}

    /// Takes the next character that is not white space, which must be @p wanted.
    void expect(char wanted);
    /// Takes it where it comes next.
    [[nodiscard]] bool accept(char wanted);
    /// A string without its escapes; UTF-8.
    [[nodiscard]] std::string string();
    /// A whole number in [0, 2^63).
    [[nodiscard]] std::int64_t number();
    /// Throws unless only white space is left.
    void finish();

    /// Throws with the position of the reader.
    [[noreturn]] void fail(const std::string &problem) const;

private:
    void skipSpace() noexcept;
    [[nodiscard]] std::uint32_t hexUnit();
    void appendEscape(std::string &out);

    std::string_view m_text;
    const std::string &m_file;
    std::size_t m_at = 0;
};

/// @p text as a JSON string with its quotes. It must be UTF-8.
[[nodiscard]] std::string toJsonString(std::string_view text);

} // namespace flawscope
