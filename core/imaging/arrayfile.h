// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace flawscope {

/// What the header of a NumPy .npy file (version 1 to 3) says.
struct NpyHeader {
    std::vector<std::int64_t> shape; ///< Each at least 0; 32 at most.
    char kind = 0;                   ///< 'f' float, 'u' unsigned, 'i' signed, 'b' bool.
    int itemBytes = 0;               ///< 1, 2, 4 or 8.
    bool bigEndian = false;
    bool fortranOrder = false;
    std::uint64_t dataOffset = 0; ///< Bytes before the first item; the file is known to hold all items behind them.
};

/// Reads the header and checks it against the file's size; the array itself is not read.
/// Throws ErrorCode::Unreadable, or BadFormat for anything but a plain numeric array.
[[nodiscard]] NpyHeader readNpyHeader(const std::filesystem::path &path);

/// A score map from a file of anybody's: .npy or TIFF, told apart by content.
///
/// .npy: float32, float64 or an integer type, [H,W] (axes of length 1 in front are dropped), C or Fortran order, either
/// byte order. TIFF: one channel, float32, float64, 8 or 16 bit. At most 2²⁸ pixels.
/// Throws ErrorCode::Unreadable, BadFormat, BadInput for NaN or infinite scores, OutOfMemory for a larger map.
[[nodiscard]] ScoreMap readMap(const std::filesystem::path &path);

/// The same, float64 [H,W]: for scores whose neighbours float32 cannot tell apart.
[[nodiscard]] Plane<double> readPreciseMap(const std::filesystem::path &path);

/// Writes float32 scores [H,W] as a one-channel TIFF that readMap() gives back bit for bit. Uncompressed: OpenCV's
/// encoder compresses no floating-point pictures. Atomic. Throws ErrorCode::Unwritable.
void writeMapTiff(const std::filesystem::path &path, const ScoreMap &map);

/// One mask out of a .npy stack [N,H,W] (ShanghaiTech) of bools or integers; only that frame's bytes are read.
/// @param index  0 … N − 1. For a file that holds a single mask [H,W]: 0, or −1.
/// @return uint8 [H,W], 1 where the file has anything but 0.
/// Throws ErrorCode::Unreadable, BadFormat, BadInput for an index outside the stack, OutOfMemory.
[[nodiscard]] Mask readNpyFrame(const std::filesystem::path &path, int index);

} // namespace flawscope
