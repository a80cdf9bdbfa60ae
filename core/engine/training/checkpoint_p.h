// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/decodertrainer_p.h"
#include "core/engine/training/trainer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace flawscope {

/// What training needs to go on after an interruption, beside the decoders.
struct CheckpointState {
    int epoch = 0;             ///< Whole epochs done.
    double trainingSeconds = 0;
};

/// Everything that must be equal for a checkpoint to be resumed: options, architecture, weights, data, threads.
[[nodiscard]] std::string checkpointFingerprint(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                                                const TrainingOptions &options, const TrainingInput &input, const std::string &device);

/// Atomic. Throws ErrorCode::Unwritable.
void writeCheckpoint(const std::filesystem::path &path, const std::string &fingerprint, const CheckpointState &state,
                     const std::vector<std::unique_ptr<DecoderTrainer>> &decoders);

/// Restores the decoders and the state. False where there is no checkpoint, or one of other data or options (a warning says so),
/// or a damaged one (likewise): training then starts from the beginning.
[[nodiscard]] bool restoreCheckpoint(const std::filesystem::path &path, const std::string &fingerprint, CheckpointState &state,
                                     std::vector<std::unique_ptr<DecoderTrainer>> &decoders, const RunContext &context);

} // namespace flawscope
