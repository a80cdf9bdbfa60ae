// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/colormap.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace flawscope {

namespace {

using Table = std::array<Rgb, 256>;

Table makeTable(int openCvColors)
{
    cv::Mat ramp(1, 256, CV_8U);
    for (int level = 0; level < 256; ++level)
        ramp.at<std::uint8_t>(level) = static_cast<std::uint8_t>(level);
    cv::Mat bgr;
    cv::applyColorMap(ramp, bgr, openCvColors);
    Table table;
    for (int level = 0; level < 256; ++level) {
        const auto &color = bgr.at<cv::Vec3b>(level);
        table[static_cast<std::size_t>(level)] = {color[2], color[1], color[0]};
    }
    return table;
}

Table makeGreyTable()
{
    Table table;
    for (std::size_t level = 0; level < table.size(); ++level)
        table[level].fill(static_cast<std::uint8_t>(level));
    return table;
}

/// Maps a score to 0 … 255; NaN counts as the lowest.
class Scale final {
public:
    Scale(float lo, float hi) : m_lo(lo), m_factor(hi > lo ? 255.0F / (hi - lo) : HUGE_VALF) {}

    [[nodiscard]] std::size_t level(float score) const
    {
        const float above = score - m_lo;
        if (!(above > 0))
            return 0;
        return static_cast<std::size_t>(std::min(above * m_factor, 255.0F) + 0.5F);
    }

private:
    float m_lo;
    float m_factor;
};

/// How much of the colour is seen at a level, in 1/65536: nothing at 0, smoothly up to @p opacity at half the scale.
std::array<std::uint32_t, 256> makeCoverage(double opacity)
{
    std::array<std::uint32_t, 256> coverage;
    for (std::size_t level = 0; level < coverage.size(); ++level) {
        const double t = std::min(1.0, static_cast<double>(level) / 128.0);
        coverage[level] = static_cast<std::uint32_t>(std::lround(opacity * t * t * (3 - 2 * t) * 65536));
    }
    return coverage;
}

} // namespace

const std::vector<const char *> &colorMapNames()
{
    static const std::vector<const char *> kNames = {"inferno", "viridis", "cividis", "turbo", "grey"};
    return kNames;
}

const std::array<Rgb, 256> &colorTable(ColorMap colors)
{
    static const std::array<Table, 5> kTables = {makeTable(cv::COLORMAP_INFERNO), makeTable(cv::COLORMAP_VIRIDIS),
                                                 makeTable(cv::COLORMAP_CIVIDIS), makeTable(cv::COLORMAP_TURBO), makeGreyTable()};
    const auto index = static_cast<std::size_t>(colors);
    require(index < kTables.size(), "a colour map is one of the enum's");
    return kTables[index];
}

RgbImage colorize(const ScoreMap &map, float lo, float hi, ColorMap colors)
{
    const Table &table = colorTable(colors);
    const Scale scale(lo, hi);
    RgbImage image(map.height, map.width);
    std::uint8_t *out = image.pixels.data();
    for (const float score : map.values)
        out = std::copy_n(table[scale.level(score)].data(), 3, out);
    return image;
}

RgbImage overlay(const RgbImage &image, const ScoreMap &map, float lo, float hi, ColorMap colors, double opacity)
{
    require(image.height == map.height && image.width == map.width, "an overlay's map has the picture's size");
    require(opacity >= 0 && opacity <= 1, "opacity is in [0, 1]");
    const Table &table = colorTable(colors);
    const auto coverage = makeCoverage(opacity);
    const Scale scale(lo, hi);
    RgbImage result = image;
    std::uint8_t *pixel = result.pixels.data();
    for (const float score : map.values) {
        const std::size_t level = scale.level(score);
        const std::uint32_t share = coverage[level];
        for (std::size_t channel = 0; channel < 3; ++channel, ++pixel)
            *pixel = static_cast<std::uint8_t>((*pixel * (65536 - share) + table[level][channel] * share + 32768) >> 16);
    }
    return result;
}

void drawContours(RgbImage &image, const Mask &mask, Rgb color, int thicknessPx)
{
    require(image.height == mask.height && image.width == mask.width, "a mask drawn on a picture has its size");
    require(thicknessPx >= 1, "a contour line is at least one pixel thick");
    if (mask.empty())
        return;
    const cv::Mat defects(mask.height, mask.width, CV_8U, const_cast<std::uint8_t *>(mask.values.data()));
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(defects, contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
    cv::Mat canvas(image.height, image.width, CV_8UC3, image.pixels.data());
    const int rim = std::max(1, (thicknessPx + 1) / 3);
    cv::drawContours(canvas, contours, -1, cv::Scalar::all(16), thicknessPx + 2 * rim, cv::LINE_AA);
    cv::drawContours(canvas, contours, -1, cv::Scalar(color[0], color[1], color[2]), thicknessPx, cv::LINE_AA);
}

} // namespace flawscope
