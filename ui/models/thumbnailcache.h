// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"
#include "ui/models/thumbnailstore.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace flawscope::ui {

class Project;

/// Thumbnails of a project's pictures for grid, film strip and tool tips: made in background threads, newest request first, kept in
/// memory and on disk (in the workspace's thumbnails/, or in the user's cache where that cannot be written). GUI thread.
///
/// Requests that a faster scroll has left behind are dropped: ask again when painting again, as views do.
class ThumbnailCache final : public QObject {
    Q_OBJECT
public:
    explicit ThumbnailCache(Project &project, QObject *parent = nullptr);
    /// Waits for the pictures that are being read.
    ~ThumbnailCache() override;

    /// The picture's thumbnail, its longer side size() device pixels or less; null until ready() comes for it, and for ever where
    /// the picture cannot be read. After setSize() the former size is given until the new one is there.
    [[nodiscard]] QPixmap thumbnail(ImageId image);
    /// Whether the picture could not be read.
    [[nodiscard]] bool failed(ImageId image) const { return m_failed.contains(image); }

    /// @param px  longer side in device pixels; at most ThumbnailStore::kSidePx.
    void setSize(int px);
    [[nodiscard]] int size() const { return m_size; }
    /// How much the pixmaps in memory may take.
    void setMemoryBound(int kilobytes) { m_pixmaps.setMaxCost(kilobytes); }

Q_SIGNALS:
    void ready(flawscope::ImageId image);

private:
    struct Request {
        ImageId image = 0;
        std::filesystem::path path;
        int frame = -1;
        int size = 0;
    };
    struct Finished {
        ImageId image = 0;
        int size = 0;
        QImage thumbnail; ///< Null: not readable.
    };
    struct Kept {
        QPixmap pixmap;
        int size = 0;
    };

    void request(ImageId image);
    void work(const std::stop_token &stop);
    [[nodiscard]] QImage make(const Request &request);
    void collect();
    void forget();

    Project &m_project;
    ThumbnailStore m_store;
    int m_size = 160;
    QCache<ImageId, Kept> m_pixmaps; ///< Cost in KB.
    QSet<ImageId> m_failed;

    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_wake;
    std::deque<Request> m_requests; ///< The newest at the back.
    QSet<ImageId> m_underWay;
    std::vector<Finished> m_finished;
    std::vector<std::jthread> m_threads; ///< The last member: they join before the rest goes.
};

} // namespace flawscope::ui
