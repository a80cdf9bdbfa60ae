// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/coco.h"

#include "core/base/files.h"
#include "core/base/version.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace flawscope {

namespace {

using Json = nlohmann::ordered_json;

Json segmentationOf(const Region &region, const ImageRegions &image)
{
    if (!region.holes.empty())
        return {{"size", {image.height, image.width}}, {"counts", runLengths(region, image.height, image.width)}};
    Json polygon = Json::array();
    for (const Corner &corner : region.outline) {
        polygon.push_back(corner.x);
        polygon.push_back(corner.y);
    }
    Json polygons = Json::array();
    polygons.push_back(std::move(polygon));
    return polygons;
}

/// Hands JSON to a file piece by piece.
class Stream final {
public:
    explicit Stream(const ByteSink &sink) : m_sink(sink) {}

    void text(std::string_view text) { m_sink({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}); }
    /// An element of an array, on a line of its own.
    void element(const Json &json)
    {
        // A name that is not UTF-8 must not stop the export of all others.
        text((m_first ? "\n" : ",\n") + json.dump(-1, ' ', false, Json::error_handler_t::replace));
        m_first = false;
    }
    void nextArray(std::string_view opening)
    {
        text(opening);
        m_first = true;
    }

private:
    const ByteSink &m_sink;
    bool m_first = true;
};

} // namespace

std::int64_t ImageRegions::largestRegionPx() const
{
    std::int64_t largest = 0;
    for (const Region &region : regions)
        largest = std::max(largest, region.areaPx);
    return largest;
}

std::vector<std::int64_t> runLengths(const Region &region, int height, int width)
{
    require(region.x >= 0 && region.y >= 0 && region.x + region.width <= width && region.y + region.height <= height, "a region lies in its image");
    // In each column, the horizontal edges from top to bottom are where runs begin and end in turn.
    std::vector<std::vector<int>> crossings(static_cast<std::size_t>(region.width));
    const auto collect = [&](const Polygon &polygon) {
        for (std::size_t index = 0; index < polygon.size(); ++index) {
            const Corner &a = polygon[index];
            const Corner &b = polygon[(index + 1) % polygon.size()];
            for (int x = std::min(a.x, b.x); a.y == b.y && x < std::max(a.x, b.x); ++x)
                crossings[static_cast<std::size_t>(x - region.x)].push_back(a.y);
        }
    };
    collect(region.outline);
    std::for_each(region.holes.begin(), region.holes.end(), collect);
    std::vector<std::int64_t> counts;
    std::int64_t previous = 0;
    for (int x = 0; x < region.width; ++x) {
        std::vector<int> &column = crossings[static_cast<std::size_t>(x)];
        std::sort(column.begin(), column.end());
        for (const int y : column) {
            const std::int64_t position = static_cast<std::int64_t>(region.x + x) * height + y;
            if (position == previous && !counts.empty()) { // A run that goes on in the next column.
                previous -= counts.back();
                counts.pop_back();
                continue;
            }
            counts.push_back(position - previous);
            previous = position;
        }
    }
    if (const std::int64_t rest = static_cast<std::int64_t>(height) * width - previous; rest > 0)
        counts.push_back(rest);
    return counts;
}

void writeCoco(const std::filesystem::path &path, std::span<const ImageRegions> images, double threshold)
{
    writeFileAtomically(path, [&](const ByteSink &sink) {
        Stream out(sink);
        const Json info = {{"description", "Regions found by Flawscope"}, {"version", kVersion}, {"threshold", threshold}};
        const Json category = {{"id", 1}, {"name", "defect"}, {"supercategory", "anomaly"}};
        out.text("{\"info\":" + info.dump() + ",\n\"categories\":[" + category.dump() + "],\n");
        out.nextArray("\"images\":[");
        std::int64_t imageId = 0;
        for (const ImageRegions &image : images)
            out.element({{"id", ++imageId}, {"file_name", image.name}, {"width", image.width}, {"height", image.height}});
        out.nextArray("],\n\"annotations\":[");
        imageId = 0;
        std::int64_t annotationId = 0;
        for (const ImageRegions &image : images) {
            ++imageId;
            for (const Region &region : image.regions) {
                out.element({{"id", ++annotationId}, {"image_id", imageId}, {"category_id", 1}, {"iscrowd", 0}, {"area", region.areaPx},
                             {"bbox", {region.x, region.y, region.width, region.height}}, {"score", region.peakScore},
                             {"mean_score", region.meanScore}, {"segmentation", segmentationOf(region, image)}});
            }
        }
        out.text("]}\n");
    });
}

} // namespace flawscope
