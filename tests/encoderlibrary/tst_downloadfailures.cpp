// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/encoderlibrary/downloadplace.h"

#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

class DownloadFailuresTest final : public QObject, private DownloadPlace {
    Q_OBJECT

private Q_SLOTS:
    void init() { renew(); }

    void wrongHash();
    void rightHashOfAnotherThing();
    void status_data();
    void status();
    void redirect_data();
    void redirect();
    void tooLarge_data();
    void tooLarge();
    void cancel_data();
    void cancel();
    void stalled();
    void nobodyThere_data();
    void nobodyThere();
    void fullDisk();
    void twoAtOnce();
    void badOptions_data();
    void badOptions();
    void hostileNames_data();
    void hostileNames();
    void secretsStayOut();

private:
    [[nodiscard]] std::string failure(const DownloadOptions &options, ErrorCode *code = nullptr, const RunContext &context = {}) const
    {
        return errorOf([&] { (void)fetch(options, context); }, code);
    }
    [[nodiscard]] bool isEmpty() const
    {
        std::error_code error;
        return !fs::exists(m_library->folder()) || fs::is_empty(m_library->folder(), error);
    }
};

void DownloadFailuresTest::wrongHash()
{
    const QByteArray other = tinyWeights(2);
    const LoopbackServer server(serving(other));
    ErrorCode code{};
    const std::string sentence = failure(from(server), &code);
    QCOMPARE(code, ErrorCode::Mismatch);
    QVERIFY2(sentence.find(digits(other).substr(0, 8)) != std::string::npos && sentence.find(m_file.sha256.substr(0, 8)) != std::string::npos, sentence.c_str());
    QVERIFY(isEmpty());
}

void DownloadFailuresTest::rightHashOfAnotherThing()
{
    const QByteArray page = "<html>weights</html>";
    m_file = publishedAs(page);
    m_library = std::make_unique<EncoderLibrary>(root() / "library", std::vector{m_file}, fs::path());
    const LoopbackServer server(serving(page));
    ErrorCode code{};
    (void)failure(from(server), &code);
    m_file = publishedAs(m_body);
    QCOMPARE(code, ErrorCode::BadFormat);
    QVERIFY(isEmpty());
}

void DownloadFailuresTest::status_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("text");
    QTest::newRow("403") << 403 << "does not let us";
    QTest::newRow("404") << 404 << "no such file on the server";
    QTest::newRow("407") << 407 << "proxy wants a user";
    QTest::newRow("429") << 429 << "too many requests";
    QTest::newRow("503") << 503 << "has trouble";
    QTest::newRow("204") << 204 << "not the file";
    QTest::newRow("206 unasked") << 206 << "not the file";
    QTest::newRow("302 to nowhere") << 302 << "not the file";
}

void DownloadFailuresTest::status()
{
    QFETCH(const int, status);
    QFETCH(const QString, text);
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) { reply(socket, status, status == 204 ? QByteArray() : QByteArray("a page of the server")); });
    ErrorCode code{};
    const QString sentence = QString::fromStdString(failure(from(server), &code));
    QCOMPARE(code, ErrorCode::Unreadable);
    QVERIFY2(sentence.contains(text) && sentence.contains(QString::number(status)), qPrintable(sentence));
    QVERIFY(isEmpty());
}

void DownloadFailuresTest::redirect_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("text");
    QTest::newRow("file") << QByteArray("file:///etc/passwd") << "another kind of address";
    QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/x") << "another kind of address";
    QTest::newRow("gopher") << QByteArray("gopher://127.0.0.1/x") << "another kind of address";
    QTest::newRow("in circles") << QByteArray("/again") << "from address to address";
}

void DownloadFailuresTest::redirect()
{
    QFETCH(const QByteArray, location);
    QFETCH(const QString, text);
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) { reply(socket, 302, {}, "Location: " + location + "\r\n"); });
    const QString sentence = QString::fromStdString(failure(from(server)));
    QVERIFY2(sentence.contains(text), qPrintable(sentence));
    QVERIFY(isEmpty());
}

