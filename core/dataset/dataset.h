// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace flawscope {

enum class Split : std::uint8_t { Train, Test };
enum class Label : std::uint8_t { Good, Defect, Unknown };

/// One picture of a data set, and what is known of it. The picture itself stays where it is.
struct Sample {
    std::filesystem::path image; ///< The file: a picture, or a video with @c frame.
    int frame = -1;              ///< Index into a video, else −1.
    std::string name;            ///< Path below the data set's root, '/'-separated UTF-8; unique; "video.avi/000012" for a frame.
    Split split = Split::Train;
    Label label = Label::Good;
    std::string defectClass;     ///< "scratch", …; "good" for good parts, empty where unknown.
    std::filesystem::path mask;  ///< Ground truth, or empty. A .npy stack is indexed by @c maskFrame.
    int maskFrame = -1;
    int height = 0;              ///< After EXIF orientation; 0 where the header could not be read.
    int width = 0;
    std::uint32_t contentGroup = 0; ///< Samples that share a value other than 0 have the same bytes in their files.
};

enum class Severity : std::uint8_t { Info, Warning, Problem };

/// Something the scan noticed. A Problem's sample is left out of the data set; a Warning's stays in.
struct Finding {
    Severity severity = Severity::Info;
    std::string kind;    ///< "unreadable", "duplicate", "leak", "mixed-sizes", "mask-without-image", "mask-size", "empty-mask", "few-images",
                         ///< "second-mask", "defect-in-good", "ignored".
    std::string message; ///< A full sentence.
    std::vector<std::filesystem::path> files;
};

enum class Layout : std::uint8_t { PlainFolder, GoodAndTest, MvtecAd, ShanghaiTech };

/// A scanned data set; plain data, free to copy between threads.
struct Dataset {
    std::filesystem::path root;
    Layout layout = Layout::PlainFolder;
    std::vector<Sample> samples; ///< Sorted by name; training first.
    std::vector<Finding> findings;
};

} // namespace flawscope
