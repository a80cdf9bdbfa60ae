// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/transfer_p.h"

#include "core/base/files.h"
#include "core/base/version.h"
#include "core/encoderlibrary/librarynote_p.h"
#include "core/encoderlibrary/transfererrors_p.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stop_token>
#include <string_view>
#include <strings.h>
#include <time.h>

namespace flawscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kReportEvery = std::chrono::milliseconds(100);
constexpr int kPollMilliseconds = 200;
constexpr long kMostRedirects = 5;

/// Writing to a connection that the server has closed must not end the process; the signal is kept from this thread alone.
class NoPipeSignal final {
public:
    NoPipeSignal()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~NoPipeSignal()
    {
        if (sigismember(&m_before, SIGPIPE) == 1)
            return;
        const timespec now{};
        while (sigtimedwait(&m_pipe, nullptr, &now) == SIGPIPE) {
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    NoPipeSignal(const NoPipeSignal &) = delete;
    NoPipeSignal &operator=(const NoPipeSignal &) = delete;

private:
    sigset_t m_pipe{};
    sigset_t m_before{};
};

/// What the headers of the latest answer say.
struct Headers {
    std::string tag;
    std::string modified;
    std::string range;

    void take(std::string_view line)
    {
        while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
            line.remove_suffix(1);
        if (line.starts_with("HTTP/"))
            *this = {};
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return;
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        const std::string key(line.substr(0, colon));
        if (strcasecmp(key.c_str(), "etag") == 0)
            tag = value;
        else if (strcasecmp(key.c_str(), "last-modified") == 0)
            modified = value;
        else if (strcasecmp(key.c_str(), "content-range") == 0)
            range = value;
    }

    /// A weak tag promises too little for a range.
    [[nodiscard]] std::string validator() const { return tag.empty() || tag.starts_with("W/") ? modified : tag; }
    [[nodiscard]] bool startsAt(std::uint64_t byte) const
    {
        return strncasecmp(range.c_str(), "bytes ", 6) == 0 && range.substr(6).starts_with(std::to_string(byte) + "-");
    }
};

class Transfer final {
public:
    Transfer(const TransferRequest &request, const DownloadOptions &options, PartFile &part, const RunContext &context)
        : m_request(request), m_part(part), m_context(context), m_from(part.size()), m_easy(curl_easy_init(), curl_easy_cleanup),
          m_multi(curl_multi_init(), curl_multi_cleanup), m_lines(nullptr, curl_slist_free_all)
    {
        require(m_easy && m_multi, "libcurl starts");
        askFor();
        connectBy(options);
        set(CURLOPT_ERRORBUFFER, m_detail);
        set(CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
        set(CURLOPT_HEADERDATA, this);
        set(CURLOPT_WRITEFUNCTION, &Transfer::onBytes);
        set(CURLOPT_WRITEDATA, this);
    }

    TransferOutcome run();

private:
    template <typename Value>
    void set(CURLoption option, Value value)
    {
        const CURLcode code = curl_easy_setopt(m_easy.get(), option, value);
        if (code != CURLE_OK)
            throw errorOf(code, m_request.url, {});
    }

    void askFor();
    void connectBy(const DownloadOptions &options);
    [[nodiscard]] CURLcode perform();
    bool begin();
    void begun(std::uint64_t first);
    void take(std::span<const std::uint8_t> bytes);
    void report();

    /// Nothing may be thrown through curl: failures wait in m_failure.
    template <typename Action>
    std::size_t guarded(std::size_t size, Action &&action) noexcept
    {
        try {
            return action() ? size : CURL_WRITEFUNC_ERROR;
        } catch (...) {
            m_failure = std::current_exception();
            return CURL_WRITEFUNC_ERROR;
        }
    }

    static std::size_t onHeader(char *data, std::size_t, std::size_t size, void *self)
    {
        auto *transfer = static_cast<Transfer *>(self);
        return transfer->guarded(size, [&] { return transfer->m_headers.take({data, size}), true; });
    }
    static std::size_t onBytes(char *data, std::size_t, std::size_t size, void *self)
    {
        auto *transfer = static_cast<Transfer *>(self);
        return transfer->guarded(size, [&] {
            if (!transfer->begin())
                return false;
            transfer->take({reinterpret_cast<const std::uint8_t *>(data), size});
            return true;
        });
    }

    const TransferRequest &m_request;
    PartFile &m_part;
    const RunContext &m_context;
    std::uint64_t m_from; ///< The first byte that is asked for.
    std::unique_ptr<CURL, void (*)(CURL *)> m_easy;
    std::unique_ptr<CURLM, CURLMcode (*)(CURLM *)> m_multi;
    std::unique_ptr<curl_slist, void (*)(curl_slist *)> m_lines;
    char m_detail[CURL_ERROR_SIZE] = {};
    Headers m_headers;
    std::exception_ptr m_failure;
    bool m_begun = false;
    bool m_startOver = false;
    std::uint64_t m_total = 0;
    std::uint64_t m_received = 0;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_reported;
};

void Transfer::askFor()
{
    const bool isSecure = strncasecmp(m_request.url.c_str(), "https:", 6) == 0;
    set(CURLOPT_URL, m_request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, isSecure ? "https" : "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMostRedirects);
    set(CURLOPT_USERAGENT, (std::string("Flawscope/") + kVersion).c_str());
    if (m_from == 0)
        return;
    // Not CURLOPT_RESUME_FROM: that one fails where a server does not know ranges, instead of taking the whole.
    set(CURLOPT_RANGE, (std::to_string(m_from) + "-").c_str());
    if (m_part.validator().empty())
        return;
    m_lines.reset(curl_slist_append(nullptr, ("If-Range: " + m_part.validator()).c_str()));
    set(CURLOPT_HTTPHEADER, m_lines.get());
}

void Transfer::connectBy(const DownloadOptions &options)
{
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // A stop does not wait for the resolver's thread, which frees its own.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::lround(options.connectTimeoutSeconds * 1000));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, std::lround(std::ceil(options.stallTimeoutSeconds)));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.proxy.empty()) {
        set(CURLOPT_PROXY, options.proxy == "none" ? "" : options.proxy.c_str());
        set(CURLOPT_NOPROXY, ""); // What was asked for wins over the environment.
    }
    std::string certificates = options.caFile;
    for (const char *variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
        const char *value = std::getenv(variable);
        if (certificates.empty() && value)
            certificates = value;
    }
    if (!certificates.empty())
        set(CURLOPT_CAINFO, certificates.c_str());
}

/// On the first byte of the answer: whether it is the file, and from where. False where the part must start over.
bool Transfer::begin()
{
    if (m_begun)
        return true;
    long status = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    const bool isPart = status == 206;
    if (m_from > 0 && (status == 416 || (isPart && !m_headers.startsAt(m_from)))) {
        m_startOver = true;
        return false;
    }
    if (status != 200 && !(isPart && m_from > 0))
        throw statusError(status, m_request.url);
    begun(isPart ? m_from : 0);
    return true;
}

void Transfer::begun(std::uint64_t first)
{
    curl_off_t length = -1;
    curl_easy_getinfo(m_easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    const auto rest = static_cast<std::uint64_t>(std::max<curl_off_t>(length, 0));
    if (rest > m_request.limit || first + rest > m_request.limit)
        throw tooLarge(first + rest, m_request.limit, m_request.url);
    std::error_code error;
    const auto room = std::filesystem::space(m_part.path().parent_path(), error);
    if (!error && room.available + (first == 0 ? m_part.size() : 0) < rest)
        throw Error(ErrorCode::Unwritable, "Cannot write " + displayPath(m_part.path()) + ": " + megabytes(rest) + " are to come, and the disk has "
                                               + megabytes(room.available) + " left. Free some space and try again.");
    if (first == 0)
        m_part.restart();
    m_part.setValidator(m_headers.validator());
    m_total = length >= 0 ? first + rest : std::max(m_request.about, first);
    m_begun = true;
}

void Transfer::take(std::span<const std::uint8_t> bytes)
{
    if (m_part.size() + bytes.size() > m_request.limit)
        throw tooLarge(m_part.size() + bytes.size(), m_request.limit, m_request.url);
    m_part.append(bytes);
    m_received += bytes.size();
    if (Clock::now() - m_reported >= kReportEvery)
        report();
}

void Transfer::report()
{
    m_reported = Clock::now();
    const double seconds = std::chrono::duration<double>(m_reported - m_start).count();
    const double rate = seconds > 0 ? static_cast<double>(m_received) / seconds : 0;
    m_context.report({.stage = "download",
                      .done = static_cast<double>(m_part.size()) / 1e6,
                      .total = static_cast<double>(std::max(m_total, m_part.size())) / 1e6,
                      .unit = "MB",
                      .detail = megabytes(static_cast<std::uint64_t>(rate)) + "/s"});
}

CURLcode Transfer::perform()
{
    CURLM *multi = m_multi.get();
    require(curl_multi_add_handle(multi, m_easy.get()) == CURLM_OK, "libcurl takes a transfer");
    {
        const std::stop_callback wake(m_context.stopToken(), [multi] { curl_multi_wakeup(multi); });
        int running = 1;
        while (running > 0 && !m_context.stopRequested()) {
            require(curl_multi_perform(multi, &running) == CURLM_OK, "libcurl goes on with a transfer");
            if (running > 0)
                curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
        }
    }
    CURLcode code = CURLE_OK;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    }
    curl_multi_remove_handle(multi, m_easy.get());
    return code;
}

TransferOutcome Transfer::run()
{
    const NoPipeSignal noPipeSignal;
    const CURLcode code = perform();
    m_context.throwIfStopped();
    if (m_failure)
        std::rethrow_exception(m_failure);
    if (code == CURLE_OK && !m_begun)
        begin(); // An answer without a byte.
    if (m_startOver)
        return {TransferEnd::StartOver, {}, 0};
    if (m_begun)
        report();
    if (code == CURLE_OK)
        return {TransferEnd::Whole, {}, m_received};
    const Error error = errorOf(code, m_request.url, m_detail);
    if (isBroken(code) && (m_begun || m_from > 0))
        return {TransferEnd::CutOff, error.what(), m_received};
    throw error;
}

} // namespace

TransferOutcome transfer(const TransferRequest &request, const DownloadOptions &options, PartFile &part, const RunContext &context)
{
    static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    require(kReady == CURLE_OK, "libcurl starts");
    return Transfer(request, options, part, context).run();
}

} // namespace flawscope
