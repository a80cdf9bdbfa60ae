// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/tensorplan.h"

namespace flawscope {

/// Whether @p bytes begin like a zip archive or like torch.save's legacy format.
[[nodiscard]] bool looksLikeTorchFile(std::span<const std::uint8_t> bytes) noexcept;

/// Finds the tensors in what torch.save wrote, zip or legacy; names are dotted paths. Nothing is executed and no element touched.
/// All tensors together, were they copied, take at most sixteen times the file. The plan borrows from @p bytes.
/// Throws ErrorCode::BadFormat; @p name stands for the file in the sentence.
[[nodiscard]] WeightsPlan planTorchFile(std::span<const std::uint8_t> bytes, const std::string &name);

} // namespace flawscope
