// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include "core/base/error.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace flawscope {

namespace {

class Descriptor final {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] int fd() const { return m_fd; }
    bool close()
    {
        const int fd = std::exchange(m_fd, -1);
        return fd < 0 || ::close(fd) == 0;
    }

private:
    int m_fd;
};

[[noreturn]] void throwUnreadable(const std::filesystem::path &path, int error)
{
    throw Error(ErrorCode::Unreadable, "Cannot read " + displayPath(path) + ": " + std::strerror(error) + ".");
}

[[noreturn]] void throwUnwritable(const std::filesystem::path &path, int error)
{
    throw Error(ErrorCode::Unwritable, "Cannot write " + displayPath(path) + ": " + std::strerror(error)
                                           + (error == ENOSPC ? ". Free some space on the disk and try again." : "."));
}

void writeAll(int fd, std::span<const std::uint8_t> bytes, const std::filesystem::path &path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            throwUnwritable(path, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

bool isTemporaryName(std::string_view name)
{
    return name.starts_with(".flawscope-") && name.ends_with(".part");
}

/// Removes what killed writers left in @p folder. A living writer holds a lock on its file, in whatever process or container;
/// it takes the lock just after making the file, so that the youngest ones are left alone. Failing is harmless.
void removeAbandonedFiles(const std::filesystem::path &folder)
{
    constexpr std::chrono::seconds kYoungest{10};
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error); !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        if (!isTemporaryName(entry->path().filename().native()))
            continue;
        const Descriptor file(::open(entry->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        struct stat status {};
        if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        const auto written = std::chrono::system_clock::from_time_t(status.st_mtime);
        if (std::chrono::system_clock::now() - written >= kYoungest && ::flock(file.fd(), LOCK_EX | LOCK_NB) == 0)
            ::unlink(entry->path().c_str());
    }
}

} // namespace

std::string displayPath(const std::filesystem::path &path)
{
    const std::u8string text = path.generic_u8string();
    return {text.begin(), text.end()};
}

std::filesystem::path pathFromUtf8(std::string_view text)
{
    return std::u8string(text.begin(), text.end());
}

std::vector<std::uint8_t> readFile(const std::filesystem::path &path, std::uint64_t maxBytes)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0)
        throwUnreadable(path, errno);
    if (S_ISDIR(status.st_mode))
        throwUnreadable(path, EISDIR);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > maxBytes)
        throw Error(ErrorCode::OutOfMemory, displayPath(path) + " has " + std::to_string(size) + " bytes; at most "
                                                + std::to_string(maxBytes) + " are read.");
    std::vector<std::uint8_t> bytes(size);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::read(file.fd(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throwUnreadable(path, errno);
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
}

void writeFileAtomically(const std::filesystem::path &path, const std::function<void(const ByteSink &)> &write)
{
    std::error_code ignored;
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), ignored);
    // A name of its own for each writer, so that two, in one process or in several, never share a half-written file.
    static std::atomic<unsigned> writers = 0;
    const std::filesystem::path temporary
        = path.parent_path() / (".flawscope-" + std::to_string(::getpid()) + "-" + std::to_string(++writers) + ".part");
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.fd() < 0)
        throwUnwritable(path, errno);
    ::flock(file.fd(), LOCK_EX | LOCK_NB); // Tells removeAbandonedFiles() that its writer lives; not every file system can.
    try {
        write([&](std::span<const std::uint8_t> bytes) { writeAll(file.fd(), bytes, path); });
        if (::fsync(file.fd()) != 0 || !file.close() || ::rename(temporary.c_str(), path.c_str()) != 0)
            throwUnwritable(path, errno);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
}

void writeFileAtomically(const std::filesystem::path &path, std::span<const std::uint8_t> bytes)
{
    writeFileAtomically(path, [&](const ByteSink &sink) { sink(bytes); });
}

void writeFileAtomically(const std::filesystem::path &path, std::string_view text)
{
    writeFileAtomically(path, std::span(reinterpret_cast<const std::uint8_t *>(text.data()), text.size()));
}

void ensureWritableFolder(const std::filesystem::path &folder)
{
    std::error_code error;
    if (std::filesystem::exists(folder, error) && !std::filesystem::is_directory(folder, error))
        throw Error(ErrorCode::Unwritable, "Cannot write into " + displayPath(folder) + ": it is a file, not a folder. Choose another output folder.");
    std::filesystem::create_directories(folder, error);
    if (error)
        throw Error(ErrorCode::Unwritable, "Cannot make the folder " + displayPath(folder) + ": " + error.message() + ".");
    const std::filesystem::path probe = folder / (".flawscope-probe-" + std::to_string(::getpid()));
    {
        const Descriptor file(::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (file.fd() < 0)
            throwUnwritable(folder, errno);
    }
    ::unlink(probe.c_str());
    removeAbandonedFiles(folder);
}

MappedFile::MappedFile(const std::filesystem::path &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0)
        throwUnreadable(path, errno);
    if (S_ISDIR(status.st_mode))
        throwUnreadable(path, EISDIR);
    m_size = static_cast<std::size_t>(status.st_size);
    if (m_size == 0)
        return;
    void *data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, file.fd(), 0);
    if (data == MAP_FAILED)
        throwUnreadable(path, errno);
    m_data = static_cast<const std::uint8_t *>(data);
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(const_cast<std::uint8_t *>(m_data), m_size);
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

} // namespace flawscope
