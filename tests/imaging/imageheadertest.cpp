// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imageheader.h"

#include "tests/imaging/picturefiles.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace flawscope;
using namespace flawscope::test;

class ImageHeaderTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void header_data();
    void header();
    void tiffHeader_data();
    void tiffHeader();
    void orientation_data();
    void orientation();
    void everyCutIsNoticed_data();
    void everyCutIsNoticed();
    void trailingGarbageIsTolerated();
    void hostileFiles_data();
    void hostileFiles();
    void damagedHeadersAreNeverFatal_data();
    void damagedHeadersAreNeverFatal();
    void pathsThatAreNoFiles();
    void fileAndMemoryAgree();
    void suffix_data();
    void suffix();
};

void ImageHeaderTest::header_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("channels");
    for (const char *format : {"PNG", "TIFF"})
        for (int depth : {8, 16})
            for (int channels : {1, 3, 4})
                QTest::newRow(qPrintable(QString("%1 %2 bit, %3 channels").arg(format).arg(depth).arg(channels)))
                    << format << depth << channels;
    QTest::addRow("JPEG grey") << "JPEG" << 8 << 1;
    QTest::addRow("JPEG colour") << "JPEG" << 8 << 3;
    QTest::addRow("BMP colour") << "BMP" << 8 << 3;
    QTest::addRow("BMP alpha") << "BMP" << 8 << 4;
    QTest::addRow("WebP colour") << "WebP" << 8 << 3;
    QTest::addRow("WebP alpha") << "WebP" << 8 << 4;
}

void ImageHeaderTest::header()
{
    QFETCH(QString, format);
    QFETCH(int, depth);
    QFETCH(int, channels);
    const cv::Mat image(23, 37, CV_MAKETYPE(depth == 8 ? CV_8U : CV_16U, channels), cv::Scalar(10, 20, 30, 40));
    const ImageHeader header = probeImage(encodeAs(format.toStdString(), image));
    QCOMPARE(header.problem, std::string());
    QCOMPARE(header.format, format.toStdString());
    QCOMPARE(header.width, 37);
    QCOMPARE(header.height, 23);
    QCOMPARE(header.bitDepth, depth);
    QCOMPARE(header.channels, channels);
    QCOMPARE(header.orientation, 1);
    QVERIFY(header.complete);
    QVERIFY(!header.floating);
}

void ImageHeaderTest::tiffHeader_data()
{
    QTest::addColumn<bool>("bigEndian");
    QTest::addColumn<bool>("big");
    QTest::newRow("II") << false << false;
    QTest::newRow("MM") << true << false;
    QTest::newRow("II, BigTIFF") << false << true;
    QTest::newRow("MM, BigTIFF") << true << true;
}

void ImageHeaderTest::tiffHeader()
{
    QFETCH(bool, bigEndian);
    QFETCH(bool, big);
    TiffFile tiff{
        .width = 5, .height = 3, .bits = 32, .samples = 1, .photometric = 1, .orientation = 6, .sampleFormat = 3};
    tiff.bigEndian = bigEndian;
    tiff.big = big;
    tiff.pixels = Bytes(60, 1);
    const ImageHeader header = probeImage(tiff.file());
    QCOMPARE(header.problem, std::string());
    QCOMPARE(header.width, 3);
    QCOMPARE(header.height, 5);
    QCOMPARE(header.bitDepth, 32);
    QCOMPARE(header.orientation, 6);
    QVERIFY(header.floating);
}

void ImageHeaderTest::orientation_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("orientation");
    for (const char *format : {"PNG", "JPEG", "JPEG MM", "WebP"})
        for (int orientation = 1; orientation <= 8; ++orientation)
            QTest::newRow(qPrintable(QString("%1 %2").arg(format).arg(orientation))) << format << orientation;
}

void ImageHeaderTest::orientation()
{
    QFETCH(QString, format);
    QFETCH(int, orientation);
    Bytes file = encodeAs(format.section(' ', 0, 0).toStdString(), bgrOf(lopsidedPicture(23, 37)));
    if (format == "PNG")
        addExifToPng(file, orientation);
    else if (format == "WebP")
        addExifToWebp(file, 37, 23, orientation);
    else
        addExifToJpeg(file, orientation, format.endsWith("MM"));
    const ImageHeader header = probeImage(file);
    QCOMPARE(header.problem, std::string());
    QCOMPARE(header.orientation, orientation);
    QCOMPARE(header.width, orientation < 5 ? 37 : 23);
    QCOMPARE(header.height, orientation < 5 ? 23 : 37);
}

void ImageHeaderTest::everyCutIsNoticed_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"PNG", "JPEG", "BMP", "TIFF", "WebP"})
        QTest::newRow(format) << format;
}

void ImageHeaderTest::everyCutIsNoticed()
{
    QFETCH(QString, format);
    const Bytes file = encodeAs(format.toStdString(), bgrOf(lopsidedPicture(23, 37)));
    for (std::size_t length = 0; length < file.size(); ++length) {
        const ImageHeader header = probeImage(std::span(file).first(length));
        // The encoder pads an odd WebP chunk; what counts is that no cut passes.
        QVERIFY2(!header.problem.empty() && !header.complete, qPrintable(QString::number(length)));
    }
}

