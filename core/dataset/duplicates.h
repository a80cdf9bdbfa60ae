// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace flawscope {

/// A file, with what stat() says of it.
struct ContentFile {
    std::filesystem::path path;
    std::uint64_t size = 0;   ///< Bytes.
    std::uint64_t device = 0; ///< Two names of one file share device and inode.
    std::uint64_t inode = 0;
};

/// Finds the files with the same bytes.
///
/// Only files of equal size are opened; 64 KB tell most of them apart, a hash of the whole most others, and a comparison byte by
/// byte decides. A file that cannot be read equals none.
/// @return for each file 0 where no other has its content, else a number from 1 that the equal files share, numbered in
///         the order of the files.
[[nodiscard]] std::vector<std::uint32_t> contentGroups(const std::vector<ContentFile> &files, const RunContext &context);

} // namespace flawscope
