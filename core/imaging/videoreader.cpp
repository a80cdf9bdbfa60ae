// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/videoreader.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/imaging/bytesource_p.h"

#include <algorithm>
#include <array>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <string_view>

namespace flawscope {

namespace {

using namespace std::string_view_literals;

/// Play lists and image sequences, which could point elsewhere, are none of these.
bool isVideoContainer(imaging::ByteSource &source)
{
    return (source.startsWith("RIFF") && source.startsWith("AVI ", 8)) || source.startsWith("ftyp", 4)
        || source.startsWith("moov", 4) || source.startsWith("mdat", 4) || source.startsWith("\x1A\x45\xDF\xA3"sv)
        || source.startsWith("\0\0\x01\xBA"sv) || source.startsWith("\0\0\x01\xB3"sv);
}

[[noreturn]] void throwBadFormat(const std::filesystem::path &path, const std::string &problem)
{
    throw Error(ErrorCode::BadFormat, "Cannot use the video " + displayPath(path) + ": " + problem + ".");
}

} // namespace

struct VideoReader::Private {
    std::filesystem::path path;
    cv::VideoCapture capture;
    int next = 0; ///< The frame that the next grab yields.
    int frameCount = 0;
    int width = 0;
    int height = 0;

    void open()
    {
        next = 0;
        // An absolute native path cannot be taken for an address; only back-ends that read files are tried.
        const std::string name = std::filesystem::canonical(path).native();
        if (!capture.open(name, cv::CAP_FFMPEG) && !capture.open(name, cv::CAP_OPENCV_MJPEG))
            throwBadFormat(path, "it cannot be decoded");
    }

    /// Empty at the end of the file.
    cv::Mat grabUpTo(int index)
    {
        if (index < next)
            open();
        cv::Mat frame;
        while (next <= index) {
            if (!capture.grab())
                return frame;
            ++next;
        }
        capture.retrieve(frame);
        return frame;
    }
};

VideoReader::VideoReader(const std::filesystem::path &path) : m_p(std::make_unique<Private>())
{
    imaging::ByteSource source(path);
    if (!source.problem().empty())
        throw Error(ErrorCode::Unreadable,
                    "Cannot read the video " + displayPath(path) + ": " + source.problem() + ".");
    if (!isVideoContainer(source))
        throwBadFormat(path,
                       source.size() == 0 ? "it is empty" : "its content is not an AVI, MP4, Matroska or MPEG video");
    m_p->path = path;
    try {
        m_p->open();
        const double frames = m_p->capture.get(cv::CAP_PROP_FRAME_COUNT);
        // The container's word, which decides how much others allocate; no frame takes less than a byte.
        const double limit =
            std::min(static_cast<double>(source.size()), static_cast<double>(std::numeric_limits<int>::max()));
        m_p->frameCount = frames > 0 && frames <= limit ? static_cast<int>(frames) : 0;
        m_p->width = static_cast<int>(m_p->capture.get(cv::CAP_PROP_FRAME_WIDTH));
        m_p->height = static_cast<int>(m_p->capture.get(cv::CAP_PROP_FRAME_HEIGHT));
    } catch (const cv::Exception &exception) {
        throwBadFormat(path, "it cannot be decoded (" + exception.err + ")");
    } catch (const std::filesystem::filesystem_error &error) {
        throw Error(ErrorCode::Unreadable,
                    "Cannot read the video " + displayPath(path) + ": " + error.code().message() + ".");
    }
    if (m_p->frameCount == 0 || m_p->width <= 0 || m_p->height <= 0)
        throwBadFormat(path, "its header says nothing sensible about its frames");
}

VideoReader::~VideoReader() = default;
VideoReader::VideoReader(VideoReader &&other) noexcept = default;
VideoReader &VideoReader::operator=(VideoReader &&other) noexcept = default;

int VideoReader::frameCount() const noexcept
{
    return m_p->frameCount;
}

int VideoReader::width() const noexcept
{
    return m_p->width;
}

int VideoReader::height() const noexcept
{
    return m_p->height;
}

RgbImage VideoReader::read(int index)
{
    require(index >= 0 && index < m_p->frameCount, "a frame's index lies within the video");
    try {
        const cv::Mat frame = m_p->grabUpTo(index);
        if (frame.empty() || frame.type() != CV_8UC3)
            throwBadFormat(m_p->path, "frame " + std::to_string(index) + " of " + std::to_string(m_p->frameCount)
                                          + " cannot be read");
        RgbImage image(frame.rows, frame.cols);
        cv::Mat target(frame.rows, frame.cols, CV_8UC3, image.pixels.data());
        cv::cvtColor(frame, target, cv::COLOR_BGR2RGB);
        return image;
    } catch (const cv::Exception &exception) {
        throwBadFormat(m_p->path, "frame " + std::to_string(index) + " cannot be decoded (" + exception.err + ")");
    } catch (const std::filesystem::filesystem_error &error) {
        throw Error(ErrorCode::Unreadable,
                    "Cannot read the video " + displayPath(m_p->path) + ": " + error.code().message() + ".");
    }
}

bool hasVideoSuffix(const std::filesystem::path &path)
{
    std::u8string suffix = path.extension().u8string();
    std::ranges::transform(suffix, suffix.begin(), [](char8_t c) { return c >= u8'A' && c <= u8'Z' ? c + 32 : c; });
    constexpr std::array<std::u8string_view, 8> known = {u8".avi", u8".mp4",  u8".m4v", u8".mov",
                                                         u8".mkv", u8".webm", u8".mpg", u8".mpeg"};
    return std::ranges::find(known, std::u8string_view(suffix)) != known.end();
}

} // namespace flawscope
