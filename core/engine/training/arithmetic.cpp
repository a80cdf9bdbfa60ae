// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/arithmetic_p.h"

#include "core/engine/encoders/architecture_p.h"

#include <algorithm>

namespace flawscope {

EncoderArithmetic encoderArithmetic(const EncoderOptions &options, const Preprocessing &preprocessing)
{
    EncoderArithmetic result;
    double positions = static_cast<double>(preprocessing.height) * preprocessing.width;
    const auto addUnit = [&result](const ConvUnit &unit, double inputPositions) {
        const double output = inputPositions / (unit.stride * unit.stride);
        result.flops += 2 * output * unit.out * (unit.in / unit.groups) * unit.kernel * unit.kernel;
        result.largestStepBytes = std::max(result.largestStepBytes, static_cast<std::uint64_t>(4 * (inputPositions * unit.in + output * unit.out)));
        return output;
    };
    for (const Block &block : buildArchitecture(options).blocks) {
        if (block.shortcut)
            addUnit(*block.shortcut, positions);
        for (const ConvUnit &unit : block.units)
            positions = addUnit(unit, positions);
        if (block.maxPool)
            positions /= 4;
    }
    return result;
}

double flowFlops(const FlowShape &shape)
{
    const double h = shape.hidden();
    return 2 * shape.blocks * (h * shape.c1() + h * 2 * shape.c2()) + 2.0 * (shape.blocks - 1) * shape.channels * shape.channels;
}

double flowTrainingFlops(const FlowShape &shape)
{
    return 3 * flowFlops(shape);
}

} // namespace flawscope
