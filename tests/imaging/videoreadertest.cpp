// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/videoreader.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "tests/imaging/picturefiles.h"

#include <QTemporaryDir>
#include <QtTest>

#include <opencv2/videoio.hpp>

using namespace flawscope;

namespace {

constexpr int kFrames = 12;

/// Frame i is grey of level 20·i, but for a red corner at the top left.
void writeVideo(const std::filesystem::path &path)
{
    cv::VideoWriter writer(path.native(), cv::CAP_OPENCV_MJPEG, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 25,
                           cv::Size(96, 64));
    for (int i = 0; i < kFrames; ++i) {
        cv::Mat frame(64, 96, CV_8UC3, cv::Scalar::all(i * 20));
        frame(cv::Rect(0, 0, 32, 32)) = cv::Scalar(0, 0, 255);
        writer.write(frame);
    }
}

int levelOf(const RgbImage &frame)
{
    return frame.pixel(56, 80)[1];
}

QString refusal(const std::filesystem::path &path)
{
    try {
        VideoReader reader(path);
    } catch (const Error &error) {
        return QString::fromUtf8(error.what());
    }
    return "opened";
}

} // namespace

class VideoReaderTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void framesInAnyOrder();
    void cutVideo();
    void refused_data();
    void refused();
    void suffix();

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    std::filesystem::path m_video;
};

void VideoReaderTest::initTestCase()
{
    m_root = m_folder.path().toStdU16String();
    m_video = m_root / u"сцена 01.avi";
    writeVideo(m_root / "plain.avi");
    std::filesystem::rename(m_root / "plain.avi", m_video);
}

void VideoReaderTest::framesInAnyOrder()
{
    VideoReader reader(m_video);
    QCOMPARE(reader.frameCount(), kFrames);
    QCOMPARE(reader.width(), 96);
    QCOMPARE(reader.height(), 64);
    for (int index : {0, 1, 2, 3, 7, 11, 11, 4, 0, 10}) {
        const RgbImage frame = reader.read(index);
        QCOMPARE(frame.width, 96);
        QVERIFY2(std::abs(levelOf(frame) - index * 20) <= 3,
                 qPrintable(QString("%1: %2").arg(index).arg(levelOf(frame))));
        QVERIFY(frame.pixel(8, 8)[0] > 200 && frame.pixel(8, 8)[2] < 60);
    }
    QVERIFY_THROWS_EXCEPTION(Error, (void)reader.read(kFrames));
    QVERIFY_THROWS_EXCEPTION(Error, (void)reader.read(-1));
    VideoReader moved(std::move(reader));
    QVERIFY(std::abs(levelOf(moved.read(5)) - 100) <= 3);
}

void VideoReaderTest::cutVideo()
{
    const std::filesystem::path path = m_root / "cut.avi";
    std::filesystem::copy_file(m_video, path);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    int readable = 0;
    try {
        VideoReader reader(path);
        for (; readable < reader.frameCount(); ++readable)
            QVERIFY(std::abs(levelOf(reader.read(readable)) - readable * 20) <= 3);
    } catch (const Error &error) {
        QCOMPARE(static_cast<int>(error.code()), static_cast<int>(ErrorCode::BadFormat));
        QVERIFY(QString::fromUtf8(error.what()).contains("cut.avi"));
    }
    QVERIFY2(readable < kFrames, qPrintable(QString::number(readable)));
}

void VideoReaderTest::refused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    QTest::newRow("text") << "text.avi" << QByteArray("not a video") << "not an AVI";
    QTest::newRow("empty") << "empty.mp4" << QByteArray("") << "is empty";
    QTest::newRow("play list") << "list.mp4"
                               << QByteArray("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n#EXT-X-ENDLIST\n")
                               << "not an AVI";
    QTest::newRow("concat list") << "concat.avi" << QByteArray("ffconcat version 1.0\nfile /etc/passwd\n")
                                 << "not an AVI";
    QTest::newRow("AVI header only") << "head.avi" << QByteArray("RIFF\x10\0\0\0AVI LIST", 16) << "head.avi";
    QTest::newRow("address") << "http://127.0.0.1:1/a.avi" << QByteArray() << "cannot be opened";
    QTest::newRow("protocol") << "concat:a.avi|b.avi" << QByteArray() << "cannot be opened";
    QTest::newRow("folder") << "." << QByteArray() << "not a file";
}

void VideoReaderTest::refused()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    std::filesystem::path path = name.toStdU16String();
    if (!content.isNull()) {
        path = m_root / path;
        test::writeBytes(path, test::Bytes(content.begin(), content.end()));
    }
    QVERIFY2(refusal(path).contains(words), qPrintable(refusal(path)));
}

void VideoReaderTest::suffix()
{
    QVERIFY(hasVideoSuffix("a.AVI") && hasVideoSuffix("b.mp4"));
    QVERIFY(!hasVideoSuffix("a.png") && !hasVideoSuffix("avi"));
}

QTEST_GUILESS_MAIN(VideoReaderTest)
#include "videoreadertest.moc"
