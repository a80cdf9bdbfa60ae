// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/download.h"

#include "core/base/files.h"
#include "core/encoderlibrary/librarynote_p.h"
#include "core/encoderlibrary/sha256.h"
#include "core/encoderlibrary/transfer_p.h"
#include "core/encoderlibrary/transfererrors_p.h"
#include "core/pipeline/timestamp.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <strings.h>

namespace flawscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char *kDefaultUrl = "https://download.pytorch.org/models/";
constexpr std::uint64_t kMostBytes = UINT64_C(2) << 30;
constexpr auto kPause = std::chrono::milliseconds(500);

bool isOfWeb(const std::string &url)
{
    return strncasecmp(url.c_str(), "https://", 8) == 0 || strncasecmp(url.c_str(), "http://", 7) == 0;
}

/// What the file may have at most: a little more than is known of it.
std::uint64_t limitOf(const DownloadableFile &file)
{
    return file.bytes ? file.bytes + file.bytes / 20 + 65536 : kMostBytes;
}

bool isPublished(const std::filesystem::path &path, const DownloadableFile &file, const RunContext &context)
{
    return sha256OfFile(path, context).starts_with(file.sha256);
}

/// Ends early where a stop is requested.
void pause(const RunContext &context)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, context.stopToken(), kPause, [] { return false; });
    context.throwIfStopped();
}

/// Until the server says that the part is whole. Returns the bytes that came.
std::uint64_t fetch(const TransferRequest &request, const DownloadOptions &options, PartFile &part, const RunContext &context)
{
    std::uint64_t received = 0;
    for (int retries = 0;;) {
        const TransferOutcome outcome = transfer(request, options, part, context);
        received += outcome.received;
        if (outcome.end == TransferEnd::Whole)
            return received;
        if (outcome.end == TransferEnd::StartOver) {
            part.restart(); // Asks for the whole next, so that this comes once.
            continue;
        }
        if (retries++ >= options.retries)
            throw Error(ErrorCode::Unreadable, outcome.sentence + " " + megabytes(part.size()) + " are kept; the next attempt goes on from there.");
        pause(context);
    }
}

/// Where nothing has come, nothing is left behind.
std::uint64_t fetchOrTidyUp(const TransferRequest &request, const DownloadOptions &options, PartFile &part, const RunContext &context)
{
    try {
        return fetch(request, options, part, context);
    } catch (...) {
        if (part.size() == 0)
            part.discard();
        throw;
    }
}

/// The part under its final name, with its note. What is not the published file is deleted.
LibraryEntry accept(PartFile &part, const LibraryEntry &wanted, const DownloadableFile &file, const RunContext &context)
{
    LibraryEntry entry = wanted;
    entry.partBytes = 0;
    entry.problem.clear();
    entry.source = WeightsSource::Downloaded;
    entry.encoder = file.encoder;
    entry.licence = file.licence;
    entry.bytes = part.size();
    context.report({.stage = "verification", .done = 0, .total = 1, .unit = "files", .detail = file.fileName});
    entry.sha256 = sha256OfFile(part.path(), context);
    if (!entry.sha256.starts_with(file.sha256)) {
        part.discard();
        throw Error(ErrorCode::Mismatch, "What came from " + entry.url + " is not the published " + file.fileName + ": its SHA-256 begins with "
                                             + entry.sha256.substr(0, 8) + " where " + file.sha256.substr(0, 8) + " is published, and it has "
                                             + megabytes(entry.bytes) + ". It was deleted. A page of a proxy or of a log-in may have come in its place.");
    }
    try {
        entry.deepestTap = deepestFittingTap(part.path(), file.encoder, context);
    } catch (const Error &error) {
        if (error.code() != ErrorCode::Cancelled)
            part.discard();
        throw;
    }
    entry.when = utcTimestamp();
    writeNote(entry);
    part.publish(entry.path);
    context.report({.stage = "verification", .done = 1, .total = 1, .unit = "files", .detail = file.fileName});
    return entry;
}

} // namespace

void validate(const DownloadOptions &options)
{
    validateOptions(options);
    static_cast<void>(baseUrl(options));
    std::error_code error;
    if (!options.caFile.empty() && !std::filesystem::is_regular_file(options.caFile, error))
        throw Error(ErrorCode::BadOption, "ca-file is " + options.caFile + ", which is not a file.");
}

std::string baseUrl(const DownloadOptions &options)
{
    const char *environment = std::getenv("FLAWSCOPE_WEIGHTS_URL");
    std::string url = !options.baseUrl.empty() ? options.baseUrl : environment && *environment ? environment : kDefaultUrl;
    if (!isOfWeb(url) || url.find_first_of("?#\\ \t\r\n") != std::string::npos)
        throw Error(ErrorCode::BadOption, "base-url is '" + withoutCredentials(url) + "'; it must begin with https:// or http:// and have neither '?', '#' nor spaces.");
    if (url.back() != '/')
        url += '/';
    return url;
}

DownloadSummary download(const LibraryEntry &entry, const EncoderLibrary &library, const DownloadOptions &options, const RunContext &context)
{
    const auto start = Clock::now();
    validate(options);
    const DownloadableFile &file = library.catalogued(entry.fileName);
    if (library.folder().empty())
        throw Error(ErrorCode::BadInput, "There is no place for the encoder library: set FLAWSCOPE_ENCODERS to a folder.");
    DownloadSummary summary;
    summary.entry = library.downloadable(file.fileName);
    if (summary.entry.isUsable() && isPublished(summary.entry.path, file, context)) {
        summary.wasHere = true;
        return summary;
    }
    const std::string url = baseUrl(options) + file.fileName;
    summary.url = summary.entry.url = withoutCredentials(url);
    ensureWritableFolder(library.folder());
    PartFile part(partPath(summary.entry.path));
    // A download that was killed between its last byte and its name needs no server.
    if (part.size() == 0 || !isPublished(part.path(), file, context))
        summary.receivedBytes = fetchOrTidyUp({url, file.bytes, limitOf(file)}, options, part, context);
    summary.resumedFrom = part.size() - std::min(part.size(), summary.receivedBytes);
    summary.entry = accept(part, summary.entry, file, context);
    summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return summary;
}

} // namespace flawscope
