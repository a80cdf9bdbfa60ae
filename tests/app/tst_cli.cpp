// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/commandline.h"
#include "tests/support/shared.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <limits>
#include <unistd.h>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

namespace {

/// Names of all files below a folder, with their sizes.
QStringList contents(const fs::path &root)
{
    QStringList list;
    for (const auto &entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file())
            list.append(QString::fromStdString(entry.path().string()) + ' ' + QString::number(entry.file_size()));
    }
    list.sort();
    return list;
}

/// Replaces one text by another of the same length, in a file's bytes.
std::vector<std::uint8_t> replaced(std::vector<std::uint8_t> bytes, const std::string &from, const std::string &to)
{
    const auto at = std::search(bytes.begin(), bytes.end(), from.begin(), from.end());
    if (from.size() != to.size() || at == bytes.end())
        return {};
    std::copy(to.begin(), to.end(), at);
    return bytes;
}

} // namespace

class CliTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void usage_data();
    void usage();
    void badInput_data();
    void badInput();
    void badWeights_data();
    void badWeights();
    void fullDisk();
    void damagedPicturesAreListed();
    void stepByStep();
    void encoders();
    void interruptedAndResumed();

private:
    [[nodiscard]] QString at(const char *name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    [[nodiscard]] fs::path pathOf(const char *name) const { return at(name).toStdString(); }
    [[nodiscard]] static QStringList tiny()
    {
        return {"--size", "64", "--taps", "layer1,layer2", "--blocks", "2", "--condition-channels", "16", "--epochs", "2", "--patience", "0"};
    }

    QTemporaryDir m_folder;
};

void CliTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const Outcome demo = cli({"demo", at("parts"), "--train-count", "10", "--test-good-count", "2", "--test-defect-count", "1", "--size", "64", "--json"});
    QVERIFY2(demo.code == 0, qPrintable(demo.err));
    QCOMPARE(demo.json().value("train").toInt(), 10);
    fs::create_directories(pathOf("empty"));
    writeFileAtomically(pathOf("texts") / "read me.txt", "no picture");
    writeFileAtomically(pathOf("liar") / "a.png", "this is text");
    writeFileAtomically(pathOf("zero") / "a.png", "");
    writeFileAtomically(pathOf("a file"), "x");
    writeFileAtomically(pathOf("full") / "mine.txt", "mine");
    writeFileAtomically(pathOf("foreign.safetensors"), "x");
}

void CliTest::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QStringList{} << 2 << "subcommand";
    QTest::newRow("unknown command") << QStringList{"dance"} << 2 << "";
    QTest::newRow("unknown option") << QStringList{"demo", "x", "--colour", "red"} << 2 << "colour";
    QTest::newRow("missing out") << QStringList{"run", "x"} << 2 << "--out";
    QTest::newRow("not a number") << QStringList{"train", "x", "--model", "y", "--epochs", "many"} << 2 << "must be a whole number";
    QTest::newRow("out of range") << QStringList{"train", "x", "--model", "y", "--epochs", "0"} << 2 << "from 1 to 10000";
    QTest::newRow("not a choice") << QStringList{"train", "x", "--model", "y", "--loss", "square"} << 2 << "log-sigmoid, log-likelihood";
    QTest::newRow("version") << QStringList{"--version"} << 0 << "flawscope-cli";
    QTest::newRow("help") << QStringList{"run", "--help"} << 0 << "--preset";
}

void CliTest::usage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, code);
    QFETCH(const QString, text);
    const Outcome outcome = cli(arguments);
    QCOMPARE(outcome.code, code);
    QVERIFY2((outcome.err + QString::fromUtf8(outcome.out)).contains(text), qPrintable(outcome.err));
}

