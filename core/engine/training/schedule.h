// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/trainingoptions.h"

namespace flawscope {

/// The learning rate @p epoch passes into training, whole or not: η + (lr − η)(1 + cos(πe/E))/2 with η = lr/1000, where e counts
/// periods of options.ratePeriod epochs, or moves with every step where that is 0. During the warm-up it climbs linearly from
/// lr/10 to what the cosine says at its end. METHOD.md section 4.
[[nodiscard]] double learningRateAt(const TrainingOptions &options, double epoch);

} // namespace flawscope
