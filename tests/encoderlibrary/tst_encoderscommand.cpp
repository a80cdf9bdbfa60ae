// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/encoderlibrary/loopbackserver.h"
#include "tests/encoderlibrary/testweights.h"
#include "tests/support/commandline.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

class EncodersCommandTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listAndPath();
    void addUseRemove();
    void usage_data();
    void usage();
    void fetchFails();
    void fetchIsInterrupted();

private:
    [[nodiscard]] QString at(const char *name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    [[nodiscard]] static QStringList files(const Outcome &listed);

    QTemporaryDir m_folder;
};

void EncodersCommandTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    qputenv("FLAWSCOPE_ENCODERS", at("library").toUtf8());
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "no_proxy", "FLAWSCOPE_WEIGHTS_URL"})
        qunsetenv(name);
    writeTo(at("mine.safetensors").toStdString(), tinyWeights());
}

QStringList EncodersCommandTest::files(const Outcome &listed)
{
    QStringList list;
    for (const QJsonValue &file : listed.json().value("library").toObject().value("files").toArray())
        list << file["file"].toString() + ' ' + file["source"].toString();
    return list;
}

void EncodersCommandTest::listAndPath()
{
    QCOMPARE(cli({"encoders", "path"}).out.trimmed(), at("library").toUtf8());
    QCOMPARE(cli({"encoders", "path", "--json"}).json().value("folder").toString(), at("library"));
    QCOMPARE(files(cli({"encoders", "--json"})),
             QStringList({"resnet18-f37072fd.pth downloadable", "wide_resnet50_2-95faca4d.pth downloadable", "mobilenet_v3_large-8738ca79.pth downloadable",
                          "efficientnet_b4_rwightman-23ab8bcd.pth downloadable"}));
    const Outcome text = cli({"encoders"});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("`flawscope-cli encoders fetch wide_resnet50_2` downloads 138.2 MB (BSD-3-Clause)"));
    QVERIFY(text.out.contains("layer1"));
}

void EncodersCommandTest::addUseRemove()
{
    Outcome outcome = cli({"encoders", "add", at("mine.safetensors"), "--encoder", "resnet18", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject added = outcome.json().value("files").toArray().first().toObject();
    QCOMPARE(added.value("deepest_tap").toString(), QString("layer1"));
    QCOMPARE(added.value("sha256").toString().toStdString(), digits(tinyWeights()));
    QVERIFY(files(cli({"encoders", "--json"})).contains("mine.safetensors added"));
    QVERIFY(cli({"encoders"}).out.contains("up to layer1, 0.6 MB, added 20"));

    QCOMPARE(cli({"demo", at("parts"), "--train-count", "10", "--test-good-count", "2", "--test-defect-count", "1", "--size", "64"}).code, 0);
    const QStringList tiny{"run", at("parts"), "--size", "64", "--taps", "layer1", "--blocks", "2", "--condition-channels", "16", "--epochs", "1", "--json", "--out"};
    const auto weightsOf = [](const Outcome &run) { return run.json().value("encoder").toObject().value("weights").toString(); };
    outcome = cli(tiny + QStringList{at("by default")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(weightsOf(outcome), QString("mine.safetensors"));
    QCOMPARE(outcome.err.count("The encoder starts from mine.safetensors of the encoder library"), 1);
    QVERIFY(!outcome.err.contains("mean little"));
    outcome = cli(tiny + QStringList{at("random"), "--weights", "random"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(weightsOf(outcome).startsWith("random"));

    outcome = cli({"encoders", "remove", "mine.safetensors"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(!files(cli({"encoders", "--json"})).contains("mine.safetensors added"));
    outcome = cli(tiny + QStringList{at("asked"), "--weights", "library"});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("flawscope-cli encoders fetch resnet18"), qPrintable(outcome.err));
    QVERIFY(!fs::exists(at("asked").toStdString()));
}

void EncodersCommandTest::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    QTest::newRow("fetch what") << QStringList{"fetch"} << 2 << "name";
    QTest::newRow("fetch unknown") << QStringList{"fetch", "vgg16"} << 1 << "resnet18-f37072fd.pth";
    QTest::newRow("fetch by ftp") << QStringList{"fetch", "resnet18", "--base-url", "ftp://x/"} << 1 << "https://";
    QTest::newRow("add for nothing") << QStringList{"add", "x.pth"} << 2 << "--encoder";
    QTest::newRow("add nothing there") << QStringList{"add", "/nowhere.pth", "--encoder", "resnet18"} << 1 << "/nowhere.pth does not exist";
    QTest::newRow("remove unknown") << QStringList{"remove", "../mine.safetensors"} << 1 << "has no file";
    QTest::newRow("unknown child") << QStringList{"steal"} << 2 << "";
    QTest::newRow("help") << QStringList{"fetch", "--help"} << 0 << "--base-url";
}

void EncodersCommandTest::usage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, code);
    QFETCH(const QString, text);
    const Outcome outcome = cli(QStringList{"encoders"} + arguments);
    QVERIFY2(outcome.code == code, qPrintable(QString::number(outcome.code) + outcome.err));
    QVERIFY2((outcome.err + QString::fromUtf8(outcome.out)).contains(text), qPrintable(outcome.err));
}

void EncodersCommandTest::fetchFails()
{
    const LoopbackServer server([](const HttpRequest &request, QTcpSocket &socket) {
        if (request.target.contains("resnet18"))
            reply(socket, 200, tinyWeights());
        else
            reply(socket, 404, {});
    });
    const QString url = QString::fromStdString(server.url("/models"));
    Outcome outcome = cli({"encoders", "fetch", "efficientnet_b4", "--base-url", url});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("no such file on the server"), qPrintable(outcome.err));
    outcome = cli({"encoders", "fetch", "resnet18", "--base-url", "http://weights.invalid", "--proxy", url});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("f37072fd is published"), qPrintable(outcome.err));
    QCOMPARE(server.requests().back().target, QByteArray("http://weights.invalid/resnet18-f37072fd.pth"));
    QVERIFY(!files(cli({"encoders", "--json"})).contains("resnet18-f37072fd.pth downloaded"));
}

void EncodersCommandTest::fetchIsInterrupted()
{
    const LoopbackServer server([](const HttpRequest &, QTcpSocket &socket) {
        reply(socket, 200, "PK", "Content-Length: 46830571\r\n");
        waitForGoodbye(socket);
    });
    QProcess process;
    process.start(QStringLiteral(FLAWSCOPE_CLI), {"encoders", "fetch", "resnet18", "--base-url", QString::fromStdString(server.url())});
    const fs::path part = at("library/resnet18-f37072fd.pth.part").toStdString();
    std::error_code ignored;
    QTRY_VERIFY_WITH_TIMEOUT((fs::exists(part, ignored) && fs::file_size(part, ignored) == 2) || process.state() == QProcess::NotRunning, kPatience);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    const Outcome outcome = finished(process);
    QVERIFY2(outcome.code == 130, qPrintable(QString::number(outcome.code) + outcome.err));
    QCOMPARE(contentOf(part), QByteArray("PK"));
    QCOMPARE(cli({"encoders", "remove", "resnet18-f37072fd.pth"}).code, 0);
    QVERIFY(!fs::exists(part));
}

QTEST_GUILESS_MAIN(EncodersCommandTest)
#include "tst_encoderscommand.moc"
