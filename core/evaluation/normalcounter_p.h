// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/rankedlist_p.h"

#include <cstdint>
#include <future>
#include <memory>
#include <vector>

namespace flawscope::detail {

/// Takes the normal pixels of one map after the other and counts them in ranked lists: while one chunk fills, the one before it
/// is sorted and merged in the background. Use from one thread.
template <typename Score>
class NormalCounter final {
public:
    using Key = KeyOf<Score>;

    /// @param lowest, highest  keyOf() of the lowest and highest anomalous pixel; normals outside need no sorting
    NormalCounter(Key lowest, Key highest, std::size_t chunkPixels, int threads);

    /// From now on, pixels count in @p lists (which outlive this, or the call of finish()).
    void setLists(std::vector<RankedList<Score> *> lists);

    /// Adds the pixels where @p mask is 0, or all if it is empty. @return their number; throws ErrorCode::BadInput for NaN
    std::uint64_t add(const Plane<Score> &map, const Mask &mask, const std::string &name);

    /// Waits until everything is counted.
    void finish();

private:
    struct Chunk {
        std::unique_ptr<Key[]> keys;
        std::size_t size = 0;
    };

    void addPiece(std::span<const Score> scores, std::span<const std::uint8_t> mask);
    void submit();
    void sortAndMerge();
    void forEachThread(const std::function<void(std::size_t)> &work) const;

    Key m_lowest;
    Key m_range;
    std::size_t m_capacity;
    std::size_t m_threads;
    std::vector<RankedList<Score> *> m_lists;
    std::vector<RankedList<Score> *> m_sortingLists;
    Chunk m_filling;
    Chunk m_sorting;
    std::unique_ptr<Key[]> m_scratch;
    std::uint64_t m_normals = 0; ///< Since the last setLists().
    std::uint64_t m_below = 0;
    bool m_sawNan = false;
    std::future<void> m_pending; ///< Last: its destructor waits for the work on the members above.
};

} // namespace flawscope::detail
