// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/detection/detector.h"

#include "core/base/error.h"
#include "core/base/simd.h"

#include <algorithm>
#include <cmath>

namespace flawscope {

namespace {

/// Which two source pixels make a target pixel of a bilinear resize with aligned corners, and how much of the second.
struct Tap {
    int first;
    int second;
    float weight;
};

std::vector<Tap> alignedTaps(int from, int to)
{
    std::vector<Tap> taps(to);
    const double step = to > 1 ? static_cast<double>(from - 1) / (to - 1) : 0.0;
    for (int i = 0; i < to; ++i) {
        const double position = i * step;
        const int first = std::min(static_cast<int>(position), from - 1);
        taps[i] = {first, std::min(first + 1, from - 1), static_cast<float>(position - first)};
    }
    return taps;
}

FLAWSCOPE_SIMD_CLONES
void blendRows(const float *first, const float *second, float weight, int count, float *out)
{
    for (int i = 0; i < count; ++i)
        out[i] = first[i] + weight * (second[i] - first[i]);
}

FLAWSCOPE_SIMD_CLONES
void addStretchedRow(const float *row, const Tap *taps, int count, float *out)
{
    for (int i = 0; i < count; ++i) {
        const float first = row[taps[i].first];
        out[i] += first + taps[i].weight * (row[taps[i].second] - first);
    }
}

} // namespace

ScoreMap anomalyMap(const LikelihoodMaps &likelihoods, std::span<const double> maxima, int height, int width)
{
    require(likelihoods.size() == maxima.size(), "each scale has its maximum");
    ScoreMap map(height, width);
    std::vector<float> stretched;
    for (std::size_t l = 0; l < likelihoods.size(); ++l) {
        const ScoreMap &level = likelihoods[l];
        // 1 − p is upsampled instead of p: the same, since the weights add up to 1, and exactly 0 where nothing is wrong.
        ScoreMap rarity(level.height, level.width);
        for (std::size_t i = 0; i < level.values.size(); ++i)
            rarity.values[i] = static_cast<float>(-std::expm1(std::min(static_cast<double>(level.values[i]) - maxima[l], 0.0)));
        const std::vector<Tap> rows = alignedTaps(level.height, height);
        const std::vector<Tap> columns = alignedTaps(level.width, width);
        stretched.resize(level.width);
        for (int y = 0; y < height; ++y) {
            blendRows(rarity.row(rows[y].first).data(), rarity.row(rows[y].second).data(), rows[y].weight, level.width, stretched.data());
            addStretchedRow(stretched.data(), columns.data(), width, map.row(y).data());
        }
    }
    return map;
}

float imageScore(const ScoreMap &map)
{
    return map.empty() ? 0.F : *std::max_element(map.values.begin(), map.values.end());
}

} // namespace flawscope
