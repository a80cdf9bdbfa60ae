// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/evaluation/roc.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace flawscope {

/// The one rule by which a score becomes a verdict, for images and pixels alike: score ≥ threshold is a defect. NaN is never one.
[[nodiscard]] constexpr bool isDefect(double score, double threshold) noexcept { return score >= threshold; }

/// How verdicts compare with the truth. Rates are absent where they would divide by zero.
struct Confusion {
    std::uint64_t truePositives = 0;  ///< Defects called defect.
    std::uint64_t falsePositives = 0; ///< Good called defect: overkill.
    std::uint64_t trueNegatives = 0;  ///< Good called good.
    std::uint64_t falseNegatives = 0; ///< Defects called good: escapes.

    void add(bool defect, bool calledDefect) noexcept;
    Confusion &operator+=(const Confusion &other) noexcept;
    bool operator==(const Confusion &) const = default;

    [[nodiscard]] std::uint64_t good() const noexcept { return falsePositives + trueNegatives; }
    [[nodiscard]] std::uint64_t defects() const noexcept { return truePositives + falseNegatives; }
    [[nodiscard]] std::optional<double> precision() const;    ///< TP/(TP + FP)
    [[nodiscard]] std::optional<double> recall() const;       ///< TP/(TP + FN)
    [[nodiscard]] std::optional<double> f1() const;           ///< 2·TP/(2·TP + FP + FN)
    [[nodiscard]] std::optional<double> accuracy() const;     ///< (TP + TN)/all
    [[nodiscard]] std::optional<double> overkillRate() const; ///< FP/(FP + TN): good parts that are thrown away.
    [[nodiscard]] std::optional<double> escapeRate() const;   ///< FN/(TP + FN): defects that reach the customer.
};

/// Counts the verdicts at @p threshold. Linear; for many thresholds see ConfusionIndex.
[[nodiscard]] Confusion confusionAt(std::span<const LabelledScore> scores, double threshold);

/// Counts the pixels of one map. @pre map and mask have the same size; throws ErrorCode::Mismatch.
[[nodiscard]] Confusion confusionAt(const ScoreMap &map, const Mask &mask, double threshold);

/// Sorted scores that answer for any threshold in O(log n): for a slider. Immutable, free to share between threads.
class ConfusionIndex final {
public:
    ConfusionIndex() = default;
    /// Throws ErrorCode::BadInput for NaN.
    explicit ConfusionIndex(std::span<const LabelledScore> scores);

    [[nodiscard]] Confusion at(double threshold) const;

private:
    std::vector<double> m_good;    ///< Ascending.
    std::vector<double> m_defects; ///< Ascending.
};

} // namespace flawscope
