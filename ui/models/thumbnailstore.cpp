// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/thumbnailstore.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QImageReader>
#include <QImageWriter>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

namespace flawscope::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kQuality = 88;

struct StoredFile {
    fs::file_time_type when;
    std::uint64_t bytes = 0;
    fs::path path;
};

std::vector<StoredFile> filesBelow(const fs::path &folder)
{
    std::vector<StoredFile> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code gone; // another process trims too
        const bool ours = entry->path().filename().native().find(".jpg") != std::string::npos; // Also parts that a kill left; not the workspace's mark.
        if (!ours || !entry->is_regular_file(gone) || gone)
            continue;
        const auto bytes = entry->file_size(gone);
        const auto when = entry->last_write_time(gone);
        if (!gone)
            files.push_back({when, bytes, entry->path()});
    }
    return files;
}

} // namespace

ThumbnailStore::ThumbnailStore(fs::path folder, std::uint64_t boundBytes) : m_folder(std::move(folder)), m_boundBytes(boundBytes)
{
    m_written = boundBytes; // The first store looks how large the folder is.
}

QByteArray ThumbnailStore::keyOf(const fs::path &picture, int frame)
{
    struct stat status {};
    if (::stat(picture.c_str(), &status) != 0)
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha1);
    const std::int64_t numbers[] = {frame, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    hash.addData(QByteArrayView(picture.native().data(), static_cast<qsizetype>(picture.native().size())));
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(numbers), sizeof numbers));
    return hash.result().toHex();
}

fs::path ThumbnailStore::fileOf(const QByteArray &key) const
{
    return m_folder / key.first(2).toStdString() / (key.mid(2).toStdString() + ".jpg");
}

std::optional<QImage> ThumbnailStore::load(const QByteArray &key) const
{
    std::ifstream file(fileOf(key), std::ios::binary);
    if (key.isEmpty() || !file)
        return std::nullopt;
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    QImage image = QImage::fromData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())), "JPEG");
    if (image.isNull() || std::max(image.width(), image.height()) > kSidePx)
        return std::nullopt;
    return image;
}

void ThumbnailStore::store(const QByteArray &key, const QImage &thumbnail)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImageWriter writer(&buffer, "JPEG");
    writer.setQuality(kQuality);
    if (key.isEmpty() || !writer.write(thumbnail))
        return;
    const fs::path path = fileOf(key);
    static std::atomic<unsigned> counter = 0;
    fs::path part = path;
    part += ".part" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(part, std::ios::binary);
    file.write(bytes.constData(), bytes.size());
    file.close();
    if (file)
        fs::rename(part, path, error);
    if (!file || error) {
        fs::remove(part, error);
        return;
    }
    if ((m_written += static_cast<std::uint64_t>(bytes.size())) > m_boundBytes / 10)
        trim();
}

void ThumbnailStore::trim()
{
    const std::unique_lock lock(m_trimming, std::try_to_lock);
    if (!lock)
        return;
    m_written = 0;
    std::vector<StoredFile> files = filesBelow(m_folder);
    std::uint64_t total = 0;
    for (const StoredFile &file : files)
        total += file.bytes;
    if (total <= m_boundBytes)
        return;
    std::sort(files.begin(), files.end(), [](const StoredFile &a, const StoredFile &b) { return a.when < b.when; });
    for (const StoredFile &file : files) {
        if (total <= m_boundBytes / 5 * 4)
            break;
        std::error_code error;
        if (fs::remove(file.path, error))
            total -= file.bytes;
    }
}

} // namespace flawscope::ui
