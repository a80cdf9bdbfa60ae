// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace flawscope {

/// The longest name that outputStems() makes of one path component; leaves room for an ending within the usual 255 bytes.
constexpr std::size_t kMaxComponentBytes = 240;

/// Turns the names of samples into names of output files: relative, '/'-separated UTF-8, without the ending.
///
/// The picture's ending goes, unless two samples differ in nothing else: then both keep theirs. Each result is unique, none is
/// a folder of another once ".png" or ".tiff" is appended, and none leaves the folder it is appended to, whatever the names
/// are ('..' becomes '__', a root is dropped). Names that are too long are cut and get a hash. The same names in the same
/// order give the same results.
/// @param maxBytes  longest result, at least 256.
[[nodiscard]] std::vector<std::string> outputStems(std::span<const std::string> names, std::size_t maxBytes);

} // namespace flawscope
