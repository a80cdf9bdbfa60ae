// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace flawscope {

/// A folder that holds a file of this name is written by Flawscope and never scanned as part of a data set.
inline constexpr const char *kOutputMarker = ".flawscope-output";

enum class FileKind : std::uint8_t { Picture, Video, Array };

/// One file that a data set may be made of, told by its suffix alone.
struct FoundFile {
    std::filesystem::path path; ///< Below the root as it was given.
    std::string name;           ///< Bytes of the path below the root, '/'-separated.
    FileKind kind = FileKind::Picture;
};

struct FileList {
    std::vector<FoundFile> files; ///< Folder by folder, by the bytes of their names.
    std::vector<Finding> findings; ///< Folders and links that cannot be read.
};

/// Lists pictures, videos and .npy files below @p root; reads folders only, no file.
///
/// Links to files and folders are followed. A folder is not entered again from within itself, and at most 8 times in all,
/// so that cycles end. Left out: hidden names, folders in @p skip, and output folders of Flawscope (with kOutputMarker or two of
/// model.safetensors, metrics.json, scores.csv; where the root is one, its masks/, maps/ and overlays/).
/// @param recursive  Also below the root's own subfolders.
/// Throws ErrorCode::Unreadable when the root itself cannot be read.
[[nodiscard]] FileList listFiles(const std::filesystem::path &root, bool recursive, const std::vector<std::filesystem::path> &skip,
                                 const RunContext &context);

/// The folders in @p name and, last, the file: views into it.
[[nodiscard]] std::vector<std::string_view> pathComponents(std::string_view name);

/// The file name without its folder and last suffix.
[[nodiscard]] std::string_view fileStem(std::string_view name);

/// The part of @p name before the last '/', or nothing.
[[nodiscard]] std::string_view folderOf(std::string_view name);

/// Whether @p word is one of @p words but for the case of ASCII letters; @p words are lower case.
[[nodiscard]] bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words);

/// @p name with bytes that are not UTF-8 written as %XX.
[[nodiscard]] std::string utf8Name(std::string_view name);

} // namespace flawscope
