// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/dataset/picturedesk.h"
#include "ui/base/format.h"

#include <fstream>

using namespace flawscope;
using namespace flawscope::ui;
namespace fs = std::filesystem;

/// Thumbnails in memory, on disk and when something is wrong with them.
class ThumbnailCacheTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void makesAndKeeps();
    void givesTheFormerSizeMeanwhile();
    void tellsWhatCannotBeRead();
    void asksNobodyForMissingPictures();
    void newestFirst();
    void storeKeysAreOfContent();
    void storeMakesDamagedOnesAgain();
    void storeStaysWithinItsBound();
    void storeOfAnUnwritableFolderKeepsNothing();

private:
    void waitFor(ThumbnailCache &cache, ImageId image);

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    std::unique_ptr<test::PictureDesk> m_desk;
};

void ThumbnailCacheTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = toPath(m_folder->path());
    for (unsigned i = 0; i < 5; ++i)
        test::writePicture(m_root / "parts" / ("part " + std::to_string(i) + ".png"), i, 400, 300);
    const auto workspace = Workspace::create(m_root / "project", "Parts", "anna");
    workspace->importDataset(scanDataset(m_root / "parts", {}, {}), {});
    m_desk = std::make_unique<test::PictureDesk>(workspace, m_folder->filePath(QStringLiteral("settings.ini")));
}

void ThumbnailCacheTest::cleanup() { m_desk.reset(); }

void ThumbnailCacheTest::waitFor(ThumbnailCache &cache, ImageId image)
{
    QSignalSpy ready(&cache, &ThumbnailCache::ready);
    QVERIFY(cache.thumbnail(image).isNull());
    QTRY_VERIFY(std::any_of(ready.begin(), ready.end(), [&](const auto &call) { return call.first().template value<ImageId>() == image; }));
}

void ThumbnailCacheTest::makesAndKeeps()
{
    ThumbnailCache &cache = m_desk->thumbnails;
    cache.setSize(128);
    waitFor(cache, 1);
    QCOMPARE(cache.thumbnail(1).size(), QSize(128, 96));
    QVERIFY(fs::exists(m_root / "project/thumbnails"));
    QStringList files;
    for (const auto &entry : fs::recursive_directory_iterator(m_root / "project/thumbnails")) {
        if (entry.path().extension() == ".jpg")
            files << toQString(entry.path());
    }
    QVERIFY2(files.size() == 1, qPrintable(files.join(QLatin1Char(' '))));
    ThumbnailCache other(m_desk->project);
    fs::permissions(m_root / "parts/part 0.png", fs::perms::none);
    waitFor(other, 1); // From the disk.
    QVERIFY(!other.thumbnail(1).isNull());
}

void ThumbnailCacheTest::givesTheFormerSizeMeanwhile()
{
    ThumbnailCache &cache = m_desk->thumbnails;
    cache.setSize(64);
    waitFor(cache, 2);
    cache.setSize(256);
    QCOMPARE(cache.thumbnail(2).width(), 64);
    QTRY_COMPARE(cache.thumbnail(2).width(), 256);
}

void ThumbnailCacheTest::tellsWhatCannotBeRead()
{
    std::ofstream(m_root / "parts/part 2.png", std::ios::trunc) << "no picture any more";
    waitFor(m_desk->thumbnails, 3);
    QVERIFY(m_desk->thumbnails.failed(3));
    QVERIFY(m_desk->thumbnails.thumbnail(3).isNull());
    QVERIFY(!m_desk->thumbnails.failed(1));
    test::writePicture(m_root / "parts/part 2.png", 9);
    m_desk->project.reloadImages(); // Then it is tried again.
    waitFor(m_desk->thumbnails, 3);
    QVERIFY(!m_desk->thumbnails.thumbnail(3).isNull());
}

void ThumbnailCacheTest::asksNobodyForMissingPictures()
{
    fs::remove(m_root / "parts/part 3.png");
    m_desk->project.workspace().findMissing({});
    m_desk->project.reloadImages();
    QSignalSpy ready(&m_desk->thumbnails, &ThumbnailCache::ready);
    QVERIFY(m_desk->thumbnails.thumbnail(4).isNull());
    QVERIFY(m_desk->thumbnails.thumbnail(4711).isNull());
    waitFor(m_desk->thumbnails, 1);
    QCOMPARE(ready.size(), 1);
}

void ThumbnailCacheTest::newestFirst()
{
    QSignalSpy ready(&m_desk->thumbnails, &ThumbnailCache::ready);
    for (ImageId image = 1; image <= 5; ++image)
        (void)m_desk->thumbnails.thumbnail(image);
    QTRY_COMPARE(ready.size(), 5);
    for (ImageId image = 1; image <= 5; ++image)
        QVERIFY(!m_desk->thumbnails.thumbnail(image).isNull());
}

void ThumbnailCacheTest::storeKeysAreOfContent()
{
    const fs::path picture = m_root / "parts/part 0.png";
    const QByteArray key = ThumbnailStore::keyOf(picture, -1);
    QVERIFY(!key.isEmpty());
    QVERIFY(key != ThumbnailStore::keyOf(picture, 0));
    QVERIFY(key != ThumbnailStore::keyOf(m_root / "parts/part 1.png", -1));
    QVERIFY(ThumbnailStore::keyOf(m_root / "nothing.png", -1).isEmpty());
    fs::last_write_time(picture, fs::last_write_time(picture) + std::chrono::seconds(5));
    QVERIFY(key != ThumbnailStore::keyOf(picture, -1));
}

void ThumbnailCacheTest::storeMakesDamagedOnesAgain()
{
    ThumbnailStore store(m_root / "store");
    QImage image(200, 100, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    store.store("abcdef", image);
    QCOMPARE(store.load("abcdef")->size(), image.size());
    std::ofstream(m_root / "store/ab/cdef.jpg", std::ios::trunc) << "cut off";
    QVERIFY(!store.load("abcdef"));
    QVERIFY(!store.load("other"));
    store.store("abcdef", image);
    QVERIFY(store.load("abcdef"));
}

void ThumbnailCacheTest::storeStaysWithinItsBound()
{
    ThumbnailStore store(m_root / "store", 600000);
    QImage image(256, 256, QImage::Format_RGB32);
    for (int i = 0; i < 40; ++i) {
        for (int p = 0; p < 256 * 256; ++p)
            image.bits()[4 * p + i % 3] = static_cast<uchar>(p * (i + 7) >> 3);
        store.store(QByteArray("k") + QByteArray::number(1000 + i), image);
    }
    std::ofstream(m_root / "store/.flawscope-output") << "not a thumbnail";
    store.trim();
    QVERIFY(fs::exists(m_root / "store/.flawscope-output"));
    std::uintmax_t total = 0;
    for (const auto &entry : fs::recursive_directory_iterator(m_root / "store")) {
        if (entry.is_regular_file())
            total += entry.file_size();
    }
    QVERIFY2(total <= 600000, qPrintable(QString::number(total)));
    QVERIFY(total > 0);
}

void ThumbnailCacheTest::storeOfAnUnwritableFolderKeepsNothing()
{
    std::ofstream(m_root / "file") << "in the way";
    ThumbnailStore store(m_root / "file" / "below");
    store.store("abcdef", QImage(10, 10, QImage::Format_RGB32));
    QVERIFY(!store.load("abcdef"));
}

QTEST_MAIN(ThumbnailCacheTest)
#include "tst_thumbnailcache.moc"
