// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/partfile_p.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flawscope {

namespace {

constexpr std::size_t kLongestValidator = 1024;

[[noreturn]] void throwUnwritable(const std::filesystem::path &path, int error)
{
    throw Error(ErrorCode::Unwritable, "Cannot write " + displayPath(path) + ": " + std::strerror(error)
                                           + (error == ENOSPC ? ". Free some space on the disk and try again; the download goes on where it ended." : "."));
}

/// Whether @p path still names what was opened: another process may have finished and renamed it before the lock was ours.
bool isStill(const std::filesystem::path &path, int fd)
{
    struct stat opened {};
    struct stat named {};
    return ::fstat(fd, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

std::string readValidator(const std::filesystem::path &tag)
{
    std::error_code error;
    if (!std::filesystem::exists(tag, error))
        return {};
    try {
        const std::vector<std::uint8_t> bytes = readFile(tag, kLongestValidator);
        const bool isLine = std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; });
        return isLine ? std::string(bytes.begin(), bytes.end()) : std::string();
    } catch (const Error &) {
        return {}; // Without it the hash still tells whether the parts belong together.
    }
}

} // namespace

PartFile::PartFile(std::filesystem::path part) : m_path(std::move(part))
{
    m_fd = ::open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (m_fd < 0)
        throwUnwritable(m_path, errno);
    const bool isOurs = ::flock(m_fd, LOCK_EX | LOCK_NB) == 0 && isStill(m_path, m_fd);
    struct stat status {};
    if (!isOurs || ::fstat(m_fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(m_fd);
        throw Error(ErrorCode::BadInput, "Another Flawscope is downloading " + displayPath(m_path.stem()) + ". Wait until it is done.");
    }
    m_size = static_cast<std::uint64_t>(status.st_size);
    m_validator = readValidator(tagPath());
}

PartFile::~PartFile() { ::close(m_fd); }

std::filesystem::path PartFile::tagPath() const
{
    std::filesystem::path path = m_path;
    return path += ".tag";
}

void PartFile::setValidator(const std::string &validator)
{
    const bool isLine = validator.size() <= kLongestValidator && std::ranges::all_of(validator, [](char c) { return c >= 0x20 && c < 0x7F; });
    m_validator = isLine ? validator : std::string();
    std::error_code ignored;
    if (m_validator.empty())
        std::filesystem::remove(tagPath(), ignored);
    else
        writeFileAtomically(tagPath(), m_validator);
}

void PartFile::append(std::span<const std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(m_size));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throwUnwritable(m_path, errno);
        m_size += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void PartFile::restart()
{
    if (::ftruncate(m_fd, 0) != 0)
        throwUnwritable(m_path, errno);
    m_size = 0;
    setValidator({});
}

void PartFile::discard() noexcept
{
    std::error_code ignored;
    std::filesystem::remove(m_path, ignored);
    std::filesystem::remove(tagPath(), ignored);
}

void PartFile::publish(const std::filesystem::path &file)
{
    if (::fsync(m_fd) != 0 || ::rename(m_path.c_str(), file.c_str()) != 0)
        throwUnwritable(file, errno);
    std::error_code ignored;
    std::filesystem::remove(tagPath(), ignored);
}

} // namespace flawscope