void ImageHeaderTest::trailingGarbageIsTolerated()
{
    for (const char *format : {"PNG", "JPEG", "BMP", "TIFF", "WebP"}) {
        Bytes file = encodeAs(format, bgrOf(lopsidedPicture(23, 37)));
        file.resize(file.size() + 300'000, 'x');
        const ImageHeader header = probeImage(file);
        QCOMPARE(header.problem, std::string());
        QCOMPARE(header.width, 37);
    }
}

void ImageHeaderTest::hostileFiles_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("words");
    QTest::newRow("empty") << QByteArray() << "empty";
    QTest::newRow("text") << QByteArray("This is a text, not a picture.\n") << "not a PNG";
    QTest::newRow("BM text") << QByteArray("BMW builds cars, and this is a text.") << "not a PNG";
    QTest::newRow("GIF") << QByteArray("GIF89a\x01\x01\x01\x01\x01\x01\x01\x01", 14) << "not a PNG";
    QTest::newRow("PNG without pixels") << QByteArray(
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x05\x08\x02\0\0\0\0\0\0\0", 33)
                                        << "no pixels";
    QTest::newRow("PNG as wide as the world")
        << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\0\0\0\x05\x08\x02\0\0\0\0\0\0\0", 33)
        << "impossible";
    QTest::newRow("JPEG with a wild marker") << QByteArray("\xff\xd8\xff\xe0\0\x02\x12\x34\x56", 9) << "damaged";
    QTest::newRow("JPEG that ends at once") << QByteArray("\xff\xd8\xff\xd9", 4) << "without a picture";
    QTest::newRow("TIFF directory outside") << QByteArray("II*\0\xff\xff\xff\x7f", 8) << "cut off";
    QTest::newRow("TIFF directory in a circle") << QByteArray("II*\0\0\0\0\0", 8) << "damaged";
    QTest::newRow("WebP of an unknown kind") << QByteArray("RIFF\x08\0\0\0WEBPABCD", 16) << "damaged";
}

void ImageHeaderTest::hostileFiles()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, words);
    const ImageHeader header = probeImage(
        std::span(reinterpret_cast<const std::uint8_t *>(file.constData()), static_cast<std::size_t>(file.size())));
    QVERIFY2(QString::fromStdString(header.problem).contains(words), header.problem.c_str());
    QVERIFY(!header.complete);
}

void ImageHeaderTest::damagedHeadersAreNeverFatal_data()
{
    everyCutIsNoticed_data();
}

void ImageHeaderTest::damagedHeadersAreNeverFatal()
{
    QFETCH(QString, format);
    const Bytes file = encodeAs(format.toStdString(), bgrOf(lopsidedPicture(5, 7)));
    int noticed = 0;
    for (std::size_t at = 0; at < file.size(); ++at)
        for (std::uint8_t value : {0x00, 0x7F, 0xFF}) {
            Bytes damaged = file;
            damaged[at] = value;
            noticed += probeImage(damaged).problem.empty() ? 0 : 1;
        }
    QVERIFY2(noticed > 10, qPrintable(QString::number(noticed)));
}

void ImageHeaderTest::pathsThatAreNoFiles()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdU16String();
    QVERIFY(probeImage(root / "missing.png").problem.find("cannot be opened") != std::string::npos);
    QVERIFY(probeImage(root).problem.find("not a file") != std::string::npos);
    const std::filesystem::path pipe = root / "pipe.png";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    QVERIFY(probeImage(pipe).problem.find("not a file") != std::string::npos);
}

void ImageHeaderTest::fileAndMemoryAgree()
{
    QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdU16String()) / u"検査 деталь.jpg";
    Bytes file = encodeAs("JPEG", bgrOf(lopsidedPicture(300, 200)));
    // A large block before the frame header, as cameras put their preview there.
    Bytes preview = {0xFF, 0xE2, 0xF0, 0x00};
    preview.resize(0xF000 + 2, 0x55);
    insertAt(file, 2, preview);
    addExifToJpeg(file, 8, true);
    file.resize(file.size() + 100'000, 0);
    writeBytes(path, file);
    const ImageHeader header = probeImage(path);
    QCOMPARE(header.problem, std::string());
    QCOMPARE(header.width, 300);
    QCOMPARE(header.height, 200);
    QCOMPARE(header.orientation, 8);
    std::filesystem::resize_file(path, 0xF000 + 3000);
    QVERIFY(probeImage(path).problem.find("cut off") != std::string::npos);
}

void ImageHeaderTest::suffix_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isImage");
    for (const char *name : {"a.png", "a.PNG", "a.b.Jpg", "x/ä.jpeg", "a.bmp", "a.TIF", "a.tiff", "a.WebP"})
        QTest::newRow(name) << QString::fromUtf8(name) << true;
    for (const char *name : {"png", ".png", "a.png.txt", "a.gif", "a.pn", "a.png/b", "a.ｐｎｇ", ""})
        QTest::newRow(qPrintable(QString("not %1").arg(name))) << QString::fromUtf8(name) << false;
}

void ImageHeaderTest::suffix()
{
    QFETCH(QString, name);
    QFETCH(bool, isImage);
    QCOMPARE(hasImageSuffix(std::filesystem::path(name.toStdU16String())), isImage);
}

QTEST_GUILESS_MAIN(ImageHeaderTest)
#include "imageheadertest.moc"
