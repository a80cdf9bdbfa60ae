// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/preprocessing.h"
#include "core/engine/encoders/encoderinfo.h"
#include "core/engine/flow/flowoptions.h"
#include "core/engine/training/machinerate.h"
#include "core/engine/training/trainingoptions.h"

#include <cstddef>
#include <cstdint>

namespace flawscope {

inline constexpr double kAdamBytes = 28;   ///< That Adam moves for each parameter: it reads four numbers and writes three.
inline constexpr double kUpdateBytes = 84; ///< That a step moves for each parameter: Adam's, transposed copies, the workers' sums.

/// What a training run consists of, counted. Sizes follow from options alone: no file is read, nothing is measured.
struct TrainingCost {
    std::uint64_t fibers = 0;     ///< In the cache of training images.
    std::uint64_t steps = 0;      ///< Of all scales' optimisers, over all epochs.
    std::uint64_t blockSteps = 0; ///< The same, each times its coupling blocks.
    double setupGigaflop = 0;     ///< Drawing the decoders' rotations.
    double imageGigaflop = 0;     ///< One image in the encoder; other networks than ResNets at their rate.
    double passGigaflop = 0;      ///< One image's fibers through the decoders, forward.
    double trainingGigaflop = 0;  ///< All steps, and held-out losses.
    double updateGigabytes = 0;   ///< That all steps move beside the fibers.
    std::uint64_t cacheBytes = 0; ///< Features of all images.
    std::uint64_t memoryBytes = 0; ///< Of the process at its peak, with the cache where it fits the budget.

    /// At @p rate, without reading pictures.
    [[nodiscard]] double featureSeconds(const MachineRate &rate, std::size_t images) const
    {
        return imageGigaflop * static_cast<double>(images) / rate.encoderGigaflops;
    }
    [[nodiscard]] double trainingSeconds(const MachineRate &rate) const
    {
        return trainingGigaflop / rate.decoderGigaflops + updateGigabytes / rate.updateGigabytes + static_cast<double>(blockSteps) * rate.blockSeconds;
    }
    [[nodiscard]] double setupSeconds(const MachineRate &rate) const { return setupGigaflop / rate.decoderGigaflops; }
    [[nodiscard]] double passSeconds(const MachineRate &rate, std::size_t images) const
    {
        return passGigaflop * static_cast<double>(images) / rate.decoderGigaflops;
    }
};

/// @param trainingImages  rotated copies included
/// Throws ErrorCode::BadOption.
[[nodiscard]] TrainingCost trainingCost(const EncoderOptions &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                                        const TrainingOptions &options, std::size_t trainingImages, std::size_t heldOutImages);

} // namespace flawscope
