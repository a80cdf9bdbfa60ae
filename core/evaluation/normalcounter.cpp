// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/normalcounter_p.h"

#include "core/base/error.h"

#include <bit>

namespace flawscope::detail {

template <typename Score>
NormalCounter<Score>::NormalCounter(Key lowest, Key highest, std::size_t chunkPixels, int threads)
    : m_lowest(lowest), m_range(highest - lowest), m_capacity(chunkPixels), m_threads(static_cast<std::size_t>(threads))
{
    // One place more than the capacity: the filter writes before it decides.
    m_filling.keys = std::make_unique_for_overwrite<Key[]>(m_capacity + 1);
    m_sorting.keys = std::make_unique_for_overwrite<Key[]>(m_capacity + 1);
    m_scratch = std::make_unique_for_overwrite<Key[]>(m_capacity);
}

template <typename Score>
void NormalCounter<Score>::setLists(std::vector<RankedList<Score> *> lists)
{
    submit();
    for (RankedList<Score> *list : m_lists)
        list->addTotals(m_normals, m_below);
    m_normals = 0;
    m_below = 0;
    m_lists = std::move(lists);
}

template <typename Score>
std::uint64_t NormalCounter<Score>::add(const Plane<Score> &map, const Mask &mask, const std::string &name)
{
    const std::uint64_t before = m_normals;
    for (std::size_t done = 0; done < map.size();) {
        if (m_filling.size == m_capacity)
            submit();
        const std::size_t count = std::min(map.size() - done, m_capacity - m_filling.size);
        addPiece(std::span(map.values).subspan(done, count),
                 mask.empty() ? std::span<const std::uint8_t>() : std::span(mask.values).subspan(done, count));
        done += count;
    }
    if (m_sawNan)
        throw Error(ErrorCode::BadInput, "The score map of " + name + " contains a value that is not a number; "
                                             "score the image again or leave it out.");
    return m_normals - before;
}

template <typename Score>
void NormalCounter<Score>::addPiece(std::span<const Score> scores, std::span<const std::uint8_t> mask)
{
    Key *const keys = m_filling.keys.get();
    std::size_t size = m_filling.size;
    std::uint64_t normals = 0;
    std::uint64_t below = 0;
    bool nan = false;
    const auto take = [&](Score score, bool normal) {
        const Key key = keyOf(score);
        nan |= score != score;
        normals += normal;
        below += normal & (key < m_lowest);
        keys[size] = key - m_lowest;
        size += normal & (key - m_lowest <= m_range);
    };
    if (mask.empty()) {
        for (const Score score : scores)
            take(score, true);
    } else {
        for (std::size_t i = 0; i < scores.size(); ++i)
            take(scores[i], mask[i] == 0);
    }
    m_filling.size = size;
    m_normals += normals;
    m_below += below;
    m_sawNan |= nan;
}

template <typename Score>
void NormalCounter<Score>::submit()
{
    if (m_pending.valid())
        m_pending.get();
    if (m_filling.size == 0)
        return;
    std::swap(m_filling, m_sorting);
    m_filling.size = 0;
    m_sortingLists = m_lists;
    m_pending = std::async(std::launch::async, [this] { sortAndMerge(); });
}

template <typename Score>
void NormalCounter<Score>::forEachThread(const std::function<void(std::size_t)> &work) const
{
    std::vector<std::future<void>> others;
    for (std::size_t t = 1; t < m_threads; ++t)
        others.push_back(std::async(std::launch::async, work, t));
    work(0);
    for (auto &other : others)
        other.get();
}

template <typename Score>
void NormalCounter<Score>::sortAndMerge()
{
    const std::size_t partSize = m_sorting.size / m_threads + 1;
    std::vector<std::span<Key>> parts(m_threads);
    forEachThread([&](std::size_t t) {
        const std::size_t begin = std::min(t * partSize, m_sorting.size);
        const std::size_t size = std::min(partSize, m_sorting.size - begin);
        parts[t] = radixSort(std::span(m_sorting.keys.get() + begin, size), std::span(m_scratch.get() + begin, size),
                             static_cast<int>(std::bit_width(m_range)));
    });
    forEachThread([&](std::size_t t) {
        for (RankedList<Score> *list : m_sortingLists) {
            for (const auto part : parts)
                list->merge(t, part);
        }
    });
}

template <typename Score>
void NormalCounter<Score>::finish()
{
    setLists({});
    if (m_pending.valid())
        m_pending.get();
}

template class NormalCounter<float>;
template class NormalCounter<double>;

} // namespace flawscope::detail
