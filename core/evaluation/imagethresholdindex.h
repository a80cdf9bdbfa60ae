// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/confusion.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace flawscope {

/// The score of an image, and its truth where that is known.
struct RankedImage {
    std::int64_t id = 0;        ///< The caller's; need not be unique.
    double score = 0;           ///< Higher is more anomalous; may be infinite, not NaN.
    std::optional<bool> defect; ///< Absent: not known.
};

/// What two thresholds make of a set of images: below the low one is good, at or above the high one is a defect, between is unsure.
struct BandCounts {
    Confusion sure; ///< The labelled images that got a verdict.
    std::uint64_t unsureGood = 0;
    std::uint64_t unsureDefects = 0;
    std::uint64_t unsureUnknown = 0;
    std::uint64_t unknownGood = 0;    ///< Images of unknown truth that are called good.
    std::uint64_t unknownDefects = 0; ///< Images of unknown truth that are called a defect.
    bool operator==(const BandCounts &) const = default;
};

/// Image scores in ascending order, with running counts: answers for any threshold in O(log n). score ≥ threshold is a defect.
///
/// Immutable, free to share between threads. After a relabelling make a new one: a radix sort, some milliseconds for 100,000
/// images. Thresholds may be infinite; a NaN throws ErrorCode::Internal.
class ImageThresholdIndex final {
public:
    ImageThresholdIndex() = default;
    /// Throws ErrorCode::BadInput for a NaN score.
    explicit ImageThresholdIndex(std::span<const RankedImage> images);

    [[nodiscard]] std::size_t size() const noexcept { return m_scores.size(); }

    /// The labelled images at one threshold, as ConfusionIndex counts them.
    [[nodiscard]] Confusion at(double threshold) const;
    /// All images at or above @p threshold, those of unknown truth too.
    [[nodiscard]] std::uint64_t countFrom(double threshold) const;
    /// @pre low ≤ high. Equal ones leave nobody unsure.
    [[nodiscard]] BandCounts band(double low, double high) const;

    /// The images whose score lies in [low, high), in ascending order of score, equal ones as they came; lives as long as the index.
    [[nodiscard]] std::span<const std::int64_t> idsBetween(double low, double high) const;
    /// The images at or above @p low, infinite scores too.
    [[nodiscard]] std::span<const std::int64_t> idsFrom(double low) const;

    /// The bars between neighbouring @p edges, which ascend: counts[i] images of this truth (absent: of unknown truth) have a score
    /// in [edges[i], edges[i + 1]). Together with the other truths exactly the images of idsBetween().
    [[nodiscard]] std::vector<std::uint64_t> counts(std::span<const double> edges, std::optional<bool> defect) const;

    /// The next score on either side of @p threshold, for stepping with a key: no verdict changes before it. Nothing beyond the ends.
    [[nodiscard]] std::optional<double> nextAbove(double threshold) const;
    [[nodiscard]] std::optional<double> nextBelow(double threshold) const;

private:
    [[nodiscard]] std::size_t firstFrom(double threshold) const;
    [[nodiscard]] std::uint64_t before(std::size_t place, std::optional<bool> defect) const;

    std::vector<double> m_scores;                     ///< Ascending.
    std::vector<std::int64_t> m_ids;                  ///< In the order of the scores.
    std::vector<std::uint32_t> m_goodBefore = {0};    ///< [n + 1]: good ones among the first i.
    std::vector<std::uint32_t> m_defectsBefore = {0}; ///< [n + 1]
};

} // namespace flawscope
