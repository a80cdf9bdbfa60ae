// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/tensorplan.h"

namespace flawscope {

/// Longest header that is read or written, as in the reference implementation.
inline constexpr std::uint64_t kMaxSafetensorsHeader = 100'000'000;

/// Reads and checks the header of a safetensors file; no element is touched. The plan borrows from @p bytes.
/// Throws ErrorCode::BadFormat; @p name stands for the file in the sentence.
[[nodiscard]] WeightsPlan planSafetensors(std::span<const std::uint8_t> bytes, const std::string &name);

/// A tensor to be written: dense, row-major.
struct SafetensorsEntry {
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
};

/// Everything that stands before the data: length, header, padding to 8 bytes.
struct SafetensorsHeader {
    std::string bytes;
    std::vector<std::string> dataOrder; ///< The order of the data: wide elements first, so that each tensor is aligned.
};

/// Throws ErrorCode::Unwritable where a name is not UTF-8 or is reserved, or the header grows beyond its limit.
[[nodiscard]] SafetensorsHeader makeSafetensorsHeader(const std::map<std::string, SafetensorsEntry> &entries,
                                                      const std::map<std::string, std::string> &metadata, const std::string &name);

} // namespace flawscope
