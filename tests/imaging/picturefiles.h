// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>
#include <vector>

/// Picture files of every kind, made in memory for the tests of core/imaging.
namespace flawscope::test {

using Bytes = std::vector<std::uint8_t>;

inline void append(Bytes &bytes, std::string_view text)
{
    for (const char letter : text) // insert() makes GCC 12 see overflows that are none.
        bytes.push_back(static_cast<std::uint8_t>(letter));
}

inline void appendNumber(Bytes &bytes, std::uint64_t value, int count, bool bigEndian)
{
    for (int i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (bigEndian ? count - 1 - i : i))));
}

inline void insertAt(Bytes &bytes, std::size_t at, const Bytes &what)
{
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
}

/// A picture without any symmetry.
inline RgbImage lopsidedPicture(int height, int width)
{
    RgbImage image(height, width);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            image.pixel(y, x)[0] = static_cast<std::uint8_t>(x * 255 / width);
            image.pixel(y, x)[1] = static_cast<std::uint8_t>(y * 255 / height);
            image.pixel(y, x)[2] = static_cast<std::uint8_t>((x * 7 + y * 3) % 256);
        }
    return image;
}

inline cv::Mat bgrOf(const RgbImage &image)
{
    cv::Mat bgr;
    cv::cvtColor(cv::Mat(image.height, image.width, CV_8UC3, const_cast<std::uint8_t *>(image.pixels.data())), bgr,
                 cv::COLOR_RGB2BGR);
    return bgr;
}

/// @p format as in ImageHeader; WebP without loss.
inline Bytes encodeAs(const std::string &format, const cv::Mat &image)
{
    Bytes file;
    const std::string suffix = format == "JPEG" ? ".jpg"
                             : format == "TIFF" ? ".tif"
                             : format == "BMP"  ? ".bmp"
                             : format == "WebP" ? ".webp"
                                                : ".png";
    cv::imencode(suffix, image, file,
                 format == "WebP" ? std::vector<int>{cv::IMWRITE_WEBP_QUALITY, 101} : std::vector<int>{});
    return file;
}

/// A TIFF structure that holds nothing but an orientation.
inline Bytes exifBlock(int orientation, bool bigEndian)
{
    Bytes exif;
    append(exif, bigEndian ? "MM" : "II");
    appendNumber(exif, 42, 2, bigEndian);
    appendNumber(exif, 8, 4, bigEndian);
    appendNumber(exif, 1, 2, bigEndian);
    appendNumber(exif, 274, 2, bigEndian);
    appendNumber(exif, 3, 2, bigEndian);
    appendNumber(exif, 1, 4, bigEndian);
    appendNumber(exif, static_cast<std::uint64_t>(orientation), 2, bigEndian);
    appendNumber(exif, 0, 2, bigEndian);
    appendNumber(exif, 0, 4, bigEndian);
    return exif;
}

inline void addExifToJpeg(Bytes &file, int orientation, bool bigEndian)
{
    const Bytes exif = exifBlock(orientation, bigEndian);
    Bytes segment = {0xFF, 0xE1};
    appendNumber(segment, exif.size() + 8, 2, true);
    append(segment, std::string_view("Exif\0\0", 6));
    std::ranges::copy(exif, std::back_inserter(segment));
    insertAt(file, 2, segment);
}

inline std::uint32_t crc32(const std::uint8_t *bytes, std::size_t count)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (std::size_t i = 0; i < count; ++i) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; ++bit)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
    }
    return ~crc;
}

inline void addExifToPng(Bytes &file, int orientation)
{
    const Bytes exif = exifBlock(orientation, true);
    Bytes chunk;
    appendNumber(chunk, exif.size(), 4, true);
    append(chunk, "eXIf");
    std::ranges::copy(exif, std::back_inserter(chunk));
    appendNumber(chunk, crc32(chunk.data() + 4, chunk.size() - 4), 4, true);
    insertAt(file, 33, chunk);
}

