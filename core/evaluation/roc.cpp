// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/roc.h"

#include "core/base/error.h"
#include "core/evaluation/ranksweep_p.h"

#include <algorithm>
#include <cmath>

namespace flawscope {
namespace {

std::vector<LabelledScore> sortedDown(std::span<const LabelledScore> scores)
{
    std::vector<LabelledScore> sorted(scores.begin(), scores.end());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (std::isnan(sorted[i].score))
            throw Error(ErrorCode::BadInput, "Score " + std::to_string(i) + " of " + std::to_string(sorted.size())
                                                 + " is not a number; leave that image out or score it again.");
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.score > b.score; });
    return sorted;
}

} // namespace

ScoreRanking rankScores(std::span<const LabelledScore> scores, std::size_t maxCurvePoints)
{
    const std::vector<LabelledScore> sorted = sortedDown(scores);
    ScoreRanking ranking;
    ranking.defects = static_cast<std::uint64_t>(std::count_if(sorted.begin(), sorted.end(), [](const auto &s) { return s.defect; }));
    ranking.good = sorted.size() - ranking.defects;
    if (ranking.good == 0 || ranking.defects == 0)
        return ranking;

    detail::RankSweep sweep({ranking.good, ranking.defects, 0}, 1.0, maxCurvePoints);
    for (std::size_t i = 0; i < sorted.size();) {
        detail::RankStep step;
        step.threshold = sorted[i].score;
        for (; i < sorted.size() && sorted[i].score == step.threshold; ++i)
            ++(sorted[i].defect ? step.anomalous : step.tied);
        sweep.step(step);
    }
    sweep.finish();
    ranking.auroc = sweep.auroc();
    ranking.averagePrecision = sweep.averagePrecision();
    ranking.f1 = sweep.f1();
    ranking.youden = sweep.youden();
    ranking.roc = sweep.roc();
    ranking.precisionRecall = sweep.precisionRecall();
    return ranking;
}

} // namespace flawscope
