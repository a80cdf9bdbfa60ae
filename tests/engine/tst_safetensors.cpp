// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/weights/statedict_p.h"
#include "tests/support/torchbytes.h"

#include <QTemporaryDir>
#include <QTest>

using namespace flawscope;
using flawscope::test::littleEndian;

namespace {

std::span<const std::uint8_t> asBytes(const std::string &text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

/// A safetensors file of this header and as many zero bytes of data.
std::string fileOf(const std::string &header, std::size_t dataBytes = 0)
{
    return littleEndian<std::uint64_t>(header.size()) + header + std::string(dataBytes, '\0');
}

std::string entry(const char *name, const char *dtype, const char *shape, const char *offsets)
{
    return std::string("\"") + name + R"(":{"dtype":")" + dtype + R"(","shape":[)" + shape + R"(],"data_offsets":[)" + offsets + "]}";
}

bool sameBytes(const torch::Tensor &a, const torch::Tensor &b)
{
    return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0;
}

SafetensorsFile allTypes()
{
    const auto options = torch::TensorOptions();
    SafetensorsFile file;
    const torch::Tensor ramp = torch::arange(-6, 6).reshape({3, 4});
    for (const auto type : {torch::kFloat64, torch::kFloat32, torch::kFloat16, torch::kBFloat16, torch::kInt64, torch::kInt32, torch::kInt16,
                            torch::kInt8, torch::kUInt8, torch::kBool})
        file.tensors[std::string("type.") + c10::toString(type)] = ramp.to(type);
    file.tensors["scalar"] = torch::tensor(2.5F, options);
    file.tensors["nothing"] = torch::empty({2, 0, 3}, options);
    file.tensors["Grauwert ä 🙂 \"\\\n"] = torch::tensor({1, 2, 3}, torch::kUInt8);
    file.metadata = {{"format", "pt"}, {"json", R"({"a":[1,"\u00e4"]})"}, {"line\nbreak\x01", ""}};
    return file;
}

} // namespace

class TestSafetensors final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path path(const char *name) const { return pathFromUtf8(m_folder.path().toStdString()) / pathFromUtf8(name); }

