// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/runcontext.h"
#include "core/encoderlibrary/encoderlibrary.h"

#include <cstdint>
#include <string>

namespace flawscope {

/// How weights are fetched.
struct DownloadOptions {
    std::string baseUrl{}; ///< Empty: $FLAWSCOPE_WEIGHTS_URL, else https://download.pytorch.org/models/.
    std::string proxy{};   ///< Empty: http_proxy, https_proxy, all_proxy and no_proxy of the environment. "none": no proxy at all.
    std::string caFile{};  ///< Empty: $CURL_CA_BUNDLE, else $SSL_CERT_FILE, else the system's certificates.
    double connectTimeoutSeconds = 20;
    double stallTimeoutSeconds = 60;
    int retries = 3;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "base-url", .help = "Folder on a server of http or https that holds the files; empty for PyTorch's own"}, self.baseUrl);
        v(OptionSpec{.name = "proxy", .help = "Address of a proxy; empty for the environment's, none for no proxy"}, self.proxy);
        v(OptionSpec{.name = "ca-file", .help = "Certificates to trust, in PEM, e.g. of a proxy that opens TLS; empty for the system's", .advanced = true}, self.caFile);
        v(OptionSpec{.name = "connect-timeout", .help = "Longest wait for the server to answer a connection", .min = 0.1, .max = 600, .unit = "s", .advanced = true},
          self.connectTimeoutSeconds);
        v(OptionSpec{.name = "stall-timeout", .help = "Longest time without a byte before the connection counts as broken", .min = 1, .max = 3600, .unit = "s", .advanced = true},
          self.stallTimeoutSeconds);
        v(OptionSpec{.name = "retries", .help = "How often a broken connection is taken up again", .min = 0, .max = 100, .advanced = true}, self.retries);
    }
};

/// Throws ErrorCode::BadOption.
void validate(const DownloadOptions &options);

/// Where the files come from: an address that ends in '/', from the options, the environment, or the default.
/// Throws ErrorCode::BadOption for what is neither http nor https.
[[nodiscard]] std::string baseUrl(const DownloadOptions &options);

/// What a download did.
struct DownloadSummary {
    LibraryEntry entry; ///< What is in the library now.
    std::string url;    ///< Where it came from, without user and password.
    bool wasHere = false;            ///< Nothing had to be fetched.
    std::uint64_t resumedFrom = 0;   ///< Bytes that an earlier download had left and this one could use.
    std::uint64_t receivedBytes = 0; ///< By this one.
    double seconds = 0;
};

/// Fetches a file of the library's catalogue (EncoderLibrary::downloadable). Progress: "download" in MB with the rate as detail,
/// then "verification". What is received stands in FILE.part until its SHA-256 is right and the network takes it; only then it
/// gets its name. A stop ends it within a second and keeps the part, as does a broken connection; the next download goes on there.
/// Throws ErrorCode::BadInput for what is not in the catalogue, BadOption, Unreadable for what the network or the server
/// refuses, Mismatch for a wrong SHA-256, Unwritable, Cancelled. Blocks; any thread.
[[nodiscard]] DownloadSummary download(const LibraryEntry &entry, const EncoderLibrary &library, const DownloadOptions &options = {},
                                       const RunContext &context = {});

} // namespace flawscope
