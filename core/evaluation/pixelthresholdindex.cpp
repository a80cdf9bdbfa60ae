// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/pixelthresholdindex.h"

#include "core/base/simd.h"
#include "core/evaluation/connectedcomponents.h"
#include "core/evaluation/ranksweep_p.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace flawscope {
namespace {

constexpr std::uint32_t kBins = PixelThresholdIndex::kBins;
constexpr std::uint32_t kEdges = kBins + 1;
// The places that are counted in: one for the scores below 0, one from each edge to the next (the last one has no end), and one for
// ignored pixels, so that nobody has to branch.
constexpr std::uint32_t kPlaces = kEdges + 1;
constexpr std::uint32_t kIgnored = kPlaces;

/// Shares of regions, in 2^-80: what the largest map rounds away is far below a double's precision, and 2^47 regions fit.
__extension__ using Weight = unsigned __int128;
constexpr int kWeightBits = 80;

Weight weightOf(Weight area)
{
    return ((Weight{1} << kWeightBits) + area / 2) / area;
}

double toDouble(Weight weight)
{
    return std::ldexp(static_cast<double>(weight), -kWeightBits);
}

/// Multiplying by a power of two and cutting off the fraction are exact, so this agrees with comparisons at every edge (only the
/// tiniest scores may become 0, whose place they share, if they are not negative).
/// @return whether there was no NaN
FLAWSCOPE_SIMD_CLONES
bool findPlaces(const float *scores, std::size_t count, float scale, std::uint32_t *places)
{
    int nans = 0;
    for (std::size_t i = 0; i < count; ++i) {
        float place = scores[i] * scale;
        nans |= place != place ? 1 : 0;
        place = place < static_cast<float>(kBins) ? place : static_cast<float>(kBins);
        place = scores[i] < 0.0F ? -1.0F : place;
        places[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(place) + 1);
    }
    return nans == 0;
}

std::string sizeText(int height, int width)
{
    return std::to_string(width) + "×" + std::to_string(height);
}

void checkSize(const ScoreMapView &map, const Mask &mask, const char *what)
{
    if (!mask.empty() && (mask.height != map.height || mask.width != map.width || mask.size() != map.scores.size()))
        throw Error(ErrorCode::Mismatch, std::string("The mask of ") + what + " pixels has " + sizeText(mask.height, mask.width)
                                             + " pixels but the score map has " + sizeText(map.height, map.width)
                                             + "; give both the same size.");
}

double gridWidth(double highest)
{
    if (!(highest >= 1e-6 && highest <= 1e6))
        throw Error(ErrorCode::BadOption, "The highest score that is told apart is " + std::to_string(highest)
                                              + " but must lie between 0.000001 and 1000000.");
    int exponent = 0;
    if (std::frexp(highest, &exponent) == 0.5)
        --exponent;
    return std::ldexp(1.0, exponent) / kBins;
}

/// What a builder counts. Unsigned counters wrap around, so that they may be a difference; an index needs all to be at least 0.
struct PixelCounts {
    explicit PixelCounts(double binWidth) : width(binWidth), normal(kPlaces + 1), anomalous(kPlaces + 1), weights(kPlaces + 1) {}

    double width;
    std::vector<std::uint64_t> normal;    ///< [kPlaces + 1]
    std::vector<std::uint64_t> anomalous; ///< [kPlaces + 1]
    std::vector<Weight> weights;          ///< [kPlaces + 1]: Σ 1/|region| of the anomalous pixels.
    std::uint64_t images = 0;
    std::uint64_t imagesWithoutMask = 0;
    std::uint64_t regions = 0;
};

/// One map, ready to be counted.
struct PreparedMap {
    void findIn(const ScoreMapView &map, double binWidth, const Mask &ignored);
    void weigh(const ConnectedComponents &components);

    [[nodiscard]] std::span<const std::uint32_t> run(const MaskRun &run) const
    {
        return std::span(places).subspan(static_cast<std::size_t>(run.y) * width + run.begin, run.end - run.begin);
    }

    int width = 0;
    std::vector<std::uint32_t> places; ///< Of each pixel.
    std::vector<Weight> shares;        ///< 1/(counted pixels) of each region, 0 where none is counted.
};

void PreparedMap::findIn(const ScoreMapView &map, double binWidth, const Mask &ignored)
{
    width = map.width;
    places.resize(map.scores.size());
    const bool clean = findPlaces(map.scores.data(), map.scores.size(), static_cast<float>(1 / binWidth), places.data());
    for (std::size_t i = 0; i < ignored.size(); ++i)
        places[i] = ignored.values[i] != 0 ? kIgnored : places[i];
    if (clean)
        return;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (std::isnan(map.scores[i]) && places[i] != kIgnored)
            throw Error(ErrorCode::BadInput, "The score map has a value that is not a number, at column "
                                                 + std::to_string(i % static_cast<std::size_t>(width)) + ", row "
                                                 + std::to_string(i / static_cast<std::size_t>(width))
                                                 + "; score the image again or leave it out.");
    }
}

