// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainingoptions.h"

namespace flawscope {

TrainingOptions TrainingOptions::preset(Preset preset)
{
    TrainingOptions options;
    switch (preset) {
    case Preset::Quick:
        options.epochs = 2;
        break;
    case Preset::Balanced:
        break;
    case Preset::Paper:
        options.epochs = 25 * 8;
        options.batchFibers = 256;
        options.scaleBatches = false;
        options.learningRate = 2e-4;
        options.warmUpEpochs = 2 * 8;
        options.ratePeriod = 8;
        options.patience = 0;
        options.shuffleImages = 32;
        break;
    }
    return options;
}

} // namespace flawscope
