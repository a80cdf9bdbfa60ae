// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspacelock_p.h"

#include "core/base/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace flawscope::store {

namespace {

std::string hostName()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// "process 4711, anna on pc7", as the holder wrote it.
std::string holderIn(int fd)
{
    std::array<char, 512> text{};
    const ssize_t count = ::pread(fd, text.data(), text.size() - 1, 0);
    std::string holder(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return holder.substr(0, holder.find('\n'));
}

void writeHolder(int fd, const std::string &user)
{
    const std::string text = "process " + std::to_string(::getpid()) + ", " + user + " on " + hostName() + "\n";
    // For people only: the lock holds without it.
    if (::ftruncate(fd, 0) == 0)
        (void)!::pwrite(fd, text.data(), text.size(), 0);
}

} // namespace

WorkspaceLock::WorkspaceLock(const std::filesystem::path &folder, const std::string &user)
{
    const std::filesystem::path file = folder / "workspace.lock";
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        m_refusal = "The folder " + displayPath(folder) + " cannot be written (" + std::strerror(errno) + "), so the project is read-only.";
        return;
    }
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
        m_fd = fd;
        writeHolder(fd, user);
        return;
    }
    if (errno == EWOULDBLOCK) {
        const std::string holder = holderIn(fd);
        m_refusal = "Another Flawscope" + (holder.empty() ? std::string() : " (" + holder + ")")
            + " has the project open and may change it, so it is read-only here.";
    } else {
        m_refusal = "The file system of " + displayPath(folder) + " cannot lock files (" + std::strerror(errno) + "), so the project is read-only.";
    }
    ::close(fd);
}

WorkspaceLock::~WorkspaceLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

} // namespace flawscope::store
