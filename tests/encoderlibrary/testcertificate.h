// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>
#include <QSslKey>

namespace flawscope::test {

/// A self-signed certificate for 127.0.0.1, made anew for each test.
class TestCertificate final {
public:
    TestCertificate();

    [[nodiscard]] const QByteArray &pem() const { return m_pem; }
    [[nodiscard]] QSslCertificate certificate() const { return QSslCertificate(m_pem, QSsl::Pem); }
    [[nodiscard]] QSslKey key() const { return QSslKey(m_key, QSsl::Ec, QSsl::Pem); }

private:
    QByteArray m_pem;
    QByteArray m_key;
};

} // namespace flawscope::test
