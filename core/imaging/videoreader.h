// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <filesystem>
#include <memory>

namespace flawscope {

/// The frames of a video file (AVI, MP4/MOV, Matroska/WebM, MPEG), as upright 8-bit RGB; for the ShanghaiTech layout.
///
/// Opens only existing regular files whose content is one of those containers: no addresses, devices, patterns or play lists.
/// Frames are exact and numbered from 0; reading forwards costs one decoding a frame, reading backwards starts over.
/// One thread at a time for each object.
class VideoReader final {
public:
    /// Throws ErrorCode::Unreadable, or BadFormat where the content is no video that can be decoded.
    explicit VideoReader(const std::filesystem::path &path);
    ~VideoReader();
    VideoReader(VideoReader &&other) noexcept;
    VideoReader &operator=(VideoReader &&other) noexcept;

    /// How many frames the container says it has; in rare files a few more than can be read.
    [[nodiscard]] int frameCount() const noexcept;
    [[nodiscard]] int width() const noexcept;  ///< px
    [[nodiscard]] int height() const noexcept; ///< px

    /// Frame @p index in [0, frameCount()). Throws ErrorCode::BadFormat where the file ends before it or is damaged there.
    [[nodiscard]] RgbImage read(int index);

private:
    struct Private;
    std::unique_ptr<Private> m_p;
};

/// Whether the name ends in avi, mp4, m4v, mov, mkv, webm, mpg or mpeg, in any case.
[[nodiscard]] bool hasVideoSuffix(const std::filesystem::path &path);

} // namespace flawscope
