// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/bytesource_p.h"
#include "core/imaging/imageheader.h"

#include <string_view>

namespace flawscope::imaging {

/// The first directory of a TIFF file or of an EXIF block.
struct TiffDirectory {
    bool bigEndian = false;
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    int bitsPerSample = 1;
    int samplesPerPixel = 1;
    int sampleFormat = 1;
    int photometric = -1;
    int orientation = 1;
    std::uint64_t orientationOffset = 0; ///< Of the 16-bit value in the file; 0 where the tag is missing.
    int extraSample = 0;                 ///< 1 associated alpha, 2 unassociated alpha.
    std::uint64_t extraSampleOffset = 0; ///< As above.
    bool separatePlanes = false;
    std::uint64_t dataEnd = 0; ///< The end of the furthest strip or tile.
    bool hasData = false;
};

/// Reads the directory of the TIFF structure that starts at @p base. Throws CutOff or Damaged.
[[nodiscard]] TiffDirectory readTiffDirectory(ByteSource &source, std::uint64_t base);

/// The EXIF orientation in the TIFF structure at @p base; 1 where there is none or it makes no sense.
[[nodiscard]] int exifOrientation(ByteSource &source, std::uint64_t base);

/// What the decoder wants to know beyond the public header.
struct ProbedImage {
    ImageHeader header;
    TiffDirectory tiff; ///< Only for "TIFF".
};

[[nodiscard]] ProbedImage probe(ByteSource &source);

} // namespace flawscope::imaging
