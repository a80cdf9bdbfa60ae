// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <vector>

namespace flawscope::detail {

/// Counters that are as narrow as almost all of them need, and never overflow. @p Low: the narrow type.
template <typename Low = std::uint32_t>
class WideCounters final {
public:
    explicit WideCounters(std::size_t size) : m_low(size) {}

    void add(std::size_t index, std::uint64_t amount)
    {
        const std::uint64_t sum = m_low[index] + amount;
        m_low[index] = static_cast<Low>(sum);
        if (sum > std::numeric_limits<Low>::max()) [[unlikely]]
            m_high[index] += sum - m_low[index];
    }

    [[nodiscard]] std::uint64_t operator[](std::size_t index) const
    {
        if (m_high.empty())
            return m_low[index];
        const auto high = m_high.find(index);
        return m_low[index] + (high == m_high.end() ? 0 : high->second);
    }

private:
    std::vector<Low> m_low;
    std::map<std::size_t, std::uint64_t> m_high;
};

/// A part of a list of anomalous keys, [begin, end), and how many normals lie at each key and in the gap below it.
///
/// The parts of one list can be merged on several threads at once. Where a key occurs more than once, its first place counts.
template <typename Key>
class GapCounts final {
public:
    /// @param keys  the whole list, ascending; outlives this
    GapCounts(std::span<const Key> keys, std::size_t begin, std::size_t end)
        : m_keys(keys), m_begin(begin), m_end(end), m_gap(end - begin), m_tied(end - begin)
    {
    }

    /// Adds normals. @param sorted  ascending
    void merge(std::span<const Key> sorted)
    {
        const Key *normal = sorted.data();
        const Key *const last = normal + sorted.size();
        if (m_begin > 0 && m_begin < m_end)
            normal = std::upper_bound(normal, last, m_keys[m_begin - 1]);
        if (static_cast<std::size_t>(last - normal) < (m_end - m_begin) / kSparse)
            mergeFew(normal, last);
        else
            mergeMany(normal, last);
    }

    /// Normals strictly between keys[index] and the next smaller key of the list.
    [[nodiscard]] std::uint64_t gap(std::size_t index) const { return m_gap[index - m_begin]; }
    [[nodiscard]] std::uint64_t tied(std::size_t index) const { return m_tied[index - m_begin]; }
    [[nodiscard]] std::size_t begin() const { return m_begin; }
    [[nodiscard]] std::size_t end() const { return m_end; }

private:
    static constexpr std::size_t kSparse = 16; ///< Below one normal for so many keys, searching beats walking.

    void mergeMany(const Key *normal, const Key *last)
    {
        for (std::size_t i = m_begin; i < m_end && normal != last; ++i) {
            const Key key = m_keys[i];
            if (*normal > key)
                continue;
            normal = count(normal, last, i, key);
        }
    }

    void mergeFew(const Key *normal, const Key *last)
    {
        const auto first = m_keys.begin() + static_cast<std::ptrdiff_t>(m_begin);
        const auto end = m_keys.begin() + static_cast<std::ptrdiff_t>(m_end);
        for (auto place = first; normal != last;) {
            place = std::lower_bound(place, end, *normal);
            if (place == end)
                return;
            normal = count(normal, last, static_cast<std::size_t>(place - m_keys.begin()), *place);
        }
    }

    /// Counts the normals up to @p key for place @p i. @return the first above it
    const Key *count(const Key *normal, const Key *last, std::size_t i, Key key)
    {
        const Key *const start = normal;
        while (normal != last && *normal < key)
            ++normal;
        const Key *const tie = normal;
        while (normal != last && *normal == key)
            ++normal;
        if (tie != start)
            m_gap.add(i - m_begin, static_cast<std::uint64_t>(tie - start));
        if (normal != tie)
            m_tied.add(i - m_begin, static_cast<std::uint64_t>(normal - tie));
        return normal;
    }

    std::span<const Key> m_keys;
    std::size_t m_begin;
    std::size_t m_end;
    WideCounters<> m_gap;
    WideCounters<> m_tied;
};

} // namespace flawscope::detail
