// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imagefile.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/imaging/imageheader.h"
#include "tests/imaging/picturefiles.h"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>

using namespace flawscope;
using namespace flawscope::test;

namespace {

/// What a viewer shows for a stored picture with this EXIF orientation, one pixel after the other.
RgbImage asShown(const RgbImage &stored, int orientation)
{
    const int h = stored.height;
    const int w = stored.width;
    RgbImage shown = orientation < 5 ? RgbImage(h, w) : RgbImage(w, h);
    for (int y = 0; y < shown.height; ++y)
        for (int x = 0; x < shown.width; ++x) {
            const std::pair<int, int> sources[] = {{y, x}, {y, w - 1 - x}, {h - 1 - y, w - 1 - x}, {h - 1 - y, x},
                                                   {x, y}, {h - 1 - x, y}, {h - 1 - x, w - 1 - y}, {x, w - 1 - y}};
            const auto [sourceY, sourceX] = sources[orientation - 1];
            std::copy_n(stored.pixel(sourceY, sourceX), 3, shown.pixel(y, x));
        }
    return shown;
}

Bytes withExif(const std::string &format, Bytes file, const RgbImage &stored, int orientation)
{
    if (format == "PNG")
        addExifToPng(file, orientation);
    else if (format == "JPEG")
        addExifToJpeg(file, orientation, true);
    else if (format == "WebP")
        addExifToWebp(file, stored.width, stored.height, orientation);
    return file;
}

void compareError(ErrorCode code, const char *words, const std::function<void()> &job)
{
    try {
        job();
        QFAIL("nothing was thrown");
    } catch (const Error &error) {
        QCOMPARE(static_cast<int>(error.code()), static_cast<int>(code));
        QVERIFY2(std::string_view(error.what()).find(words) != std::string_view::npos, error.what());
        QVERIFY2(std::string_view(error.what()).ends_with('.'), error.what());
    }
}

} // namespace

class ImageFileTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decode_data();
    void decode();
    void orientation_data();
    void orientation();
    void sixteenBit_data();
    void sixteenBit();
    void tiffKinds();
    void bmpPalette();
    void cutFilesAreRefused_data();
    void cutFilesAreRefused();
    void hostileFiles();
    void masks_data();
    void masks();
    void maskOfFloats();
    void writeAndRead();
};

void ImageFileTest::decode_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("channels");
    QTest::addColumn<bool>("sixteen");
    for (const char *format : {"PNG", "TIFF", "BMP", "WebP", "JPEG"})
        for (int channels : {1, 3, 4})
            for (bool sixteen : {false, true})
                if ((!sixteen || format == std::string("PNG") || format == std::string("TIFF"))
                    && (channels != 4 || format != std::string("JPEG")))
                    QTest::newRow(
                        qPrintable(QString("%1, %2 channels, %3 bit").arg(format).arg(channels).arg(sixteen ? 16 : 8)))
                        << format << channels << sixteen;
}

void ImageFileTest::decode()
{
    QFETCH(QString, format);
    QFETCH(int, channels);
    QFETCH(bool, sixteen);
    RgbImage expected = lopsidedPicture(24, 40);
    if (channels == 1)
        for (std::size_t i = 0; i < expected.pixels.size(); ++i)
            expected.pixels[i] = expected.pixels[i - i % 3];
    cv::Mat image = bgrOf(expected);
    if (channels == 1)
        cv::extractChannel(image, image, 0);
    if (channels == 4) {
        cv::cvtColor(image, image, cv::COLOR_BGR2BGRA);
        for (int y = 0; y < image.rows; ++y)
            for (int x = 0; x < image.cols; ++x)
                image.at<cv::Vec4b>(y, x)[3] =
                    static_cast<std::uint8_t>(1 + y * 10); // Never 0: WebP forgets what is invisible.
    }
    if (sixteen)
        image.convertTo(image, CV_16U, 257);
    const RgbImage decoded = decodeRgb(encodeAs(format.toStdString(), image), "a file");
    QCOMPARE(decoded.height, 24);
    QCOMPARE(decoded.width, 40);
    double difference = 0;
    for (std::size_t i = 0; i < expected.pixels.size(); ++i)
        difference += std::abs(int(decoded.pixels[i]) - int(expected.pixels[i]));
    difference /= static_cast<double>(expected.pixels.size());
    QVERIFY2(difference <= (format == "JPEG" ? 10 : 0), qPrintable(QString::number(difference)));
}

void ImageFileTest::orientation_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("orientation");
    for (const char *format : {"PNG", "JPEG", "WebP", "TIFF", "TIFF 16"})
        for (int orientation = 1; orientation <= 8; ++orientation)
            QTest::newRow(qPrintable(QString("%1 %2").arg(format).arg(orientation))) << format << orientation;
}

