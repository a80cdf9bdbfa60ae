// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/transfererrors_p.h"

#include "core/encoderlibrary/librarynote_p.h"

namespace flawscope {

namespace {

std::string reasonOf(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "there is no server of that name, or no network. Where the way out is a proxy, its address must be given";
    case CURLE_COULDNT_RESOLVE_PROXY:
        return "there is no proxy of that name";
    case CURLE_COULDNT_CONNECT:
        return "the server, or the proxy, takes no connection";
    case CURLE_OPERATION_TIMEDOUT:
        return "nothing came for too long";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "the server's certificate is not trusted. Where a proxy opens TLS, name the file of its certificate (ca-file)";
    case CURLE_SSL_CACERT_BADFILE:
        return "there are no certificates to trust. Install the package ca-certificates, or name a file (ca-file)";
    case CURLE_SSL_CONNECT_ERROR:
        return "no encrypted connection could be made";
    case CURLE_TOO_MANY_REDIRECTS:
        return "the server sends on from address to address";
    case CURLE_UNSUPPORTED_PROTOCOL:
        return "the server sends on to another kind of address, which is not followed";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
        return "the connection broke";
    default:
        return curl_easy_strerror(code);
    }
}

std::string reasonOf(long status)
{
    switch (status) {
    case 401:
    case 403:
        return "the server does not let us have it";
    case 404:
    case 410:
        return "there is no such file on the server. Is the address right?";
    case 407:
        return "the proxy wants a user and a password, as in http://user:password@proxy:3128";
    case 429:
        return "the server has had too many requests. Try again later";
    default:
        return status >= 500 ? "the server has trouble. Try again later" : "the answer is not the file";
    }
}

} // namespace

std::string withoutCredentials(const std::string &url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t end = url.find_first_of("/?#", host);
    const std::size_t at = url.substr(0, end).rfind('@');
    return at == std::string::npos || at < host ? url : url.substr(0, host) + url.substr(at + 1);
}

bool isBroken(CURLcode code)
{
    switch (code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

Error errorOf(CURLcode code, const std::string &url, const std::string &detail)
{
    const ErrorCode kind = code == CURLE_URL_MALFORMAT ? ErrorCode::BadOption : code == CURLE_OUT_OF_MEMORY ? ErrorCode::OutOfMemory : ErrorCode::Unreadable;
    std::string sentence = "Cannot download " + withoutCredentials(url) + ": " + reasonOf(code);
    if (!detail.empty())
        sentence.append(" (").append(detail).append(")");
    return {kind, sentence.append(".")};
}

Error statusError(long status, const std::string &url)
{
    return {ErrorCode::Unreadable,
            "Cannot download " + withoutCredentials(url) + ": " + reasonOf(status) + " (HTTP status " + std::to_string(status) + ")."};
}

Error tooLarge(std::uint64_t bytes, std::uint64_t limit, const std::string &url)
{
    return {ErrorCode::Unreadable, "Cannot download " + withoutCredentials(url) + ": the answer has " + megabytes(bytes) + " or more where at most "
                                       + megabytes(limit) + " are expected; it is another file."};
}

} // namespace flawscope
