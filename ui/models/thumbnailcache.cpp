// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/thumbnailcache.h"

#include "core/dataset/loader.h"
#include "core/imaging/resize.h"
#include "ui/base/format.h"
#include "ui/models/project.h"

#include <QMetaObject>
#include <QStandardPaths>

#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

constexpr std::size_t kMaxRequests = 512; ///< More than any view shows at once.
constexpr int kMemoryKb = 192 * 1024;

std::filesystem::path storeFolder(const Project &project)
{
    const std::filesystem::path own = project.workspace().folder();
    if (!project.readOnly() && ::access(own.c_str(), W_OK) == 0)
        return own / "thumbnails";
    return toPath(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)) / "thumbnails";
}

/// Width and height with the longer side at most @p side; never enlarged.
std::pair<int, int> fitted(int width, int height, int side)
{
    const double scale = std::min(1.0, static_cast<double>(side) / std::max(width, height));
    return {std::max(1, static_cast<int>(std::lround(width * scale))), std::max(1, static_cast<int>(std::lround(height * scale)))};
}

QImage reduced(const RgbImage &picture)
{
    const auto [width, height] = fitted(picture.width, picture.height, ThumbnailStore::kSidePx);
    const RgbImage small = width == picture.width && height == picture.height ? picture : resizeLanczos(picture, height, width);
    return QImage(small.pixels.data(), width, height, 3 * width, QImage::Format_RGB888).convertToFormat(QImage::Format_RGB32);
}

} // namespace

ThumbnailCache::ThumbnailCache(Project &project, QObject *parent) : QObject(parent), m_project(project), m_store(storeFolder(project)), m_pixmaps(kMemoryKb)
{
    connect(&project, &Project::imagesReset, this, &ThumbnailCache::forget);
    const unsigned threads = std::clamp(std::thread::hardware_concurrency() / 2, 1U, 4U);
    for (unsigned i = 0; i < threads; ++i)
        m_threads.emplace_back([this](const std::stop_token &stop) { work(stop); });
}

ThumbnailCache::~ThumbnailCache()
{
    for (std::jthread &thread : m_threads)
        thread.request_stop();
    m_threads.clear();
}

void ThumbnailCache::setSize(int px) { m_size = std::clamp(px, 16, ThumbnailStore::kSidePx); }

QPixmap ThumbnailCache::thumbnail(ImageId image)
{
    const Kept *kept = m_pixmaps.object(image);
    if ((kept == nullptr || kept->size != m_size) && !m_failed.contains(image))
        request(image);
    return kept != nullptr ? kept->pixmap : QPixmap();
}

void ThumbnailCache::request(ImageId image)
{
    const ImageRecord *record = m_project.image(image);
    if (record == nullptr || record->missing)
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_underWay.contains(image))
            return;
        const auto waiting = std::find_if(m_requests.rbegin(), m_requests.rend(), [&](const Request &r) { return r.image == image; });
        if (waiting != m_requests.rend())
            m_requests.erase(std::next(waiting).base());
        m_requests.push_back({image, record->sample.image, record->sample.frame, m_size});
        if (m_requests.size() > kMaxRequests)
            m_requests.pop_front();
    }
    m_wake.notify_one();
}

void ThumbnailCache::work(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        Request request;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_requests.empty(); }))
                return;
            request = std::move(m_requests.back());
            m_requests.pop_back();
            m_underWay.insert(request.image);
        }
        Finished finished{request.image, request.size, make(request)};
        const std::lock_guard lock(m_mutex);
        m_finished.push_back(std::move(finished));
        if (m_finished.size() == 1) // The GUI thread takes all that have gathered.
            QMetaObject::invokeMethod(this, &ThumbnailCache::collect, Qt::QueuedConnection);
    }
}

QImage ThumbnailCache::make(const Request &request)
{
    const QByteArray key = ThumbnailStore::keyOf(request.path, request.frame);
    if (key.isEmpty())
        return {};
    QImage image;
    if (auto stored = m_store.load(key)) {
        image = std::move(*stored);
    } else {
        try {
            Sample sample;
            sample.image = request.path;
            sample.frame = request.frame;
            image = reduced(loadImage(sample));
        } catch (const std::exception &) {
            return {}; // Shown as a picture that cannot be read; the scan's findings say why.
        }
        m_store.store(key, image);
    }
    const auto [width, height] = fitted(image.width(), image.height(), request.size);
    return image.scaled(width, height, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

void ThumbnailCache::collect()
{
    std::vector<Finished> finished;
    {
        const std::lock_guard lock(m_mutex);
        finished.swap(m_finished);
        for (const Finished &one : finished)
            m_underWay.remove(one.image);
    }
    for (const Finished &one : finished) {
        if (one.thumbnail.isNull()) {
            m_failed.insert(one.image);
        } else {
            const auto kilobytes = static_cast<int>(one.thumbnail.sizeInBytes() / 1024 + 1);
            m_pixmaps.insert(one.image, new Kept{QPixmap::fromImage(one.thumbnail), one.size}, kilobytes);
        }
        Q_EMIT ready(one.image);
    }
}

void ThumbnailCache::forget()
{
    m_failed.clear(); // It may be there again.
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
}

} // namespace flawscope::ui
