// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/resize.h"

#include "core/imaging/lanczos_p.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numbers>

namespace flawscope {

namespace {

constexpr std::size_t kStripRows = 32;
constexpr std::size_t kStripBytes = kStripRows * 3;
static_assert(kStripBytes % imaging::kKernelBytes == 0);

/// Rows of interleaved RGB whose length is padded for the kernels.
struct PaddedRows {
    std::size_t stride;
    std::unique_ptr<std::uint8_t[]> bytes;

    PaddedRows(std::size_t rows, std::size_t rowBytes)
        : stride((rowBytes + imaging::kKernelBytes - 1) / imaging::kKernelBytes * imaging::kKernelBytes),
          bytes(std::make_unique<std::uint8_t[]>(rows * stride))
    {
    }
    [[nodiscard]] std::uint8_t *row(std::size_t y) { return bytes.get() + y * stride; }
};

/// Filters along the rows. A strip of 32 rows is turned into columns, so that the kernel, which weighs whole rows, works on
/// 32 pixels at once here too.
PaddedRows filterAlongRows(const RgbImage &image, int width, const imaging::LanczosFilter &filter,
                           imaging::WeighRows weigh)
{
    PaddedRows result(static_cast<std::size_t>(image.height), static_cast<std::size_t>(width) * 3);
    const auto sourceRow = static_cast<std::size_t>(image.width) * 3;
    const auto columns = std::make_unique<std::uint8_t[]>(static_cast<std::size_t>(image.width) * kStripBytes);
    std::uint8_t column[kStripBytes];
    for (int top = 0; top < image.height; top += static_cast<int>(kStripRows)) {
        const auto rows = std::min<std::size_t>(kStripRows, static_cast<std::size_t>(image.height - top));
        const std::uint8_t *source = image.pixel(top, 0);
        for (int x = 0; x < image.width; ++x) {
            for (std::size_t r = 0; r < rows; ++r)
                std::memcpy(columns.get() + static_cast<std::size_t>(x) * kStripBytes + r * 3,
                            source + r * sourceRow + static_cast<std::size_t>(x) * 3, 3);
        }
        for (int x = 0; x < width; ++x) {
            const imaging::FilterTaps taps = filter.taps(x);
            weigh(columns.get() + static_cast<std::size_t>(taps.first) * kStripBytes, kStripBytes, taps, kStripBytes,
                  column);
            for (std::size_t r = 0; r < rows; ++r)
                std::memcpy(result.row(static_cast<std::size_t>(top) + r) + static_cast<std::size_t>(x) * 3,
                            column + r * 3, 3);
        }
    }
    return result;
}

PaddedRows copyRows(const RgbImage &image)
{
    const auto rowBytes = static_cast<std::size_t>(image.width) * 3;
    PaddedRows result(static_cast<std::size_t>(image.height), rowBytes);
    for (int y = 0; y < image.height; ++y)
        std::memcpy(result.row(static_cast<std::size_t>(y)), image.pixel(y, 0), rowBytes);
    return result;
}

RgbImage filterAlongColumns(PaddedRows &rows, int height, int width, const imaging::LanczosFilter &filter,
                            imaging::WeighRows weigh)
{
    RgbImage result(height, width);
    const auto line = std::make_unique<std::uint8_t[]>(rows.stride);
    for (int y = 0; y < height; ++y) {
        const imaging::FilterTaps taps = filter.taps(y);
        weigh(rows.row(static_cast<std::size_t>(taps.first)), rows.stride, taps, rows.stride, line.get());
        std::memcpy(result.pixel(y, 0), line.get(), static_cast<std::size_t>(width) * 3);
    }
    return result;
}

/// Where one output sample lies between two input samples.
struct Between {
    int low;
    int high;
    float share; ///< Of the high one, [0, 1].
};

std::vector<Between> bilinearTable(int inputSize, int outputSize, bool alignCorners)
{
    std::vector<Between> table(static_cast<std::size_t>(outputSize));
    const float scale = !alignCorners  ? static_cast<float>(inputSize) / static_cast<float>(outputSize)
                      : outputSize > 1 ? static_cast<float>(inputSize - 1) / static_cast<float>(outputSize - 1)
                                       : 0.0F;
    for (int i = 0; i < outputSize; ++i) {
        const auto index = static_cast<float>(i);
        const float source = alignCorners ? index * scale : std::max(0.0F, (index + 0.5F) * scale - 0.5F);
        const int low = std::min(static_cast<int>(source), inputSize - 1);
        table[static_cast<std::size_t>(i)] = {low, std::min(low + 1, inputSize - 1), source - static_cast<float>(low)};
    }
    return table;
}

void requireSizes(bool sourceIsEmpty, int height, int width)
{
    require(!sourceIsEmpty && height > 0 && width > 0, "a resize needs pixels on both sides");
}

} // namespace

RgbImage resizeLanczos(const RgbImage &image, int height, int width)
{
    requireSizes(image.empty(), height, width);
    if (image.height == height && image.width == width)
        return image;
    const imaging::WeighRows weigh = imaging::weighRowsKernel();
    const imaging::LanczosFilter alongRows(image.width, width);
    PaddedRows rows = image.width == width ? copyRows(image) : filterAlongRows(image, width, alongRows, weigh);
    if (image.height == image.width && height == width)
        return filterAlongColumns(rows, height, width, alongRows, weigh);
    // Also where the height stays: the filter is then the identity.
    return filterAlongColumns(rows, height, width, imaging::LanczosFilter(image.height, height), weigh);
}

ScoreMap resizeBilinear(const ScoreMap &map, int height, int width, bool alignCorners)
{
    requireSizes(map.empty(), height, width);
    if (map.height == height && map.width == width)
        return map;
    const std::vector<Between> xs = bilinearTable(map.width, width, alignCorners);
    const std::vector<Between> ys = bilinearTable(map.height, height, alignCorners);
    ScoreMap result(height, width);
    for (int y = 0; y < height; ++y) {
        const Between &v = ys[static_cast<std::size_t>(y)];
        const auto upper = map.row(v.low);
        const auto lower = map.row(v.high);
        const auto out = result.row(y);
        for (std::size_t x = 0; x < xs.size(); ++x) {
            const auto [low, high, share] = xs[x];
            const float above = (1.0F - share) * upper[low] + share * upper[high];
            const float below = (1.0F - share) * lower[low] + share * lower[high];
            out[x] = (1.0F - v.share) * above + v.share * below;
        }
    }
    return result;
}

Mask resizeNearest(const Mask &mask, int height, int width)
{
    requireSizes(mask.empty(), height, width);
    const auto under = [](int i, int inputSize, int outputSize) {
        return static_cast<int>((2 * static_cast<std::int64_t>(i) + 1) * inputSize
                                / (2 * static_cast<std::int64_t>(outputSize)));
    };
    std::vector<int> xs(static_cast<std::size_t>(width));
    for (int x = 0; x < width; ++x)
        xs[static_cast<std::size_t>(x)] = under(x, mask.width, width);
    Mask result(height, width);
    for (int y = 0; y < height; ++y) {
        const auto source = mask.row(under(y, mask.height, height));
        std::ranges::transform(xs, result.row(y).begin(), [&](int x) { return source[static_cast<std::size_t>(x)]; });
    }
    return result;
}

RgbImage rotateNearest(const RgbImage &image, double degrees)
{
    RgbImage result(image.height, image.width);
    const double angle = degrees * std::numbers::pi / 180.0;
    // Rounded so that quarter turns are exact.
    const double cosine = std::round(std::cos(angle) * 1e15) / 1e15;
    const double sine = std::round(std::sin(angle) * 1e15) / 1e15;
    const double centreX = image.width / 2.0;
    const double centreY = image.height / 2.0;
    for (int y = 0; y < image.height; ++y) {
        const double dy = y + 0.5 - centreY;
        for (int x = 0; x < image.width; ++x) {
            const double dx = x + 0.5 - centreX;
            const double sourceX = std::floor(cosine * dx - sine * dy + centreX);
            const double sourceY = std::floor(sine * dx + cosine * dy + centreY);
            if (sourceX >= 0 && sourceX < image.width && sourceY >= 0 && sourceY < image.height)
                std::memcpy(result.pixel(y, x), image.pixel(static_cast<int>(sourceY), static_cast<int>(sourceX)), 3);
        }
    }
    return result;
}

} // namespace flawscope
