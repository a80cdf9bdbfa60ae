// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/histogrambars.h"

#include "core/evaluation/thresholdindex.h"

#include <algorithm>

namespace flawscope::ui {

namespace {

QVector<double> heights(const std::vector<std::uint64_t> &counts) { return {counts.begin(), counts.end()}; }

} // namespace

double HistogramBars::tallest() const
{
    double height = 0;
    for (int bar = 0; bar < count(); ++bar)
        height = std::max(height, tallest(bar));
    return height;
}

double HistogramBars::tallest(int bar) const { return std::max({good[bar], defect[bar], unknown[bar]}); }

QVector<double> HistogramBars::centres() const
{
    QVector<double> centres;
    for (int bar = 0; bar < count(); ++bar)
        centres << (low(bar) + high(bar)) / 2;
    return centres;
}

std::optional<int> HistogramBars::barAt(double score) const
{
    if (edges.empty() || score < edges.front() || score >= edges.back())
        return std::nullopt;
    return static_cast<int>(std::upper_bound(edges.begin(), edges.end(), score) - edges.begin()) - 1;
}

HistogramBars imageBars(const ImageThresholdIndex &images, double low, double high, int bars)
{
    HistogramBars result;
    if (images.size() == 0)
        return result;
    for (int edge = 0; edge <= bars; ++edge)
        result.edges.push_back(low + (high - low) * edge / bars);
    result.good = heights(images.counts(result.edges, false));
    result.defect = heights(images.counts(result.edges, true));
    result.unknown = heights(images.counts(result.edges, std::nullopt));
    return result;
}

HistogramBars pixelBars(const PixelThresholdIndex &pixels, double low, double high, int bars)
{
    HistogramBars result;
    const PixelHistogram histogram = pixels.histogram(low, high, bars);
    result.edges = histogram.edges;
    result.good = heights(histogram.normal);
    result.defect = heights(histogram.anomalous);
    result.unknown = QVector<double>(result.good.size(), 0.0);
    return result;
}

} // namespace flawscope::ui
