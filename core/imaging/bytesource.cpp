// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/bytesource_p.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flawscope::imaging {

ByteSource::ByteSource(const std::filesystem::path &path)
    // Without O_NONBLOCK a named pipe in the folder would hold up the scan for ever.
    : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
{
    struct stat status {};
    if (m_fd < 0 || ::fstat(m_fd, &status) != 0) {
        m_problem = "it cannot be opened (" + std::string(std::strerror(errno)) + ")";
        return;
    }
    if (!S_ISREG(status.st_mode)) {
        m_problem = "it is not a file";
        return;
    }
    m_size = static_cast<std::uint64_t>(status.st_size);
}

ByteSource::~ByteSource()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

std::span<const std::uint8_t> ByteSource::at(std::uint64_t offset, std::size_t count)
{
    if (offset > m_size || count > m_size - offset)
        throw CutOff{};
    if (m_fd < 0)
        return m_memory.subspan(offset, count);
    if (offset < m_start || offset + count > m_start + m_window.size()) {
        m_start = offset;
        m_window.resize(static_cast<std::size_t>(std::min<std::uint64_t>(std::max(kWindow, count), m_size - offset)));
        std::size_t filled = 0;
        while (filled < m_window.size()) {
            const ssize_t got =
                ::pread(m_fd, m_window.data() + filled, m_window.size() - filled, static_cast<off_t>(offset + filled));
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                m_problem = "it cannot be read (" + std::string(std::strerror(errno)) + ")";
            if (got <= 0)
                break;
            filled += static_cast<std::size_t>(got);
        }
        m_window.resize(filled);
        if (filled < count)
            throw CutOff{};
    }
    return std::span<const std::uint8_t>(m_window).subspan(offset - m_start, count);
}

std::uint64_t ByteSource::number(std::uint64_t offset, int bytes, bool bigEndian)
{
    const auto raw = at(offset, static_cast<std::size_t>(bytes));
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i)
        value |= static_cast<std::uint64_t>(raw[i]) << (8 * (bigEndian ? bytes - 1 - i : i));
    return value;
}

bool ByteSource::startsWith(std::string_view text, std::uint64_t offset)
{
    if (offset > m_size || text.size() > m_size - offset)
        return false;
    return std::ranges::equal(at(offset, text.size()), text, {}, {},
                              [](char c) { return static_cast<std::uint8_t>(c); });
}

std::optional<std::uint64_t> ByteSource::findLast(std::string_view pattern, std::uint64_t begin, std::uint64_t maxBack)
{
    const std::vector<std::uint8_t> wanted(pattern.begin(), pattern.end());
    const std::uint64_t lowest = std::max(begin, m_size > maxBack ? m_size - maxBack : 0);
    std::uint64_t end = m_size;
    std::size_t step = 256;
    while (end >= lowest + wanted.size()) {
        const std::uint64_t start = end - lowest > step ? end - step : lowest;
        const auto bytes = at(start, static_cast<std::size_t>(end - start));
        const auto hit = std::find_end(bytes.begin(), bytes.end(), wanted.begin(), wanted.end());
        if (hit != bytes.end())
            return start + static_cast<std::uint64_t>(hit - bytes.begin());
        if (start == lowest)
            break;
        end = start + wanted.size() - 1;
        step = std::size_t{64} << 10;
    }
    return std::nullopt;
}

} // namespace flawscope::imaging
