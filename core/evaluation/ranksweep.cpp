// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/ranksweep_p.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace flawscope::detail {

CurveThinner::CurveThinner(std::size_t maxPoints, bool both)
    : m_both(both),
      // Each step of this length keeps at most two points; the ends come on top.
      m_step((both ? 4.0 : 2.0) / static_cast<double>(std::max<std::size_t>(maxPoints, 16) - 3))
{
}

double CurveThinner::distance(const CurvePoint &a, const CurvePoint &b) const
{
    return std::abs(a.x - b.x) + (m_both ? std::abs(a.y - b.y) : 0.0);
}

void CurveThinner::add(const CurvePoint &point)
{
    if (!m_kept.empty() && distance(point, m_kept.back()) < m_step) {
        m_pending = point;
        return;
    }
    if (m_pending && distance(point, *m_pending) >= m_step / 2)
        m_kept.push_back(*m_pending);
    m_kept.push_back(point);
    m_pending.reset();
}

std::vector<CurvePoint> CurveThinner::finish()
{
    if (m_pending)
        m_kept.push_back(*m_pending);
    m_pending.reset();
    return std::move(m_kept);
}

RankSweep::RankSweep(const Totals &totals, double fprLimit, std::size_t maxCurvePoints)
    : m_totals(totals), m_limit(static_cast<long double>(fprLimit) * totals.normal), m_roc(maxCurvePoints, true),
      m_pro(maxCurvePoints, true), m_precisionRecall(maxCurvePoints, false)
{
    require(totals.normal > 0 && totals.anomalous > 0, "a ranking needs both kinds");
    constexpr double kTop = std::numeric_limits<double>::infinity();
    m_roc.add({kTop, 0, 0});
    m_pro.add({kTop, 0, 0});
    m_precisionRecall.add({kTop, 0, 1});
}

void RankSweep::moveTo(std::uint64_t normal, std::uint64_t anomalous, long double weight)
{
    m_rocArea += static_cast<long double>(normal - m_normal) * (static_cast<long double>(m_anomalous) + anomalous) / 2;
    if (m_normal < m_limit) {
        long double end = normal;
        long double endWeight = weight;
        if (end > m_limit) {
            endWeight = m_weight + (m_limit - m_normal) / (end - m_normal) * (weight - m_weight);
            end = m_limit;
        }
        m_proArea += (end - m_normal) * (m_weight + endWeight) / 2;
    }
    m_normal = normal;
    m_anomalous = anomalous;
    m_weight = weight;
}

void RankSweep::addCurvePoints(double threshold)
{
    const double fpr = static_cast<double>(m_normal) / static_cast<double>(m_totals.normal);
    m_roc.add({threshold, fpr, static_cast<double>(m_anomalous) / static_cast<double>(m_totals.anomalous)});
    if (m_totals.weight > 0)
        m_pro.add({threshold, fpr, std::min(1.0, static_cast<double>(m_weight / m_totals.weight))});
}

void RankSweep::updateBest(double threshold)
{
    if (m_anomalous == 0)
        return;
    // F1 = 2·TP/(TP + FP + P), compared as fractions of whole numbers: no rounding decides between equals.
    const long double numerator = m_anomalous;
    const long double denominator = static_cast<long double>(m_anomalous) + m_normal + m_totals.anomalous;
    if (numerator * m_bestF1Denominator >= m_bestF1Numerator * denominator) {
        m_bestF1Numerator = numerator;
        m_bestF1Denominator = denominator;
        m_f1 = {threshold, static_cast<double>(2 * numerator / denominator)};
    }
    const long double j = static_cast<long double>(m_anomalous) * m_totals.normal
                          - static_cast<long double>(m_normal) * m_totals.anomalous;
    if (j >= m_bestJ) {
        m_bestJ = j;
        m_youden = {threshold, static_cast<double>(j / m_totals.normal / m_totals.anomalous)};
    }
}

void RankSweep::step(const RankStep &step)
{
    if (step.gap > 0) {
        moveTo(m_normal + step.gap, m_anomalous, m_weight);
        addCurvePoints(std::nextafter(step.threshold, std::numeric_limits<double>::infinity()));
    }
    moveTo(m_normal + step.tied, m_anomalous + step.anomalous, m_weight + step.weight);
    addCurvePoints(step.threshold);
    const double called = static_cast<double>(m_anomalous) + static_cast<double>(m_normal);
    const double precision = static_cast<double>(m_anomalous) / called;
    m_precisionSum += static_cast<long double>(step.anomalous) * precision;
    m_precisionRecall.add({step.threshold, static_cast<double>(m_anomalous) / static_cast<double>(m_totals.anomalous), precision});
    updateBest(step.threshold);
}

void RankSweep::finish()
{
    require(m_normal <= m_totals.normal && m_anomalous == m_totals.anomalous, "the sweep has seen every score once");
    if (m_normal < m_totals.normal) {
        moveTo(m_totals.normal, m_anomalous, m_weight);
        addCurvePoints(-std::numeric_limits<double>::infinity());
    }
}

double RankSweep::auroc() const
{
    return static_cast<double>(m_rocArea / m_totals.normal / m_totals.anomalous);
}

double RankSweep::aupro() const
{
    return static_cast<double>(m_proArea / (m_limit * m_totals.weight));
}

} // namespace flawscope::detail
