// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imagefile.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/imaging/imageheader_p.h"

#include <algorithm>
#include <limits>
#include <new>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace flawscope {

namespace {

constexpr std::uint64_t kMaxFileBytes = std::numeric_limits<int>::max(); // cv::Mat counts in int.
constexpr int kSignedSamples = 2;
constexpr int kWhiteIsZero = 0;
constexpr std::uint8_t kAssociatedAlpha = 1;
constexpr std::uint8_t kUnassociatedAlpha = 2;
constexpr std::int64_t kMaxDecodedBytes = INT64_C(1) << 31;

enum class Purpose { Picture, Mask };

[[noreturn]] void throwBadFormat(const std::string &name, const std::string &problem)
{
    throw Error(ErrorCode::BadFormat, "Cannot use " + name + ": " + problem + ".");
}

/// Refuses what must not or cannot reach the decoder.
void checkDecodable(const imaging::ProbedImage &image, const std::string &name, Purpose purpose)
{
    const ImageHeader &header = image.header;
    if (!header.problem.empty())
        throwBadFormat(name, header.problem);
    const std::int64_t pixels = static_cast<std::int64_t>(header.width) * header.height;
    const std::int64_t bytesPerPixel = static_cast<std::int64_t>(header.channels) * ((header.bitDepth + 7) / 8);
    if (pixels > kMaxImagePixels || pixels * bytesPerPixel > kMaxDecodedBytes)
        throw Error(ErrorCode::OutOfMemory, "Cannot use " + name + ": it has " + std::to_string(header.width) + "×"
                                                + std::to_string(header.height) + " pixels of "
                                                + std::to_string(bytesPerPixel) + " bytes, and the limit is "
                                                + std::to_string(kMaxImagePixels) + " pixels and 2 GiB.");
    if (image.tiff.separatePlanes && header.channels > 1 && header.bitDepth > 8)
        throwBadFormat(name,
                       "its colours lie in separate planes of more than 8 bits. Save it with interleaved channels");
    if (purpose == Purpose::Mask)
        return;
    if (header.floating)
        throwBadFormat(name,
                       "its pixels are floating-point numbers, which have no fixed white. Convert it to 8 or 16 bits");
    if (header.bitDepth > 16 || image.tiff.sampleFormat == kSignedSamples)
        throwBadFormat(name, "its pixels are signed or have more than 16 bits. Convert it to 8 or 16 bits");
}

void patch(std::vector<std::uint8_t> &file, std::uint64_t at, bool bigEndian, std::uint8_t value)
{
    if (at + 2 > file.size())
        return;
    file[at] = bigEndian ? 0 : value;
    file[at + 1] = bigEndian ? value : 0;
}

/// Where OpenCV should see other TIFF tags than the file has, a copy with these; else nothing. Orientation is applied by us, as
/// OpenCV does so for some TIFF files and not for others; alpha is called associated, as libtiff would multiply it into the colours.
std::vector<std::uint8_t> plainTiff(std::span<const std::uint8_t> file, const imaging::TiffDirectory &tiff)
{
    std::vector<std::uint8_t> result;
    const bool turned = tiff.orientationOffset != 0 && tiff.orientation != 1;
    const bool unassociated = tiff.extraSampleOffset != 0 && tiff.extraSample == kUnassociatedAlpha;
    if (!turned && !unassociated)
        return result;
    result.assign(file.begin(), file.end());
    if (turned)
        patch(result, tiff.orientationOffset, tiff.bigEndian, 1);
    if (unassociated)
        patch(result, tiff.extraSampleOffset, tiff.bigEndian, kAssociatedAlpha);
    return result;
}

cv::Mat upright(const cv::Mat &image, int orientation)
{
    cv::Mat turned = image;
    if (orientation >= 5)
        cv::transpose(image, turned);
    constexpr int kAroundY = 1;
    constexpr int kAroundX = 0;
    constexpr int kBoth = -1;
    cv::Mat result;
    switch (orientation) {
    case 2:
    case 6:
        cv::flip(turned, result, kAroundY);
        return result;
    case 3:
    case 7:
        cv::flip(turned, result, kBoth);
        return result;
    case 4:
    case 8:
        cv::flip(turned, result, kAroundX);
        return result;
    default:
        return turned;
    }
}

/// Decodes a checked file to an upright matrix with 1, 3 (BGR) or 4 (BGRA) channels of the file's own depth.
cv::Mat decodeChecked(std::span<const std::uint8_t> file, const imaging::ProbedImage &image, const std::string &name)
{
    const std::vector<std::uint8_t> patched = plainTiff(file, image.tiff);
    if (!patched.empty())
        file = patched;
    cv::Mat decoded;
    try {
        // imdecode takes a matrix but does not write to it.
        const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U, const_cast<std::uint8_t *>(file.data()));
        decoded = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
        if (!decoded.empty())
            decoded = upright(decoded, image.header.orientation);
    } catch (const cv::Exception &exception) {
        throwBadFormat(name, "it cannot be decoded (" + exception.err + ")");
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to decode " + name + ".");
    }
    if (decoded.empty())
        throwBadFormat(name,
                       "its " + image.header.format + " data is damaged or of a rare kind that cannot be decoded");
    if (decoded.cols != image.header.width || decoded.rows != image.header.height)
        throwBadFormat(name, "its header and its data disagree about the size");
    return decoded;
}

