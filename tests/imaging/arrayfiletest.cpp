// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/arrayfile.h"

#include <QTemporaryDir>
#include <QTest>
#include <bit>
#include <cstring>
#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <random>

using namespace flawscope;

namespace {

template <typename T>
std::string bytesOf(std::initializer_list<T> values, bool bigEndian = false)
{
    std::string bytes;
    for (const T value : values) {
        auto raw = std::bit_cast<std::array<char, sizeof(T)>>(value);
        if (bigEndian)
            std::reverse(raw.begin(), raw.end());
        bytes.append(raw.data(), raw.size());
    }
    return bytes;
}

std::string npyWithHeader(int version, const std::string &header, const std::string &data)
{
    std::string file("\x93NUMPY", 6);
    file += static_cast<char>(version);
    file += '\0';
    for (std::size_t byte = 0; byte < (version == 1 ? 2U : 4U); ++byte)
        file += static_cast<char>(header.size() >> (8 * byte) & 0xFF);
    return file + header + data;
}

std::string npy(const std::string &type, const std::string &shape, const std::string &data, bool fortran = false, int version = 1)
{
    return npyWithHeader(version, "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }      \n", data);
}

ErrorCode codeOf(const std::function<void()> &action)
{
    try {
        action();
    } catch (const Error &error) {
        if (std::string_view(error.what()).empty() || std::string_view(error.what()).back() != '.')
            return ErrorCode::Internal;
        return error.code();
    }
    return ErrorCode::Cancelled;
}

} // namespace

class ArrayFileTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tiffGivesEveryBitBack();
    void readsMaps_data();
    void readsMaps();
    void readsWhatFloat32CannotHold();
    void readsTiffOfOtherDepths();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void readsOneFrame();
    void readsOnlyThatFrame();
    void refusesFrames();

private:
    [[nodiscard]] std::filesystem::path file(const char *name) const { return std::filesystem::path(m_folder.path().toStdString()) / pathFromUtf8(name); }

    QTemporaryDir m_folder;
};

void ArrayFileTest::tiffGivesEveryBitBack()
{
    ScoreMap map(37, 53);
    std::mt19937 random(7);
    for (float &value : map.values)
        value = std::uniform_real_distribution<float>(-2, 3)(random);
    map.at(0, 0) = std::numeric_limits<float>::denorm_min();
    map.at(0, 1) = std::numeric_limits<float>::max();
    map.at(0, 2) = -0.0F;
    const auto path = file("地図 с пробелом/карта.tiff");
    writeMapTiff(path, map);
    const ScoreMap back = readMap(path);
    QCOMPARE(back.height, 37);
    QCOMPARE(back.width, 53);
    QVERIFY(std::memcmp(back.values.data(), map.values.data(), map.size() * sizeof(float)) == 0);
}

void ArrayFileTest::readsMaps_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const std::string &bytes) { QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())); };
    row("float32", npy("<f4", "(2, 3)", bytesOf<float>({1, 2, 3, 4, 5, 6})));
    row("float32 in Fortran order", npy("<f4", "(2, 3)", bytesOf<float>({1, 4, 2, 5, 3, 6}), true));
    row("float64, big endian, version 2", npy(">f8", "(2, 3)", bytesOf<double>({1, 2, 3, 4, 5, 6}, true), false, 2));
    row("float64 in Fortran order, version 3", npy("<f8", "(2, 3)", bytesOf<double>({1, 4, 2, 5, 3, 6}), true, 3));
    row("uint8", npy("|u1", "(2, 3)", bytesOf<std::uint8_t>({1, 2, 3, 4, 5, 6})));
    row("uint16, big endian", npy(">u2", "(2, 3)", bytesOf<std::uint16_t>({1, 2, 3, 4, 5, 6}, true)));
    row("int64 of Python 2", npy("<i8", "(2L, 3L)", bytesOf<std::int64_t>({1, 2, 3, 4, 5, 6})));
    row("leading axes of length 1", npy("<f4", "(1, 1, 2, 3)", bytesOf<float>({1, 2, 3, 4, 5, 6})));
    row("other order of fields, no last comma", npyWithHeader(1, "{\"shape\": (2,3), 'fortran_order':False,'descr':'<f4'}", bytesOf<float>({1, 2, 3, 4, 5, 6})));
}

