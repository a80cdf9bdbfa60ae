// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flawscope::imaging {

/// Thrown by ByteSource for a range that reaches beyond the end; caught by the probe.
struct CutOff {};

/// Thrown inside the probe; @c what becomes ImageHeader::problem.
struct Damaged {
    const char *what;
};

/// Random access to the bytes of a file or of memory through one small window, so that a probe costs one or two reads.
class ByteSource final {
public:
    explicit ByteSource(const std::filesystem::path &path);
    explicit ByteSource(std::span<const std::uint8_t> memory) : m_memory(memory), m_size(memory.size()) {}
    ~ByteSource();
    ByteSource(const ByteSource &) = delete;
    ByteSource &operator=(const ByteSource &) = delete;

    /// Why the file cannot be read, or empty.
    [[nodiscard]] const std::string &problem() const noexcept { return m_problem; }
    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }

    /// The bytes [offset, offset + count); valid until the next call. Throws CutOff.
    [[nodiscard]] std::span<const std::uint8_t> at(std::uint64_t offset, std::size_t count);

    [[nodiscard]] std::uint8_t u8(std::uint64_t offset) { return at(offset, 1)[0]; }
    [[nodiscard]] std::uint64_t number(std::uint64_t offset, int bytes, bool bigEndian);
    [[nodiscard]] bool startsWith(std::string_view text, std::uint64_t offset = 0);

    /// Where @p pattern occurs last at or after @p begin, looking back at most @p maxBack bytes from the end.
    [[nodiscard]] std::optional<std::uint64_t> findLast(std::string_view pattern, std::uint64_t begin,
                                                        std::uint64_t maxBack);

private:
    static constexpr std::size_t kWindow = 4096;

    std::span<const std::uint8_t> m_memory;
    int m_fd = -1;
    std::uint64_t m_size = 0;
    std::uint64_t m_start = 0;
    std::vector<std::uint8_t> m_window;
    std::string m_problem;
};

} // namespace flawscope::imaging