cv::Mat decode(std::span<const std::uint8_t> file, const std::string &name, Purpose purpose)
{
    if (file.size() > kMaxFileBytes)
        throw Error(ErrorCode::OutOfMemory, "Cannot use " + name + ": it is larger than 2 GiB.");
    imaging::ByteSource source(file);
    const imaging::ProbedImage image = imaging::probe(source);
    checkDecodable(image, name, purpose);
    cv::Mat decoded = decodeChecked(file, image, name);
    // OpenCV shows 16-bit TIFF values as they are stored.
    if (image.header.format == "TIFF" && image.tiff.photometric == kWhiteIsZero && decoded.depth() == CV_16U)
        cv::bitwise_not(decoded, decoded);
    return decoded;
}

/// Reads the file once its header has shown that it is worth it.
std::vector<std::uint8_t> readPicture(const std::filesystem::path &path, Purpose purpose)
{
    imaging::ByteSource source(path);
    if (!source.problem().empty())
        throw Error(ErrorCode::Unreadable, "Cannot read " + displayPath(path) + ": " + source.problem() + ".");
    checkDecodable(imaging::probe(source), displayPath(path), purpose);
    return readFile(path, kMaxFileBytes);
}

cv::Mat toEightBits(const cv::Mat &image, int whiteLevel)
{
    const int white = whiteLevel == 0 ? 65535 : whiteLevel;
    std::vector<std::uint8_t> table(65536);
    for (int value = 0; value < 65536; ++value)
        table[static_cast<std::size_t>(value)] =
            static_cast<std::uint8_t>(std::min(255, (value * 255 + white / 2) / white));
    cv::Mat result(image.rows, image.cols, CV_8UC(image.channels()));
    for (int y = 0; y < image.rows; ++y) {
        const auto *source = image.ptr<std::uint16_t>(y);
        std::transform(source, source + static_cast<std::ptrdiff_t>(image.cols) * image.channels(),
                       result.ptr<std::uint8_t>(y), [&](std::uint16_t value) { return table[value]; });
    }
    return result;
}

RgbImage toRgb(const cv::Mat &image, const std::string &name)
{
    RgbImage result(image.rows, image.cols);
    cv::Mat target(image.rows, image.cols, CV_8UC3, result.pixels.data());
    switch (image.channels()) {
    case 1:
        cv::cvtColor(image, target, cv::COLOR_GRAY2RGB);
        break;
    case 3:
        cv::cvtColor(image, target, cv::COLOR_BGR2RGB);
        break;
    case 4:
        cv::cvtColor(image, target, cv::COLOR_BGRA2RGB);
        break;
    default:
        throwBadFormat(name, "it has " + std::to_string(image.channels()) + " channels");
    }
    return result;
}

