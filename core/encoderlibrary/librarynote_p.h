// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/encoderlibrary/encoderlibrary.h"

namespace flawscope {

/// What an interrupted download leaves, beside the file that it would have become.
[[nodiscard]] std::filesystem::path partPath(const std::filesystem::path &file);

/// FILE.json beside the file: what is known of it.
[[nodiscard]] std::filesystem::path notePath(const std::filesystem::path &file);

/// Writes the note of entry.path. Throws ErrorCode::Unwritable.
void writeNote(const LibraryEntry &entry);

/// The entry of a file that is there; what its note lacks or gets wrong becomes entry.problem.
[[nodiscard]] LibraryEntry readNote(const std::filesystem::path &file);

/// The deepest tap of @p encoder that the file has weights for. Throws ErrorCode::Mismatch where there is none, which says what is
/// wrong; BadFormat or Unreadable for a damaged file; Cancelled.
[[nodiscard]] std::string deepestFittingTap(const std::filesystem::path &file, const std::string &encoder, const RunContext &context);

/// "46.8 MB".
[[nodiscard]] std::string megabytes(std::uint64_t bytes);

} // namespace flawscope
