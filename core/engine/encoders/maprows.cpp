// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/maprows_p.h"

#include "core/base/simd.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace flawscope::rows {

namespace {

[[gnu::always_inline]] inline float widened(float value)
{
    return value;
}

[[gnu::always_inline]] inline float widened(Bfloat value)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}

[[gnu::always_inline]] inline void store(float value, float *out)
{
    *out = value;
}

[[gnu::always_inline]] inline void store(float value, Bfloat *out)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
    out->bits = static_cast<std::uint16_t>(value != value ? 0x7FC0U : rounded);
}

// NaN passes through, so that a broken picture does not look like a good one.
[[gnu::always_inline]] inline float relu(float value)
{
    return value < 0.F ? 0.F : value;
}

template <typename T>
[[gnu::always_inline]] inline void finishRow(const T *y, const T *residual, T *out, float *tap, std::int64_t n)
{
    if (residual && tap) {
#pragma omp simd
        for (std::int64_t i = 0; i < n; ++i) {
            const float value = relu(widened(y[i]) + widened(residual[i]));
            store(value, out + i);
            tap[i] = value;
        }
    } else if (residual) {
#pragma omp simd
        for (std::int64_t i = 0; i < n; ++i)
            store(relu(widened(y[i]) + widened(residual[i])), out + i);
    } else {
#pragma omp simd
        for (std::int64_t i = 0; i < n; ++i)
            store(relu(widened(y[i])), out + i);
        for (std::int64_t i = 0; tap && i < n; ++i)
            tap[i] = widened(out[i]);
    }
}

template <typename T>
[[gnu::always_inline]] inline void pool(const T *const *rows, T *out, const PoolShape &shape)
{
    constexpr int kBlock = 64;
    float best[kBlock];
    for (int ox = 0; ox < shape.outWidth; ++ox) {
        const int first = std::max(0, 2 * ox - 1);
        const int last = std::min(shape.width - 1, 2 * ox + 1);
        for (int begin = 0; begin < shape.channels; begin += kBlock) {
            const int count = std::min(kBlock, shape.channels - begin);
            std::fill_n(best, kBlock, 0.F);
            for (int r = 0; r < shape.rowCount; ++r) {
                for (int x = first; x <= last; ++x) {
                    const T *in = rows[r] + static_cast<std::int64_t>(x) * shape.channels + begin;
#pragma omp simd
                    for (int c = 0; c < count; ++c) {
                        const float value = widened(in[c]);
                        best[c] = (value <= best[c]) | (best[c] != best[c]) ? best[c] : value;
                    }
                }
            }
            T *target = out + static_cast<std::int64_t>(ox) * shape.channels + begin;
#pragma omp simd
            for (int c = 0; c < count; ++c)
                store(best[c], target + c);
        }
    }
}

} // namespace

FLAWSCOPE_SIMD_CLONES
void finish(const float *y, const float *residual, float *out, float *tap, std::int64_t n)
{
    finishRow(y, residual, out, tap, n);
}

FLAWSCOPE_SIMD_CLONES
void finish(const Bfloat *y, const Bfloat *residual, Bfloat *out, float *tap, std::int64_t n)
{
    finishRow(y, residual, out, tap, n);
}

FLAWSCOPE_SIMD_CLONES
void reluMaxPool(const float *const *rows, float *out, const PoolShape &shape)
{
    pool(rows, out, shape);
}

FLAWSCOPE_SIMD_CLONES
void reluMaxPool(const Bfloat *const *rows, Bfloat *out, const PoolShape &shape)
{
    pool(rows, out, shape);
}

void convert(const float *in, float *out, std::int64_t n)
{
    std::memcpy(out, in, static_cast<std::size_t>(n) * sizeof(float));
}

FLAWSCOPE_SIMD_CLONES
void convert(const float *in, Bfloat *out, std::int64_t n)
{
#pragma omp simd
    for (std::int64_t i = 0; i < n; ++i)
        store(in[i], out + i);
}

} // namespace flawscope::rows
