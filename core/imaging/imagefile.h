// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace flawscope {

/// A picture with more pixels is refused before it is decoded.
constexpr std::int64_t kMaxImagePixels = INT64_C(1) << 28;

/// Decodes PNG, JPEG, BMP, TIFF (its first page) or WebP to upright 8-bit RGB.
///
/// The EXIF orientation is applied. Grey becomes three equal channels; palettes and CMYK are looked up; alpha is dropped without blending, as
/// by Pillow's convert("RGB"). 16-bit values v become min(255, round(255·v / @p whiteLevel)).
/// Any thread.
/// @param whiteLevel  value of white in 16-bit files, [1, 65535], or 0 for 65535 (12-bit cameras: 4095); 8-bit files ignore it.
/// Throws ErrorCode::BadFormat for a file that is cut off, damaged or no picture, or that holds floating-point or 32-bit values,
/// OutOfMemory for more than kMaxImagePixels or 2 GiB, Unreadable, and BadOption for the white level.
[[nodiscard]] RgbImage decodeRgb(const std::filesystem::path &path, int whiteLevel = 0);

/// The same for a file in memory; @p name is used in messages.
[[nodiscard]] RgbImage decodeRgb(std::span<const std::uint8_t> file, const std::string &name, int whiteLevel = 0);

/// Decodes a ground-truth mask: 1 where any colour channel is not zero, else 0. Takes what decodeRgb takes, and signed and
/// floating-point TIFF; alpha is ignored, the EXIF orientation applied. Throws as decodeRgb does.
[[nodiscard]] Mask decodeMask(const std::filesystem::path &path);

/// The picture as an 8-bit RGB PNG file.
[[nodiscard]] std::vector<std::uint8_t> encodePng(const RgbImage &image);

/// The mask as an 8-bit grey PNG file: 0, and 255 for every other value.
[[nodiscard]] std::vector<std::uint8_t> encodePng(const Mask &mask);

/// Writes a PNG file by renaming, making its folder. Throws ErrorCode::Unwritable.
void writePng(const std::filesystem::path &path, const RgbImage &image);
void writePng(const std::filesystem::path &path, const Mask &mask);

} // namespace flawscope
