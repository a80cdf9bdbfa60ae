// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/weights/statedict_p.h"
#include "tests/support/shared.h"
#include "tests/support/torchbytes.h"

#include <QTest>

#include <numeric>

using namespace flawscope;
using namespace flawscope::test;

namespace {

std::span<const std::uint8_t> asBytes(const std::string &text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

/// The floats 0, 1, 2, … as bytes.
std::string ramp(std::size_t count)
{
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes += littleEndian(static_cast<float>(i));
    return bytes;
}

/// A dictionary with the one tensor "x" over the storage "0" of twelve floats.
std::string oneTensor(std::int64_t elements, std::int64_t offset, std::initializer_list<std::int64_t> shape, std::initializer_list<std::int64_t> strides)
{
    return PickleBytes().emptyDict().text("x").tensor("FloatStorage", "0", elements, offset, shape, strides).raw("s").done();
}

std::string zipOf(const std::string &pickle)
{
    return torchZip(pickle, {{"0", ramp(12)}});
}

/// What the authors' code saves: two networks, one of them a list, and things that are no tensors.
PickleBytes checkpoint(bool isLegacy)
{
    PickleBytes pickle;
    pickle.emptyDict().mark();
    pickle.text("encoder_state_dict").orderedDict().mark().text("conv1.weight").tensor("FloatStorage", "0", 12, 2, {2, 3}, {1, 4}, isLegacy);
    pickle.raw("u").emptyDict().text("_metadata").orderedDict().raw("sb");
    pickle.text("decoder_state_dict").raw("](").orderedDict().text("w");
    pickle.global("torch._utils", "_rebuild_parameter").mark().tensor("FloatStorage", "0", 12, 0, {12}, {1}, isLegacy).raw("\x88").orderedDict();
    pickle.raw("tRs").orderedDict().text("steps").tensor("LongStorage", "1", 3, 2, {}, {}, isLegacy).raw("se");
    pickle.text("epoch").raw("K\7").text("loss").raw("G").raw(std::string(8, '\1')).text("name").raw("U\2ab").text("done").raw("\x88");
    return pickle.text("none").raw("Nu");
}

void compareCheckpoint(const StateDict &tensors)
{
    QCOMPARE(tensors.size(), std::size_t(3));
    const torch::Tensor expected = torch::tensor({{2.F, 6.F, 10.F}, {3.F, 7.F, 11.F}});
    QVERIFY(tensors.at("encoder_state_dict.conv1.weight").equal(expected));
    QVERIFY(tensors.at("encoder_state_dict.conv1.weight").is_contiguous());
    QVERIFY(tensors.at("decoder_state_dict.0.w").equal(torch::arange(12).to(torch::kFloat32)));
    QVERIFY(tensors.at("decoder_state_dict.1.steps").equal(torch::tensor(std::int64_t{77})));
}

const std::string kSteps = littleEndian<std::int64_t>(5) + littleEndian<std::int64_t>(6) + littleEndian<std::int64_t>(77);

} // namespace

class TestTorchFile final : public QObject {
    Q_OBJECT

private:
    static void compareRefusal(const std::string &bytes, const QString &reason)
    {
        try {
            (void)parseTorchFile(asBytes(bytes), "hostile.pth");
            QFAIL("The file was accepted.");
        } catch (const Error &error) {
            const QString sentence = QString::fromUtf8(error.what());
            QCOMPARE(error.code(), ErrorCode::BadFormat);
            QVERIFY2(sentence.startsWith("hostile.pth ") && sentence.contains(reason), error.what());
            QVERIFY2(sentence.size() < 500, "The sentence quotes too much of the file.");
        }
    }

private Q_SLOTS:
    void readsEveryFormat()
    {
        const auto zipped = [](bool zip64) { return torchZip(checkpoint(false).done(), {{"0", ramp(12)}, {"1", kSteps}}, zip64); };
        compareCheckpoint(parseTorchFile(asBytes(zipped(false)), "zip"));
        compareCheckpoint(parseTorchFile(asBytes(zipped(true)), "zip64"));
        compareCheckpoint(parseTorchFile(asBytes(torchLegacy(checkpoint(true).done(), {{"1", 3, kSteps}, {"0", 12, ramp(12)}})), "legacy"));
    }