void DownloadFailuresTest::tooLarge_data()
{
    QTest::addColumn<bool>("isAnnounced");
    QTest::newRow("announced") << true;
    QTest::newRow("endless") << false;
}

void DownloadFailuresTest::tooLarge()
{
    QFETCH(const bool, isAnnounced);
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) {
        reply(socket, 200, "x", isAnnounced ? "Content-Length: 9000000000000000000\r\n" : "Transfer-Encoding: identity\r\n");
        const QByteArray more(65536, 'x');
        while (socket.state() == QAbstractSocket::ConnectedState && socket.write(more) > 0 && socket.waitForBytesWritten(1000)) {
        }
    });
    ErrorCode code{};
    const std::string sentence = failure(from(server), &code);
    QCOMPARE(code, ErrorCode::Unreadable);
    QVERIFY2(sentence.find("another file") != std::string::npos, sentence.c_str());
    QVERIFY(!fs::exists(part()) || fs::file_size(part()) < 2U * static_cast<std::uint64_t>(m_body.size()));
}

void DownloadFailuresTest::cancel_data()
{
    QTest::addColumn<qint64>("sent");
    QTest::newRow("before an answer") << qint64(0);
    QTest::newRow("half-way") << qint64(m_body.size() / 2);
}

/// The server never ends its answer, so that only the stop can end the download.
void DownloadFailuresTest::cancel()
{
    QFETCH(const qint64, sent);
    std::stop_source source;
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) {
        if (sent > 0)
            reply(socket, 200, m_body.left(sent), "Content-Length: " + QByteArray::number(m_body.size()) + "\r\n");
        else
            source.request_stop();
        waitForGoodbye(socket);
    });
    const RunContext context(source.get_token(), [&](const Progress &progress) {
        if (progress.done > 0)
            source.request_stop();
    });
    ErrorCode code{};
    (void)failure(from(server), &code, context);
    QCOMPARE(code, ErrorCode::Cancelled);
    QCOMPARE(fs::exists(part()), sent > 0);
    QVERIFY(!fs::exists(path()));
}

void DownloadFailuresTest::stalled()
{
    const LoopbackServer server([&](const HttpRequest &, QTcpSocket &socket) {
        reply(socket, 200, m_body.left(1000), "Content-Length: " + QByteArray::number(m_body.size()) + "\r\n");
        waitForGoodbye(socket);
    });
    DownloadOptions options = from(server);
    options.stallTimeoutSeconds = 1;
    const std::string sentence = failure(options);
    QVERIFY2(sentence.find("nothing came for too long") != std::string::npos, sentence.c_str());
    QCOMPARE(contentOf(part()), m_body.left(1000));
}

void DownloadFailuresTest::nobodyThere_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("proxy");
    QTest::addColumn<QString>("text");
    QTest::newRow("no such name") << "http://flawscope.invalid/" << "none" << "no server of that name";
    QTest::newRow("no such proxy") << "http://flawscope.invalid/" << "http://proxy.invalid:3128" << "no proxy of that name";
    QTest::newRow("no server") << "http://127.0.0.1:1/" << "none" << "takes no connection";
    QTest::newRow("no address") << "http://[::x]/" << "none" << "Cannot download";
}

void DownloadFailuresTest::nobodyThere()
{
    QFETCH(const QString, url);
    QFETCH(const QString, proxy);
    QFETCH(const QString, text);
    const QString sentence = QString::fromStdString(failure({.baseUrl = url.toStdString(), .proxy = proxy.toStdString(), .retries = 0}));
    QVERIFY2(sentence.contains(text), qPrintable(sentence));
    QVERIFY(isEmpty());
}

