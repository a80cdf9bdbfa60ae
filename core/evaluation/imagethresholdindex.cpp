// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/imagethresholdindex.h"

#include "core/base/error.h"
#include "core/evaluation/floatkeys_p.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace flawscope {
namespace {

struct Place {
    std::uint64_t key = 0;
    std::uint32_t index = 0;
};

std::vector<Place> placesOf(std::span<const RankedImage> images)
{
    require(images.size() < std::numeric_limits<std::uint32_t>::max(), "images are counted in 32 bits");
    std::vector<Place> places(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (std::isnan(images[i].score))
            throw Error(ErrorCode::BadInput, "The score of image " + std::to_string(images[i].id)
                                                 + " is not a number; leave that image out or score it again.");
        places[i] = {detail::keyOf(images[i].score), static_cast<std::uint32_t>(i)};
    }
    return places;
}

} // namespace

ImageThresholdIndex::ImageThresholdIndex(std::span<const RankedImage> images)
{
    std::vector<Place> places = placesOf(images);
    std::vector<Place> scratch(places.size());
    const auto sorted = detail::radixSort(std::span(places), std::span(scratch), 64, [](const Place &p) { return p.key; });
    m_scores.reserve(images.size());
    m_ids.reserve(images.size());
    m_goodBefore.reserve(images.size() + 1);
    m_defectsBefore.reserve(images.size() + 1);
    for (const Place &place : sorted) {
        const RankedImage &image = images[place.index];
        m_scores.push_back(image.score);
        m_ids.push_back(image.id);
        m_goodBefore.push_back(m_goodBefore.back() + (image.defect == false));
        m_defectsBefore.push_back(m_defectsBefore.back() + (image.defect == true));
    }
}

std::size_t ImageThresholdIndex::firstFrom(double threshold) const
{
    require(!std::isnan(threshold), "a threshold is a number");
    return static_cast<std::size_t>(std::lower_bound(m_scores.begin(), m_scores.end(), threshold) - m_scores.begin());
}

std::uint64_t ImageThresholdIndex::before(std::size_t place, std::optional<bool> defect) const
{
    if (!defect)
        return place - m_goodBefore[place] - m_defectsBefore[place];
    return (*defect ? m_defectsBefore : m_goodBefore)[place];
}

Confusion ImageThresholdIndex::at(double threshold) const
{
    return band(threshold, threshold).sure;
}

std::uint64_t ImageThresholdIndex::countFrom(double threshold) const
{
    return size() - firstFrom(threshold);
}

BandCounts ImageThresholdIndex::band(double low, double high) const
{
    require(low <= high, "the low threshold is not above the high one");
    const std::size_t unsure = firstFrom(low);
    const std::size_t called = firstFrom(high);
    const auto between = [&](std::size_t first, std::size_t last, std::optional<bool> defect) {
        return before(last, defect) - before(first, defect);
    };
    BandCounts counts;
    counts.sure = {.truePositives = between(called, size(), true),
                   .falsePositives = between(called, size(), false),
                   .trueNegatives = before(unsure, false),
                   .falseNegatives = before(unsure, true)};
    counts.unsureGood = between(unsure, called, false);
    counts.unsureDefects = between(unsure, called, true);
    counts.unsureUnknown = between(unsure, called, std::nullopt);
    counts.unknownGood = before(unsure, std::nullopt);
    counts.unknownDefects = between(called, size(), std::nullopt);
    return counts;
}

std::span<const std::int64_t> ImageThresholdIndex::idsBetween(double low, double high) const
{
    require(low <= high, "an interval's low end is not above its high end");
    const std::size_t first = firstFrom(low);
    return std::span(m_ids).subspan(first, firstFrom(high) - first);
}

std::span<const std::int64_t> ImageThresholdIndex::idsFrom(double low) const
{
    return std::span(m_ids).subspan(firstFrom(low));
}

std::vector<std::uint64_t> ImageThresholdIndex::counts(std::span<const double> edges, std::optional<bool> defect) const
{
    require(std::is_sorted(edges.begin(), edges.end()), "edges ascend");
    std::vector<std::uint64_t> counts;
    counts.reserve(edges.size());
    for (const double edge : edges)
        counts.push_back(before(firstFrom(edge), defect));
    if (counts.empty())
        return counts;
    for (std::size_t i = 0; i + 1 < counts.size(); ++i)
        counts[i] = counts[i + 1] - counts[i];
    counts.pop_back();
    return counts;
}

std::optional<double> ImageThresholdIndex::nextAbove(double threshold) const
{
    require(!std::isnan(threshold), "a threshold is a number");
    const auto found = std::upper_bound(m_scores.begin(), m_scores.end(), threshold);
    return found == m_scores.end() ? std::nullopt : std::optional(*found);
}

std::optional<double> ImageThresholdIndex::nextBelow(double threshold) const
{
    const std::size_t place = firstFrom(threshold);
    return place == 0 ? std::nullopt : std::optional(m_scores[place - 1]);
}

} // namespace flawscope