private Q_SLOTS:
    void roundTripKeepsEveryType()
    {
        const SafetensorsFile file = allTypes();
        writeSafetensors(path("größe.safetensors"), file);
        const SafetensorsFile again = readSafetensors(path("größe.safetensors"));
        QCOMPARE(again.metadata, file.metadata);
        QCOMPARE(readSafetensorsMetadata(path("größe.safetensors")), file.metadata);
        QCOMPARE(again.tensors.size(), file.tensors.size());
        for (const auto &[name, tensor] : file.tensors)
            QVERIFY2(sameBytes(tensor, again.tensors.at(name)), name.c_str());
        QCOMPARE(readWeights(path("größe.safetensors")).size(), file.tensors.size());
    }

    void equalContentGivesEqualAlignedBytes()
    {
        writeSafetensors(path("a"), allTypes());
        writeSafetensors(path("b"), allTypes());
        const auto bytes = readFile(path("a"));
        QVERIFY(bytes == readFile(path("b")));
        std::uint64_t header = 0;
        std::memcpy(&header, bytes.data(), sizeof header);
        QCOMPARE(header % 8, std::uint64_t(0));
    }

    void specialNumbersKeepTheirBits()
    {
        // A quiet NaN with a payload, a signalling NaN, both infinities, −0 and a denormal.
        const std::array<std::uint32_t, 6> bits = {0x7fc01234, 0x7f800001, 0x7f800000, 0xff800000, 0x80000000, 0x00000001};
        const torch::Tensor special = torch::empty({6}, torch::kFloat32);
        std::memcpy(special.data_ptr(), bits.data(), sizeof bits);
        writeSafetensors(path("nan"), {{{"x", special}}, {}});
        QVERIFY(sameBytes(readSafetensors(path("nan")).tensors.at("x"), special));
    }

    void writesViewsInRowMajorOrder()
    {
        const torch::Tensor base = torch::rand({4, 6});
        writeSafetensors(path("view"), {{{"t", base.t()}, {"s", base.slice(1, 1, 6, 2)}, {"e", base[0].expand({3, 6})}}, {}});
        const StateDict again = readSafetensors(path("view")).tensors;
        QVERIFY(again.at("t").equal(base.t()) && again.at("t").is_contiguous());
        QVERIFY(again.at("s").equal(base.slice(1, 1, 6, 2)));
        QVERIFY(again.at("e").equal(base[0].expand({3, 6})));
    }

    void refusesToWriteWhatCannotBeRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("type");
        QTest::newRow("complex") << "x" << int(torch::kComplexFloat);
        QTest::newRow("reserved name") << "__metadata__" << int(torch::kFloat32);
        QTest::newRow("undefined") << "x" << -1;
    }
    void refusesToWriteWhatCannotBeRead()
    {
        QFETCH(const QString, name);
        QFETCH(const int, type);
        writeSafetensors(path("kept"), {});
        const auto before = readFile(path("kept"));
        const torch::Tensor tensor = type < 0 ? torch::Tensor() : torch::zeros({2}, static_cast<torch::ScalarType>(type));
        try {
            writeSafetensors(path("kept"), {{{name.toStdString(), tensor}}, {}});
            QFAIL("The tensor was written.");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Unwritable);
        }
        QVERIFY(readFile(path("kept")) == before);
    }

    void refusesHostileFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const std::string &bytes, const char *reason) {
            QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << reason;
        };
        const std::string good = entry("a", "F32", "2,3", "0,24");
        row("empty file", "", "too few");
        row("seven bytes", "1234567", "too few");
        row("header beyond the file", littleEndian<std::uint64_t>(3) + "{}", "header of 3 bytes");
        row("header of 2^64-1 bytes", littleEndian(~std::uint64_t{0}) + "{}", "header of 18446744073709551615");
        row("data cut off", fileOf('{' + good + '}', 23), "cut off");
        row("data left over", fileOf('{' + good + '}', 25), "25 bytes of data");
        row("header cut off", fileOf('{' + good, 24), "'}' is missing");
        row("not JSON", fileOf("hello"), "'{' is missing");
        row("text after the header", fileOf("{} x"), "follows the last brace");
        row("overlap", fileOf('{' + good + ',' + entry("b", "F32", "2", "20,28") + '}', 28), "overlap");
        row("same place twice", fileOf('{' + good + ',' + entry("b", "F32", "2,3", "0,24") + '}', 24), "overlap");
        row("hole", fileOf('{' + good + ',' + entry("b", "F32", "2", "28,36") + '}', 36), "hole");
        row("offsets reversed", fileOf('{' + entry("a", "F32", "2", "8,0") + '}', 8), "claims bytes 8 to 0");
        row("negative offset", fileOf('{' + entry("a", "F32", "2", "-8,0") + '}', 8), "≥ 0");
        row("negative size", fileOf('{' + entry("a", "F32", "-1,-2", "0,8") + '}', 8), "≥ 0");
        row("fractional size", fileOf('{' + entry("a", "F32", "2.0", "0,8") + '}', 8), "not whole");
        row("size of 2^63", fileOf('{' + entry("a", "F32", "9223372036854775808", "0,8") + '}', 8), "too large");
        row("product overflows to 0", fileOf('{' + entry("a", "F32", "4294967296,4294967296", "0,0") + '}'), "too large");
        row("overflow hidden by a zero", fileOf('{' + entry("a", "F32", "0,4294967296,4294967296", "0,0") + '}'), "too large");
        row("33 dimensions", fileOf('{' + entry("a", "U8", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "0,1") + '}', 1),
            "more than 32 dimensions");
        row("shape and bytes differ", fileOf('{' + entry("a", "F64", "2,3", "0,24") + '}', 24), "its shape needs 48");
        row("unknown type", fileOf('{' + entry("a", "F8_E4M3", "2", "0,2") + '}', 2), "\"F8_E4M3\" is not supported");
        row("name twice", fileOf('{' + entry("a", "U8", "1", "0,1") + ',' + entry("a", "U8", "1", "1,2") + '}', 2), "comes twice");
        row("escaped name twice", fileOf('{' + entry("a", "U8", "1", "0,1") + ',' + entry("\\u0061", "U8", "1", "1,2") + '}', 2), "comes twice");
        row("property twice", fileOf(R"({"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}})"), "twice");
        row("property missing", fileOf(R"({"a":{"dtype":"U8","shape":[0]}})"), "lacks");
        row("metadata twice", fileOf(R"({"__metadata__":{},"__metadata__":{}})"), "twice");
        row("metadata nested", fileOf(R"({"__metadata__":{"a":{"b":"c"}}})"), "'\"' is missing");
        row("nested 100,000 deep", fileOf("{\"a\":" + std::string(100'000, '[') + '}'), "'{' is missing");
        row("not UTF-8", fileOf('{' + entry("\xc3\x28", "U8", "0", "0,0") + '}'), "not UTF-8");
        row("overlong UTF-8", fileOf('{' + entry("\xc0\xaf", "U8", "0", "0,0") + '}'), "not UTF-8");
        row("half a surrogate pair", fileOf('{' + entry("\\ud800x", "U8", "0", "0,0") + '}'), "surrogate");
        row("raw control character", fileOf('{' + entry("a\nb", "U8", "0", "0,0") + '}'), "control character");
        row("a name of 1 MB", fileOf('{' + entry(std::string(1 << 20, 'n').c_str(), "U8", "1", "0,9") + '}', 1), "claims bytes 0 to 9");
    }
    void refusesHostileFiles()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, reason);
        try {
            (void)parseSafetensors(asBytes(bytes.toStdString()), "hostile.safetensors");
            QFAIL("The file was accepted.");
        } catch (const Error &error) {
            const QString sentence = QString::fromUtf8(error.what());
            QCOMPARE(error.code(), ErrorCode::BadFormat);
            QVERIFY2(sentence.startsWith("hostile.safetensors ") && sentence.contains(reason), error.what());
            QVERIFY2(sentence.size() < 400, "The sentence quotes too much of the file.");
        }
    }

    void acceptsLooseJson()
    {
        const std::string text = " {\t\"a\" :\n{\"data_offsets\": [0 ,4], \"shape\" : [ ], \"dtype\":\"F32\" } }  ";
        QCOMPARE(parseSafetensors(asBytes(fileOf(text, 4)), "loose").tensors.at("a").dim(), 0);
        QCOMPARE(parseSafetensors(asBytes(fileOf("{}")), "none").tensors.size(), std::size_t(0));
    }

    void everyTruncationIsRefused()
    {
        writeSafetensors(path("whole"), {{{"a", torch::rand({5})}, {"b", torch::rand({2, 2})}}, {{"k", "v"}}});
        const auto bytes = readFile(path("whole"));
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY_EXCEPTION_THROWN((void)parseSafetensors(std::span(bytes).first(size), "cut"), Error);
    }

    void missingFileIsUnreadable()
    {
        try {
            (void)readSafetensors(path("missing"));
            QFAIL("A file that does not exist was read.");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Unreadable);
        }
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
