// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace flawscope {

/// What the first and the last few KB of a picture file tell about it, without decoding.
struct ImageHeader {
    std::string
        format;       ///< "PNG", "JPEG", "BMP", "TIFF", "WebP" by content, not by name; empty where it is none of them.
    int width = 0;    ///< px, after the EXIF orientation; 0 where unknown.
    int height = 0;   ///< px, after the EXIF orientation; 0 where unknown.
    int bitDepth = 0; ///< Bits of one channel: 1, 2, 4, 8, 16, 32, …; of a palette its index.
    int channels = 0; ///< 1 grey, 2 grey and alpha, 3 colour or palette, 4 colour and alpha or CMYK.
    int orientation = 1;   ///< EXIF, 1 to 8; 1 is upright.
    bool floating = false; ///< The samples are floating-point numbers (TIFF).
    bool complete = false; ///< The file ends where a file of its kind ends: nothing is cut off.
    std::string problem; ///< Empty where a decoder may try, else part of a sentence: "it is empty", "it is cut off: …".
};

/// Reads the header and the end of a file: a few KB and a handful of system calls, for a scan of 100,000 files.
///
/// Never throws for what a file holds or for a file that cannot be read: @c problem says so. Damage between the header and the end
/// is only found by decoding. Any thread.
[[nodiscard]] ImageHeader probeImage(const std::filesystem::path &path);

/// The same for a file in memory.
[[nodiscard]] ImageHeader probeImage(std::span<const std::uint8_t> file);

/// Whether the name ends in png, jpg, jpeg, bmp, tif, tiff or webp, in any case.
[[nodiscard]] bool hasImageSuffix(const std::filesystem::path &path);

} // namespace flawscope
