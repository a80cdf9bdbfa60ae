// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/duplicates.h"

#include "core/dataset/parallel.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace flawscope {

namespace {

constexpr std::size_t kSampleBytes = 64 * 1024;
constexpr std::size_t kMiddleBytes = 16 * 1024; // of the 64 KB: uncompressed pictures often begin with the same background
constexpr std::size_t kChunkBytes = 1024 * 1024;
constexpr std::string_view kStage = "comparing";

using Indices = std::vector<std::size_t>;

class InputFile final {
public:
    explicit InputFile(const std::filesystem::path &path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~InputFile()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    InputFile(const InputFile &) = delete;
    InputFile &operator=(const InputFile &) = delete;

    /// Fills @p buffer from @p offset; fewer bytes at the end of the file or when reading fails.
    std::size_t read(std::vector<char> &buffer, std::uint64_t offset) const
    {
        std::size_t done = 0;
        while (m_fd >= 0 && done < buffer.size()) {
            const ssize_t count = ::pread(m_fd, buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

private:
    int m_fd;
};

std::uint64_t hashOf(std::uint64_t seed, const std::vector<char> &bytes, std::size_t count)
{
    return (seed ^ std::hash<std::string_view>{}({bytes.data(), count})) * UINT64_C(0x9E3779B97F4A7C15);
}

std::uint64_t sampleHash(const ContentFile &file)
{
    const InputFile input(file.path);
    const bool whole = file.size <= kSampleBytes;
    std::vector<char> bytes(whole ? file.size : kSampleBytes - kMiddleBytes);
    std::uint64_t hash = hashOf(1, bytes, input.read(bytes, 0));
    if (!whole) {
        bytes.resize(kMiddleBytes);
        hash = hashOf(hash, bytes, input.read(bytes, file.size / 2));
    }
    return hash;
}

std::uint64_t fullHash(const ContentFile &file, const RunContext &context)
{
    const InputFile input(file.path);
    std::vector<char> bytes(kChunkBytes);
    std::uint64_t hash = 1;
    for (std::uint64_t offset = 0; offset < file.size; offset += kChunkBytes) {
        context.throwIfStopped();
        const std::size_t count = input.read(bytes, offset);
        hash = hashOf(hash, bytes, count);
        if (count < bytes.size())
            break;
    }
    return hash;
}

bool sameBytes(const ContentFile &a, const ContentFile &b, const RunContext &context)
{
    const InputFile first(a.path);
    const InputFile second(b.path);
    const std::size_t chunk = std::min<std::uint64_t>(kChunkBytes, a.size);
    std::vector<char> left(chunk);
    std::vector<char> right(chunk);
    for (std::uint64_t offset = 0; offset < a.size; offset += chunk) {
        context.throwIfStopped();
        const std::size_t count = std::min<std::uint64_t>(chunk, a.size - offset);
        if (first.read(left, offset) < count || second.read(right, offset) < count || std::memcmp(left.data(), right.data(), count) != 0)
            return false;
    }
    return true;
}

/// Splits each group by @p keyOf its members; groups of one disappear.
template <typename KeyOf>
std::vector<Indices> refine(const std::vector<Indices> &groups, const KeyOf &keyOf)
{
    std::vector<Indices> refined;
    for (const Indices &group : groups) {
        std::map<decltype(keyOf(std::size_t{})), Indices> parts;
        for (const std::size_t index : group)
            parts[keyOf(index)].push_back(index);
        for (auto &[key, part] : parts) {
            if (part.size() > 1)
                refined.push_back(std::move(part));
        }
    }
    return refined;
}

/// The groups of files of one size in which no name of the same file appears twice.
std::vector<Indices> sizeGroups(const std::vector<ContentFile> &files, const Indices &firstName)
{
    Indices distinct;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (firstName[i] == i && files[i].size > 0)
            distinct.push_back(i);
    }
    return refine({distinct}, [&](std::size_t i) { return files[i].size; });
}

/// For each file the first one that is the same file under another name.
Indices firstNames(const std::vector<ContentFile> &files)
{
    Indices first(files.size());
    std::iota(first.begin(), first.end(), std::size_t{0});
    Indices order = first;
    const auto key = [&](std::size_t i) { return std::tuple(files[i].device, files[i].inode, i); };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    for (std::size_t k = 1; k < order.size(); ++k) {
        const ContentFile &a = files[order[k - 1]];
        const ContentFile &b = files[order[k]];
        if (a.device == b.device && a.inode == b.inode)
            first[order[k]] = first[order[k - 1]];
    }
    return first;
}

Indices flatten(const std::vector<Indices> &groups)
{
    Indices all;
    for (const Indices &group : groups)
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

/// Points each file of @p groups at the first one with the same bytes.
void confirm(const std::vector<ContentFile> &files, std::vector<Indices> groups, Indices &leader, const RunContext &context)
{
    while (!groups.empty()) {
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (const Indices &group : groups) {
            for (std::size_t k = 1; k < group.size(); ++k)
                pairs.emplace_back(group.front(), group[k]);
        }
        std::vector<char> equal(pairs.size());
        parallelFor(pairs.size(), kStage, "files", context,
                    [&](std::size_t k) { equal[k] = sameBytes(files[pairs[k].first], files[pairs[k].second], context); });
        std::map<std::size_t, Indices> others;
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            if (equal[k])
                leader[pairs[k].second] = pairs[k].first;
            else
                others[pairs[k].first].push_back(pairs[k].second);
        }
        groups.clear();
        for (auto &[first, rest] : others) {
            if (rest.size() > 1)
                groups.push_back(std::move(rest));
        }
    }
}

} // namespace

std::vector<std::uint32_t> contentGroups(const std::vector<ContentFile> &files, const RunContext &context)
{
    const Indices firstName = firstNames(files);
    std::vector<Indices> groups = sizeGroups(files, firstName);

    std::vector<std::uint64_t> hash(files.size());
    Indices candidates = flatten(groups);
    parallelFor(candidates.size(), kStage, "files", context,
                [&](std::size_t k) { hash[candidates[k]] = sampleHash(files[candidates[k]]); });
    groups = refine(groups, [&](std::size_t i) { return hash[i]; });

    candidates = flatten(groups);
    std::erase_if(candidates, [&](std::size_t i) { return files[i].size <= kSampleBytes; });
    parallelFor(candidates.size(), kStage, "files", context,
                [&](std::size_t k) { hash[candidates[k]] = fullHash(files[candidates[k]], context); });
    groups = refine(groups, [&](std::size_t i) { return hash[i]; });

    Indices leader(files.size());
    std::iota(leader.begin(), leader.end(), std::size_t{0});
    confirm(files, std::move(groups), leader, context);

    std::vector<std::uint32_t> members(files.size());
    for (std::size_t i = 0; i < files.size(); ++i)
        ++members[leader[firstName[i]]];
    std::vector<std::uint32_t> number(files.size());
    std::vector<std::uint32_t> result(files.size());
    std::uint32_t last = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::size_t root = leader[firstName[i]];
        if (members[root] < 2)
            continue;
        if (number[root] == 0)
            number[root] = ++last;
        result[i] = number[root];
    }
    return result;
}

} // namespace flawscope
