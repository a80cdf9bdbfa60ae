// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/headerjson.h"

#include "core/engine/weights/tensorplan.h"

namespace flawscope {

namespace {

void appendUtf8(std::string &out, std::uint32_t code)
{
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

} // namespace

void HeaderJsonReader::fail(const std::string &problem) const
{
    throwBadFile(m_file, "is not a valid safetensors file: " + problem + " at byte " + std::to_string(m_at) + " of its header");
}

void HeaderJsonReader::skipSpace() noexcept
{
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t' || m_text[m_at] == '\r'))
        ++m_at;
}

bool HeaderJsonReader::accept(char wanted)
{
    skipSpace();
    if (m_at >= m_text.size() || m_text[m_at] != wanted)
        return false;
    ++m_at;
    return true;
}

void HeaderJsonReader::expect(char wanted)
{
    if (!accept(wanted))
        fail(std::string("'") + wanted + "' is missing");
}

std::int64_t HeaderJsonReader::number()
{
    skipSpace();
    const auto isDigit = [&](std::size_t at) { return at < m_text.size() && m_text[at] >= '0' && m_text[at] <= '9'; };
    if (!isDigit(m_at))
        fail("a whole number ≥ 0 is missing");
    if (m_text[m_at] == '0' && isDigit(m_at + 1))
        fail("a number starts with 0");
    std::int64_t value = 0;
    for (; isDigit(m_at); ++m_at) {
        if (__builtin_mul_overflow(value, std::int64_t{10}, &value) || __builtin_add_overflow(value, m_text[m_at] - '0', &value))
            fail("a number is too large");
    }
    if (m_at < m_text.size() && (m_text[m_at] == '.' || m_text[m_at] == 'e' || m_text[m_at] == 'E'))
        fail("a number is not whole");
    return value;
}

std::uint32_t HeaderJsonReader::hexUnit()
{
    if (m_text.size() - m_at < 4)
        fail("a \\u escape is cut off");
    std::uint32_t value = 0;
    for (const std::size_t end = m_at + 4; m_at < end; ++m_at) {
        const char c = m_text[m_at];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            fail("a \\u escape is not hexadecimal");
        value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    return value;
}

void HeaderJsonReader::appendEscape(std::string &out)
{
    if (m_at >= m_text.size())
        fail("a string is cut off");
    const char c = m_text[m_at++];
    switch (c) {
    case '"':
    case '\\':
    case '/': out += c; return;
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'n': out += '\n'; return;
    case 'r': out += '\r'; return;
    case 't': out += '\t'; return;
    case 'u': break;
    default: fail("a string has an unknown escape");
    }
    std::uint32_t code = hexUnit();
    if (code >= 0xD800 && code < 0xDC00 && m_text.substr(m_at, 2) == "\\u") {
        m_at += 2;
        const std::uint32_t low = hexUnit();
        if (low < 0xDC00 || low > 0xDFFF)
            fail("a string has half a surrogate pair");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xD800 && code < 0xE000) {
        fail("a string has half a surrogate pair");
    }
    appendUtf8(out, code);
}

std::string HeaderJsonReader::string()
{
    expect('"');
    std::string out;
    while (true) {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\\' && static_cast<unsigned char>(m_text[m_at]) >= 0x20)
            ++m_at;
        out += m_text.substr(start, m_at - start);
        if (m_at >= m_text.size())
            fail("a string is cut off");
        const char stop = m_text[m_at];
        if (static_cast<unsigned char>(stop) < 0x20)
            fail("a string holds a control character");
        ++m_at;
        if (stop == '"')
            break;
        appendEscape(out);
    }
    if (!isUtf8(out))
        fail("a string is not UTF-8");
    return out;
}

void HeaderJsonReader::finish()
{
    skipSpace();
    if (m_at != m_text.size())
        fail("something follows the last brace");
}

std::string toJsonString(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) < 0x20)
            out += {'\\', 'u', '0', '0', kDigits[static_cast<unsigned char>(c) >> 4], kDigits[c & 15]};
        else
            out += c;
    }
    return out + '"';
}

} // namespace flawscope
