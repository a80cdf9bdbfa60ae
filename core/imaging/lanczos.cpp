// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/lanczos_p.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

#if defined(__x86_64__) && defined(__GNUC__)
#define FLAWSCOPE_LANCZOS_AVX2
#include <immintrin.h>
#endif

namespace flawscope::imaging {

namespace {

constexpr double kLobes = 3.0;
constexpr int kFractionBits = 22; // 32 bits less 8 of the pixel and 2 for overshoot: Pillow's choice.
constexpr int kLowBits = 12;

double sinc(double x)
{
    if (x == 0.0)
        return 1.0;
    x *= std::numbers::pi;
    return std::sin(x) / x;
}

double lanczos(double x)
{
    return x >= -kLobes && x < kLobes ? sinc(x) * sinc(x / kLobes) : 0.0;
}

int fixedPoint(double weight)
{
    return static_cast<int>(std::trunc(weight * (1 << kFractionBits) + std::copysign(0.5, weight)));
}

} // namespace

LanczosFilter::LanczosFilter(int inputSize, int outputSize)
    : m_first(static_cast<std::size_t>(outputSize)), m_count(static_cast<std::size_t>(outputSize))
{
    const double scale = static_cast<double>(inputSize) / outputSize;
    const double stretch = std::max(scale, 1.0);
    const double shrink = 1.0 / stretch;
    const double support = kLobes * stretch;
    const auto maxTaps = static_cast<std::size_t>(std::ceil(support)) * 2 + 1;
    m_pairsPerOutput = (maxTaps + 1) / 2;
    m_pairs.resize(m_pairsPerOutput * static_cast<std::size_t>(outputSize), WeightPair{});

    std::vector<double> weights(maxTaps);
    for (int i = 0; i < outputSize; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int count = std::min(inputSize, static_cast<int>(centre + support + 0.5)) - first;
        double sum = 0.0;
        for (int k = 0; k < count; ++k) {
            weights[k] = lanczos((k + first - centre + 0.5) * shrink);
            sum += weights[k];
        }
        const double norm = 1.0 / sum;
        WeightPair *pairs = m_pairs.data() + static_cast<std::size_t>(i) * m_pairsPerOutput;
        for (int k = 0; k < count; ++k) {
            const int weight = fixedPoint(weights[k] * norm);
            pairs[k / 2].low[k % 2] = static_cast<std::int16_t>(weight & ((1 << kLowBits) - 1));
            pairs[k / 2].high[k % 2] = static_cast<std::int16_t>(weight >> kLowBits);
        }
        m_first[i] = first;
        m_count[i] = count;
    }
}

void weighRowsPortable(const std::uint8_t *rows, std::size_t stride, const FilterTaps &taps, std::size_t length,
                       std::uint8_t *out)
{
    for (std::size_t j = 0; j < length; j += kKernelBytes) {
        std::array<std::int32_t, kKernelBytes> sums;
        sums.fill(1 << (kFractionBits - 1));
        for (int k = 0; k < taps.count; ++k) {
            const WeightPair &pair = taps.pairs[k / 2];
            const std::int32_t weight = pair.high[k % 2] * (1 << kLowBits) + pair.low[k % 2];
            const std::uint8_t *row = rows + static_cast<std::size_t>(k) * stride + j;
            for (std::size_t i = 0; i < kKernelBytes; ++i)
                sums[i] += weight * row[i];
        }
        for (std::size_t i = 0; i < kKernelBytes; ++i)
            out[j + i] = static_cast<std::uint8_t>(std::clamp(sums[i] >> kFractionBits, 0, 255));
    }
}

#ifdef FLAWSCOPE_LANCZOS_AVX2
namespace {

__attribute__((target("avx2"))) inline __m256i broadcastPair(const std::int16_t (&pair)[2])
{
    std::int32_t both;
    std::memcpy(&both, pair, sizeof both);
    return _mm256_set1_epi32(both);
}

__attribute__((target("avx2"))) inline __m256i finish(__m256i high, __m256i low)
{
    const __m256i half = _mm256_set1_epi32(1 << (kFractionBits - 1));
    const __m256i sum = _mm256_add_epi32(_mm256_add_epi32(_mm256_slli_epi32(high, kLowBits), low), half);
    return _mm256_srai_epi32(sum, kFractionBits);
}

// Rows are taken two at a time: their bytes are interleaved, widened to 16 bits, and one multiply-and-add does both taps.
// Unpacking and packing both work within 128-bit lanes, so the bytes come out in the order in which they went in.
__attribute__((target("avx2"))) void weighRowsAvx2(const std::uint8_t *rows, std::size_t stride, const FilterTaps &taps,
                                                   std::size_t length, std::uint8_t *out)
{
    const __m256i zero = _mm256_setzero_si256();
    for (std::size_t j = 0; j < length; j += kKernelBytes) {
        __m256i high[4] = {zero, zero, zero, zero};
        __m256i low[4] = {zero, zero, zero, zero};
        for (int k = 0; k < taps.count; k += 2) {
            const std::uint8_t *row = rows + static_cast<std::size_t>(k) * stride + j;
            const std::uint8_t *next = k + 1 < taps.count ? row + stride : row;
            const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(row));
            const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(next));
            const __m256i ab[2] = {_mm256_unpacklo_epi8(a, b), _mm256_unpackhi_epi8(a, b)};
            const __m256i wide[4] = {_mm256_unpacklo_epi8(ab[0], zero), _mm256_unpackhi_epi8(ab[0], zero),
                                     _mm256_unpacklo_epi8(ab[1], zero), _mm256_unpackhi_epi8(ab[1], zero)};
            const __m256i highWeights = broadcastPair(taps.pairs[k / 2].high);
            const __m256i lowWeights = broadcastPair(taps.pairs[k / 2].low);
            for (int i = 0; i < 4; ++i) {
                high[i] = _mm256_add_epi32(high[i], _mm256_madd_epi16(wide[i], highWeights));
                low[i] = _mm256_add_epi32(low[i], _mm256_madd_epi16(wide[i], lowWeights));
            }
        }
        const __m256i first = _mm256_packs_epi32(finish(high[0], low[0]), finish(high[1], low[1]));
        const __m256i second = _mm256_packs_epi32(finish(high[2], low[2]), finish(high[3], low[3]));
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(out + j), _mm256_packus_epi16(first, second));
    }
}

} // namespace
#endif

WeighRows weighRowsKernel()
{
#ifdef FLAWSCOPE_LANCZOS_AVX2
    if (__builtin_cpu_supports("avx2"))
        return weighRowsAvx2;
#endif
    return weighRowsPortable;
}

} // namespace flawscope::imaging
