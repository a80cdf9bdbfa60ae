// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/pixelevaluator.h"

#include "core/evaluation/connectedcomponents.h"
#include "core/evaluation/floatkeys_p.h"
#include "core/evaluation/normalcounter_p.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <thread>

namespace flawscope {
namespace {

std::string sizeText(int height, int width)
{
    return std::to_string(width) + "×" + std::to_string(height);
}

template <typename Score>
class PixelEvaluator {
public:
    using Visitor = MapVisitorOf<Score>;
    using Source = MapSourceOf<Score>;

    PixelEvaluator(std::span<const EvaluatedImage> images, const Source &maps, const EvaluationOptions &options,
                   const RunContext &context)
        : m_images(images), m_maps(maps), m_options(options), m_context(context), m_truths(images.size())
    {
        const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
        m_threads = options.threads > 0 ? options.threads : static_cast<int>(cores);
        std::set<std::string> classes;
        for (const EvaluatedImage &image : images) {
            m_reports += image.defect ? 2 : 1; // defect images are visited in both passes
            if (options.perClass && image.defect && !image.defectClass.empty())
                classes.insert(image.defectClass);
        }
        m_classes.assign(classes.begin(), classes.end());
        for (std::size_t i = 0; i < images.size(); ++i)
            m_truths[i].defectClass = indexOfClass(images[i]);
    }

    PixelEvaluation run()
    {
        collectAnomalous();
        makeLists();
        countNormals();
        return results();
    }

private:
    using Key = detail::KeyOf<Score>;
    using RankedList = detail::RankedList<Score>;
    using NormalCounter = detail::NormalCounter<Score>;
    static constexpr std::uint32_t kNoClass = 0xFFFFFFFF;

    struct Pixel {
        Key key = 0;
        std::uint32_t region = 0;
    };
    struct Truth {
        bool known = true;
        std::uint32_t defectClass = kNoClass;
        std::uint64_t anomalous = 0;
    };

    void collectAnomalous();
    void collectFrom(std::size_t index, const Plane<Score> &map, const Mask &mask);
    void makeLists();
    void countNormals();
    void countImages(NormalCounter &counter, bool defect, std::uint32_t defectClass);
    PixelEvaluation results() const;
    PixelMetrics resultsFor(const RankedList &list, std::uint32_t defectClass) const;
    void visit(std::size_t index, const Visitor &visitor);
    [[nodiscard]] std::uint32_t indexOfClass(const EvaluatedImage &image) const;

