// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <cstdint>
#include <span>
#include <vector>

namespace flawscope {

/// How the scores of normal and anomalous things are distributed: equal bins over a fixed range, so that histograms of different
/// images and runs can be added up and compared. Not thread-safe; fill one for each thread and add them.
class Histogram final {
public:
    /// Bin i covers [low + i·width, low + (i + 1)·width), the last one also @p high. Scores outside, infinite ones too, are counted
    /// apart. Throws ErrorCode::BadOption unless low < high are finite and 1 ≤ bins ≤ 1,000,000.
    Histogram(double low, double high, int bins);

    /// Throws ErrorCode::BadInput for NaN.
    void add(double score, bool anomalous);
    /// All pixels of a map; an empty mask: all normal. Throws ErrorCode::BadInput for NaN, Mismatch for another size.
    void add(const ScoreMap &map, const Mask &mask);
    /// Adds a histogram of the same range and bins; throws ErrorCode::Mismatch for another.
    void add(const Histogram &other);

    [[nodiscard]] double low() const noexcept { return m_low; }
    [[nodiscard]] double high() const noexcept { return m_high; }
    [[nodiscard]] int bins() const noexcept { return static_cast<int>(m_counts[0].bins.size()); }
    [[nodiscard]] double binCenter(int bin) const { return m_low + (bin + 0.5) * (m_high - m_low) / bins(); }

    [[nodiscard]] std::span<const std::uint64_t> counts(bool anomalous) const { return m_counts[anomalous].bins; }
    [[nodiscard]] std::uint64_t below(bool anomalous) const { return m_counts[anomalous].below; }
    [[nodiscard]] std::uint64_t above(bool anomalous) const { return m_counts[anomalous].above; }
    /// All scores, those outside the range included.
    [[nodiscard]] std::uint64_t total(bool anomalous) const;
    /// The share of a kind's scores in each bin, divided by the bin's width: the density of METHOD.md's Figure 4. Zeros without scores.
    [[nodiscard]] std::vector<double> density(bool anomalous) const;

private:
    struct Counts {
        std::vector<std::uint64_t> bins;
        std::uint64_t below = 0;
        std::uint64_t above = 0;
    };

    double m_low;
    double m_high;
    Counts m_counts[2]; ///< Normal, anomalous.
};

} // namespace flawscope
