// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/roc.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flawscope {

/// How a threshold was found.
enum class ThresholdRule : std::uint8_t {
    F1Optimal,          ///< argmax F1 over labelled scores.
    Youden,             ///< argmax (true-positive rate − false-positive rate) over labelled scores.
    FalseAlarmQuantile, ///< Lets through as many held-out good scores as the false-alarm rate allows; the bound says what that proves.
    FalseAlarmBound,    ///< The lowest threshold whose false-alarm rate is proven to be at most the wanted one.
    Manual,             ///< Set by a person.
};

/// The rule's word in files and on the command line: "f1", "youden", "false-alarm-quantile", "false-alarm-bound", "manual".
[[nodiscard]] const char *thresholdRuleName(ThresholdRule rule);
/// The rule of a word, or nothing.
[[nodiscard]] std::optional<ThresholdRule> thresholdRuleFromName(std::string_view name);

/// A threshold and where it comes from. score ≥ value is a defect.
struct Threshold {
    double value = 0;
    ThresholdRule rule = ThresholdRule::Manual;
    std::uint64_t goodCount = 0;   ///< Good scores that it was found from.
    std::uint64_t defectCount = 0; ///< Defect scores that it was found from; 0 for the label-free rules.
    std::uint64_t falseAlarms = 0; ///< Good scores among them that it calls a defect.
    std::optional<double> figure;  ///< F1 or Youden's J at the threshold.

    // The label-free rules only:
    std::optional<double> falseAlarmRate; ///< What was asked for, in (0, 1).
    double confidence = 0;                ///< Of the bound, in (0, 1).
    double upperBound = 1;  ///< With this confidence, the share of future good parts that are called a defect is at most this.
    bool proven = false;    ///< upperBound ≤ falseAlarmRate. False where there are too few good scores, or by FalseAlarmQuantile.
    std::uint64_t goodNeeded = 0; ///< Good scores from which on the wanted rate can be proven at all: ⌈ln(1 − confidence)/ln(1 − rate)⌉.
};

/// Thresholds from labelled scores; nothing without good parts or without defects. Throws ErrorCode::BadInput for NaN.
[[nodiscard]] std::optional<Threshold> f1Threshold(std::span<const LabelledScore> scores);
[[nodiscard]] std::optional<Threshold> youdenThreshold(std::span<const LabelledScore> scores);

/// A threshold from @p goodScores alone: scores of good parts that were held out from training, one for each independent part.
///
/// The threshold is the next float32 above an order statistic x₍ₖ₎ of the n scores, so that m = n − k of them, or fewer where scores
/// are equal, are false alarms; it survives being stored as float32. For future parts from the same production,
/// P(score > x₍ₖ₎) ≤ Beta(m + 1, n − m) in distribution whatever the scores' distribution is (equality where it is continuous), so the
/// upper bound at confidence c is the p that solves Σ_{i≤m} C(n,i) pⁱ (1 − p)ⁿ⁻ⁱ = 1 − c: Clopper and Pearson's.
/// With m = 0: p = 1 − (1 − c)^(1/n); 299 good parts and no false alarm prove 1 % at 95 %.
///
/// FalseAlarmQuantile takes m = ⌊rate·n⌋. FalseAlarmBound takes the largest m whose bound is at most the rate; where even m = 0
/// proves too little, it takes m = 0, and proven is false, upperBound is what n parts can prove, goodNeeded what it would take.
/// Throws ErrorCode::BadInput without scores or for one that is not finite, BadOption for a rate or confidence outside (0, 1).
[[nodiscard]] Threshold labelFreeThreshold(std::span<const double> goodScores, double falseAlarmRate, double confidence = 0.95,
                                           ThresholdRule rule = ThresholdRule::FalseAlarmBound);

/// Clopper and Pearson's one-sided upper confidence bound of a rate of which @p hits in @p trials were seen. 1 if all were hits.
[[nodiscard]] double upperRateBound(std::uint64_t hits, std::uint64_t trials, double confidence);

} // namespace flawscope
