// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/engine/weights/tensorplan.h"

namespace flawscope::fuzz {

/// Copies every planned tensor, which AddressSanitizer watches, and checks that all together take at most @p maxBytes.
inline void copyAll(const WeightsPlan &plan, std::uint64_t maxBytes)
{
    std::uint64_t total = 0;
    for (const auto &[name, tensor] : plan.tensors) {
        std::uint64_t bytes = 0;
        require(checkedBytes(tensor.shape, tensor.type, bytes) && isUtf8(name), "an accepted tensor has a possible shape and name");
        total += bytes;
        require(total <= maxBytes, "tensors do not outgrow their file");
        std::vector<std::uint8_t> copy(static_cast<std::size_t>(bytes));
        copyElements(tensor, copy);
    }
}

} // namespace flawscope::fuzz