void CliTest::badInput_data()
{
    QTest::addColumn<QStringList>("arguments"); // "@name" is a path in the test's folder.
    QTest::addColumn<QString>("text");
    const QStringList run{"run", "@parts", "--out", "@new"};
    QTest::newRow("no folder") << QStringList{"run", "@nowhere", "--out", "@new"} << "does not exist";
    QTest::newRow("a file") << QStringList{"run", "@a file", "--out", "@new"} << "is a file";
    QTest::newRow("empty folder") << QStringList{"run", "@empty", "--out", "@new"} << "is empty";
    QTest::newRow("no images") << QStringList{"run", "@texts", "--out", "@new"} << "has no pictures";
    QTest::newRow("text named .png") << QStringList{"run", "@liar", "--out", "@new"} << "a.png";
    QTest::newRow("zero bytes") << QStringList{"run", "@zero", "--out", "@new"} << "a.png";
    QTest::newRow("out is a file") << QStringList{"run", "@parts", "--out", "@a file"} << "is a file";
    QTest::newRow("out is full") << QStringList{"run", "@parts", "--out", "@full"} << "is not empty";
    QTest::newRow("out in a file") << QStringList{"run", "@parts", "--out", "@a file/out"} << "a file";
    QTest::newRow("out in /proc") << QStringList{"run", "@parts", "--out", "/proc/flawscope"} << "/proc/flawscope";
    QTest::newRow("size 100") << run + QStringList{"--size", "100"} << "100 is not a multiple of 32; use 96 or 128";
    QTest::newRow("no such tap") << run + QStringList{"--taps", "layer9"} << "layer9";
    QTest::newRow("no such weights") << run + QStringList{"--weights", "@nowhere"} << "nowhere";
    QTest::newRow("weights that are text") << run + QStringList{"--weights", "@full/mine.txt"} << "mine.txt";
    if (!fs::exists("/dev/nvidia0"))
        QTest::newRow("no CUDA") << run + QStringList{"--device", "cuda"} << "cuda";
    QTest::newRow("no such device") << run + QStringList{"--device", "abacus"} << "abacus";
    QTest::newRow("model exists") << QStringList{"train", "@parts", "--model", "@foreign.safetensors"} << "exists";
    QTest::newRow("model is a folder") << QStringList{"train", "@parts", "--model", "@full"} << "is a folder";
    QTest::newRow("model is no model") << QStringList{"inspect", "@foreign.safetensors", "@parts", "--out", "@new"} << "foreign.safetensors";
    QTest::newRow("no model") << QStringList{"evaluate", "@nowhere", "@parts", "--out", "@new"} << "nowhere";
    QTest::newRow("no maps") << QStringList{"evaluate-maps", "--maps", "@texts", "--masks", "@parts"} << "no score maps";
    QTest::newRow("maps nowhere") << QStringList{"evaluate-maps", "--maps", "@nowhere", "--masks", "@parts"} << "does not exist";
    QTest::newRow("map is text") << QStringList{"evaluate-maps", "--maps", "@badmaps", "--masks", "@parts"} << "x.tiff";
    QTest::newRow("demo over others") << QStringList{"demo", "@full"} << "full";
    QTest::newRow("checkpoint is text") << QStringList{"import-checkpoint", "@full/mine.txt", "--encoder", "resnet18", "--out", "@new.safetensors"} << "mine.txt";
}

void CliTest::badInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(const QString, text);
    writeFileAtomically(pathOf("badmaps") / "x.tiff", "text");
    for (QString &argument : arguments) {
        if (argument.startsWith('@'))
            argument = m_folder.filePath(argument.mid(1));
    }
    const QStringList before = contents(m_folder.path().toStdString());
    const Outcome outcome = cli(arguments);
    QVERIFY2(outcome.code == 1, qPrintable(QString::number(outcome.code) + outcome.err));
    QVERIFY2(outcome.err.contains(text), qPrintable(outcome.err));
    QVERIFY2(outcome.err.trimmed().split('\n').last().startsWith("flawscope-cli: "), qPrintable(outcome.err));
    QVERIFY(outcome.out.isEmpty());
    QCOMPARE(contents(m_folder.path().toStdString()), before);
}

