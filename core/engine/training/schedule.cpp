// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/schedule.h"

#include <cmath>
#include <numbers>

namespace flawscope {

double learningRateAt(const TrainingOptions &options, double epoch)
{
    const double peak = options.learningRate;
    const double floor = peak * 1e-3;
    const double period = options.ratePeriod > 0 ? options.ratePeriod : 1;
    const double total = options.epochs / period;
    const auto cosine = [&](double e) { return floor + (peak - floor) * (1 + std::cos(std::numbers::pi * e / total)) / 2; };
    if (epoch < options.warmUpEpochs && options.warmUpEpochs <= options.epochs) {
        const double start = peak / 10;
        return start + (cosine(options.warmUpEpochs / period) - start) * epoch / options.warmUpEpochs;
    }
    return cosine(options.ratePeriod > 0 ? std::floor(epoch / period) : epoch);
}

} // namespace flawscope
