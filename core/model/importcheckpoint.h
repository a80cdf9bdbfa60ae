// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/detection/model.h"

#include <filesystem>
#include <string>

namespace flawscope {

/// Makes a model of a checkpoint that the authors' code saved (`encoder_state_dict`, `decoder_state_dict`).
///
/// The file has no normaliser: the model's is 0 for each scale, the most that a likelihood is likely to reach, until
/// evaluation or training images give better ones.
/// Throws ErrorCode::BadFormat, Mismatch or BadOption, naming the file.
[[nodiscard]] Model importCheckpoint(const std::filesystem::path &path, const EncoderOptions &encoder, const Preprocessing &preprocessing);

} // namespace flawscope
