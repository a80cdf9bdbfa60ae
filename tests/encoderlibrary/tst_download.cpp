// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/encoderlibrary/downloadplace.h"
#include "tests/encoderlibrary/testcertificate.h"

#include <QSslSocket>
#include <QTest>

#include <atomic>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

class DownloadTest final : public QObject, private DownloadPlace {
    Q_OBJECT

private Q_SLOTS:
    void init() { renew(); }

    void whole();
    void ofItsPrefixAlone();
    void resumesAfterACut();
    void takesUpAgainByItself();
    void startsOver_data();
    void startsOver();
    void needsNoServerForAWholePart();
    void replacesADamagedFile();
    void redirectIsFollowed();
    void throughAProxy_data();
    void throughAProxy();
    void addressFromTheEnvironment();
    void overTls();

private:
    /// A first download that ends after some bytes.
    void cutAfter(qsizetype bytes) const
    {
        const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) {
            reply(socket, 200, m_body.left(bytes), "ETag: \"first\"\r\nContent-Length: " + QByteArray::number(m_body.size()) + "\r\n");
        });
        ErrorCode code{};
        const std::string sentence = errorOf([&] { (void)fetch(from(server)); }, &code);
        QVERIFY2(sentence.find("are kept") != std::string::npos, sentence.c_str());
        QCOMPARE(code, ErrorCode::Unreadable);
        QCOMPARE(contentOf(part()), m_body.left(bytes));
        QVERIFY(!fs::exists(path()));
    }
};

void DownloadTest::whole()
{
    const LoopbackServer server(serving(m_body));
    std::vector<std::string> stages;
    double last = 0;
    std::string rate;
    const RunContext context({}, [&](const Progress &progress) {
        if (stages.empty() || stages.back() != progress.stage)
            stages.emplace_back(progress.stage);
        if (progress.stage == "download") {
            last = progress.done;
            rate = progress.detail;
            QCOMPARE(progress.total, static_cast<double>(m_body.size()) / 1e6);
        }
    });
    const LibraryEntry wanted = m_library->downloadable("resnet18");
    QVERIFY(!wanted.isHere());
    const DownloadSummary summary = fetch(from(server), context);
    QCOMPARE(contentOf(path()), m_body);
    QCOMPARE(summary.entry.path, path());
    QCOMPARE(summary.entry.deepestTap, "layer1");
    QCOMPARE(summary.entry.sha256, digits(m_body));
    QCOMPARE(summary.receivedBytes, static_cast<std::uint64_t>(m_body.size()));
    QCOMPARE(summary.resumedFrom, 0U);
    QVERIFY(!summary.wasHere);
    QCOMPARE(stages, (std::vector<std::string>{"download", "verification"}));
    QCOMPARE(last, static_cast<double>(m_body.size()) / 1e6);
    QVERIFY2(rate.ends_with(" MB/s"), rate.c_str());
    QCOMPARE(server.requests().size(), 1U);
    QCOMPARE(server.requests().front().target, QByteArray::fromStdString("/models/" + m_file.fileName));
    QVERIFY(server.requests().front().headers.value("user-agent").startsWith("Flawscope/"));

    const LibraryEntry entry = m_library->entry(m_file.fileName);
    QVERIFY2(entry.isUsable(), entry.problem.c_str());
    QCOMPARE(entry.source, WeightsSource::Downloaded);
    QCOMPARE(entry.url, server.url("/models/" + m_file.fileName));
    QCOMPARE(entry.licence, "BSD-3-Clause");
    QCOMPARE(m_library->entries().size(), 1U);
    QVERIFY(m_library->find({.taps = {"layer1"}}));
    QVERIFY(fetch(from(server)).wasHere);
    QCOMPARE(server.requests().size(), 1U);
    QCOMPARE(std::distance(fs::directory_iterator(m_library->folder()), fs::directory_iterator()), 2); // The file and its note.
}

void DownloadTest::ofItsPrefixAlone()
{
    m_library = std::make_unique<EncoderLibrary>(
        root() / "library", std::vector{DownloadableFile{"resnet18", m_file.fileName, 0, m_file.sha256.substr(0, 8), ""}}, fs::path());
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) { // No length: the connection's end is the file's.
        socket.write("HTTP/1.0 200 OK\r\n\r\n" + m_body);
    });
    QCOMPARE(fetch(from(server)).entry.sha256, digits(m_body));
}

