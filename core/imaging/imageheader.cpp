// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imageheader_p.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace flawscope {

namespace imaging {

namespace {

using namespace std::string_view_literals;

constexpr int kMaxChunks = 1000;
constexpr std::uint64_t kMaxTrailer = UINT64_C(16) << 20; // Phones append films and thumbnails behind a JPEG's end.
constexpr auto kPngSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr auto kPngEnd = "IEND\xAE\x42\x60\x82"sv;
constexpr auto kExif = "Exif\0\0"sv;

[[noreturn]] void throwDamaged(const ByteSource &source, const char *what)
{
    if (source.size() < 16)
        throw CutOff{};
    throw Damaged{what};
}

void setSize(ImageHeader &header, std::uint64_t width, std::uint64_t height)
{
    constexpr std::uint64_t limit = std::numeric_limits<int>::max();
    if (width == 0 || height == 0)
        throw Damaged{"its header says that it has no pixels"};
    if (width > limit || height > limit)
        throw Damaged{"its header gives an impossible size"};
    header.width = static_cast<int>(width);
    header.height = static_cast<int>(height);
}

void probePng(ByteSource &source, ImageHeader &header)
{
    if (!source.startsWith("IHDR", 12))
        throwDamaged(source, "its PNG header is damaged");
    header.bitDepth = source.u8(24);
    constexpr std::array<int, 7> channels = {1, 0, 3, 3, 2, 0, 4};
    const std::uint8_t type = source.u8(25);
    header.channels = type < channels.size() ? channels[type] : 0;
    if (header.channels == 0)
        throw Damaged{"its PNG header is damaged"};
    setSize(header, source.number(16, 4, true), source.number(20, 4, true));
    header.complete = source.findLast(kPngEnd, 33, kMaxTrailer).has_value();

    std::uint64_t chunk = 33;
    for (int i = 0; header.complete && i < kMaxChunks; ++i) {
        if (source.startsWith("IDAT", chunk + 4) || source.startsWith("IEND", chunk + 4))
            break;
        if (source.startsWith("eXIf", chunk + 4)) {
            header.orientation = exifOrientation(source, chunk + 8);
            break;
        }
        chunk += 12 + source.number(chunk, 4, true);
    }
}

bool isStartOfFrame(std::uint8_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

void probeJpeg(ByteSource &source, ImageHeader &header)
{
    std::uint64_t at = 2;
    for (int i = 0; i < kMaxChunks; ++i) {
        if (source.u8(at) != 0xFF)
            throw Damaged{"its JPEG header is damaged"};
        while (source.u8(at) == 0xFF)
            ++at;
        const std::uint8_t marker = source.u8(at++);
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8))
            continue;
        if (marker == 0xD9)
            throw Damaged{"it is a JPEG without a picture"};
        const std::uint64_t length = source.number(at, 2, true);
        if (length < 2)
            throw Damaged{"its JPEG header is damaged"};
        if (isStartOfFrame(marker) && header.channels == 0) {
            header.bitDepth = source.u8(at + 2);
            header.channels = source.u8(at + 7);
            setSize(header, source.number(at + 5, 2, true), source.number(at + 3, 2, true));
        } else if (marker == 0xE1 && source.startsWith(kExif, at + 2) && header.orientation == 1) {
            header.orientation = exifOrientation(source, at + 2 + kExif.size());
        } else if (marker == 0xDA) {
            if (header.channels == 0)
                throw Damaged{"its JPEG header is damaged"};
            header.complete = source.findLast("\xFF\xD9"sv, at + length, kMaxTrailer).has_value();
            return;
        }
        at += length;
    }
    throw Damaged{"its JPEG header is damaged"};
}

void probeBmp(ByteSource &source, ImageHeader &header)
{
    const auto u32 = [&](std::uint64_t offset) { return source.number(offset, 4, false); };
    const std::uint64_t dataOffset = u32(10);
    const bool old = u32(14) == 12;
    const auto height = static_cast<std::int32_t>(old ? source.number(20, 2, false) : u32(22));
    const std::uint64_t rows = height < 0 ? -static_cast<std::int64_t>(height) : height;
    const std::uint64_t width = old ? source.number(18, 2, false) : u32(18);
    const int bits = static_cast<int>(source.number(old ? 24 : 28, 2, false));
    const std::uint64_t compression = old ? 0 : u32(30);
    header.bitDepth = bits < 8 ? bits : 8;
    header.channels = bits == 32 ? 4 : 3;
    if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32)
        throw Damaged{"its BMP header is damaged"};
    setSize(header, width, rows);
    // Run lengths (1, 2) tell no size in advance; their field is the file's word for it.
    const bool runLength = compression == 1 || compression == 2;
    const std::uint64_t stride = (width * static_cast<std::uint64_t>(bits) + 31) / 32 * 4;
    header.complete = source.size() >= dataOffset + (runLength ? u32(34) : stride * rows);
}

