// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>

namespace flawscope::detail {

/// Whole numbers in the order of floats: keyOf(a) < keyOf(b) ⇔ a < b, −0 equals 0. Not for NaN. No float maps to 2³² − 1.
[[nodiscard]] inline std::uint32_t keyOf(float score)
{
    const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);
    const auto negative = static_cast<std::uint32_t>(static_cast<std::int32_t>(bits) >> 31);
    return bits ^ (negative | 0x80000000U);
}

[[nodiscard]] inline float scoreOf(std::uint32_t key)
{
    return std::bit_cast<float>((key & 0x80000000U) != 0 ? key ^ 0x80000000U : ~key);
}

/// Sorts by the @p bits bits above @p shift (all others above must be 0 or not matter), stable, least significant digit first.
/// @return  where the sorted values are: @p items or @p scratch, which must be as long
template <typename Word>
[[nodiscard]] std::span<Word> radixSort(std::span<Word> items, std::span<Word> scratch, int shift, int bits)
{
    constexpr int kMaxDigitBits = 11;
    const int passes = (bits + kMaxDigitBits - 1) / kMaxDigitBits;
    if (passes == 0 || items.size() < 2)
        return items;
    const int digitBits = (bits + passes - 1) / passes;
    const Word digitMask = (Word{1} << digitBits) - 1;
    std::array<std::array<std::uint64_t, 1U << kMaxDigitBits>, 3> counts{};
    for (const Word item : items) {
        for (int pass = 0; pass < passes; ++pass)
            ++counts[pass][(item >> (shift + pass * digitBits)) & digitMask];
    }
    for (int pass = 0; pass < passes; ++pass) {
        std::uint64_t start = 0;
        for (std::uint64_t &count : counts[pass])
            start += std::exchange(count, start);
        const int digitShift = shift + pass * digitBits;
        for (const Word item : items)
            scratch[counts[pass][(item >> digitShift) & digitMask]++] = item;
        std::swap(items, scratch);
    }
    return items;
}

} // namespace flawscope::detail
