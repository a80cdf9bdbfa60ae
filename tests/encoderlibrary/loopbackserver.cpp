// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/encoderlibrary/loopbackserver.h"

#include "tests/encoderlibrary/testcertificate.h"

#include <QSslSocket>
#include <QTcpServer>

#include <future>
#include <memory>

namespace flawscope::test {

namespace {

class Listener final : public QTcpServer {
public:
    explicit Listener(const TestCertificate *certificate) : m_certificate(certificate) {}

protected:
    void incomingConnection(qintptr handle) override
    {
        if (!m_certificate) {
            QTcpServer::incomingConnection(handle);
            return;
        }
        auto socket = std::make_unique<QSslSocket>(this);
        socket->setSocketDescriptor(handle);
        socket->setLocalCertificate(m_certificate->certificate());
        socket->setPrivateKey(m_certificate->key());
        socket->startServerEncryption();
        socket->waitForEncrypted(5000);
        addPendingConnection(socket.release());
    }

private:
    const TestCertificate *m_certificate;
};

bool readHead(QTcpSocket &socket, QByteArray &head)
{
    while (!head.contains("\r\n\r\n")) {
        if (!socket.bytesAvailable() && !socket.waitForReadyRead(5000))
            return false;
        head += socket.readAll();
    }
    return true;
}

void flush(QTcpSocket &socket)
{
    while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(10000)) {
    }
}

} // namespace

qint64 HttpRequest::firstByte() const
{
    const QByteArray range = headers.value("range");
    return range.startsWith("bytes=") ? range.mid(6, range.indexOf('-') - 6).toLongLong() : 0;
}

LoopbackServer::LoopbackServer(Handler handler, const TestCertificate *certificate) : m_handler(std::move(handler)), m_certificate(certificate)
{
    std::promise<int> port;
    std::future<int> known = port.get_future();
    m_thread = std::jthread([this, &port](const std::stop_token &stop) { serve(stop, [&port](int value) { port.set_value(value); }); });
    m_port = known.get();
}

LoopbackServer::~LoopbackServer()
{
    m_thread.request_stop();
    m_thread.join();
}

std::string LoopbackServer::url(const std::string &path) const
{
    return std::string(m_certificate ? "https" : "http") + "://127.0.0.1:" + std::to_string(m_port) + path;
}

std::vector<HttpRequest> LoopbackServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void LoopbackServer::serve(const std::stop_token &stop, const std::function<void(int)> &ready)
{
    Listener listener(m_certificate);
    listener.listen(QHostAddress::LocalHost);
    ready(listener.serverPort());
    while (!stop.stop_requested()) {
        if (!listener.waitForNewConnection(20))
            continue;
        while (const std::unique_ptr<QTcpSocket> socket{listener.nextPendingConnection()})
            answer(*socket);
    }
}

void LoopbackServer::answer(QTcpSocket &socket)
{
    QByteArray head;
    if (!readHead(socket, head))
        return;
    const QList<QByteArray> lines = head.left(head.indexOf("\r\n\r\n")).split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    HttpRequest request{words.value(0), words.value(1), {}};
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
    }
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
    }
    m_handler(request, socket);
    flush(socket);
    socket.disconnectFromHost();
    if (socket.state() != QAbstractSocket::UnconnectedState)
        socket.waitForDisconnected(5000);
}

void reply(QTcpSocket &socket, int status, const QByteArray &body, const QByteArray &headers)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " So\r\nConnection: close\r\n" + headers;
    if (!headers.toLower().contains("content-length:") && !headers.toLower().contains("transfer-encoding:"))
        head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    socket.write(head + "\r\n" + body);
    flush(socket);
}

void waitForGoodbye(QTcpSocket &socket)
{
    flush(socket);
    while (socket.state() == QAbstractSocket::ConnectedState && (socket.waitForReadyRead(50) || socket.error() == QAbstractSocket::SocketTimeoutError))
        socket.readAll();
}

LoopbackServer::Handler serving(const QByteArray &body, const QByteArray &tag)
{
    return [body, tag](const HttpRequest &request, QTcpSocket &socket) {
        const qint64 first = request.firstByte();
        const QByteArray condition = request.headers.value("if-range");
        if (first == 0 || (!condition.isEmpty() && condition != tag)) {
            reply(socket, 200, body, "ETag: " + tag + "\r\nAccept-Ranges: bytes\r\n");
            return;
        }
        if (first >= body.size()) {
            reply(socket, 416, {});
            return;
        }
        const QByteArray size = QByteArray::number(body.size());
        reply(socket, 206, body.mid(first),
              "ETag: " + tag + "\r\nContent-Range: bytes " + QByteArray::number(first) + '-' + QByteArray::number(body.size() - 1) + '/' + size + "\r\n");
    };
}

} // namespace flawscope::test
