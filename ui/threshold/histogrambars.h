// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

#include <optional>
#include <vector>

namespace flawscope {
class ImageThresholdIndex;
class PixelThresholdIndex;
} // namespace flawscope

namespace flawscope::ui {

/// The bars of a histogram: how many pictures or pixels lie in [edges[i], edges[i + 1]).
struct HistogramBars {
    std::vector<double> edges; ///< [bars + 1], ascending; empty: nothing to show.
    QVector<double> good;      ///< [bars]
    QVector<double> defect;    ///< [bars]
    QVector<double> unknown;   ///< [bars]; of pixels none.

    [[nodiscard]] int count() const { return static_cast<int>(good.size()); }
    [[nodiscard]] double low(int bar) const { return edges[static_cast<std::size_t>(bar)]; }
    [[nodiscard]] double high(int bar) const { return edges[static_cast<std::size_t>(bar) + 1]; }
    [[nodiscard]] double tallest() const; ///< Of all bars.
    [[nodiscard]] double tallest(int bar) const;
    [[nodiscard]] QVector<double> centres() const;
    [[nodiscard]] std::optional<int> barAt(double score) const;
};

/// @param bars  how many, at most
[[nodiscard]] HistogramBars imageBars(const ImageThresholdIndex &images, double low, double high, int bars);
[[nodiscard]] HistogramBars pixelBars(const PixelThresholdIndex &pixels, double low, double high, int bars);

} // namespace flawscope::ui
