// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace flawscope {

/// The score of something whose truth is known. Infinite scores are allowed, NaN is not.
struct LabelledScore {
    double score = 0; ///< Higher is more anomalous.
    bool defect = false;
};

/// One point of a curve: where calling "score ≥ threshold" a defect leads. Curves run from the highest threshold to the lowest.
struct CurvePoint {
    double threshold = 0; ///< +∞ in the first point of a curve, where nothing is called a defect; −∞ in the last of a ROC or PRO curve.
    double x = 0;         ///< ROC and PRO: false-positive rate. Precision-recall: recall.
    double y = 0;         ///< ROC: true-positive rate. PRO: mean overlap of the regions. Precision-recall: precision.
};

/// A threshold that maximises a figure, and the figure. Among equals the lowest threshold, which lets the fewest defects escape.
struct BestThreshold {
    double threshold = 0; ///< Always the score of a defect; score ≥ threshold is called a defect.
    double value = 0;     ///< F1 in [0, 1], or Youden's J in [−1, 1].
};

/// What a ranking of scores says. Every figure is absent where it is undefined: without good parts, or without defects.
struct ScoreRanking {
    std::uint64_t good = 0;
    std::uint64_t defects = 0;
    std::optional<double> auroc;            ///< P(defect scores higher than good) + ½·P(equal): the trapezoid under the ROC curve.
    std::optional<double> averagePrecision; ///< Σ precision · Δrecall over distinct scores, without interpolation.
    std::optional<BestThreshold> f1;        ///< argmax of F1 = 2·TP/(2·TP + FP + FN).
    std::optional<BestThreshold> youden;    ///< argmax of J = true-positive rate − false-positive rate.
    std::vector<CurvePoint> roc;             ///< From (0, 0) to (1, 1).
    std::vector<CurvePoint> precisionRecall; ///< From recall 0, precision 1, to recall 1.
};

/// Ranks image scores: exact, equal scores included; O(n log n). Curves are thinned to at most @p maxCurvePoints (at least 16).
/// Throws ErrorCode::BadInput for NaN. Thread-safe. METHOD.md section 6.
[[nodiscard]] ScoreRanking rankScores(std::span<const LabelledScore> scores, std::size_t maxCurvePoints = 1000);

} // namespace flawscope
