// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/roc.h"

#include <limits>

namespace flawscope::detail {

/// Keeps at most maxPoints points of a curve: both ends, both sides of every jump, and the rest evenly along the curve.
class CurveThinner final {
public:
    /// @param both  step along |Δx| + |Δy| (curves that rise from 0 to 1), else along |Δx| alone
    CurveThinner(std::size_t maxPoints, bool both);

    void add(const CurvePoint &point);
    [[nodiscard]] std::vector<CurvePoint> finish();

private:
    [[nodiscard]] double distance(const CurvePoint &a, const CurvePoint &b) const;

    bool m_both;
    double m_step;
    std::vector<CurvePoint> m_kept;
    std::optional<CurvePoint> m_pending; ///< The last point seen, unless it was kept.
};

/// One distinct score on the way down.
struct RankStep {
    double threshold = 0;
    std::uint64_t gap = 0;       ///< Normals strictly between the previous step's score and this one.
    std::uint64_t tied = 0;      ///< Normals with this score.
    std::uint64_t anomalous = 0; ///< Anomalous with this score.
    double weight = 0;           ///< Their share of the regions, Σ 1/|region|.
};

/// Walks down the distinct scores and integrates everything that METHOD.md section 6 asks for, exactly.
class RankSweep final {
public:
    struct Totals {
        std::uint64_t normal = 0;
        std::uint64_t anomalous = 0;
        double weight = 0; ///< Number of regions; 0: no PRO.
    };

    /// @pre totals.normal > 0 and totals.anomalous > 0
    RankSweep(const Totals &totals, double fprLimit, std::size_t maxCurvePoints);

    void step(const RankStep &step);
    /// Goes from the last step to the end of the curves.
    void finish();

    [[nodiscard]] double auroc() const;
    [[nodiscard]] double averagePrecision() const { return static_cast<double>(m_precisionSum / m_totals.anomalous); }
    [[nodiscard]] double aupro() const;
    [[nodiscard]] const BestThreshold &f1() const { return m_f1; }
    [[nodiscard]] const BestThreshold &youden() const { return m_youden; }
    [[nodiscard]] std::vector<CurvePoint> roc() { return m_roc.finish(); }
    [[nodiscard]] std::vector<CurvePoint> pro() { return m_pro.finish(); }
    [[nodiscard]] std::vector<CurvePoint> precisionRecall() { return m_precisionRecall.finish(); }

private:
    void moveTo(std::uint64_t normal, std::uint64_t anomalous, long double weight);
    void addCurvePoints(double threshold);
    void updateBest(double threshold);

    Totals m_totals;
    long double m_limit; ///< fprLimit in normals.
    std::uint64_t m_normal = 0;
    std::uint64_t m_anomalous = 0;
    long double m_weight = 0;
    long double m_rocArea = 0;
    long double m_proArea = 0;
    long double m_precisionSum = 0;
    long double m_bestF1Denominator = 0; ///< 0: no candidate yet.
    long double m_bestF1Numerator = 0;
    long double m_bestJ = -std::numeric_limits<long double>::infinity();
    BestThreshold m_f1;
    BestThreshold m_youden;
    CurveThinner m_roc;
    CurveThinner m_pro;
    CurveThinner m_precisionRecall;
};

} // namespace flawscope::detail