void PreparedMap::weigh(const ConnectedComponents &components)
{
    shares.assign(components.areas.size(), 0);
    for (const MaskRun &pixels : components.runs) {
        for (const std::uint32_t place : run(pixels))
            shares[pixels.region] += place != kIgnored ? 1 : 0;
    }
    for (Weight &share : shares)
        share = share > 0 ? weightOf(share) : 0;
}

} // namespace

struct PixelThresholdIndex::Builder::Private {
    explicit Private(double binWidth) : counts(binWidth) {}

    PixelCounts counts;
    PreparedMap map; ///< The last one, for its memory.
};

struct PixelThresholdIndex::Private {
    void sumUp(const PixelCounts &counted);
    void sweep(const PixelCounts &counted, const EvaluationOptions &options);

    std::vector<std::uint64_t> normalFrom;    ///< [kEdges]: pixels at or above an edge.
    std::vector<std::uint64_t> anomalousFrom; ///< [kEdges]
    std::vector<double> overlapFrom;          ///< [kEdges]: Σ over regions of their share at or above an edge.
    PixelMetrics metrics;
    std::optional<BestThreshold> youden;
};

PixelThresholdIndex::Builder::Builder(double highest) : d(std::make_unique<Private>(gridWidth(highest))) {}
PixelThresholdIndex::Builder::~Builder() = default;
PixelThresholdIndex::Builder::Builder(Builder &&) noexcept = default;
PixelThresholdIndex::Builder &PixelThresholdIndex::Builder::operator=(Builder &&) noexcept = default;

void PixelThresholdIndex::Builder::add(const ScoreMapView &map, const Mask &truth, bool defect, const Mask &ignored)
{
    count(map, truth, defect, ignored, 1);
}

void PixelThresholdIndex::Builder::remove(const ScoreMapView &map, const Mask &truth, bool defect, const Mask &ignored)
{
    count(map, truth, defect, ignored, ~std::uint64_t{0});
}

/// @param sign  1, or −1 modulo 2^64
void PixelThresholdIndex::Builder::count(const ScoreMapView &map, const Mask &truth, bool defect, const Mask &ignored,
                                         std::uint64_t sign)
{
    if (map.height < 1 || map.width < 1 || map.scores.size() != static_cast<std::size_t>(map.height) * map.width)
        throw Error(ErrorCode::BadInput, "A score map is empty or broken; score the image again.");
    checkSize(map, truth, "anomalous");
    checkSize(map, ignored, "ignored");
    PixelCounts &counts = d->counts;
    if (defect && truth.empty()) {
        counts.imagesWithoutMask += sign;
        return;
    }
    const ConnectedComponents components = connectedComponents(truth);
    if (!defect && !components.areas.empty())
        throw Error(ErrorCode::Mismatch, "An image is labelled good, but its mask marks pixels as defect; correct one of them.");
    d->map.findIn(map, counts.width, ignored);
    d->map.weigh(components);

    // All pixels are normal, but those of regions are taken out again: most maps have none.
    counts.images += sign;
    for (const std::uint32_t place : d->map.places)
        counts.normal[place] += sign;
    for (const Weight share : d->map.shares)
        counts.regions += share > 0 ? sign : 0;
    for (const MaskRun &run : components.runs) {
        const Weight share = sign == 1 ? d->map.shares[run.region] : -d->map.shares[run.region];
        for (const std::uint32_t place : d->map.run(run)) {
            counts.normal[place] -= sign;
            counts.anomalous[place] += sign;
            counts.weights[place] += share;
        }
    }
}

void PixelThresholdIndex::Builder::merge(const Builder &other)
{
    PixelCounts &to = d->counts;
    const PixelCounts &from = other.d->counts;
    if (from.width != to.width)
        throw Error(ErrorCode::Mismatch, "Pixel counts on grids up to " + std::to_string(from.width * kBins) + " and "
                                             + std::to_string(to.width * kBins) + " cannot be added up.");
    for (std::uint32_t place = 0; place < kPlaces; ++place) {
        to.normal[place] += from.normal[place];
        to.anomalous[place] += from.anomalous[place];
        to.weights[place] += from.weights[place];
    }
    to.images += from.images;
    to.imagesWithoutMask += from.imagesWithoutMask;
    to.regions += from.regions;
}

std::shared_ptr<const PixelThresholdIndex> PixelThresholdIndex::Builder::build(const EvaluationOptions &options) const
{
    validateOptions(options);
    auto data = std::make_unique<PixelThresholdIndex::Private>();
    data->sumUp(d->counts);
    data->sweep(d->counts, options);
    return std::shared_ptr<const PixelThresholdIndex>(new PixelThresholdIndex(d->counts.width, std::move(data)));
}

