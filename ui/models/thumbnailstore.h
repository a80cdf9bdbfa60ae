// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QImage>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>

namespace flawscope::ui {

/// Thumbnails on disk: small JPEG files in a folder, named after what they show. Any thread; several processes may share the folder.
///
/// A file appears by rename. One that is damaged, e.g. by a power cut, is made again; the least recently made go when the folder grows
/// over its bound. A folder that cannot be written keeps nothing, and nobody is told: thumbnails can always be made again.
class ThumbnailStore final {
public:
    static constexpr int kSidePx = 256; ///< Longer side of what is kept.

    /// @param boundBytes  about how large the folder may become
    explicit ThumbnailStore(std::filesystem::path folder, std::uint64_t boundBytes = UINT64_C(1) << 30);

    /// What identifies a picture as it is now: path, frame, size and time of change. Empty where the file is not there.
    [[nodiscard]] static QByteArray keyOf(const std::filesystem::path &picture, int frame);

    [[nodiscard]] std::optional<QImage> load(const QByteArray &key) const;
    void store(const QByteArray &key, const QImage &thumbnail);
    /// Removes the oldest until the folder is at four fifths of its bound. Runs by itself from time to time.
    void trim();

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }

private:
    [[nodiscard]] std::filesystem::path fileOf(const QByteArray &key) const;

    std::filesystem::path m_folder;
    std::uint64_t m_boundBytes;
    std::atomic<std::uint64_t> m_written = 0; ///< Bytes since the last trim.
    std::mutex m_trimming;
};

} // namespace flawscope::ui
