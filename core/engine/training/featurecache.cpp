// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/featurecache_p.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace flawscope {

namespace {

/// A file of its full size without a name: the disk says now whether there is room, and a kill leaves nothing behind.
void *mapTemporaryFile(const std::filesystem::path &folder, std::uint64_t bytes)
{
    std::string pattern = (folder / ".flawscope-features-XXXXXX").string();
    const int fd = ::mkstemp(pattern.data());
    if (fd < 0)
        throw Error(ErrorCode::Unwritable, "Cannot make a temporary file for features in " + displayPath(folder) + ": "
                                               + std::strerror(errno) + ".");
    ::unlink(pattern.c_str());
    const int error = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes));
    void *mapped = error == 0 ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    ::close(fd);
    if (mapped == MAP_FAILED)
        throw Error(ErrorCode::Unwritable, "Cannot keep " + std::to_string(bytes >> 20) + " MiB of features in " + displayPath(folder) + ": "
                                               + std::strerror(error != 0 ? error : errno)
                                               + ". Free some space, or allow more cache memory, float16 or fewer taps.");
    return mapped;
}

std::uint64_t itemBytes(CachePrecision precision)
{
    return precision == CachePrecision::Float16 ? 2 : 4;
}

} // namespace

std::uint64_t FeatureCache::bytes(const std::vector<FeatureExtractor::MapSize> &sizes, std::size_t capacity, CachePrecision precision)
{
    std::uint64_t bytes = 0;
    for (const FeatureExtractor::MapSize &size : sizes)
        bytes += static_cast<std::uint64_t>(size.positions()) * size.channels * itemBytes(precision) * capacity;
    return bytes;
}

FeatureCache::FeatureCache(const std::vector<FeatureExtractor::MapSize> &sizes, std::size_t capacity, CachePrecision precision,
                           std::uint64_t memoryBudget, const std::filesystem::path &folder)
    : m_sizes(sizes)
{
    const torch::Dtype dtype = precision == CachePrecision::Float16 ? torch::kFloat16 : torch::kFloat32;
    const std::uint64_t item = itemBytes(precision);
    const std::uint64_t bytes = FeatureCache::bytes(sizes, capacity, precision);
    char *position = nullptr;
    if (bytes > memoryBudget) {
        m_mapped = mapTemporaryFile(folder.empty() ? std::filesystem::temp_directory_path() : folder, bytes);
        m_mappedBytes = bytes;
        position = static_cast<char *>(m_mapped);
    }
    for (const FeatureExtractor::MapSize &size : sizes) {
        const std::int64_t rows = size.positions() * static_cast<std::int64_t>(capacity);
        if (m_mapped) {
            m_rows.push_back(torch::from_blob(position, {rows, size.channels}, dtype));
            position += static_cast<std::uint64_t>(rows) * size.channels * item;
        } else {
            m_rows.push_back(torch::empty({rows, size.channels}, dtype));
        }
    }
}

FeatureCache::~FeatureCache()
{
    if (m_mapped)
        ::munmap(m_mapped, m_mappedBytes);
}

void FeatureCache::store(std::size_t first, std::size_t count, const std::vector<torch::Tensor> &fibers)
{
    for (std::size_t l = 0; l < m_rows.size(); ++l) {
        const std::int64_t positions = m_sizes[l].positions();
        m_rows[l].narrow(0, static_cast<std::int64_t>(first) * positions, static_cast<std::int64_t>(count) * positions).copy_(fibers[l]);
    }
}

std::uint64_t FeatureCache::fibers() const
{
    std::uint64_t count = 0;
    for (const FeatureExtractor::MapSize &size : m_sizes)
        count += static_cast<std::uint64_t>(size.positions()) * m_images;
    return count;
}

torch::Tensor FeatureCache::gather(int scale, std::span<const std::int64_t> indices) const
{
    // Not index_select: it would wake OpenMP's threads, which then spin on the cores that the flow's workers need.
    const torch::Tensor &rows = m_rows[scale];
    const auto channels = static_cast<std::size_t>(m_sizes[scale].channels);
    torch::Tensor out = torch::empty({static_cast<std::int64_t>(indices.size()), rows.size(1)});
    float *to = out.data_ptr<float>();
    for (const std::int64_t index : indices) {
        if (rows.scalar_type() == torch::kFloat32)
            std::memcpy(to, rows.data_ptr<float>() + static_cast<std::size_t>(index) * channels, channels * sizeof(float));
        else
            std::copy_n(rows.data_ptr<at::Half>() + static_cast<std::size_t>(index) * channels, channels, to);
        to += channels;
    }
    return out;
}

torch::Tensor FeatureCache::imageFibers(int scale, std::size_t first, std::size_t count) const
{
    const std::int64_t positions = m_sizes[scale].positions();
    return m_rows[scale].narrow(0, static_cast<std::int64_t>(first) * positions, static_cast<std::int64_t>(count) * positions).to(torch::kFloat32).contiguous();
}

} // namespace flawscope