    void readsEveryStorageType_data()
    {
        QTest::addColumn<QString>("storage");
        QTest::addColumn<int>("type");
        QTest::newRow("double") << "DoubleStorage" << int(torch::kFloat64);
        QTest::newRow("float") << "FloatStorage" << int(torch::kFloat32);
        QTest::newRow("half") << "HalfStorage" << int(torch::kFloat16);
        QTest::newRow("bfloat16") << "BFloat16Storage" << int(torch::kBFloat16);
        QTest::newRow("long") << "LongStorage" << int(torch::kInt64);
        QTest::newRow("int") << "IntStorage" << int(torch::kInt32);
        QTest::newRow("short") << "ShortStorage" << int(torch::kInt16);
        QTest::newRow("char") << "CharStorage" << int(torch::kInt8);
        QTest::newRow("byte") << "ByteStorage" << int(torch::kUInt8);
        QTest::newRow("bool") << "BoolStorage" << int(torch::kBool);
    }
    void readsEveryStorageType()
    {
        QFETCH(const QString, storage);
        QFETCH(const int, type);
        const torch::Tensor numbers = torch::tensor({0, 1, 2, 3, 0, 1}).to(static_cast<torch::ScalarType>(type)).contiguous();
        const std::string bytes(static_cast<const char *>(numbers.data_ptr()), numbers.nbytes());
        const std::string pickle
            = PickleBytes().emptyDict().text("x").tensor(storage.toStdString(), "k", 6, 0, {3, 2}, {1, 3}).raw("s").done();
        QVERIFY(parseTorchFile(asBytes(torchZip(pickle, {{"k", bytes}})), "x").at("x").equal(numbers.view({2, 3}).t()));
    }

    void everyStrideMatchesTorch()
    {
        const torch::Tensor storage = torch::arange(12).to(torch::kFloat32);
        QVERIFY(parseTorchFile(asBytes(zipOf(oneTensor(12, 1, {2, 2, 2}, {6, 1, 2}))), "x").at("x").equal(storage.as_strided({2, 2, 2}, {6, 1, 2}, 1)));
        QVERIFY(parseTorchFile(asBytes(zipOf(oneTensor(12, 3, {4}, {0}))), "x").at("x").equal(storage.as_strided({4}, {0}, 3)));
        QVERIFY(parseTorchFile(asBytes(zipOf(oneTensor(12, 12, {0, 5}, {5, 1}))), "x").at("x").equal(torch::empty({0, 5})));
    }

    void refusesPrograms_data()
    {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const std::string &bytes, const char *reason) {
            QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << reason;
        };
        row("os.system", PickleBytes().global("os", "system").mark().text("touch /tmp/flawscope-was-here").raw("tR").done(), "asks for \"os.system\"");
        row("posix.system inside a tensor",
            PickleBytes().emptyDict().text("x").global("torch._utils", "_rebuild_tensor_v2").mark().global("posix", "system").raw("tRs").done(),
            "asks for \"posix.system\"");
        row("eval", PickleBytes().global("builtins", "eval").mark().text("1").raw("tR").done(), "asks for \"builtins.eval\"");
        row("another function of torch", PickleBytes().global("torch", "load").mark().text("x").raw("tR").done(), "asks for \"torch.load\"");
        row("control characters", PickleBytes().global("os\x1b[2J\r", "system").done(), "\"os\\x1b[2J\\x0d.system\"");
        row("a name without an end", "\x80\x02" "cos" + std::string(5000, 'x'), "no end");
        row("INST", "\x80\x02(ios\nsystem\n.", "opcode INST");
        row("OBJ", "\x80\x02(o.", "opcode OBJ");
        row("NEWOBJ", "\x80\x02)\x81.", "opcode NEWOBJ");
        row("STACK_GLOBAL", "\x80\x02X\x02" + std::string(3, '\0') + "osX\x06" + std::string(3, '\0') + "system\x93.", "opcode STACK_GLOBAL");
        row("EXT1", "\x80\x02\x82\x01.", "opcode EXT1");
        row("unknown opcode", "\x80\x02\xfe.", "unknown opcode 254");
        row("protocol 4", "\x80\x04N.", "protocol 4");
        row("calls a dictionary", PickleBytes().emptyDict().raw(")R").done(), "no function");
        row("calls a storage type", PickleBytes().global("torch", "FloatStorage").raw(")R").done(), "calls a storage type");
        row("state for a number", PickleBytes().raw("K\1}b").done(), "state");
        row("no values", PickleBytes().done(), "more values than it made");
        row("POP", PickleBytes().raw("K\1(0").done(), "opcode POP");
        row("takes what lies below the mark", PickleBytes().raw("](K\1\x86.").done(), "more values than it made");
        row("values left over", PickleBytes().raw("NN").done(), "leaves values over");
        row("unknown memo", PickleBytes().raw("h\5").done(), "value 5");
        row("closes nothing", PickleBytes().raw("t").done(), "never opened");
        row("odd dictionary", PickleBytes().raw("}(K\1u").done(), "container that is none");
        row("key is a list", PickleBytes().raw("}]Ns").done(), "neither text nor");
        row("text beyond the file", "\x80\x02X\xff\xff\xff\xff" "abc", "cut off");
        row("list in itself", PickleBytes().raw("]").put(0).recall(0).raw("a").done(), "too deeply");
        row("a tensor alone", PickleBytes().tensor("FloatStorage", "0", 12, 0, {12}, {1}).done(), "without a name");
    }
    void refusesPrograms()
    {
        QFETCH(const QByteArray, pickle);
        QFETCH(const QString, reason);
        compareRefusal(zipOf(pickle.toStdString()), reason);
        QVERIFY(!std::filesystem::exists("/tmp/flawscope-was-here"));
    }

