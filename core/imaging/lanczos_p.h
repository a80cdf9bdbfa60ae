// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace flawscope::imaging {

/// Two neighbouring fixed-point weights w = high·2¹² + low, split so that 16-bit multiply-and-add instructions are exact.
struct WeightPair {
    std::int16_t low[2]; ///< [0, 4095]
    std::int16_t high[2];
};

/// Which source samples make one output sample, and how much each counts.
struct FilterTaps {
    int first = 0;                     ///< Source index of the first tap.
    int count = 0;                     ///< Number of taps.
    const WeightPair *pairs = nullptr; ///< [⌈count/2⌉]; the odd one out is paired with weight 0.
};

/// The Lanczos filter from @p inputSize to @p outputSize samples, with Pillow's rounding: 22 fractional bits.
class LanczosFilter final {
public:
    LanczosFilter(int inputSize, int outputSize);

    [[nodiscard]] FilterTaps taps(int output) const
    {
        return {m_first[output], m_count[output], m_pairs.data() + static_cast<std::size_t>(output) * m_pairsPerOutput};
    }

private:
    std::vector<int> m_first;
    std::vector<int> m_count;
    std::size_t m_pairsPerOutput;
    std::vector<WeightPair> m_pairs;
};

/// Lengths that the kernels take are multiples of this many bytes.
constexpr std::size_t kKernelBytes = 32;

/// out[j] = clamp((Σ_k w_k · rows[k·stride + j] + ½) ⌊2⁻²²⌋) for j in [0, length).
///
/// @param rows    the first tap's row, uint8; taps.count rows, @p stride bytes apart.
/// @param length  a multiple of kKernelBytes.
using WeighRows = void (*)(const std::uint8_t *rows, std::size_t stride, const FilterTaps &taps, std::size_t length,
                           std::uint8_t *out);

void weighRowsPortable(const std::uint8_t *rows, std::size_t stride, const FilterTaps &taps, std::size_t length,
                       std::uint8_t *out);

/// The fastest kernel for this processor; all give the same bytes.
[[nodiscard]] WeighRows weighRowsKernel();

} // namespace flawscope::imaging
