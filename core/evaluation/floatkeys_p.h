// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>

namespace flawscope::detail {

/// The unsigned whole number that is as wide as a score.
template <typename Score>
using KeyOf = std::conditional_t<sizeof(Score) == 4, std::uint32_t, std::uint64_t>;

/// Whole numbers in the order of floats: keyOf(a) < keyOf(b) ⇔ a < b, −0 equals 0. Not for NaN. No score has the largest key.
template <typename Score>
[[nodiscard]] KeyOf<Score> keyOf(Score score)
{
    using Key = KeyOf<Score>;
    using Signed = std::make_signed_t<Key>;
    constexpr Key kSign = Key{1} << (8 * sizeof(Key) - 1);
    const auto bits = std::bit_cast<Key>(score + Score{0});
    const auto negative = static_cast<Key>(static_cast<Signed>(bits) >> (8 * sizeof(Key) - 1));
    return bits ^ (negative | kSign);
}

template <typename Score>
[[nodiscard]] Score scoreOf(KeyOf<Score> key)
{
    constexpr KeyOf<Score> kSign = KeyOf<Score>{1} << (8 * sizeof(Score) - 1);
    return std::bit_cast<Score>((key & kSign) != 0 ? key ^ kSign : ~key);
}

/// Sorts by a key of which all but the lowest @p bits are 0; stable, least significant digit first.
/// @param key  maps an item to its unsigned key
/// @return  where the sorted items are: @p items or @p scratch, which must be as long
template <typename Item, typename KeyFunction = std::identity>
[[nodiscard]] std::span<Item> radixSort(std::span<Item> items, std::span<Item> scratch, int bits, KeyFunction key = {})
{
    constexpr int kMaxDigitBits = 11;
    constexpr int kMaxPasses = 6;
    const int passes = (bits + kMaxDigitBits - 1) / kMaxDigitBits;
    if (passes == 0 || items.size() < 2)
        return items;
    const int digitBits = (bits + passes - 1) / passes;
    const std::size_t digitMask = (std::size_t{1} << digitBits) - 1;
    const auto digit = [&](const Item &item, int pass) { return static_cast<std::size_t>(key(item) >> (pass * digitBits)) & digitMask; };
    std::array<std::array<std::uint64_t, 1U << kMaxDigitBits>, kMaxPasses> counts{};
    for (const Item &item : items) {
        for (int pass = 0; pass < passes; ++pass)
            ++counts[pass][digit(item, pass)];
    }
    for (int pass = 0; pass < passes; ++pass) {
        std::uint64_t start = 0;
        for (std::uint64_t &count : counts[pass])
            start += std::exchange(count, start);
        for (const Item &item : items)
            scratch[counts[pass][digit(item, pass)]++] = item;
        std::swap(items, scratch);
    }
    return items;
}

} // namespace flawscope::detail
