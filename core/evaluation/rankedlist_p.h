// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/floatkeys_p.h"
#include "core/evaluation/gapcounts_p.h"
#include "core/evaluation/pixelevaluator.h"

#include <cstdint>
#include <span>
#include <vector>

namespace flawscope::detail {

/// The anomalous pixels of a set of images in ascending order of their scores, and the normal pixels of the same images counted
/// on and between them.
template <typename Score>
class RankedList final {
public:
    using Key = KeyOf<Score>;

    /// @param keys     keyOf(score) − @p lowest, ascending
    /// @param regions  for each key, the index of its region
    /// @param parts    how many threads may merge at once
    RankedList(std::vector<Key> keys, std::vector<std::uint32_t> regions, Key lowest, int parts);
    RankedList(RankedList &&) = default;
    RankedList(const RankedList &) = delete; // the parts point into the keys

    /// Adds normals to one part of the list; each part from one thread at a time. @param sorted  keys − lowest, ascending
    void merge(std::size_t part, std::span<const Key> sorted);
    [[nodiscard]] std::size_t partCount() const { return m_parts.size(); }

    /// Adds to the number of normal pixels: all that there are, and those of them below the lowest key, which need no merging.
    void addTotals(std::uint64_t normals, std::uint64_t below);

    /// @param regionWeights  1/|region| for each index in regions
    [[nodiscard]] PixelMetrics metrics(std::span<const double> regionWeights, std::uint64_t regionCount,
                                       const EvaluationOptions &options) const;

private:
    [[nodiscard]] const GapCounts<Key> &partAt(std::size_t index) const { return m_parts[index / m_partSize]; }
    [[nodiscard]] std::uint64_t normalsAboveAll() const;

    std::vector<Key> m_keys;
    std::vector<std::uint32_t> m_regions;
    Key m_lowest;
    std::size_t m_partSize;
    std::vector<GapCounts<Key>> m_parts;
    std::uint64_t m_normals = 0;
    std::uint64_t m_below = 0;
};

} // namespace flawscope::detail
