// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/thresholds.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace flawscope {
namespace {

constexpr std::array<const char *, 5> kRuleNames = {"f1", "youden", "false-alarm-quantile", "false-alarm-bound", "manual"};

std::optional<Threshold> fromRanking(std::span<const LabelledScore> scores, ThresholdRule rule)
{
    const ScoreRanking ranking = rankScores(scores);
    const auto &best = rule == ThresholdRule::Youden ? ranking.youden : ranking.f1;
    if (!best)
        return std::nullopt;
    Threshold threshold;
    threshold.value = best->threshold;
    threshold.rule = rule;
    threshold.goodCount = ranking.good;
    threshold.defectCount = ranking.defects;
    threshold.figure = best->value;
    threshold.falseAlarms = static_cast<std::uint64_t>(std::count_if(
        scores.begin(), scores.end(), [&](const LabelledScore &s) { return !s.defect && s.score >= best->threshold; }));
    return threshold;
}

/// ln C(n, i) for i = 0 … m.
std::vector<double> logBinomials(std::uint64_t n, std::uint64_t m)
{
    std::vector<double> logs(m + 1);
    for (std::uint64_t i = 1; i <= m; ++i)
        logs[i] = logs[i - 1] + std::log(static_cast<double>(n - i + 1) / static_cast<double>(i));
    return logs;
}

/// P(at most m hits), with logs = logBinomials(n, m).
double binomialCdf(const std::vector<double> &logs, std::uint64_t n, double p)
{
    const double logHit = std::log(p);
    const double logMiss = std::log1p(-p);
    double sum = 0;
    for (std::size_t i = 0; i < logs.size(); ++i)
        sum += std::exp(logs[i] + static_cast<double>(i) * logHit + static_cast<double>(n - i) * logMiss);
    return sum;
}

void checkOpenUnit(const char *field, double value)
{
    if (!(value > 0 && value < 1))
        throw Error(ErrorCode::BadOption, std::string("The ") + field + " is " + std::to_string(value)
                                              + " but must lie between 0 and 1, both excluded.");
}

/// The smallest float32 above @p score, or the next double where float32 ends.
double justAbove(double score)
{
    if (std::abs(score) >= std::numeric_limits<float>::max())
        return std::nextafter(score, std::numeric_limits<double>::infinity());
    const auto near = static_cast<float>(score);
    return near > score ? near : std::nextafter(near, std::numeric_limits<float>::infinity());
}

/// The largest m whose bound is at most @p rate, or 0.
std::uint64_t provenFalseAlarms(std::uint64_t n, double rate, double confidence)
{
    // The bound of m is at most the rate exactly while P(at most m hits at this rate) is at most 1 − c.
    const double logOdds = std::log(rate) - std::log1p(-rate);
    double logTerm = static_cast<double>(n) * std::log1p(-rate);
    double cdf = std::exp(logTerm);
    std::uint64_t proven = 0;
    for (std::uint64_t m = 1; m < n; ++m) {
        logTerm += std::log(static_cast<double>(n - m + 1) / static_cast<double>(m)) + logOdds;
        cdf += std::exp(logTerm);
        if (cdf > 1 - confidence)
            break;
        proven = m;
    }
    return proven;
}

/// ⌊rate·n⌋, where 0.29 · 100 is 29; at least one score stays below the threshold.
std::uint64_t allowedFalseAlarms(std::uint64_t n, double rate)
{
    const double allowed = rate * static_cast<double>(n);
    return std::min(n - 1, static_cast<std::uint64_t>(allowed + 1e-9 * std::max(1.0, allowed)));
}

} // namespace

const char *thresholdRuleName(ThresholdRule rule)
{
    return kRuleNames.at(static_cast<std::size_t>(rule));
}

std::optional<ThresholdRule> thresholdRuleFromName(std::string_view name)
{
    const auto found = std::find(kRuleNames.begin(), kRuleNames.end(), name);
    if (found == kRuleNames.end())
        return std::nullopt;
    return static_cast<ThresholdRule>(found - kRuleNames.begin());
}

std::optional<Threshold> f1Threshold(std::span<const LabelledScore> scores)
{
    return fromRanking(scores, ThresholdRule::F1Optimal);
}

std::optional<Threshold> youdenThreshold(std::span<const LabelledScore> scores)
{
    return fromRanking(scores, ThresholdRule::Youden);
}

double upperRateBound(std::uint64_t hits, std::uint64_t trials, double confidence)
{
    checkOpenUnit("confidence", confidence);
    require(hits <= trials, "there are at most as many hits as trials");
    if (hits == trials)
        return 1;
    const double tail = 1 - confidence;
    if (hits == 0)
        return -std::expm1(std::log(tail) / static_cast<double>(trials));
    const std::vector<double> logs = logBinomials(trials, hits);
    double low = 0;
    double high = 1;
    for (double middle = 0.5; middle > low && middle < high; middle = low + (high - low) / 2)
        (binomialCdf(logs, trials, middle) > tail ? low : high) = middle;
    return high;
}

Threshold labelFreeThreshold(std::span<const double> goodScores, double falseAlarmRate, double confidence, ThresholdRule rule)
{
    require(rule == ThresholdRule::FalseAlarmQuantile || rule == ThresholdRule::FalseAlarmBound, "the rule needs no labels");
    checkOpenUnit("false-alarm rate", falseAlarmRate);
    checkOpenUnit("confidence", confidence);
    if (goodScores.empty())
        throw Error(ErrorCode::BadInput, "A threshold from good parts needs the score of at least one good part that was held out.");
    if (!std::all_of(goodScores.begin(), goodScores.end(), [](double score) { return std::isfinite(score); }))
        throw Error(ErrorCode::BadInput, "A score of a held-out good part is infinite or not a number; leave that image out.");

    std::vector<double> sorted(goodScores.begin(), goodScores.end());
    const std::uint64_t n = sorted.size();
    const std::uint64_t m = rule == ThresholdRule::FalseAlarmBound
                                ? provenFalseAlarms(n, falseAlarmRate, confidence)
                                : allowedFalseAlarms(n, falseAlarmRate);
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(n - m - 1);
    std::nth_element(sorted.begin(), place, sorted.end());

    Threshold threshold;
    threshold.value = justAbove(*place);
    threshold.rule = rule;
    threshold.goodCount = n;
    threshold.falseAlarms = static_cast<std::uint64_t>(
        std::count_if(goodScores.begin(), goodScores.end(), [&](double score) { return score >= threshold.value; }));
    threshold.falseAlarmRate = falseAlarmRate;
    threshold.confidence = confidence;
    threshold.upperBound = upperRateBound(m, n, confidence);
    threshold.proven = threshold.upperBound <= falseAlarmRate;
    threshold.goodNeeded = static_cast<std::uint64_t>(std::ceil(std::log1p(-confidence) / std::log1p(-falseAlarmRate)));
    return threshold;
}

} // namespace flawscope