void DownloadTest::resumesAfterACut()
{
    const qsizetype half = m_body.size() / 2;
    cutAfter(half);
    QCOMPARE(m_library->downloadable("resnet18").partBytes, static_cast<std::uint64_t>(half));
    const LoopbackServer server(serving(m_body));
    const DownloadSummary summary = fetch(from(server));
    QCOMPARE(contentOf(path()), m_body);
    QCOMPARE(summary.resumedFrom, static_cast<std::uint64_t>(half));
    QCOMPARE(summary.receivedBytes, static_cast<std::uint64_t>(m_body.size() - half));
    QCOMPARE(server.requests().size(), 1U);
    QCOMPARE(server.requests().front().headers.value("range"), "bytes=" + QByteArray::number(half) + "-");
    QCOMPARE(server.requests().front().headers.value("if-range"), QByteArray("\"first\""));
    QVERIFY(!fs::exists(part()));
    QVERIFY(!fs::exists(part().string() + ".tag"));
}

void DownloadTest::takesUpAgainByItself()
{
    const auto whole = serving(m_body);
    std::atomic<int> cuts = 2;
    const LoopbackServer server([&](const HttpRequest &request, QTcpSocket &socket) {
        if (cuts-- <= 0) {
            whole(request, socket);
            return;
        }
        const qint64 first = request.firstByte();
        const QByteArray range = first ? "Content-Range: bytes " + QByteArray::number(first) + "-x/y\r\n" : QByteArray();
        reply(socket, first ? 206 : 200, m_body.mid(first, 100000), range + "Content-Length: " + QByteArray::number(m_body.size() - first) + "\r\n");
    });
    DownloadOptions options = from(server);
    options.retries = 2;
    const DownloadSummary summary = fetch(options);
    QCOMPARE(contentOf(path()), m_body);
    QCOMPARE(server.requests().size(), 3U);
    QCOMPARE(server.requests().back().firstByte(), 200000);
    QCOMPARE(summary.receivedBytes, static_cast<std::uint64_t>(m_body.size()));
}

void DownloadTest::startsOver_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<int>("requests");
    QTest::newRow("no ranges") << "no ranges" << 1;
    QTest::newRow("changed") << "changed" << 1;
    QTest::newRow("wrong range") << "wrong range" << 2;
    QTest::newRow("no such range") << "no such range" << 2;
}

void DownloadTest::startsOver()
{
    QFETCH(const QString, server);
    QFETCH(const int, requests);
    cutAfter(5000);
    const LoopbackServer next([&](const HttpRequest &request, QTcpSocket &socket) {
        if (request.firstByte() == 0 || server == "no ranges")
            reply(socket, 200, m_body);
        else if (server == "changed")
            serving(m_body, "\"second\"")(request, socket);
        else if (server == "wrong range")
            reply(socket, 206, m_body.mid(50), "Content-Range: bytes 50-99/100\r\n");
        else
            reply(socket, 416, "no");
    });
    const DownloadSummary summary = fetch(from(next));
    QCOMPARE(contentOf(path()), m_body);
    QCOMPARE(summary.resumedFrom, 0U);
    QCOMPARE(next.requests().size(), static_cast<std::size_t>(requests));
    QCOMPARE(next.requests().front().firstByte(), 5000);
}

void DownloadTest::needsNoServerForAWholePart()
{
    writeTo(part(), m_body);
    const DownloadSummary summary = fetch({.baseUrl = "http://127.0.0.1:9/", .retries = 0});
    QCOMPARE(summary.receivedBytes, 0U);
    QCOMPARE(contentOf(path()), m_body);
}

void DownloadTest::replacesADamagedFile()
{
    const LoopbackServer server(serving(m_body));
    (void)fetch(from(server));
    QByteArray damaged = m_body;
    damaged[damaged.size() - 1] = char(damaged.back() ^ 1);
    writeTo(path(), damaged);
    QVERIFY(!fetch(from(server)).wasHere);
    QCOMPARE(contentOf(path()), m_body);
    writeTo(path(), "cut");
    QVERIFY(!m_library->entry(m_file.fileName).isUsable());
    QVERIFY(!fetch(from(server)).wasHere);
    QVERIFY(m_library->entry(m_file.fileName).isUsable());
}

