// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/confusion.h"
#include "core/evaluation/pixelevaluator.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace flawscope {

/// A score map that lies anywhere, in a memory-mapped file for example.
struct ScoreMapView {
    std::span<const float> scores; ///< float32 [H,W], 0 = normal
    int height = 0;
    int width = 0;

    ScoreMapView(std::span<const float> values, int h, int w) : scores(values), height(h), width(w) {}
    ScoreMapView(const ScoreMap &map) : scores(map.values), height(map.height), width(map.width) {} // NOLINT: as string_view
};

/// All pixels at one threshold.
struct PixelFigures {
    double threshold = 0;                    ///< The edge that the wanted threshold was snapped to.
    Confusion pixels;                        ///< Exact for score ≥ threshold.
    std::optional<double> falsePositiveRate; ///< The x of ROC and PRO; absent without normal pixels.
    std::optional<double> meanOverlap;       ///< The y of PRO; absent without regions.
};

/// How many pixels lie between neighbouring edges, for plotting. Bar i covers [edges[i], edges[i + 1]).
struct PixelHistogram {
    std::vector<double> edges;            ///< [bins + 1], ascending, on the grid: exact, but not quite equally wide.
    std::vector<std::uint64_t> normal;    ///< [bins]
    std::vector<std::uint64_t> anomalous; ///< [bins]
};

/// Pixel figures of a whole set of maps at any threshold in O(1): for a line that is dragged.
///
/// Scores are counted between kBins + 1 edges i·width, where the width is the power of two that makes kBins·width the first power
/// of two at or above the highest score: edges are float32 and a score's bin is found without rounding, so that at an edge every
/// count is exactly that of score ≥ threshold. Thresholds are snapped to the nearest edge. Scores below 0 are below every edge,
/// scores above the grid above every edge. Figures that integrate over thresholds (AUROC, AUPRO, average precision) are those of
/// the scores rounded down to edges, 1e-4 or less from the exact ones of evaluatePixels() where scores spread over the grid.
///
/// Immutable, free to share between threads. 6 MiB.
class PixelThresholdIndex final {
public:
    static constexpr int kBins = 1 << 18;

    /// Counts maps; see below.
    class Builder;

    ~PixelThresholdIndex();

    [[nodiscard]] double gridEnd() const noexcept { return m_width * kBins; }
    [[nodiscard]] double binWidth() const noexcept { return m_width; }
    /// The nearest edge, in [0, gridEnd()], of two equally near ones the higher. Throws ErrorCode::Internal for NaN.
    [[nodiscard]] double snapped(double threshold) const;

    /// The figures at snapped(threshold).
    [[nodiscard]] PixelFigures at(double threshold) const;

    /// The counts in @p bins bars between @p low and @p high, snapped; O(bins). Bars narrower than the grid's bins are empty for the most
    /// part. Throws ErrorCode::BadOption unless low < high are finite and 1 ≤ bins ≤ 1,000,000.
    [[nodiscard]] PixelHistogram histogram(double low, double high, int bins) const;

    /// All figures and curves on the grid, as evaluatePixels() gives them; thresholds are edges, or −∞ where scores are negative.
    [[nodiscard]] const PixelMetrics &metrics() const;
    /// argmax (true-positive rate − false-positive rate) over the edges; absent as metrics().f1 is. at(threshold) tells the rest.
    [[nodiscard]] const std::optional<BestThreshold> &youden() const;

private:
    struct Private;
    PixelThresholdIndex(double width, std::unique_ptr<const Private> data);
    [[nodiscard]] std::size_t edgeOf(double threshold) const;

    double m_width;
    std::unique_ptr<const Private> d;
};

/// Counts the pixels of one image after the other. One for each thread; merge them and build the index.
///
/// Counts are whole numbers, the regions' weights fixed-point numbers of 128 bits: the order of images and merges changes no bit,
/// and remove() undoes add(). A builder is also a difference: where an image's truth changes, remove() its map with the old truth and
/// add() it with the new one, in this builder or in an empty one that is then merged, and build again. Other images need not be
/// read, but the builder must be kept: 8 MiB. Thread-safe between different builders.
class PixelThresholdIndex::Builder final {
public:
    /// @param highest  the highest score that is told apart: the number of scales for Flawscope's maps. Throws ErrorCode::BadOption
    ///                 unless it is in [1e-6, 1e6].
    explicit Builder(double highest);
    ~Builder();
    Builder(Builder &&) noexcept;
    Builder &operator=(Builder &&) noexcept;

    /// Counts the pixels of an image. A region is an 8-connected one of the truth; it weighs 1/(its counted pixels · all regions).
    ///
    /// Throws before anything is counted: ErrorCode::BadInput for an empty map or a NaN that is counted, Mismatch for a mask of
    /// another size or a good image with anomalous pixels.
    /// @param truth    [H,W], or empty: all good for a good image, not known for a defect, of which no pixel is counted then
    /// @param ignored  [H,W], 1 = the pixel is not counted; or empty: none
    void add(const ScoreMapView &map, const Mask &truth, bool defect, const Mask &ignored = {});
    /// Takes an image out again: the same arguments as add().
    void remove(const ScoreMapView &map, const Mask &truth, bool defect, const Mask &ignored = {});
    /// Adds what another builder counted. Throws ErrorCode::Mismatch where the grids differ.
    void merge(const Builder &other);

    /// Throws ErrorCode::Internal where more was removed than added. About 15 ms, so not on the thread that paints;
    /// not while add() runs.
    /// @param options  fprLimit and curvePoints are used
    [[nodiscard]] std::shared_ptr<const PixelThresholdIndex> build(const EvaluationOptions &options = {}) const;

private:
    struct Private;
    void count(const ScoreMapView &map, const Mask &truth, bool defect, const Mask &ignored, std::uint64_t sign);

    std::unique_ptr<Private> d;
};

} // namespace flawscope