    void refusesImpossibleTensors_data()
    {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const std::string &bytes, const char *reason) {
            QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << reason;
        };
        constexpr std::int64_t kHuge = INT64_C(1) << 62;
        row("storage larger than its record", oneTensor(13, 0, {12}, {1}), "only 48 bytes");
        row("storage of 2^62 numbers", oneTensor(kHuge, 0, {kHuge / 8}, {1}), "only 48 bytes");
        row("negative storage", oneTensor(-1, 0, {0}, {1}), "≥ 0");
        row("negative offset", oneTensor(12, -1, {1}, {1}), "≥ 0");
        row("offset beyond the end", oneTensor(12, 13, {0}, {1}), "larger than its storage");
        row("reaches beyond the end", oneTensor(12, 1, {12}, {1}), "beyond the end");
        row("strides reach beyond the end", oneTensor(12, 0, {2, 2}, {11, 1}), "beyond the end");
        row("negative stride", oneTensor(12, 11, {12}, {-1}), "≥ 0");
        row("stride overflows", oneTensor(12, 0, {3}, {INT64_MAX}), "beyond the end");
        row("stride sum overflows", oneTensor(12, 0, {3, 3}, {INT64_MAX, INT64_MAX}), "strides of a tensor are too large");
        row("size overflows", oneTensor(12, 0, {kHuge, 4}, {0, 0}), "too large");
        row("size overflows behind a zero", oneTensor(12, 0, {0, kHuge, kHuge}, {0, 0, 0}), "too large");
        row("expanded beyond its storage", oneTensor(12, 0, {1000, 1000}, {0, 0}), "larger than its storage");
        row("shape without strides", oneTensor(12, 0, {2, 2}, {1}), "does not fit its strides");
        row("storage that is missing", PickleBytes().emptyDict().text("x").tensor("FloatStorage", "../0", 1, 0, {1}, {1}).raw("s").done(), "lacks the storage \"../0\"");
        row("name twice",
            PickleBytes().emptyDict().mark().text("x").tensor("FloatStorage", "0", 1, 0, {1}, {1}).put(0).text("x").recall(0).raw("u").done(), "twice");
        row("name of 2 kB", PickleBytes().emptyDict().text(std::string(2000, 'n')).raw("Ns").done(), "too long");
        row("name not UTF-8", PickleBytes().emptyDict().text("\xff").raw("Ns").done(), "\"\\xff\"");
    }
    void refusesImpossibleTensors()
    {
        QFETCH(const QByteArray, pickle);
        QFETCH(const QString, reason);
        compareRefusal(zipOf(pickle.toStdString()), reason);
    }

    void refusesBombs()
    {
        // Ten lists, each of which holds the one before ten times: 10^10 values in 300 bytes.
        PickleBytes laughs;
        laughs.raw("](NNNNNNNNNNe").put(0);
        for (int level = 0; level < 10; ++level) {
            laughs.raw("](");
            for (int i = 0; i < 10; ++i)
                laughs.recall(static_cast<std::uint8_t>(level));
            laughs.raw("e").put(static_cast<std::uint8_t>(level + 1));
        }
        // The root list of all, so that nothing is left over.
        const std::string pickle = PickleBytes().raw("](").raw(std::string_view(laughs.done()).substr(2, laughs.done().size() - 3)).raw("e").done();
        compareRefusal(zipOf(pickle), "too deeply");

        // One storage of 40 kB under 1000 names.
        PickleBytes many;
        many.emptyDict().mark().text("0").tensor("FloatStorage", "0", 10'000, 0, {10'000}, {1}).put(0);
        for (int i = 1; i < 1000; ++i)
            many.text(std::to_string(i)).recall(0);
        compareRefusal(torchZip(many.raw("u").done(), {{"0", ramp(10'000)}}), "same data in too many tensors");
    }

    void refusesBadArchives()
    {
        const std::string pickle = oneTensor(12, 0, {12}, {1});
        compareRefusal(zipBytes({{"a/data.pkl", pickle}, {"a/data/0", ramp(12), 8}}), "\"a/data/0\" is compressed (method 8)");
        compareRefusal(zipBytes({{"a/data.pkl", pickle}, {"a/data/0", ramp(12), 0, 1}}), "\"a/data/0\" is encrypted");
        compareRefusal(zipBytes({{"a/data.pkl", pickle}, {"a/data.pkl", pickle}}), "comes twice");
        compareRefusal(zipBytes({{"a/data.pkl", pickle}, {"b/data.pkl", pickle}}), "more than one pickle");
        compareRefusal(zipBytes({{"word/document.xml", "x"}}), "has no data.pkl");
        compareRefusal(zipBytes({{"a/constants.pkl", pickle}, {"a/data.pkl", pickle}}), "TorchScript");
        compareRefusal(zipBytes({{"a/byteorder", "big"}, {"a/data.pkl", pickle}, {"a/data/0", ramp(12)}}), "big-endian");
        compareRefusal(torchLegacy(checkpoint(true).done(), {}, false), "big-endian");
        compareRefusal(torchLegacy(checkpoint(true).done(), {{"0", 12, ramp(12)}}), "lacks the storage \"1\"");
        compareRefusal(torchLegacy(checkpoint(true).done(), {{"0", 13, ramp(13)}}), "instead of 12");
        compareRefusal(torchLegacy(checkpoint(true).done(), {{"7", 12, ramp(12)}}), "no tensor uses");
    }

    void everyTruncationIsRefused()
    {
        const std::string zipped = torchZip(checkpoint(false).done(), {{"0", ramp(12)}, {"1", kSteps}}, true);
        const std::string legacy = torchLegacy(checkpoint(true).done(), {{"0", 12, ramp(12)}, {"1", 3, kSteps}});
        for (const std::string &whole : {zipped, legacy}) {
            for (std::size_t size = 0; size < whole.size(); ++size)
                QVERIFY_EXCEPTION_THROWN((void)parseTorchFile(asBytes(whole.substr(0, size)), "cut"), Error);
        }
    }

    void zipAgreesWithSafetensors()
    {
        FLAWSCOPE_REQUIRE_SHARED(reference, "weights/resnet18-imagenet1k-layer1to3.safetensors");
        FLAWSCOPE_REQUIRE_SHARED(zipped, "weights/resnet18-imagenet1k-layer1to3.pth");
        const StateDict expected = readSafetensors(reference).tensors;
        const StateDict found = readWeights(zipped);
        QCOMPARE(found.size(), expected.size());
        for (const auto &[name, tensor] : expected)
            QVERIFY2(found.at(name).equal(tensor), name.c_str());
    }

    void legacyAgreesWithSafetensors()
    {
        FLAWSCOPE_REQUIRE_SHARED(reference, "weights/resnet18-imagenet1k-layer1to3.safetensors");
        FLAWSCOPE_REQUIRE_SHARED(legacy, "weights/stem-only-legacy.pth");
        const StateDict expected = readSafetensors(reference).tensors;
        const StateDict found = readWeights(legacy);
        QCOMPARE(found.size(), std::size_t(15));
        for (const auto &[name, tensor] : found)
            QVERIFY2(tensor.equal(expected.at(name)), name.c_str());
    }

    void readsTheAuthorsCheckpoint()
    {
        FLAWSCOPE_REQUIRE_SHARED(path, "fixtures/mobilenetv3-large-256/authors-checkpoint.pt");
        const StateDict tensors = readWeights(path);
        QCOMPARE(tensors.size(), std::size_t(500));
        QVERIFY(tensors.contains("decoder_state_dict.0.module_list.0.w_perm"));
        const auto isEncoder = [](const auto &item) { return item.first.starts_with("encoder_state_dict."); };
        QVERIFY(std::ranges::any_of(tensors, isEncoder) && !std::ranges::all_of(tensors, isEncoder));
    }
};

QTEST_GUILESS_MAIN(TestTorchFile)
#include "tst_torchfile.moc"
