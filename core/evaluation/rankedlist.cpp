// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/rankedlist_p.h"

#include "core/base/error.h"
#include "core/evaluation/ranksweep_p.h"

namespace flawscope::detail {

template <typename Score>
RankedList<Score>::RankedList(std::vector<Key> keys, std::vector<std::uint32_t> regions, Key lowest, int parts)
    : m_keys(std::move(keys)), m_regions(std::move(regions)), m_lowest(lowest),
      m_partSize(m_keys.size() / static_cast<std::size_t>(parts) + 1)
{
    for (std::size_t begin = 0; begin < m_keys.size(); begin += m_partSize)
        m_parts.emplace_back(m_keys, begin, std::min(begin + m_partSize, m_keys.size()));
}

template <typename Score>
void RankedList<Score>::merge(std::size_t part, std::span<const Key> sorted)
{
    if (part < m_parts.size())
        m_parts[part].merge(sorted);
}

template <typename Score>
void RankedList<Score>::addTotals(std::uint64_t normals, std::uint64_t below)
{
    m_normals += normals;
    m_below += below;
}

template <typename Score>
std::uint64_t RankedList<Score>::normalsAboveAll() const
{
    std::uint64_t others = m_below;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        others += partAt(i).gap(i) + partAt(i).tied(i);
    require(others <= m_normals, "every normal pixel is counted once");
    return m_normals - others;
}

template <typename Score>
PixelMetrics RankedList<Score>::metrics(std::span<const double> regionWeights, std::uint64_t regionCount,
                                        const EvaluationOptions &options) const
{
    PixelMetrics metrics;
    metrics.normalPixels = m_normals;
    metrics.anomalousPixels = m_keys.size();
    metrics.regions = regionCount;
    if (m_normals == 0 || m_keys.empty())
        return metrics;

    RankSweep sweep({m_normals, m_keys.size(), static_cast<double>(regionCount)}, options.fprLimit,
                    static_cast<std::size_t>(options.curvePoints));
    std::uint64_t gap = normalsAboveAll();
    for (std::size_t end = m_keys.size(); end > 0;) {
        RankStep step;
        std::size_t begin = end;
        for (; begin > 0 && m_keys[begin - 1] == m_keys[end - 1]; --begin)
            step.weight += regionWeights[m_regions[begin - 1]];
        step.threshold = scoreOf<Score>(m_keys[begin] + m_lowest);
        step.gap = gap;
        step.tied = partAt(begin).tied(begin);
        step.anomalous = end - begin;
        sweep.step(step);
        gap = partAt(begin).gap(begin);
        end = begin;
    }
    sweep.finish();
    metrics.auroc = sweep.auroc();
    metrics.aupro = sweep.aupro();
    metrics.averagePrecision = sweep.averagePrecision();
    metrics.f1 = sweep.f1();
    metrics.roc = sweep.roc();
    metrics.pro = sweep.pro();
    metrics.precisionRecall = sweep.precisionRecall();
    return metrics;
}

template class RankedList<float>;
template class RankedList<double>;

} // namespace flawscope::detail