void ArrayFileTest::readsMaps()
{
    QFETCH(QByteArray, bytes);
    const auto path = file("map.npy");
    writeFileAtomically(path, std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
    const ScoreMap map = readMap(path);
    QCOMPARE(map.height, 2);
    QCOMPARE(map.width, 3);
    QCOMPARE(map.values, (std::vector<float>{1, 2, 3, 4, 5, 6}));
    QCOMPARE(readPreciseMap(path).values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

void ArrayFileTest::readsWhatFloat32CannotHold()
{
    const std::vector<double> scores{1, 1 + 1e-15, -1e-300, 1e300};
    writeFileAtomically(file("precise.npy"), std::string_view(npy("<f8", "(2, 2)", bytesOf<double>({1, 1 + 1e-15, -1e-300, 1e300}))));
    QCOMPARE(readPreciseMap(file("precise.npy")).values, scores);
    QVERIFY_THROWS_EXCEPTION(Error, (void)readMap(file("precise.npy")));
    std::vector<std::uint8_t> bytes;
    QVERIFY(cv::imencode(".tiff", cv::Mat(2, 2, CV_64F, const_cast<double *>(scores.data())), bytes));
    writeFileAtomically(file("precise.tiff"), bytes);
    QCOMPARE(readPreciseMap(file("precise.tiff")).values, scores);
    writeFileAtomically(file("nan.npy"), std::string_view(npy("<f8", "(1, 1)", bytesOf<double>({std::numeric_limits<double>::quiet_NaN()}))));
    QVERIFY_THROWS_EXCEPTION(Error, (void)readPreciseMap(file("nan.npy")));
}

void ArrayFileTest::readsTiffOfOtherDepths()
{
    for (const int depth : {CV_8U, CV_16U, CV_32F, CV_64F}) {
        cv::Mat pixels(2, 3, depth);
        for (int index = 0; index < 6; ++index) {
            const cv::Mat one = pixels(cv::Rect(index % 3, index / 3, 1, 1));
            cv::Mat(1, 1, CV_32F, cv::Scalar(index + 1)).convertTo(one, depth);
        }
        std::vector<std::uint8_t> bytes;
        QVERIFY(cv::imencode(".tiff", pixels, bytes));
        writeFileAtomically(file("depth.tif"), bytes);
        QCOMPARE(readMap(file("depth.tif")).values, (std::vector<float>{1, 2, 3, 4, 5, 6}));
    }
}

void ArrayFileTest::refusesHostileFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const std::string &bytes, ErrorCode code = ErrorCode::BadFormat) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << static_cast<int>(code);
    };
    const std::string six = bytesOf<float>({1, 2, 3, 4, 5, 6});
    row("nothing", "");
    row("text", "this is a text file that was given the wrong name");
    row("magic alone", std::string("\x93NUMPY", 6));
    row("version 4", npy("<f4", "(2, 3)", six, false, 4), ErrorCode::UnsupportedVersion);
    row("one byte short", npy("<f4", "(2, 3)", six.substr(1)));
    row("no data", npy("<f4", "(2, 3)", ""));
    row("64 GB promised", npy("<f4", "(131072, 131072)", six));
    row("product overflows to a small one", npy("<f4", "(4294967296, 4294967297)", six));
    row("product overflows to zero", npy("<f4", "(4294967296, 4294967296)", six));
    row("extent beyond 64 bits", npy("<f4", "(99999999999999999999, 1)", six));
    row("negative extent", npy("<f4", "(-2, -3)", six));
    row("empty", npy("<f4", "(0, 99999999999)", six));
    row("scalar", npy("<f4", "()", six));
    row("one axis", npy("<f4", "(6,)", six));
    row("three axes", npy("<f4", "(2, 1, 3)", six));
    row("very many axes", npy("<f4", "(" + std::string(3000, '1').replace(1, 1, ",") + ")", six));
    row("objects, which would be a pickle", npy("|O", "(2, 3)", six));
    row("records", npyWithHeader(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", six));
    row("float16", npy("<f2", "(2, 3)", six));
    row("type cut short", npy("<", "(2, 3)", six));
    row("header is code", npyWithHeader(1, "__import__('os').system('true')", six));
    row("unknown field", npyWithHeader(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}", six));
    row("no shape", npyWithHeader(1, "{'descr': '<f4', 'fortran_order': False}", six));
    row("order is a number", npyWithHeader(1, "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}", six));
    row("unclosed text", npyWithHeader(1, "{'descr", six));
    std::string longHeader = npy("<f4", "(2, 3)", six, false, 2);
    longHeader.replace(8, 4, "\xFF\xFF\xFF\xFF", 4);
    row("header of 4 GB", longHeader);
    row("NaN", npy("<f4", "(1, 2)", bytesOf<float>({1, std::numeric_limits<float>::quiet_NaN()})), ErrorCode::BadInput);
    row("beyond float32", npy("<f8", "(1, 2)", bytesOf<double>({1, 1e300})), ErrorCode::BadInput);
    std::vector<std::uint8_t> tiff;
    cv::imencode(".tiff", cv::Mat(40, 40, CV_32F, cv::Scalar(1)), tiff);
    const std::string whole(tiff.begin(), tiff.end());
    row("TIFF cut off", whole.substr(0, whole.size() / 2));
    row("TIFF header alone", whole.substr(0, 8));
    cv::imencode(".tiff", cv::Mat(40, 40, CV_8UC3, cv::Scalar(1)), tiff);
    row("TIFF in colour", std::string(tiff.begin(), tiff.end()));
}

void ArrayFileTest::refusesHostileFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const auto path = file("hostile.npy");
    writeFileAtomically(path, std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
    QCOMPARE(static_cast<int>(codeOf([&] { (void)readMap(path); })), code);
}

void ArrayFileTest::readsOneFrame()
{
    const std::string data = bytesOf<std::uint8_t>({0, 1, 0, 0, 0, 0, /**/ 1, 0, 0, 0, 0, 255, /**/ 0, 0, 0, 7, 0, 0});
    for (const char *type : {"|b1", "|u1", "|i1"}) {
        writeFileAtomically(file("stack.npy"), npy(type, "(3, 2, 3)", data));
        const Mask middle = readNpyFrame(file("stack.npy"), 1);
        QCOMPARE(middle.height, 2);
        QCOMPARE(middle.values, (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 1}));
        QCOMPARE(readNpyFrame(file("stack.npy"), 2).values, (std::vector<std::uint8_t>{0, 0, 0, 1, 0, 0}));
    }
    writeFileAtomically(file("wide.npy"), npy("<i4", "(1, 1, 3)", bytesOf<std::int32_t>({0, 256, 0})));
    QCOMPARE(readNpyFrame(file("wide.npy"), 0).values, (std::vector<std::uint8_t>{0, 1, 0}));
    writeFileAtomically(file("single.npy"), npy("|u1", "(2, 3)", data.substr(0, 6)));
    QCOMPARE(readNpyFrame(file("single.npy"), -1).values, (std::vector<std::uint8_t>{0, 1, 0, 0, 0, 0}));
    const NpyHeader header = readNpyHeader(file("stack.npy"));
    QCOMPARE(header.shape, (std::vector<std::int64_t>{3, 2, 3}));
    QCOMPARE(header.kind, 'i');
}

void ArrayFileTest::readsOnlyThatFrame()
{
    const auto path = file("sparse.npy");
    const std::string head = npy("|u1", "(100000, 1000, 1000)", "");
    writeFileAtomically(path, head);
    std::filesystem::resize_file(path, head.size() + UINT64_C(100000) * 1000 * 1000); // 100 GB of holes: reading it all would take minutes and memory.
    QCOMPARE(readNpyFrame(path, 99999), Mask(1000, 1000));
    std::filesystem::remove(path);
}

void ArrayFileTest::refusesFrames()
{
    const std::string six = bytesOf<std::uint8_t>({0, 1, 0, 0, 0, 0});
    const auto codeFor = [&](const std::string &bytes, int index) {
        writeFileAtomically(file("frames.npy"), bytes);
        return codeOf([&] { (void)readNpyFrame(file("frames.npy"), index); });
    };
    QCOMPARE(codeFor(npy("|u1", "(2, 1, 3)", six), 2), ErrorCode::BadInput);
    QCOMPARE(codeFor(npy("|u1", "(2, 1, 3)", six), -1), ErrorCode::BadInput);
    QCOMPARE(codeFor(npy("|u1", "(2, 3)", six), 1), ErrorCode::BadInput);
    QCOMPARE(codeFor(npy("|u1", "(2, 1, 3)", six, true), 0), ErrorCode::BadFormat);
    QCOMPARE(codeFor(npy("<f4", "(1, 1, 1)", six), 0), ErrorCode::BadFormat);
    QCOMPARE(codeFor(npy("|u1", "(6,)", six), 0), ErrorCode::BadFormat);
    QCOMPARE(codeOf([&] { (void)readNpyFrame(file("missing.npy"), 0); }), ErrorCode::Unreadable);
    QCOMPARE(codeOf([&] { (void)readMap(std::filesystem::path(m_folder.path().toStdString())); }), ErrorCode::Unreadable);
}

QTEST_GUILESS_MAIN(ArrayFileTest)
#include "arrayfiletest.moc"
