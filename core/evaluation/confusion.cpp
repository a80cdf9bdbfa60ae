// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/confusion.h"

#include <algorithm>
#include <cmath>

namespace flawscope {
namespace {

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole)
{
    if (whole == 0)
        return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

void Confusion::add(bool defect, bool calledDefect) noexcept
{
    ++(defect ? (calledDefect ? truePositives : falseNegatives) : (calledDefect ? falsePositives : trueNegatives));
}

Confusion &Confusion::operator+=(const Confusion &other) noexcept
{
    truePositives += other.truePositives;
    falsePositives += other.falsePositives;
    trueNegatives += other.trueNegatives;
    falseNegatives += other.falseNegatives;
    return *this;
}

std::optional<double> Confusion::precision() const { return ratio(truePositives, truePositives + falsePositives); }
std::optional<double> Confusion::recall() const { return ratio(truePositives, defects()); }
std::optional<double> Confusion::f1() const
{
    return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
}
std::optional<double> Confusion::accuracy() const { return ratio(truePositives + trueNegatives, good() + defects()); }
std::optional<double> Confusion::overkillRate() const { return ratio(falsePositives, good()); }
std::optional<double> Confusion::escapeRate() const { return ratio(falseNegatives, defects()); }

Confusion confusionAt(std::span<const LabelledScore> scores, double threshold)
{
    Confusion confusion;
    for (const LabelledScore &score : scores)
        confusion.add(score.defect, isDefect(score.score, threshold));
    return confusion;
}

Confusion confusionAt(const ScoreMap &map, const Mask &mask, double threshold)
{
    if (map.height != mask.height || map.width != mask.width)
        throw Error(ErrorCode::Mismatch, "A mask of " + std::to_string(mask.width) + "×" + std::to_string(mask.height)
                                             + " pixels cannot be compared with a score map of " + std::to_string(map.width)
                                             + "×" + std::to_string(map.height) + "; give both the same size.");
    Confusion confusion;
    for (std::size_t i = 0; i < map.size(); ++i)
        confusion.add(mask.values[i] != 0, isDefect(map.values[i], threshold));
    return confusion;
}

ConfusionIndex::ConfusionIndex(std::span<const LabelledScore> scores)
{
    for (const LabelledScore &score : scores) {
        if (std::isnan(score.score))
            throw Error(ErrorCode::BadInput, "A score that is not a number has no place in an order; leave that image out.");
        (score.defect ? m_defects : m_good).push_back(score.score);
    }
    std::sort(m_good.begin(), m_good.end());
    std::sort(m_defects.begin(), m_defects.end());
}

Confusion ConfusionIndex::at(double threshold) const
{
    const auto called = [threshold](const std::vector<double> &sorted) {
        return static_cast<std::uint64_t>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), threshold));
    };
    Confusion confusion;
    confusion.truePositives = called(m_defects);
    confusion.falsePositives = called(m_good);
    confusion.falseNegatives = m_defects.size() - confusion.truePositives;
    confusion.trueNegatives = m_good.size() - confusion.falsePositives;
    return confusion;
}

} // namespace flawscope