template <typename T>
Mask nonZero(const cv::Mat &image)
{
    const int channels = image.channels();
    const int colours = channels == 2 || channels == 4 ? channels - 1 : channels;
    Mask mask(image.rows, image.cols);
    for (int y = 0; y < image.rows; ++y) {
        const T *source = image.ptr<T>(y);
        for (std::uint8_t &value : mask.row(y)) {
            value = std::any_of(source, source + colours, [](T sample) { return sample != T{}; }) ? 1 : 0;
            source += channels;
        }
    }
    return mask;
}

std::vector<std::uint8_t> encode(const cv::Mat &image)
{
    std::vector<std::uint8_t> file;
    try {
        if (cv::imencode(".png", image, file))
            return file;
    } catch (const cv::Exception &exception) {
        throw Error(ErrorCode::Internal, "Cannot encode a PNG: " + exception.err + ".");
    }
    throw Error(ErrorCode::Internal,
                "Cannot encode a PNG of " + std::to_string(image.cols) + "×" + std::to_string(image.rows) + " pixels.");
}

} // namespace

RgbImage decodeRgb(const std::filesystem::path &path, int whiteLevel)
{
    return decodeRgb(readPicture(path, Purpose::Picture), displayPath(path), whiteLevel);
}

RgbImage decodeRgb(std::span<const std::uint8_t> file, const std::string &name, int whiteLevel)
{
    if (whiteLevel < 0 || whiteLevel > 65535)
        throw Error(ErrorCode::BadOption, "The white level is " + std::to_string(whiteLevel) + ", outside [0, 65535].");
    const cv::Mat image = decode(file, name, Purpose::Picture);
    if (image.depth() != CV_8U && image.depth() != CV_16U)
        throwBadFormat(name, "its pixels are neither 8 nor 16 bits wide");
    return toRgb(image.depth() == CV_16U ? toEightBits(image, whiteLevel) : image, name);
}

Mask decodeMask(const std::filesystem::path &path)
{
    const cv::Mat image = decode(readPicture(path, Purpose::Mask), displayPath(path), Purpose::Mask);
    switch (image.depth()) {
    case CV_8U:
    case CV_8S:
        return nonZero<std::uint8_t>(image);
    case CV_16U:
    case CV_16S:
        return nonZero<std::uint16_t>(image);
    case CV_32S:
        return nonZero<std::int32_t>(image);
    case CV_32F:
        return nonZero<float>(image);
    case CV_64F:
        return nonZero<double>(image);
    default:
        throwBadFormat(displayPath(path), "its pixels are of a kind that a mask cannot have");
    }
}

std::vector<std::uint8_t> encodePng(const RgbImage &image)
{
    require(!image.empty(), "a PNG has pixels");
    const cv::Mat rgb(image.height, image.width, CV_8UC3, const_cast<std::uint8_t *>(image.pixels.data()));
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    return encode(bgr);
}

std::vector<std::uint8_t> encodePng(const Mask &mask)
{
    require(!mask.empty(), "a PNG has pixels");
    cv::Mat grey(mask.height, mask.width, CV_8U);
    std::ranges::transform(mask.values, grey.ptr<std::uint8_t>(),
                           [](std::uint8_t value) { return value == 0 ? 0 : 255; });
    return encode(grey);
}

void writePng(const std::filesystem::path &path, const RgbImage &image)
{
    writeFileAtomically(path, encodePng(image));
}

void writePng(const std::filesystem::path &path, const Mask &mask)
{
    writeFileAtomically(path, encodePng(mask));
}

} // namespace flawscope
