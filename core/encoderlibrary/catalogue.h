// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flawscope {

/// A file of weights that can be fetched from where its authors publish it.
struct DownloadableFile {
    std::string encoder;     ///< The network that it fits, as in encoderCatalogue().
    std::string fileName;    ///< Letters, digits, '.', '_' and '-' alone; the last part of its address, and its name in the library.
    std::uint64_t bytes = 0; ///< About; 0: unknown.
    std::string sha256;      ///< In lower case: all 64 digits, or as many from the beginning as are known, at least 8.
    std::string licence;     ///< SPDX identifier.
};

/// The only list of what can be fetched.
[[nodiscard]] const std::vector<DownloadableFile> &downloadCatalogue();

/// Throws ErrorCode::BadOption for a file that must not be: a name that could leave the library's folder or collide with its
/// notes, an unknown encoder, digits that are none. What nobody checked never becomes a path or an address.
void validate(const DownloadableFile &file);

/// Whether @p name may stand for a file in a library: one component, neither hidden nor a note nor a part of a download.
[[nodiscard]] bool isLibraryFileName(const std::string &name);

} // namespace flawscope