void ImageFileTest::orientation()
{
    QFETCH(QString, format);
    QFETCH(int, orientation);
    const RgbImage picture = lopsidedPicture(23, 37);
    if (format.startsWith("TIFF")) {
        TiffFile tiff{.width = 37, .height = 23, .orientation = orientation};
        tiff.pixels = picture.pixels;
        if (format.endsWith("16")) {
            tiff.bits = 16;
            tiff.pixels.clear();
            for (std::uint8_t value : picture.pixels)
                appendNumber(tiff.pixels, value * 257U, 2, false);
        }
        QCOMPARE(decodeRgb(tiff.file(), "a file"), asShown(picture, orientation));
        return;
    }
    const Bytes plain = encodeAs(format.toStdString(), bgrOf(picture));
    const RgbImage stored = decodeRgb(plain, "a file");
    QCOMPARE(decodeRgb(withExif(format.toStdString(), plain, picture, orientation), "a file"),
             asShown(stored, orientation));
}

void ImageFileTest::sixteenBit_data()
{
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("whiteLevel");
    QTest::addColumn<int>("expected");
    QTest::newRow("black") << 0 << 0 << 0;
    QTest::newRow("white") << 65535 << 0 << 255;
    QTest::newRow("just below a half") << 128 << 0 << 0;
    QTest::newRow("just above a half") << 129 << 0 << 1;
    QTest::newRow("12 bit white") << 4095 << 4095 << 255;
    QTest::newRow("12 bit half") << 2048 << 4095 << 128;
    QTest::newRow("brighter than white") << 60000 << 4095 << 255;
}

void ImageFileTest::sixteenBit()
{
    QFETCH(int, value);
    QFETCH(int, whiteLevel);
    QFETCH(int, expected);
    const Bytes file = encodeAs("PNG", cv::Mat(2, 3, CV_16U, cv::Scalar(value)));
    const RgbImage decoded = decodeRgb(file, "a file", whiteLevel);
    QCOMPARE(decoded.pixels, std::vector<std::uint8_t>(18, static_cast<std::uint8_t>(expected)));
    compareError(ErrorCode::BadOption, "65536", [&] { (void)decodeRgb(file, "a file", 65536); });
}

void ImageFileTest::tiffKinds()
{
    TiffFile alpha{.width = 2, .height = 1, .samples = 4, .extraSample = 2};
    alpha.pixels = {200, 100, 50, 0, 9, 8, 7, 128};
    QCOMPARE(decodeRgb(alpha.file(), "a file").pixels, (Bytes{200, 100, 50, 9, 8, 7}));
    alpha.bigEndian = true;
    QCOMPARE(decodeRgb(alpha.file(), "a file").pixels, (Bytes{200, 100, 50, 9, 8, 7}));

    TiffFile inverted{.width = 2, .height = 1, .samples = 1, .photometric = 0};
    inverted.pixels = {0, 200};
    QCOMPARE(decodeRgb(inverted.file(), "a file").pixels, (Bytes{255, 255, 255, 55, 55, 55}));
    inverted.bits = 16;
    inverted.pixels = {0, 0, 200, 200};
    QCOMPARE(decodeRgb(inverted.file(), "a file").pixels, (Bytes{255, 255, 255, 55, 55, 55}));

    TiffFile floats{.width = 1, .height = 1, .bits = 32, .samples = 1, .photometric = 1, .sampleFormat = 3};
    floats.pixels = Bytes(4);
    compareError(ErrorCode::BadFormat, "floating-point", [&] { (void)decodeRgb(floats.file(), "a file"); });
    floats.bits = 16;
    floats.sampleFormat = 2;
    compareError(ErrorCode::BadFormat, "signed", [&] { (void)decodeRgb(floats.file(), "a file"); });

    TiffFile planes{.width = 1, .height = 1, .bits = 16, .planar = 2};
    planes.pixels = Bytes(6);
    compareError(ErrorCode::BadFormat, "separate planes", [&] { (void)decodeRgb(planes.file(), "a file"); });
}

void ImageFileTest::bmpPalette()
{
    Bytes file;
    append(file, "BM");
    for (std::uint32_t value : {14U + 40U + 8U + 4U, 0U, 14U + 40U + 8U, 40U, 3U, 1U})
        appendNumber(file, value, 4, false);
    for (std::uint32_t value : {1U, 1U}) // planes, bits
        appendNumber(file, value, 2, false);
    for (std::uint32_t value : {0U, 4U, 0U, 0U, 2U, 0U})
        appendNumber(file, value, 4, false);
    const Bytes rest = {1, 2, 3, 0, 40, 50, 60, 0, 0b01000000, 0, 0, 0}; // two colours (blue first), one row
    file.insert(file.end(), rest.begin(), rest.end());
    QCOMPARE(decodeRgb(file, "a file").pixels, (Bytes{3, 2, 1, 60, 50, 40, 3, 2, 1}));
}

void ImageFileTest::cutFilesAreRefused_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"PNG", "JPEG", "BMP", "TIFF", "WebP"})
        QTest::newRow(format) << format;
}

