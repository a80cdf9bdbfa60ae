// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <cstdint>

namespace flawscope {

enum class Permutation : std::uint8_t {
    Rotation, ///< A fixed random rotation, uniform on SO(C), as in the authors' code.
    Hard,     ///< A fixed random permutation of the channels, as the paper says.
};

/// Architecture of the decoders; the same for all scales. METHOD.md section 3.
struct FlowOptions {
    int blocks = 8;             ///< K, the number of coupling blocks.
    int conditionChannels = 128; ///< D, divisible by 4; 0 makes the flow unconditional (UFLOW).
    Permutation permutation = Permutation::Rotation;

    bool operator==(const FlowOptions &) const = default;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "blocks", .help = "Coupling blocks in each decoder", .min = 1, .max = 64, .advanced = true}, self.blocks);
        v(OptionSpec{.name = "condition-channels",
                     .help = "Channels of the position condition, a multiple of 4; 0 for none",
                     .min = 0,
                     .max = 4096,
                     .advanced = true},
          self.conditionChannels);
        v(OptionSpec{.name = "permutation",
                     .help = "What mixes the channels between coupling blocks",
                     .choices = {"rotation", "hard"},
                     .advanced = true},
          self.permutation);
    }
};

/// Sizes that follow from FlowOptions and the channels of a tap.
struct FlowShape {
    int channels = 0; ///< C
    int conditionChannels = 128; ///< D
    int blocks = 8; ///< K
    Permutation permutation = Permutation::Rotation;

    [[nodiscard]] int c1() const { return channels - channels / 2; }
    [[nodiscard]] int c2() const { return channels / 2; }
    [[nodiscard]] int hidden() const { return 2 * (c1() + conditionChannels); }
    /// Learned parameters of one block: scale, offset, two linear layers.
    [[nodiscard]] std::int64_t blockParameters() const
    {
        const std::int64_t h = hidden();
        return 2 * std::int64_t{channels} + h * (c1() + conditionChannels) + h + 2 * std::int64_t{c2()} * h + 2 * std::int64_t{c2()};
    }
    [[nodiscard]] std::int64_t parameters() const { return blocks * blockParameters(); }
};

} // namespace flawscope