void DownloadTest::redirectIsFollowed()
{
    const LoopbackServer mirror(serving(m_body));
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) {
        reply(socket, 302, "elsewhere", "ETag: \"of the redirect\"\r\nLocation: " + QByteArray::fromStdString(mirror.url("/mirror")) + "\r\n");
    });
    QCOMPARE(fetch(from(server)).receivedBytes, static_cast<std::uint64_t>(m_body.size()));
    QCOMPARE(mirror.requests().front().target, QByteArray("/mirror"));
}

void DownloadTest::throughAProxy_data()
{
    QTest::addColumn<bool>("fromEnvironment");
    QTest::newRow("option") << false;
    QTest::newRow("environment") << true;
}

void DownloadTest::throughAProxy()
{
    QFETCH(const bool, fromEnvironment);
    const LoopbackServer proxy(serving(m_body));
    DownloadOptions options{.baseUrl = "http://weights.invalid/models/", .retries = 0};
    if (fromEnvironment) {
        qputenv("http_proxy", proxy.url().c_str());
    } else {
        qputenv("no_proxy", "*"); // What is asked for wins.
        options.proxy = proxy.url();
    }
    const std::string error = errorOf([&] { (void)fetch(options); });
    // Without the proxy nobody knows that name.
    options.proxy = "none";
    m_library->remove(m_library->entry(m_file.fileName));
    const std::string without = errorOf([&] { (void)fetch(options); });
    qunsetenv("http_proxy");
    qunsetenv("no_proxy");
    QVERIFY2(error.empty(), error.c_str());
    QCOMPARE(proxy.requests().size(), 1U);
    QCOMPARE(proxy.requests().front().target, QByteArray::fromStdString("http://weights.invalid/models/" + m_file.fileName));
    QVERIFY2(without.find("no server of that name") != std::string::npos, without.c_str());
}

void DownloadTest::addressFromTheEnvironment()
{
    QCOMPARE(baseUrl({}), "https://download.pytorch.org/models/");
    const LoopbackServer server(serving(m_body));
    qputenv("FLAWSCOPE_WEIGHTS_URL", server.url("/mirror").c_str());
    QCOMPARE(baseUrl({}), server.url("/mirror/"));
    QCOMPARE(baseUrl({.baseUrl = "http://other/"}), "http://other/");
    const std::string error = errorOf([&] { (void)fetch({}); });
    qunsetenv("FLAWSCOPE_WEIGHTS_URL");
    QVERIFY2(error.empty(), error.c_str());
    QCOMPARE(server.requests().front().target, QByteArray::fromStdString("/mirror/" + m_file.fileName));
}

void DownloadTest::overTls()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("NOT CHECKED: Qt has no TLS on this machine.");
    const TestCertificate certificate;
    const fs::path authority = root() / "authority.pem";
    writeTo(authority, certificate.pem());
    const LoopbackServer plain(serving(m_body));
    bool isDowngrading = true;
    const LoopbackServer server([&](const HttpRequest &request, QTcpSocket &socket) {
        if (isDowngrading)
            reply(socket, 301, {}, "Location: " + QByteArray::fromStdString(plain.url("/")) + "\r\n");
        else
            serving(m_body)(request, socket);
    }, &certificate);
    DownloadOptions options = from(server);
    std::string error = errorOf([&] { (void)fetch(options); });
    QVERIFY2(error.find("certificate is not trusted") != std::string::npos, error.c_str());
    options.caFile = authority.string();
    error = errorOf([&] { (void)fetch(options); });
    QVERIFY2(error.find("another kind of address") != std::string::npos, error.c_str());
    QVERIFY(plain.requests().empty());
    isDowngrading = false;
    QCOMPARE(fetch(options).entry.sha256, digits(m_body));
}

QTEST_GUILESS_MAIN(DownloadTest)
#include "tst_download.moc"
