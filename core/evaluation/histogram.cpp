// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/histogram.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace flawscope {

Histogram::Histogram(double low, double high, int bins) : m_low(low), m_high(high)
{
    if (!std::isfinite(low) || !std::isfinite(high) || !(low < high) || !std::isfinite(high - low))
        throw Error(ErrorCode::BadOption, "A histogram needs a finite range whose low end, " + std::to_string(low)
                                              + ", is below its high end, " + std::to_string(high) + ".");
    constexpr int kMaxBins = 1'000'000;
    if (bins < 1 || bins > kMaxBins)
        throw Error(ErrorCode::BadOption, "A histogram cannot have " + std::to_string(bins) + " bins; choose 1 to "
                                              + std::to_string(kMaxBins) + ".");
    for (Counts &counts : m_counts)
        counts.bins.resize(static_cast<std::size_t>(bins));
}

void Histogram::add(double score, bool anomalous)
{
    if (std::isnan(score))
        throw Error(ErrorCode::BadInput, "A score that is not a number fits in no bin of a histogram.");
    Counts &counts = m_counts[anomalous];
    if (score < m_low) {
        ++counts.below;
    } else if (score > m_high) {
        ++counts.above;
    } else {
        const double place = (score - m_low) / (m_high - m_low) * static_cast<double>(counts.bins.size());
        ++counts.bins[std::min(static_cast<std::size_t>(place), counts.bins.size() - 1)];
    }
}

void Histogram::add(const ScoreMap &map, const Mask &mask)
{
    if (!mask.empty() && (map.height != mask.height || map.width != mask.width))
        throw Error(ErrorCode::Mismatch, "A mask of " + std::to_string(mask.width) + "×" + std::to_string(mask.height)
                                             + " pixels does not fit a score map of " + std::to_string(map.width) + "×"
                                             + std::to_string(map.height) + "; give both the same size.");
    for (std::size_t i = 0; i < map.size(); ++i)
        add(map.values[i], !mask.empty() && mask.values[i] != 0);
}

void Histogram::add(const Histogram &other)
{
    if (other.m_low != m_low || other.m_high != m_high || other.bins() != bins())
        throw Error(ErrorCode::Mismatch, "Histograms of different ranges or bins cannot be added up.");
    for (const bool anomalous : {false, true}) {
        Counts &to = m_counts[anomalous];
        const Counts &from = other.m_counts[anomalous];
        std::transform(to.bins.begin(), to.bins.end(), from.bins.begin(), to.bins.begin(), std::plus<>());
        to.below += from.below;
        to.above += from.above;
    }
}

std::uint64_t Histogram::total(bool anomalous) const
{
    const Counts &counts = m_counts[anomalous];
    return std::accumulate(counts.bins.begin(), counts.bins.end(), counts.below + counts.above);
}

std::vector<double> Histogram::density(bool anomalous) const
{
    const Counts &counts = m_counts[anomalous];
    std::vector<double> density(counts.bins.size());
    const auto scale = static_cast<double>(total(anomalous)) * (m_high - m_low) / static_cast<double>(bins());
    if (scale > 0)
        std::transform(counts.bins.begin(), counts.bins.end(), density.begin(),
                       [scale](std::uint64_t count) { return static_cast<double>(count) / scale; });
    return density;
}

} // namespace flawscope