void ImageFileTest::cutFilesAreRefused()
{
    QFETCH(QString, format);
    QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdU16String()) / u"обрезан ✂.bin";
    Bytes file = encodeAs(format.toStdString(), bgrOf(lopsidedPicture(64, 64)));
    file.resize(file.size() * 9 / 10);
    writeBytes(path, file);
    compareError(ErrorCode::BadFormat, "обрезан ✂.bin", [&] { (void)decodeRgb(path); });
    compareError(ErrorCode::BadFormat, "cut off", [&] { (void)decodeMask(path); });
}

void ImageFileTest::hostileFiles()
{
    compareError(ErrorCode::Unreadable, "/no/such/file.png", [] { (void)decodeRgb("/no/such/file.png"); });
    compareError(ErrorCode::Unreadable, "not a file", [] { (void)decodeRgb("/"); });

    Bytes damaged = encodeAs("PNG", bgrOf(lopsidedPicture(64, 64)));
    damaged[damaged.size() / 2] ^= 0xFF;
    compareError(ErrorCode::BadFormat, "damaged", [&] { (void)decodeRgb(damaged, "a file"); });

    // 30000 × 30000 pixels, announced by a file of a few hundred bytes.
    Bytes bomb = encodeAs("PNG", bgrOf(lopsidedPicture(4, 4)));
    for (std::size_t at : {16U, 20U}) {
        bomb[at + 2] = 0x75;
        bomb[at + 3] = 0x30;
    }
    compareError(ErrorCode::OutOfMemory, "30000×30000", [&] { (void)decodeRgb(bomb, "a file"); });
    // 16000 × 16000 pixels of four doubles.
    TiffFile doubles{.width = 16000, .height = 16000, .bits = 64, .samples = 4, .sampleFormat = 3};
    doubles.pixels = Bytes(32);
    QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdU16String()) / "bomb.tif";
    writeBytes(path, doubles.file());
    compareError(ErrorCode::OutOfMemory, "2 GiB", [&] { (void)decodeMask(path); });
}

void ImageFileTest::masks_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("format");
    for (const char *format : {"PNG", "TIFF"}) {
        QTest::newRow(qPrintable(QString("%1 grey").arg(format))) << CV_8UC1 << format;
        QTest::newRow(qPrintable(QString("%1 colour").arg(format))) << CV_8UC3 << format;
        QTest::newRow(qPrintable(QString("%1 colour and alpha").arg(format))) << CV_8UC4 << format;
        QTest::newRow(qPrintable(QString("%1 16 bit grey").arg(format))) << CV_16UC1 << format;
        QTest::newRow(qPrintable(QString("%1 16 bit colour and alpha").arg(format))) << CV_16UC4 << format;
    }
}

void ImageFileTest::masks()
{
    QFETCH(int, type);
    QFETCH(QString, format);
    const int channels = CV_MAT_CN(type);
    // Black and opaque, but for two pixels: as faint as possible, and in the last colour channel.
    cv::Mat image(3, 4, type, cv::Scalar(0, 0, 0, 255));
    const auto lightUp = [&](int y, int x, int channel) {
        if (image.depth() == CV_8U)
            image.ptr<std::uint8_t>(y)[x * channels + channel] = 1;
        else
            image.ptr<std::uint16_t>(y)[x * channels + channel] = 1;
    };
    lightUp(1, 2, 0);
    lightUp(2, 3, std::min(channels, 3) - 1);
    QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdU16String()) / "mask";
    writeBytes(path, encodeAs(format.toStdString(), image));
    Mask expected(3, 4);
    expected.at(1, 2) = 1;
    expected.at(2, 3) = 1;
    QCOMPARE(decodeMask(path), expected);
}

void ImageFileTest::maskOfFloats()
{
    QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdU16String()) / "mask.tif";
    cv::Mat image(2, 2, CV_32F, cv::Scalar(0));
    image.at<float>(0, 1) = 0.25F;
    writeBytes(path, encodeAs("TIFF", image));
    Mask expected(2, 2);
    expected.at(0, 1) = 1;
    QCOMPARE(decodeMask(path), expected);
}

void ImageFileTest::writeAndRead()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdU16String();
    const RgbImage picture = lopsidedPicture(31, 17);
    const std::filesystem::path path = root / u"結果" / u"карта ä.png";
    writePng(path, picture);
    QCOMPARE(decodeRgb(path), picture);
    QCOMPARE(decodeRgb(encodePng(picture), "a file"), picture);

    Mask mask(5, 3);
    mask.at(4, 2) = 7;
    writePng(root / "mask.png", mask);
    QCOMPARE(decodeMask(root / "mask.png").at(4, 2), std::uint8_t{1});
    QCOMPARE(decodeRgb(root / "mask.png").pixel(4, 2)[0], std::uint8_t{255});
    QCOMPARE(probeImage(root / "mask.png").channels, 1);
    compareError(ErrorCode::Unwritable, "mask.png", [&] { writePng(root / "mask.png" / "x.png", mask); });
}

QTEST_GUILESS_MAIN(ImageFileTest)
#include "imagefiletest.moc"
