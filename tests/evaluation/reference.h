// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/confusion.h"
#include "core/evaluation/pixelevaluator.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

/// The definitions, threshold by threshold and pair by pair: slow and obvious.
namespace flawscope::reference {

inline double auroc(const std::vector<LabelledScore> &scores)
{
    double wins = 0;
    double pairs = 0;
    for (const auto &defect : scores) {
        for (const auto &good : scores) {
            if (!defect.defect || good.defect)
                continue;
            wins += defect.score > good.score ? 1.0 : defect.score == good.score ? 0.5 : 0.0;
            pairs += 1;
        }
    }
    return wins / pairs;
}

inline std::set<double, std::greater<>> distinctDown(const std::vector<LabelledScore> &scores)
{
    std::set<double, std::greater<>> distinct;
    for (const auto &score : scores)
        distinct.insert(score.score);
    return distinct;
}

inline double averagePrecision(const std::vector<LabelledScore> &scores)
{
    double sum = 0;
    double lastRecall = 0;
    for (const double threshold : distinctDown(scores)) {
        const Confusion c = confusionAt(scores, threshold);
        sum += (c.recall().value() - lastRecall) * c.precision().value();
        lastRecall = c.recall().value();
    }
    return sum;
}

/// Highest value first, then lowest threshold; nearly equal values count as equal.
template <typename Figure>
BestThreshold best(const std::vector<LabelledScore> &scores, Figure figure)
{
    BestThreshold best{0, -std::numeric_limits<double>::infinity()};
    for (const double threshold : distinctDown(scores)) {
        const double value = figure(confusionAt(scores, threshold));
        if (value >= best.value - 1e-12)
            best = {threshold, value};
    }
    return best;
}

inline BestThreshold f1(const std::vector<LabelledScore> &scores)
{
    return best(scores, [](const Confusion &c) { return c.f1().value(); });
}

inline BestThreshold youden(const std::vector<LabelledScore> &scores)
{
    return best(scores, [](const Confusion &c) { return c.recall().value() - c.overkillRate().value(); });
}

/// Labels 8-connected regions by flood fill, 1, 2, … in raster order.
inline Plane<std::int32_t> label(const Mask &mask, int &count)
{
    Plane<std::int32_t> labels(mask.height, mask.width);
    count = 0;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (mask.at(y, x) == 0 || labels.at(y, x) != 0)
                continue;
            labels.at(y, x) = ++count;
            std::vector<std::pair<int, int>> open = {{y, x}};
            while (!open.empty()) {
                const auto [cy, cx] = open.back();
                open.pop_back();
                for (int ny = std::max(0, cy - 1); ny <= std::min(mask.height - 1, cy + 1); ++ny) {
                    for (int nx = std::max(0, cx - 1); nx <= std::min(mask.width - 1, cx + 1); ++nx) {
                        if (mask.at(ny, nx) != 0 && labels.at(ny, nx) == 0) {
                            labels.at(ny, nx) = count;
                            open.emplace_back(ny, nx);
                        }
                    }
                }
            }
        }
    }
    return labels;
}

struct Picture {
    ScoreMap map;
    Mask mask;
};

inline std::vector<LabelledScore> pixels(const std::vector<Picture> &pictures)
{
    std::vector<LabelledScore> scores;
    for (const Picture &picture : pictures) {
        for (std::size_t i = 0; i < picture.map.size(); ++i)
            scores.push_back({picture.map.values[i], !picture.mask.empty() && picture.mask.values[i] != 0});
    }
    return scores;
}

/// (false-positive rate, mean overlap of the regions) at each distinct score.
inline std::vector<std::pair<double, double>> proCurve(const std::vector<Picture> &pictures)
{
    std::vector<std::vector<float>> regions;
    std::vector<float> normals;
    for (const Picture &picture : pictures) {
        int count = 0;
        const auto labels = label(picture.mask.empty() ? Mask(picture.map.height, picture.map.width) : picture.mask, count);
        const std::size_t first = regions.size();
        regions.resize(first + count);
        for (std::size_t i = 0; i < labels.size(); ++i)
            (labels.values[i] == 0 ? normals : regions[first + labels.values[i] - 1]).push_back(picture.map.values[i]);
    }
    const auto share = [](const std::vector<float> &values, double threshold) {
        return std::count_if(values.begin(), values.end(), [&](float v) { return v >= threshold; }) / static_cast<double>(values.size());
    };
    std::vector<std::pair<double, double>> curve = {{0, 0}};
    for (const double threshold : distinctDown(pixels(pictures))) {
        double overlap = 0;
        for (const auto &region : regions)
            overlap += share(region, threshold);
        curve.emplace_back(share(normals, threshold), overlap / static_cast<double>(regions.size()));
    }
    return curve;
}

inline double aupro(const std::vector<Picture> &pictures, double limit)
{
    const auto curve = proCurve(pictures);
    double area = 0;
    for (std::size_t i = 1; i < curve.size(); ++i) {
        auto [x0, y0] = curve[i - 1];
        auto [x1, y1] = curve[i];
        if (x0 >= limit)
            break;
        if (x1 > limit) {
            y1 = y0 + (y1 - y0) * (limit - x0) / (x1 - x0);
            x1 = limit;
        }
        area += (x1 - x0) * (y0 + y1) / 2;
    }
    return area / limit;
}

} // namespace flawscope::reference
