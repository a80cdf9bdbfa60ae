// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/regions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <opencv2/imgproc.hpp>

namespace flawscope {

namespace {

/// Beyond it two distance transforms are faster than a filter with every point of the disc.
constexpr int kLargestFilterRadius = 15;

cv::Mat wrap(Mask &mask)
{
    return {mask.height, mask.width, CV_8U, mask.values.data()};
}

cv::Mat discKernel(int radius)
{
    cv::Mat kernel(2 * radius + 1, 2 * radius + 1, CV_8U);
    for (int y = -radius; y <= radius; ++y) {
        for (int x = -radius; x <= radius; ++x)
            kernel.at<std::uint8_t>(y + radius, x + radius) = x * x + y * y <= radius * radius;
    }
    return kernel;
}

/// What is left of the set bits where every unset pixel takes a disc with it.
void erodeByDistance(cv::Mat &mask, int radius)
{
    if (cv::countNonZero(mask) == static_cast<int>(mask.total()))
        return; // Nothing erodes, and the distance to nothing is not defined.
    cv::Mat distance;
    cv::distanceTransform(mask, distance, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    // Squared distances are whole numbers: the limit in the middle between two is safe from the root's rounding.
    cv::threshold(distance, distance, std::sqrt(static_cast<double>(radius) * radius + 0.5), 1, cv::THRESH_BINARY);
    distance.convertTo(mask, CV_8U);
}

void openWithDisc(Mask &mask, int radius)
{
    cv::Mat pixels = wrap(mask);
    if (radius <= kLargestFilterRadius) {
        cv::morphologyEx(pixels, pixels, cv::MORPH_OPEN, discKernel(radius));
        return;
    }
    erodeByDistance(pixels, radius);
    cv::bitwise_xor(pixels, cv::Scalar(1), pixels);
    erodeByDistance(pixels, radius);
    cv::bitwise_xor(pixels, cv::Scalar(1), pixels);
}

void dropSmallRegions(Mask &mask, int minimumAreaPx)
{
    if (minimumAreaPx <= 1)
        return;
    cv::Mat labels;
    cv::Mat statistics;
    cv::Mat centroids;
    cv::connectedComponentsWithStats(wrap(mask), labels, statistics, centroids, 8, CV_32S);
    for (int y = 0; y < mask.height; ++y) {
        const int *label = labels.ptr<int>(y);
        for (std::uint8_t &pixel : mask.row(y)) {
            if (pixel != 0 && statistics.at<int>(*label, cv::CC_STAT_AREA) < minimumAreaPx)
                pixel = 0;
            ++label;
        }
    }
}

void cleanInPlace(Mask &mask, const MaskOptions &options)
{
    validateOptions(options);
    if (mask.empty())
        return;
    try {
        if (options.openingRadiusPx > 0)
            openWithDisc(mask, options.openingRadiusPx);
        dropSmallRegions(mask, options.minimumAreaPx);
    } catch (const cv::Exception &exception) {
        throw Error(ErrorCode::OutOfMemory, "A mask of " + std::to_string(mask.height) + " × " + std::to_string(mask.width)
                                                + " pixels could not be cleaned (" + exception.err + ").");
    }
}

/// Walks along the edges between set and unset pixels, the set ones on the right hand, as the picture is seen.
class EdgeTracer final {
public:
    explicit EdgeTracer(const Mask &mask) : m_mask(mask), m_walkedTop(mask.size(), false) {}

    [[nodiscard]] bool isFreshTop(int y, int x) const
    {
        return isSet(y, x) && !isSet(y - 1, x) && !m_walkedTop[static_cast<std::size_t>(y) * m_mask.width + x];
    }

    /// The loop that holds the top edge of pixel (x, y). Diagonal neighbours stay together: the set pixels are 8-connected.
    Polygon trace(int y, int x)
    {
        static constexpr std::array<Corner, 4> kSteps = {{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
        // The pixels ahead on the left and right of a corner, for each heading: east, south, west, north.
        static constexpr std::array<Corner, 4> kLeft = {{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};
        static constexpr std::array<Corner, 4> kRight = {{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
        Polygon polygon;
        Corner at{x, y};
        std::size_t heading = 0;
        for (;;) {
            if (heading == 0) {
                const std::size_t edge = static_cast<std::size_t>(at.y) * m_mask.width + at.x;
                if (m_walkedTop[edge])
                    break;
                m_walkedTop[edge] = true;
            }
            at = {at.x + kSteps[heading].x, at.y + kSteps[heading].y};
            std::size_t next = heading;
            if (isSet(at.y + kLeft[heading].y, at.x + kLeft[heading].x))
                next = (heading + 3) % 4;
            else if (!isSet(at.y + kRight[heading].y, at.x + kRight[heading].x))
                next = (heading + 1) % 4;
            if (next != heading)
                polygon.push_back(at);
            heading = next;
        }
        return polygon;
    }

private:
    [[nodiscard]] bool isSet(int y, int x) const
    {
        return y >= 0 && x >= 0 && y < m_mask.height && x < m_mask.width && m_mask.at(y, x) != 0;
    }

    const Mask &m_mask;
    std::vector<bool> m_walkedTop;
};

void addScores(const cv::Mat &labels, const ScoreMap &map, std::vector<Region> &regions)
{
    for (int y = 0; y < map.height; ++y) {
        const int *label = labels.ptr<int>(y);
        const std::span<const float> scores = map.row(y);
        for (int x = 0; x < map.width; ++x) {
            if (label[x] == 0)
                continue;
            Region &region = regions[static_cast<std::size_t>(label[x]) - 1];
            const float score = scores[static_cast<std::size_t>(x)];
            if (region.areaPx == 0 || score > region.peakScore) {
                region.peakScore = score;
                region.peakX = x;
                region.peakY = y;
            }
            region.meanScore += score;
            ++region.areaPx;
        }
    }
    for (Region &region : regions)
        region.meanScore /= static_cast<double>(region.areaPx);
}

void addPolygons(const cv::Mat &labels, const Mask &mask, std::vector<Region> &regions)
{
    EdgeTracer tracer(mask);
    for (int y = 0; y < mask.height; ++y) {
        const int *label = labels.ptr<int>(y);
        for (int x = 0; x < mask.width; ++x) {
            if (label[x] == 0 || !tracer.isFreshTop(y, x))
                continue;
            Region &region = regions[static_cast<std::size_t>(label[x]) - 1];
            // Row by row the outline's topmost edge comes before any edge of a hole.
            if (region.outline.empty())
                region.outline = tracer.trace(y, x);
            else
                region.holes.push_back(tracer.trace(y, x));
        }
    }
}

} // namespace

Mask thresholdMask(const ScoreMap &map, double threshold, const MaskOptions &options)
{
    Mask mask(map.height, map.width);
    std::transform(map.values.begin(), map.values.end(), mask.values.begin(), [threshold](float score) -> std::uint8_t { return score >= threshold; });
    cleanInPlace(mask, options);
    return mask;
}

Mask cleanMask(const Mask &mask, const MaskOptions &options)
{
    Mask result(mask.height, mask.width);
    std::transform(mask.values.begin(), mask.values.end(), result.values.begin(), [](std::uint8_t pixel) -> std::uint8_t { return pixel != 0; });
    cleanInPlace(result, options);
    return result;
}

std::vector<Region> findRegions(const Mask &mask, const ScoreMap &map)
{
    require(mask.height == map.height && mask.width == map.width, "a mask and the map it came from have one size");
    if (mask.empty())
        return {};
    cv::Mat labels;
    cv::Mat statistics;
    cv::Mat centroids;
    const cv::Mat pixels(mask.height, mask.width, CV_8U, const_cast<std::uint8_t *>(mask.values.data()));
    const int count = cv::connectedComponentsWithStats(pixels, labels, statistics, centroids, 8, CV_32S);
    std::vector<Region> regions(static_cast<std::size_t>(count) - 1);
    for (int label = 1; label < count; ++label) {
        Region &region = regions[static_cast<std::size_t>(label) - 1];
        region.x = statistics.at<int>(label, cv::CC_STAT_LEFT);
        region.y = statistics.at<int>(label, cv::CC_STAT_TOP);
        region.width = statistics.at<int>(label, cv::CC_STAT_WIDTH);
        region.height = statistics.at<int>(label, cv::CC_STAT_HEIGHT);
        region.centroidX = centroids.at<double>(label, 0);
        region.centroidY = centroids.at<double>(label, 1);
    }
    addScores(labels, map, regions);
    addPolygons(labels, mask, regions);
    std::sort(regions.begin(), regions.end(), [](const Region &a, const Region &b) {
        return a.outline.back().y != b.outline.back().y ? a.outline.back().y < b.outline.back().y : a.outline.back().x < b.outline.back().x;
    });
    return regions;
}

} // namespace flawscope
