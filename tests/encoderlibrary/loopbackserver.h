// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QTcpSocket>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace flawscope::test {

class TestCertificate;

struct HttpRequest {
    QByteArray method;
    QByteArray target;                   ///< A path, or to a proxy the whole address.
    QMap<QByteArray, QByteArray> headers; ///< By names in lower case.

    /// The first byte that is asked for; 0 without a range.
    [[nodiscard]] qint64 firstByte() const;
};

/// An HTTP server on 127.0.0.1 with a thread of its own: one request for each connection, which the handler answers as it likes.
class LoopbackServer final {
public:
    using Handler = std::function<void(const HttpRequest &, QTcpSocket &)>;

    /// With a certificate it speaks TLS.
    explicit LoopbackServer(Handler handler, const TestCertificate *certificate = nullptr);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer &) = delete;
    LoopbackServer &operator=(const LoopbackServer &) = delete;

    [[nodiscard]] std::string url(const std::string &path = "/") const;
    [[nodiscard]] std::vector<HttpRequest> requests() const;

private:
    void serve(const std::stop_token &stop, const std::function<void(int)> &ready);
    void answer(QTcpSocket &socket);

    Handler m_handler;
    const TestCertificate *m_certificate;
    mutable std::mutex m_mutex;
    std::vector<HttpRequest> m_requests;
    int m_port = 0;
    std::jthread m_thread;
};

/// Sends an answer; Content-Length is the body's unless @p headers names another.
void reply(QTcpSocket &socket, int status, const QByteArray &body, const QByteArray &headers = {});

/// Waits until the client goes away, for answers that never end.
void waitForGoodbye(QTcpSocket &socket);

/// A well-behaved server of one file: ranges, If-Range, an entity tag.
[[nodiscard]] LoopbackServer::Handler serving(const QByteArray &body, const QByteArray &tag = "\"first\"");

} // namespace flawscope::test