/// A limit on the size of files fails as a full disk does: in the middle of a write.
void DownloadFailuresTest::fullDisk()
{
    const LoopbackServer server(serving(m_body));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit low{100000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &low);
    ErrorCode code{};
    const std::string sentence = failure(from(server), &code);
    setrlimit(RLIMIT_FSIZE, &before);
    QCOMPARE(code, ErrorCode::Unwritable);
    QVERIFY2(sentence.find(".part") != std::string::npos, sentence.c_str());
    QCOMPARE(contentOf(part()), m_body.left(100000));
    QCOMPARE(failure(from(server)), "");
    QCOMPARE(server.requests().back().firstByte(), 100000);
}

void DownloadFailuresTest::twoAtOnce()
{
    const LoopbackServer server(serving(m_body));
    fs::create_directories(m_library->folder());
    const int other = ::open(part().c_str(), O_RDWR | O_CREAT, 0666);
    QCOMPARE(::flock(other, LOCK_EX), 0);
    ErrorCode code{};
    const std::string sentence = failure(from(server), &code);
    ::close(other);
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY2(sentence.find("Another Flawscope is downloading") != std::string::npos, sentence.c_str());
    QVERIFY(server.requests().empty());
    QCOMPARE(failure(from(server)), "");
}

void DownloadFailuresTest::badOptions_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {"ftp://host/", "file:///etc/", "host/models", "http://host/?token=x", "http://host/#x", "https://ho st/", "http://host/\r\nX: y"})
        QTest::newRow(qPrintable(QString(url).replace("\r\n", "newline"))) << url;
}

void DownloadFailuresTest::badOptions()
{
    QFETCH(const QString, url);
    ErrorCode code{};
    QVERIFY(!failure({.baseUrl = url.toStdString()}, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
    QVERIFY(!failure({.baseUrl = "http://127.0.0.1:1/", .caFile = "/nowhere.pem"}, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
    QVERIFY(!failure({.baseUrl = "http://127.0.0.1:1/", .retries = -1}, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);
    QVERIFY(isEmpty());
}

void DownloadFailuresTest::hostileNames_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"", ".", "..", "../up.pth", "a/b.pth", "/etc/passwd", "a\\b.pth", ".hidden.pth", "note.json", "x.pth.part", "x.tag", "a b.pth", "%2e%2e%2fup.pth",
                             "x.pth?y", "x\ny.pth", "~root"})
        QTest::newRow(qPrintable(QString("'%1'").arg(name).replace('\n', "newline"))) << name;
}

void DownloadFailuresTest::hostileNames()
{
    QFETCH(const QString, name);
    DownloadableFile file = m_file;
    file.fileName = name.toStdString();
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)EncoderLibrary(root() / "library", {file}, {}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadOption);

    const LoopbackServer server(serving(m_body));
    LibraryEntry entry = m_library->downloadable("resnet18");
    entry.fileName = name.toStdString();
    entry.path = m_library->folder() / entry.fileName;
    QVERIFY(!errorOf([&] { (void)download(entry, *m_library, from(server)); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(server.requests().empty());
    writeTo(root() / "up.pth", "mine");
    QVERIFY(!errorOf([&] { m_library->remove(entry); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(fs::exists(root() / "up.pth"));
}

void DownloadFailuresTest::secretsStayOut()
{
    const LoopbackServer server([&](const HttpRequest &request, QTcpSocket &socket) {
        if (request.target.startsWith("/no"))
            reply(socket, 404, {});
        else
            serving(m_body)(request, socket);
    });
    std::string url = server.url("/no");
    url.insert(7, "me:secret@");
    const std::string sentence = failure({.baseUrl = url, .retries = 0});
    QVERIFY2(sentence.find("secret") == std::string::npos && sentence.find("127.0.0.1") != std::string::npos, sentence.c_str());
    url = server.url("/yes");
    url.insert(7, "me:secret@");
    QCOMPARE(failure({.baseUrl = url, .retries = 0}), "");
    QVERIFY(server.requests().back().headers.contains("authorization"));
    QVERIFY(!contentOf(path().string() + ".json").contains("secret"));
}

QTEST_GUILESS_MAIN(DownloadFailuresTest)
#include "tst_downloadfailures.moc"
