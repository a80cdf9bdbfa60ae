// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace flawscope {

/// Training pictures in two parts; indices into Dataset::samples, ascending.
struct HoldOut {
    std::vector<std::size_t> training;
    std::vector<std::size_t> heldOut; ///< For early stop and for thresholds without defects; never trained on.
};

/// Chooses training pictures to hold out; the same names and seed give the same choice on every machine.
///
/// Pictures with the same content, and frames of one scene or video where there are several, stay together. At least one picture
/// stays in training; with one picture, or when all are equal, none is held out. The choice hardly changes when pictures are added.
/// @param fraction  of the good training pictures, in [0, 1); above 0 at least one picture is held out where possible.
/// Throws ErrorCode::BadOption for another fraction.
[[nodiscard]] HoldOut holdOut(const Dataset &dataset, double fraction, std::uint64_t seed);

} // namespace flawscope