inline void addExifToWebp(Bytes &file, int width, int height, int orientation)
{
    Bytes head;
    append(head, "VP8X");
    appendNumber(head, 10, 4, false);
    appendNumber(head, 0x08, 4, false);
    appendNumber(head, static_cast<std::uint64_t>(width - 1), 3, false);
    appendNumber(head, static_cast<std::uint64_t>(height - 1), 3, false);
    insertAt(file, 12, head);
    const Bytes exif = exifBlock(orientation, false);
    append(file, "EXIF");
    appendNumber(file, exif.size(), 4, false);
    file.insert(file.end(), exif.begin(), exif.end());
    Bytes size;
    appendNumber(size, file.size() - 8, 4, false);
    std::copy(size.begin(), size.end(), file.begin() + 4);
}

/// An uncompressed TIFF file with one strip, whatever its tags claim.
struct TiffFile {
    int width = 0;
    int height = 0;
    int bits = 8;
    int samples = 3;
    int photometric = 2;
    int orientation = 1;
    int extraSample = 0; ///< Written where samples is 2 or 4.
    int sampleFormat = 1;
    int planar = 1;
    bool bigEndian = false;
    bool big = false;
    Bytes pixels{};

    [[nodiscard]] Bytes file() const
    {
        struct Tag {
            int tag;
            int type;
            std::uint64_t value;
        };
        const std::uint64_t dataAt = big ? 16 : 8;
        const std::uint64_t bitsAt = dataAt + pixels.size() + pixels.size() % 2;
        const std::uint64_t directory = bitsAt + static_cast<std::uint64_t>(samples) * 2;
        const bool bitsInline = samples <= (big ? 4 : 2);
        std::vector<Tag> tags = {{256, 4, static_cast<std::uint64_t>(width)},
                                 {257, 4, static_cast<std::uint64_t>(height)},
                                 {258, 3, bitsAt},
                                 {259, 3, 1},
                                 {262, 3, static_cast<std::uint64_t>(photometric)},
                                 {273, 4, dataAt},
                                 {274, 3, static_cast<std::uint64_t>(orientation)},
                                 {277, 3, static_cast<std::uint64_t>(samples)},
                                 {278, 4, static_cast<std::uint64_t>(height)},
                                 {279, 4, pixels.size()},
                                 {284, 3, static_cast<std::uint64_t>(planar)},
                                 {339, 3, static_cast<std::uint64_t>(sampleFormat)}};
        if (samples % 2 == 0)
            tags.insert(tags.end() - 1, Tag{338, 3, static_cast<std::uint64_t>(extraSample)});
        Bytes out;
        append(out, bigEndian ? "MM" : "II");
        appendNumber(out, big ? 43 : 42, 2, bigEndian);
        if (big) {
            appendNumber(out, 8, 2, bigEndian); // bytes in an offset
            appendNumber(out, 0, 2, bigEndian);
        }
        appendNumber(out, directory, big ? 8 : 4, bigEndian);
        out.insert(out.end(), pixels.begin(), pixels.end());
        out.resize(bitsAt);
        for (int i = 0; i < samples; ++i)
            appendNumber(out, static_cast<std::uint64_t>(bits), 2, bigEndian);
        appendNumber(out, tags.size(), big ? 8 : 2, bigEndian);
        for (const Tag &tag : tags) {
            const std::size_t end = out.size() + (big ? 20 : 12);
            appendNumber(out, static_cast<std::uint64_t>(tag.tag), 2, bigEndian);
            appendNumber(out, static_cast<std::uint64_t>(tag.type), 2, bigEndian);
            appendNumber(out, tag.tag == 258 ? static_cast<std::uint64_t>(samples) : 1, big ? 8 : 4, bigEndian);
            if (tag.tag == 258 && bitsInline)
                for (int i = 0; i < samples; ++i)
                    appendNumber(out, static_cast<std::uint64_t>(bits), 2, bigEndian);
            else
                appendNumber(out, tag.value, tag.tag != 258 && tag.type == 3 ? 2 : (big && tag.tag == 258 ? 8 : 4),
                             bigEndian);
            out.resize(end);
        }
        appendNumber(out, 0, big ? 8 : 4, bigEndian);
        return out;
    }
};

inline void writeBytes(const std::filesystem::path &path, const Bytes &bytes)
{
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

} // namespace flawscope::test