    std::span<const EvaluatedImage> m_images;
    const Source &m_maps;
    const EvaluationOptions &m_options;
    const RunContext &m_context;
    int m_threads = 1;
    double m_reported = 0;
    double m_reports = 0;
    std::vector<std::string> m_classes;
    std::vector<Truth> m_truths;               ///< For each image.
    std::vector<Pixel> m_pixels;               ///< The anomalous ones.
    std::vector<double> m_regionWeights;       ///< 1/|region|
    std::vector<std::uint32_t> m_regionClasses;
    Key m_lowest = std::numeric_limits<Key>::max(); ///< Without anomalous pixels: above every key.
    Key m_highest = std::numeric_limits<Key>::max();
    std::size_t m_anomalous = 0;
    std::vector<RankedList> m_lists;           ///< Of each class; the last one is of all images.
};

template <typename Score>
std::uint32_t PixelEvaluator<Score>::indexOfClass(const EvaluatedImage &image) const
{
    const auto found = std::lower_bound(m_classes.begin(), m_classes.end(), image.defectClass);
    return image.defect && found != m_classes.end() && *found == image.defectClass
               ? static_cast<std::uint32_t>(found - m_classes.begin())
               : kNoClass;
}

template <typename Score> // Calls the source once, and checks what it brings.
void PixelEvaluator<Score>::visit(std::size_t index, const Visitor &visitor)
{
    m_context.throwIfStopped();
    int calls = 0;
    m_maps(index, [&](const Plane<Score> &map, const Mask &mask) {
        const std::string &name = m_images[index].name;
        ++calls;
        if (map.height < 1 || map.width < 1 || map.size() != static_cast<std::size_t>(map.height) * map.width)
            throw Error(ErrorCode::BadInput, "The score map of " + name + " is empty or broken; score the image again.");
        if (!mask.empty() && (mask.height != map.height || mask.width != map.width || mask.size() != map.size()))
            throw Error(ErrorCode::Mismatch, "The mask of " + name + " has " + sizeText(mask.height, mask.width)
                                                 + " pixels but its score map has " + sizeText(map.height, map.width)
                                                 + "; give both the same size.");
        visitor(map, mask);
    });
    require(calls == 1, "a MapSource calls its visitor once");
    m_reported += 1;
    m_context.report({"evaluation", m_reported, m_reports, "maps", {}});
}

template <typename Score>
void PixelEvaluator<Score>::collectAnomalous()
{
    for (std::size_t i = 0; i < m_images.size(); ++i) {
        if (m_images[i].defect)
            visit(i, [&](const Plane<Score> &map, const Mask &mask) { collectFrom(i, map, mask); });
    }
}

template <typename Score>
void PixelEvaluator<Score>::collectFrom(std::size_t index, const Plane<Score> &map, const Mask &mask)
{
    if (mask.empty()) {
        m_truths[index].known = false;
        m_reports -= 1;
        return;
    }
    const ConnectedComponents components = connectedComponents(mask);
    const std::size_t firstRegion = m_regionWeights.size();
    require(firstRegion + components.areas.size() < kNoClass, "regions are numbered in 32 bits");
    for (const std::uint64_t area : components.areas) {
        m_regionWeights.push_back(1.0 / static_cast<double>(area));
        m_regionClasses.push_back(m_truths[index].defectClass);
        m_truths[index].anomalous += area;
    }
    for (const MaskRun &run : components.runs) {
        const auto region = static_cast<std::uint32_t>(firstRegion + run.region);
        for (const Score score : map.row(run.y).subspan(run.begin, run.end - run.begin)) {
            if (std::isnan(score))
                throw Error(ErrorCode::BadInput, "The score map of " + m_images[index].name + " contains a value that is not "
                                                     "a number; score the image again or leave it out.");
            m_pixels.push_back({detail::keyOf(score), region});
        }
    }
}

template <typename Score>
void PixelEvaluator<Score>::makeLists()
{
    m_anomalous = m_pixels.size();
    std::vector<Pixel> scratch(m_pixels.size());
    const auto sorted = detail::radixSort(std::span(m_pixels), std::span(scratch), 8 * sizeof(Key), [](const Pixel &p) { return p.key; });
    if (!sorted.empty()) {
        m_lowest = sorted.front().key;
        m_highest = sorted.back().key;
    }
    // The pixels of one class after the other, then all of them; each class in a pass of its own would be slow for many classes.
    struct Columns {
        std::vector<Key> keys;
        std::vector<std::uint32_t> regions;
    };
    std::vector<std::size_t> sizes(m_classes.size() + 1);
    sizes.back() = sorted.size();
    for (const Pixel &pixel : sorted) {
        if (const std::uint32_t c = m_regionClasses[pixel.region]; c != kNoClass)
            ++sizes[c];
    }
    std::vector<Columns> columns(sizes.size());
    for (std::size_t c = 0; c < sizes.size(); ++c) {
        columns[c].keys.reserve(sizes[c]);
        columns[c].regions.reserve(sizes[c]);
    }
    const auto append = [&](Columns &to, const Pixel &pixel) {
        to.keys.push_back(pixel.key - m_lowest);
        to.regions.push_back(pixel.region);
    };
    for (const Pixel &pixel : sorted) {
        if (const std::uint32_t c = m_regionClasses[pixel.region]; c != kNoClass)
            append(columns[c], pixel);
        append(columns.back(), pixel);
    }
    m_pixels = {};
    scratch = {};
    m_lists.reserve(columns.size());
    for (Columns &column : columns)
        m_lists.emplace_back(std::move(column.keys), std::move(column.regions), m_lowest, m_threads);
}

template <typename Score>
void PixelEvaluator<Score>::countNormals()
{
    // Merging walks the whole list for each chunk, so chunks grow with the list.
    constexpr std::size_t kLargestChunk = std::size_t{32} << 20;
    const auto wanted = static_cast<std::size_t>(m_options.chunkPixels);
    NormalCounter counter(m_lowest, m_highest, std::max(wanted, std::min(4 * m_anomalous, kLargestChunk)), m_threads);
    std::vector<RankedList *> all;
    for (RankedList &list : m_lists)
        all.push_back(&list);
    counter.setLists(all);
    countImages(counter, false, kNoClass);
    for (std::uint32_t c = 0; c < m_classes.size(); ++c) {
        counter.setLists({&m_lists[c], &m_lists.back()});
        countImages(counter, true, c);
    }
    counter.setLists({&m_lists.back()});
    countImages(counter, true, kNoClass);
    counter.finish();
}

template <typename Score>
void PixelEvaluator<Score>::countImages(NormalCounter &counter, bool defect, std::uint32_t defectClass)
{
    for (std::size_t i = 0; i < m_images.size(); ++i) {
        if (m_images[i].defect != defect || !m_truths[i].known || m_truths[i].defectClass != defectClass)
            continue;
        visit(i, [&](const Plane<Score> &map, const Mask &mask) {
            const std::uint64_t anomalous = map.size() - counter.add(map, mask, m_images[i].name);
            if (!defect && anomalous > 0)
                throw Error(ErrorCode::Mismatch, "The image " + m_images[i].name + " is labelled good, but its mask marks "
                                                     + std::to_string(anomalous) + " pixels as defect; correct one of them.");
            if (anomalous != m_truths[i].anomalous)
                throw Error(ErrorCode::Mismatch, "The mask of " + m_images[i].name + " changed while it was evaluated; start again.");
        });
    }
}

template <typename Score>
PixelMetrics PixelEvaluator<Score>::resultsFor(const RankedList &list, std::uint32_t defectClass) const
{
    const auto belongs = [&](std::uint32_t c) { return defectClass == kNoClass || c == defectClass; };
    const auto regions = std::count_if(m_regionClasses.begin(), m_regionClasses.end(), belongs);
    PixelMetrics metrics = list.metrics(m_regionWeights, static_cast<std::uint64_t>(regions), m_options);
    for (std::size_t i = 0; i < m_images.size(); ++i) {
        if (!m_images[i].defect || belongs(m_truths[i].defectClass))
            ++(m_truths[i].known ? metrics.images : metrics.imagesWithoutMask);
    }
    return metrics;
}

template <typename Score>
PixelEvaluation PixelEvaluator<Score>::results() const
{
    PixelEvaluation evaluation;
    evaluation.overall = resultsFor(m_lists.back(), kNoClass);
    for (std::uint32_t c = 0; c < m_classes.size(); ++c) {
        m_context.throwIfStopped();
        evaluation.classes.push_back({m_classes[c], resultsFor(m_lists[c], c)});
    }
    return evaluation;
}

} // namespace

PixelEvaluation evaluatePixels(std::span<const EvaluatedImage> images, const MapSource &maps, const EvaluationOptions &options,
                               const RunContext &context)
{
    validateOptions(options);
    return PixelEvaluator<float>(images, maps, options, context).run();
}

PixelEvaluation evaluatePixels(std::span<const EvaluatedImage> images, const PreciseMapSource &maps,
                               const EvaluationOptions &options, const RunContext &context)
{
    validateOptions(options);
    return PixelEvaluator<double>(images, maps, options, context).run();
}

} // namespace flawscope
