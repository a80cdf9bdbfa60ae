// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/demo/demodataset.h"
#include "core/pipeline/projectoptions.h"

#include <functional>
#include <string>

namespace flawscope {

inline constexpr int kPictureSize = 80; ///< px. Not the input size, so that results must come back to it.
inline constexpr int kInputSize = 64;   ///< px

/// A training of seconds.
inline TrainJobOptions tinyTraining()
{
    TrainJobOptions options;
    options.encoder.taps = {"layer1", "layer2"};
    options.preprocessing.size = std::to_string(kInputSize);
    options.flow.blocks = 2;
    options.flow.conditionChannels = 16;
    options.training.epochs = 3;
    options.training.batchFibers = 256;
    options.training.patience = 0;
    options.trainingSet.rotatedCopies = 1;
    options.detector.device = "cpu";
    return options;
}

/// 12 good parts to train on and a few to test.
inline DemoOptions tinyDemo()
{
    DemoOptions demo;
    demo.trainCount = 12;
    demo.testGoodCount = 4;
    demo.testDefectCount = 2;
    demo.size = kPictureSize;
    return demo;
}

inline std::string errorOf(const std::function<void()> &action, ErrorCode *code = nullptr)
{
    try {
        action();
    } catch (const Error &error) {
        if (code)
            *code = error.code();
        return error.what();
    }
    return {};
}

} // namespace flawscope
