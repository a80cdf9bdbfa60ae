// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/featuremap_p.h"

#include "core/engine/encoders/maprows_p.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstring>

namespace flawscope {

namespace {

using rows::Bfloat;

/// Rows below this many values are not worth a thread of their own.
constexpr std::int64_t kValuesPerTask = 1 << 14;

/// Plain pointers into a FeatureMap, whose accessors are too slow for an inner loop.
template <typename T>
struct MapView {
    T *origin; ///< First channel of the first interior position.
    std::int64_t rowStride;
    std::int64_t imageStride;
    int count, height, width, channels, pad;

    explicit MapView(const FeatureMap &map)
        : rowStride((map.width + 2LL * map.pad) * map.channels()), imageStride(rowStride * (map.height + 2LL * map.pad)),
          count(map.count()), height(map.height), width(map.width), channels(map.channels()), pad(map.pad)
    {
        origin = static_cast<T *>(map.buffer.data_ptr()) + pad * rowStride + static_cast<std::int64_t>(pad) * channels;
    }
    [[nodiscard]] T *row(int image, int y) const { return origin + image * imageStride + y * rowStride; }
};

template <typename Function>
void forEachRow(int images, int height, std::int64_t valuesPerRow, Function function)
{
    const std::int64_t grain = std::max<std::int64_t>(1, kValuesPerTask / std::max<std::int64_t>(1, valuesPerRow));
    at::parallel_for(0, static_cast<std::int64_t>(images) * height, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            function(static_cast<int>(i / height), static_cast<int>(i % height));
    });
}

/// Mirrors a finished row into the columns left and right of it, then into the rows above and below that show it.
template <typename T>
void mirror(const MapView<T> &map, int image, int y)
{
    T *row = map.row(image, y);
    const auto bytes = static_cast<std::size_t>(map.channels) * sizeof(T);
    for (std::int64_t k = 1; k <= map.pad; ++k) {
        T *last = row + (map.width - 1LL) * map.channels;
        std::memcpy(row - k * map.channels, row + k * map.channels, bytes);
        std::memcpy(last + k * map.channels, last - k * map.channels, bytes);
    }
    const T *from = row - static_cast<std::int64_t>(map.pad) * map.channels;
    const std::int64_t left = from - row;
    const auto rowBytes = static_cast<std::size_t>(map.rowStride) * sizeof(T);
    if (y >= 1 && y <= map.pad)
        std::memcpy(map.row(image, -y) + left, from, rowBytes);
    const int fromBottom = map.height - 1 - y;
    if (fromBottom >= 1 && fromBottom <= map.pad)
        std::memcpy(map.row(image, map.height - 1 + fromBottom) + left, from, rowBytes);
}

void requireMirrorable(const FeatureMap &map, Padding padding)
{
    require(padding != Padding::Reflect || (map.height > map.pad && map.width > map.pad), "a mirrored border is narrower than its map");
}

template <typename T>
void finishTyped(const FeatureMap &yMap, FeatureMap &outMap, Padding padding, const FinishExtras &extras)
{
    const MapView<T> y(yMap);
    const MapView<T> out(outMap);
    const MapView<T> residual(extras.residual ? *extras.residual : yMap);
    const std::int64_t n = static_cast<std::int64_t>(y.width) * y.channels;
    forEachRow(y.count, y.height, n, [&](int image, int row) {
        float *tap = extras.tap ? extras.tap + (static_cast<std::int64_t>(image) * y.height + row) * n : nullptr;
        rows::finish(y.row(image, row), extras.residual ? residual.row(image, row) : nullptr, out.row(image, row), tap, n);
        if (padding == Padding::Reflect && out.pad > 0)
            mirror(out, image, row);
    });
}

template <typename T>
void poolTyped(const FeatureMap &yMap, FeatureMap &outMap, Padding padding)
{
    const MapView<T> y(yMap);
    const MapView<T> out(outMap);
    forEachRow(out.count, out.height, 4LL * out.width * out.channels, [&](int image, int row) {
        std::array<const T *, 3> window{};
        rows::PoolShape shape{0, y.width, out.width, y.channels};
        for (int from = std::max(0, 2 * row - 1); from <= std::min(y.height - 1, 2 * row + 1); ++from)
            window[shape.rowCount++] = y.row(image, from);
        rows::reluMaxPool(window.data(), out.row(image, row), shape);
        if (padding == Padding::Reflect && out.pad > 0)
            mirror(out, image, row);
    });
}

template <typename T>
void subsampleTyped(const FeatureMap &inMap, FeatureMap &outMap)
{
    const MapView<T> in(inMap);
    const MapView<T> out(outMap);
    const auto bytes = static_cast<std::size_t>(in.channels) * sizeof(T);
    forEachRow(out.count, out.height, static_cast<std::int64_t>(out.width) * out.channels, [&](int image, int row) {
        const T *from = in.row(image, 2 * row);
        T *to = out.row(image, row);
        for (std::int64_t x = 0; x < out.width; ++x)
            std::memcpy(to + x * out.channels, from + 2 * x * in.channels, bytes);
    });
}

/// @p readRow (image, row, float *out) gives one row of normalised, interleaved pixels.
template <typename T, typename ReadRow>
void fillTyped(FeatureMap &outMap, Padding padding, ReadRow readRow)
{
    const MapView<T> out(outMap);
    const std::int64_t n = 3LL * out.width;
    forEachRow(out.count, out.height, 4 * n, [&](int image, int row) {
        if constexpr (std::is_same_v<T, float>) {
            readRow(image, row, out.row(image, row));
        } else {
            thread_local std::vector<float> line;
            line.resize(static_cast<std::size_t>(n));
            readRow(image, row, line.data());
            rows::convert(line.data(), out.row(image, row), n);
        }
        if (padding == Padding::Reflect)
            mirror(out, image, row);
    });
}

template <typename ReadRow>
void fill(FeatureMap &out, Padding padding, ReadRow readRow)
{
    requireMirrorable(out, padding);
    if (out.buffer.scalar_type() == at::kFloat)
        fillTyped<float>(out, padding, readRow);
    else
        fillTyped<Bfloat>(out, padding, readRow);
}

} // namespace

