// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/encoderlibrary/download.h"
#include "tests/encoderlibrary/loopbackserver.h"
#include "tests/encoderlibrary/testweights.h"

#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace flawscope::test {

/// An empty library whose catalogue has one file, and nothing of the environment that leads a download elsewhere.
class DownloadPlace {
protected:
    DownloadPlace()
    {
        for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "no_proxy", "FLAWSCOPE_WEIGHTS_URL", "CURL_CA_BUNDLE", "SSL_CERT_FILE"})
            qunsetenv(name);
    }

    /// Before each test: another folder.
    void renew()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_library = std::make_unique<EncoderLibrary>(root() / "library", std::vector{m_file}, std::filesystem::path());
    }

    [[nodiscard]] std::filesystem::path root() const { return m_folder->path().toStdString(); }
    [[nodiscard]] std::filesystem::path path() const { return m_library->folder() / m_file.fileName; }
    [[nodiscard]] std::filesystem::path part() const { return path().string() + ".part"; }
    [[nodiscard]] static DownloadOptions from(const LoopbackServer &server) { return {.baseUrl = server.url("/models"), .retries = 0}; }
    [[nodiscard]] DownloadSummary fetch(const DownloadOptions &options, const RunContext &context = {}) const
    {
        return download(m_library->downloadable("resnet18"), *m_library, options, context);
    }

    QByteArray m_body = tinyWeights();
    DownloadableFile m_file = publishedAs(m_body);
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EncoderLibrary> m_library;
};

} // namespace flawscope::test