void PixelThresholdIndex::Private::sumUp(const PixelCounts &counted)
{
    normalFrom.resize(kEdges);
    anomalousFrom.resize(kEdges);
    overlapFrom.resize(kEdges);
    std::uint64_t normal = 0;
    std::uint64_t anomalous = 0;
    Weight weight = 0;
    std::uint64_t negative = counted.images | counted.imagesWithoutMask | counted.regions;
    for (std::uint32_t place = kPlaces; place-- > 0;) {
        negative |= counted.normal[place] | counted.anomalous[place];
        normal += counted.normal[place];
        anomalous += counted.anomalous[place];
        weight += counted.weights[place];
        if (place == 0)
            break;
        normalFrom[place - 1] = normal;
        anomalousFrom[place - 1] = anomalous;
        overlapFrom[place - 1] = toDouble(weight);
    }
    require(negative >> 63 == 0, "no image is removed that was not added");
    metrics.normalPixels = normal;
    metrics.anomalousPixels = anomalous;
    metrics.regions = counted.regions;
    metrics.images = counted.images;
    metrics.imagesWithoutMask = counted.imagesWithoutMask;
}

void PixelThresholdIndex::Private::sweep(const PixelCounts &counted, const EvaluationOptions &options)
{
    if (metrics.normalPixels == 0 || metrics.anomalousPixels == 0)
        return;
    detail::RankSweep sweep({metrics.normalPixels, metrics.anomalousPixels, static_cast<double>(metrics.regions)}, options.fprLimit,
                            static_cast<std::size_t>(options.curvePoints));
    const auto step = [&](std::uint32_t place, double threshold) {
        if (counted.normal[place] != 0 || counted.anomalous[place] != 0)
            sweep.step({threshold, 0, counted.normal[place], counted.anomalous[place], toDouble(counted.weights[place])});
    };
    for (std::uint32_t place = kPlaces; place-- > 1;)
        step(place, (place - 1) * counted.width);
    if (anomalousFrom[0] > 0) { // The best of the edges: before the scores that are below all of them.
        metrics.f1 = sweep.f1();
        youden = sweep.youden();
    }
    step(0, -std::numeric_limits<double>::infinity());
    sweep.finish();
    metrics.auroc = sweep.auroc();
    metrics.aupro = sweep.aupro();
    metrics.averagePrecision = sweep.averagePrecision();
    metrics.roc = sweep.roc();
    metrics.pro = sweep.pro();
    metrics.precisionRecall = sweep.precisionRecall();
}

PixelThresholdIndex::PixelThresholdIndex(double width, std::unique_ptr<const Private> data) : m_width(width), d(std::move(data)) {}
PixelThresholdIndex::~PixelThresholdIndex() = default;

const PixelMetrics &PixelThresholdIndex::metrics() const { return d->metrics; }
const std::optional<BestThreshold> &PixelThresholdIndex::youden() const { return d->youden; }

std::size_t PixelThresholdIndex::edgeOf(double threshold) const
{
    require(!std::isnan(threshold), "a threshold is a number");
    return static_cast<std::size_t>(std::floor(std::clamp(threshold / m_width, 0.0, static_cast<double>(kBins)) + 0.5));
}

double PixelThresholdIndex::snapped(double threshold) const
{
    return static_cast<double>(edgeOf(threshold)) * m_width;
}

PixelFigures PixelThresholdIndex::at(double threshold) const
{
    const std::size_t edge = edgeOf(threshold);
    PixelFigures figures;
    figures.threshold = static_cast<double>(edge) * m_width;
    figures.pixels = {.truePositives = d->anomalousFrom[edge],
                      .falsePositives = d->normalFrom[edge],
                      .trueNegatives = d->metrics.normalPixels - d->normalFrom[edge],
                      .falseNegatives = d->metrics.anomalousPixels - d->anomalousFrom[edge]};
    figures.falsePositiveRate = figures.pixels.overkillRate();
    if (d->metrics.regions > 0)
        figures.meanOverlap = std::min(1.0, d->overlapFrom[edge] / static_cast<double>(d->metrics.regions));
    return figures;
}

PixelHistogram PixelThresholdIndex::histogram(double low, double high, int bins) const
{
    constexpr int kMaxBins = 1'000'000;
    if (!std::isfinite(low) || !std::isfinite(high) || !(low < high) || !std::isfinite(high - low))
        throw Error(ErrorCode::BadOption, "A histogram needs a finite range whose low end, " + std::to_string(low)
                                              + ", is below its high end, " + std::to_string(high) + ".");
    if (bins < 1 || bins > kMaxBins)
        throw Error(ErrorCode::BadOption, "A histogram cannot have " + std::to_string(bins) + " bins; choose 1 to "
                                              + std::to_string(kMaxBins) + ".");
    PixelHistogram histogram;
    const auto count = static_cast<std::size_t>(bins);
    histogram.edges.reserve(count + 1);
    histogram.normal.reserve(count);
    histogram.anomalous.reserve(count);
    std::size_t left = edgeOf(low);
    histogram.edges.push_back(static_cast<double>(left) * m_width);
    for (int bin = 1; bin <= bins; ++bin) {
        const std::size_t right = edgeOf(bin == bins ? high : low + (high - low) * bin / bins);
        histogram.edges.push_back(static_cast<double>(right) * m_width);
        histogram.normal.push_back(d->normalFrom[left] - d->normalFrom[right]);
        histogram.anomalous.push_back(d->anomalousFrom[left] - d->anomalousFrom[right]);
        left = right;
    }
    return histogram;
}

} // namespace flawscope