FeatureMap makeFeatureMap(const std::array<int, 4> &nhwc, int pad, at::ScalarType dtype)
{
    const auto [n, h, w, c] = nhwc;
    const at::TensorOptions options = at::TensorOptions().dtype(dtype);
    const std::array<std::int64_t, 4> shape{n, h + 2LL * pad, w + 2LL * pad, c};
    return {pad > 0 ? at::zeros(shape, options) : at::empty(shape, options), h, w, pad};
}

FeatureMap asFeatureMap(const at::Tensor &y)
{
    const at::Tensor dense = y.contiguous(at::MemoryFormat::ChannelsLast);
    return {dense.permute({0, 2, 3, 1}), static_cast<int>(y.size(2)), static_cast<int>(y.size(3)), 0};
}

void finish(const FeatureMap &y, FeatureMap &out, Padding padding, const FinishExtras &extras)
{
    requireMirrorable(out, padding);
    if (y.buffer.scalar_type() == at::kFloat)
        finishTyped<float>(y, out, padding, extras);
    else
        finishTyped<Bfloat>(y, out, padding, extras);
}

void poolAndFinish(const FeatureMap &y, FeatureMap &out, Padding padding)
{
    requireMirrorable(out, padding);
    if (y.buffer.scalar_type() == at::kFloat)
        poolTyped<float>(y, out, padding);
    else
        poolTyped<Bfloat>(y, out, padding);
}

FeatureMap subsampled(const FeatureMap &in)
{
    FeatureMap out = makeFeatureMap({in.count(), (in.height + 1) / 2, (in.width + 1) / 2, in.channels()}, 0, in.buffer.scalar_type());
    if (in.buffer.scalar_type() == at::kFloat)
        subsampleTyped<float>(in, out);
    else
        subsampleTyped<Bfloat>(in, out);
    return out;
}

void fillFromImages(const at::Tensor &images, FeatureMap &out, Padding padding)
{
    const auto *data = images.data_ptr<float>();
    const std::int64_t plane = images.size(2) * images.size(3);
    const std::int64_t width = images.size(3);
    fill(out, padding, [=](int image, int row, float *line) {
        const float *red = data + image * 3 * plane + row * width;
        const float *green = red + plane;
        const float *blue = green + plane;
        for (std::int64_t x = 0; x < width; ++x, line += 3) {
            line[0] = red[x];
            line[1] = green[x];
            line[2] = blue[x];
        }
    });
}

void fillFromPixels(const at::Tensor &pixels, const PixelScale &scale, FeatureMap &out, Padding padding)
{
    const auto *data = pixels.data_ptr<std::uint8_t>();
    const std::int64_t height = pixels.size(1);
    const std::int64_t width = pixels.size(2);
    fill(out, padding, [=](int image, int row, float *line) {
        const std::uint8_t *from = data + (image * height + row) * width * 3;
        for (std::int64_t i = 0; i < width * 3; i += 3) {
            for (int c = 0; c < 3; ++c)
                line[i + c] = scale.scale[c] * static_cast<float>(from[i + c]) + scale.offset[c];
        }
    });
}

} // namespace flawscope
