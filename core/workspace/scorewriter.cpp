// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/workspace/runscores_p.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace flawscope {

namespace {

constexpr std::size_t kHeaderBytes = 128; ///< The number of maps is only known at the end, so its place is kept.
constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;

[[noreturn]] void throwUnwritable(const std::filesystem::path &file, int error)
{
    throw Error(ErrorCode::Unwritable, "Cannot write " + displayPath(file) + ": " + std::strerror(error)
                                           + (error == ENOSPC ? ". Free some space on the disk and try again." : "."));
}

std::string npyHeader(std::size_t count, int height, int width)
{
    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(kHeaderBytes - 10);
    header += '\0';
    header += "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(count) + ", " + std::to_string(height) + ", "
        + std::to_string(width) + "), }";
    header.resize(kHeaderBytes - 1, ' ');
    return header + '\n';
}

/// Makes a rename in @p folder last.
void syncFolder(const std::filesystem::path &folder)
{
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd);
        ::close(fd);
    }
}

} // namespace

/// One scale's file, in the making.
class ScoreWriter::Private::Scale final {
public:
    Scale(std::filesystem::path file, int height, int width)
        : m_path(std::move(file)), m_height(height), m_width(width), m_fd(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666))
    {
        if (m_fd < 0)
            throwUnwritable(m_path, errno);
        m_buffer.assign(kHeaderBytes, 0);
    }
    ~Scale() { ::close(m_fd); }
    Scale(const Scale &) = delete;
    Scale &operator=(const Scale &) = delete;

    void add(const ScoreMap &map)
    {
        require(map.height == m_height && map.width == m_width, "all likelihood maps of a scale have one size");
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(map.values.data());
        m_buffer.insert(m_buffer.end(), bytes, bytes + map.size() * sizeof(float));
        if (m_buffer.size() >= kBufferBytes)
            flush();
    }

    void finish(std::size_t count)
    {
        flush();
        const std::string header = npyHeader(count, m_height, m_width);
        if (::pwrite(m_fd, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()) || ::fsync(m_fd) != 0)
            throwUnwritable(m_path, errno);
    }

private:
    void flush()
    {
        std::span<const std::uint8_t> rest = m_buffer;
        while (!rest.empty()) {
            const ssize_t written = ::write(m_fd, rest.data(), rest.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                throwUnwritable(m_path, errno);
            rest = rest.subspan(static_cast<std::size_t>(written));
        }
        m_buffer.clear();
    }

    std::filesystem::path m_path;
    int m_height;
    int m_width;
    int m_fd;
    std::vector<std::uint8_t> m_buffer;
};

ScoreWriter::Private::Private(std::filesystem::path temporaryFolder, std::filesystem::path targetFolder, std::size_t capacity, Commit commitRows)
    : temporary(std::move(temporaryFolder)), target(std::move(targetFolder)), commit(std::move(commitRows))
{
    images.reserve(capacity);
    std::error_code error;
    std::filesystem::remove_all(temporary, error);
    std::filesystem::create_directories(temporary, error);
    if (error)
        throw Error(ErrorCode::Unwritable, "Cannot make the folder " + displayPath(temporary) + ": " + error.message() + ".");
}

ScoreWriter::Private::~Private()
{
    scales.clear();
    std::error_code error;
    std::filesystem::remove_all(temporary, error);
}

ScoreWriter::ScoreWriter(std::unique_ptr<Private> p) : d(std::move(p)) {}
ScoreWriter::~ScoreWriter() = default;

void ScoreWriter::add(const ImageScore &score, const LikelihoodMaps &likelihoods)
{
    require(!likelihoods.empty(), "a picture has a likelihood map for each scale");
    if (d->images.empty()) {
        for (std::size_t l = 0; l < likelihoods.size(); ++l)
            d->scales.push_back(std::make_unique<Private::Scale>(d->temporary / store::likelihoodFileName(static_cast<int>(l)),
                                                                 likelihoods[l].height, likelihoods[l].width));
    }
    require(likelihoods.size() == d->scales.size(), "all pictures have the same scales");
    for (std::size_t l = 0; l < likelihoods.size(); ++l)
        d->scales[l]->add(likelihoods[l]);
    d->images.push_back(score);
}

void ScoreWriter::commit(std::span<const double> normaliser, int mapHeight, int mapWidth, float scaleHi)
{
    require(d->images.empty() || normaliser.size() == d->scales.size(), "each scale has its maximum");
    for (const auto &scale : d->scales)
        scale->finish(d->images.size());
    d->scales.clear();
    syncFolder(d->temporary);
    std::error_code error;
    std::filesystem::rename(d->temporary, d->target, error);
    if (error)
        throw Error(ErrorCode::Unwritable, "Cannot make the folder " + displayPath(d->target) + ": " + error.message() + ".");
    syncFolder(d->target.parent_path());
    d->commit({d->target.filename().native(), {normaliser.begin(), normaliser.end()}, mapHeight, mapWidth, scaleHi, std::move(d->images)});
    d->images.clear();
}

} // namespace flawscope