void probeTiff(ByteSource &source, ProbedImage &image)
{
    image.tiff = readTiffDirectory(source, 0);
    const TiffDirectory &tiff = image.tiff;
    ImageHeader &header = image.header;
    header.bitDepth = tiff.bitsPerSample;
    header.channels = tiff.photometric == 3 ? 3 : tiff.samplesPerPixel;
    header.floating = tiff.sampleFormat == 3;
    header.orientation = tiff.orientation >= 1 && tiff.orientation <= 8 ? tiff.orientation : 1;
    setSize(header, tiff.width, tiff.height);
    if (!tiff.hasData)
        throw Damaged{"its TIFF directory names no picture data"};
    header.complete = source.size() >= tiff.dataEnd;
}

void probeWebpExtended(ByteSource &source, ImageHeader &header)
{
    const std::uint8_t flags = source.u8(20);
    header.channels = flags & 0x10 ? 4 : 3;
    setSize(header, source.number(24, 3, false) + 1, source.number(27, 3, false) + 1);
    if (flags & 0x02)
        throw Damaged{"it is an animation, not a picture"};
    std::uint64_t chunk = 30;
    for (int i = 0; (flags & 0x08) && header.complete && i < kMaxChunks && chunk + 8 <= source.size(); ++i) {
        const std::uint64_t length = source.number(chunk + 4, 4, false);
        if (source.startsWith("EXIF", chunk)) {
            const std::uint64_t skip = source.startsWith(kExif, chunk + 8) ? kExif.size() : 0;
            header.orientation = exifOrientation(source, chunk + 8 + skip);
            return;
        }
        chunk += 8 + length + (length & 1);
    }
}

void probeWebp(ByteSource &source, ImageHeader &header)
{
    header.bitDepth = 8;
    header.channels = 3;
    header.complete = source.size() >= source.number(4, 4, false) + 8;
    if (source.startsWith("VP8 ", 12)) {
        setSize(header, source.number(26, 2, false) & 0x3FFF, source.number(28, 2, false) & 0x3FFF);
    } else if (source.startsWith("VP8L", 12)) {
        const std::uint64_t bits = source.number(21, 4, false);
        setSize(header, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
        header.channels = bits >> 28 & 1 ? 4 : 3;
    } else if (source.startsWith("VP8X", 12)) {
        probeWebpExtended(source, header);
    } else {
        throwDamaged(source, "its WebP header is damaged");
    }
}

void probeByContent(ByteSource &source, ProbedImage &image)
{
    ImageHeader &header = image.header;
    if (source.startsWith(kPngSignature)) {
        header.format = "PNG";
        probePng(source, header);
    } else if (source.startsWith("\xFF\xD8\xFF"sv)) {
        header.format = "JPEG";
        probeJpeg(source, header);
    } else if (source.startsWith("BM") && source.size() >= 18 && source.number(14, 4, false) <= 124) {
        header.format = "BMP";
        probeBmp(source, header);
    } else if (source.startsWith("II*\0"sv) || source.startsWith("MM\0*"sv) || source.startsWith("II+\0"sv)
               || source.startsWith("MM\0+"sv)) {
        header.format = "TIFF";
        probeTiff(source, image);
    } else if (source.startsWith("RIFF") && source.startsWith("WEBP", 8)) {
        header.format = "WebP";
        probeWebp(source, header);
    } else {
        throw Damaged{"its content is not a PNG, JPEG, BMP, TIFF or WebP picture, whatever its name says"};
    }
}

} // namespace

ProbedImage probe(ByteSource &source)
{
    ProbedImage image;
    ImageHeader &header = image.header;
    try {
        if (source.problem().empty() && source.size() == 0)
            throw Damaged{"it is empty"};
        probeByContent(source, image);
        if (!header.complete)
            throw CutOff{};
    } catch (const CutOff &) {
        header.complete = false;
        header.problem = "it is cut off: its end is missing after " + std::to_string(source.size()) + " bytes";
    } catch (const Damaged &damage) {
        header.complete = false;
        header.problem = damage.what;
    }
    if (!source.problem().empty())
        header.problem = source.problem();
    if (header.orientation >= 5)
        std::swap(header.width, header.height);
    return image;
}

} // namespace imaging

ImageHeader probeImage(const std::filesystem::path &path)
{
    imaging::ByteSource source(path);
    return imaging::probe(source).header;
}

ImageHeader probeImage(std::span<const std::uint8_t> file)
{
    imaging::ByteSource source(file);
    return imaging::probe(source).header;
}

bool hasImageSuffix(const std::filesystem::path &path)
{
    std::u8string suffix = path.extension().u8string();
    std::ranges::transform(suffix, suffix.begin(), [](char8_t c) { return c >= u8'A' && c <= u8'Z' ? c + 32 : c; });
    constexpr std::array<std::u8string_view, 7> known = {u8".png", u8".jpg",  u8".jpeg", u8".bmp",
                                                         u8".tif", u8".tiff", u8".webp"};
    return std::ranges::find(known, std::u8string_view(suffix)) != known.end();
}

} // namespace flawscope