void CliTest::badWeights_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("text");
    for (const auto &[damage, text] : {std::pair{"missing layer", "layer1.0.conv1.weight"}, {"wrong shape", "[64, 7, 3, 7]"}, {"NaN", "NaN"},
                                       {"truncated", "weights.safetensors"}, {"os.system", "system"}})
        QTest::newRow(damage) << damage << text;
}

void CliTest::badWeights()
{
    FLAWSCOPE_REQUIRE_SHARED(weights, "weights/resnet18-imagenet1k-layer1to3.safetensors");
    QFETCH(const QString, damage);
    QFETCH(const QString, text);
    std::vector<std::uint8_t> bytes = readFile(weights);
    fs::path file = pathOf("weights.safetensors");
    const fs::path proof = pathOf("executed");
    if (damage == "missing layer")
        bytes = replaced(bytes, "\"layer1.0.conv1.weight\"", "\"layer7.0.conv1.weight\"");
    else if (damage == "wrong shape")
        bytes = replaced(bytes, "[64, 3, 7, 7]", "[64, 7, 3, 7]");
    else if (damage == "truncated")
        bytes.resize(bytes.size() / 2);
    else if (damage == "NaN") {
        std::uint64_t header = 0;
        std::memcpy(&header, bytes.data(), sizeof header);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        for (std::size_t i = 8 + header; i + 4 <= bytes.size(); i += 4)
            std::memcpy(bytes.data() + i, &nan, sizeof nan);
    } else {
        file = pathOf("weights.pth");
        // What torch.save wrote before it wrote zip files: magic number, protocol, system, object.
        const std::string path = proof.string();
        const std::string pickle = std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.") + "\x80\x02M\xe9\x03." + "\x80\x02}."
            + "\x80\x02" + "cos\nsystem\nX" + std::string(1, static_cast<char>(6 + path.size())) + std::string(3, '\0') + "touch " + path + "\x85R.";
        bytes.assign(pickle.begin(), pickle.end());
    }
    QVERIFY(!bytes.empty());
    writeFileAtomically(file, bytes);
    const Outcome outcome = cli({"run", at("parts"), "--out", at("never"), "--taps", "layer1,layer2", "--weights", QString::fromStdString(file.string())});
    QVERIFY2(outcome.code == 1, qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(text), qPrintable(outcome.err));
    QVERIFY(!fs::exists(pathOf("never")));
    QVERIFY(!fs::exists(proof));
    const Outcome check = cli({"encoders", "--encoder", "resnet18", "--taps", "layer1,layer2", "--weights", QString::fromStdString(file.string())});
    QCOMPARE(check.code, 1);
}

/// A limit on the size of files fails as a full disk does: in the middle of a write.
void CliTest::fullDisk()
{
    QProcess process;
    QStringList arguments{"-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"", QStringLiteral(FLAWSCOPE_CLI), "train", at("parts"), "--model", at("large.safetensors")};
    process.start("bash", arguments + tiny());
    const Outcome outcome = finished(process);
    QVERIFY2(outcome.code == 1, qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains("large.safetensors"), qPrintable(outcome.err));
    QVERIFY(!fs::exists(pathOf("large.safetensors")));
}

void CliTest::damagedPicturesAreListed()
{
    fs::copy(pathOf("parts"), pathOf("damaged"), fs::copy_options::recursive);
    fs::remove(pathOf("damaged") / "demo.json");
    const fs::path cut = pathOf("damaged") / "train" / "good" / "003.png";
    QVERIFY(fs::exists(cut));
    fs::resize_file(cut, fs::file_size(cut) / 2);
    const Outcome outcome = cli(QStringList{"run", at("damaged"), "--out", at("damaged out"), "--json"} + tiny());
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains("003.png"), qPrintable(outcome.err));
    const QJsonObject metrics = outcome.json();
    QCOMPARE(metrics.value("counts").toObject().value("unreadable").toInt(), 1);
    QVERIFY(metrics.value("image_auroc").isDouble());
    QVERIFY(fs::exists(pathOf("damaged out") / "scores.csv"));
}

void CliTest::stepByStep()
{
    Outcome outcome = cli(QStringList{"train", at("parts"), "--model", at("step.safetensors"), "--json"} + tiny());
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains("mean little"), qPrintable(outcome.err));
    QCOMPARE(outcome.json().value("epochs").toInt(), 2);
    outcome = cli({"evaluate", at("step.safetensors"), at("parts"), "--out", at("evaluated"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject metrics = outcome.json();
    outcome = cli({"evaluate-maps", "--maps", at("evaluated/maps"), "--masks", at("parts/ground_truth"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject again = outcome.json();
    // The pictures have the model's input size, so that the maps on the disk are the evaluated ones.
    for (const char *key : {"image_auroc", "pixel_auroc", "aupro", "image_f1", "pixel_f1", "pixel_threshold"})
        QVERIFY2(std::abs(metrics.value(key).toDouble(-1) - again.value(key).toDouble(-2)) < 1e-6, key);
    // Test pictures alone give the same figures.
    fs::create_directories(pathOf("tests only"));
    fs::copy(pathOf("parts") / "test", pathOf("tests only") / "test", fs::copy_options::recursive);
    fs::copy(pathOf("parts") / "ground_truth", pathOf("tests only") / "ground_truth", fs::copy_options::recursive);
    outcome = cli({"evaluate", at("step.safetensors"), at("tests only"), "--out", at("evaluated alone"), "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject alone = outcome.json();
    for (const char *key : {"image_auroc", "pixel_auroc", "aupro", "image_threshold", "pixel_threshold"})
        QCOMPARE(alone.value(key), metrics.value(key));
    QCOMPARE(alone.value("counts").toObject().value("train").toInt(-1), 0);
    outcome = cli({"inspect", at("step.safetensors"), at("parts/test/good"), "--out", at("inspected")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(fs::exists(pathOf("inspected") / "overlays" / "000.png"));
}

void CliTest::encoders()
{
    const Outcome outcome = cli({"encoders", "--json"});
    QCOMPARE(outcome.code, 0);
    const QJsonArray list = outcome.json().value("encoders").toArray();
    QCOMPARE(list.size(), 4);
    QCOMPARE(list.first().toObject().value("name").toString(), QString("resnet18"));
    QCOMPARE(list.first().toObject().value("taps").toArray().size(), 4);
    FLAWSCOPE_REQUIRE_SHARED(weights, "weights/resnet18-imagenet1k-layer1to3.safetensors");
    const QString file = QString::fromStdString(weights.string());
    QCOMPARE(cli({"encoders", "--weights", file, "--encoder", "resnet18", "--taps", "layer1,layer2,layer3"}).code, 0);
    QCOMPARE(cli({"encoders", "--weights", file, "--encoder", "resnet18", "--taps", "layer4"}).code, 1);
}

void CliTest::interruptedAndResumed()
{
    QStringList arguments = QStringList{"train", at("parts"), "--model", at("late.safetensors")} + tiny();
    arguments[arguments.indexOf("--epochs") + 1] = "200";
    QProcess process;
    process.start(QStringLiteral(FLAWSCOPE_CLI), arguments);
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(pathOf("late.safetensors.checkpoint")) || process.state() == QProcess::NotRunning, kPatience);
    QVERIFY2(process.state() == QProcess::Running, process.readAllStandardError().constData());
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    const Outcome interrupted = finished(process);
    QVERIFY2(interrupted.code == 130, qPrintable(QString::number(interrupted.code) + interrupted.err));
    QVERIFY(!fs::exists(pathOf("late.safetensors")));
    const Outcome resumed = cli(arguments + QStringList{"--json"});
    QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    QVERIFY(resumed.json().value("resumed").toBool());
    QVERIFY(fs::exists(pathOf("late.safetensors")));
    QVERIFY(!fs::exists(pathOf("late.safetensors.checkpoint")));
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
