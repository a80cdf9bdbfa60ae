// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/librarynote_p.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/encoders/loadedencoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace flawscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLongestNote = 64 * 1024;

/// Empty for what is missing or no text.
std::string text(const Json &json, const char *key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool isDigest(const std::string &digits)
{
    return digits.size() == 64 && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool hasTap(const std::string &encoder, const std::string &tap)
{
    const auto &all = encoderCatalogue();
    const auto info = std::ranges::find(all, encoder, &EncoderInfo::name);
    return info != all.end() && std::ranges::any_of(info->taps, [&](const TapInfo &each) { return each.name == tap; });
}

/// Why the note and the file cannot both be right; empty where they can.
std::string problemOf(const LibraryEntry &entry, std::uint64_t actualBytes)
{
    const std::string again = " Remove it and add it again.";
    if (!hasTap(entry.encoder, entry.deepestTap) || !isDigest(entry.sha256))
        return "The note of " + entry.fileName + " is damaged." + again;
    if (entry.bytes != actualBytes)
        return entry.fileName + " has " + std::to_string(actualBytes) + " bytes where " + std::to_string(entry.bytes) + " were added." + again;
    return {};
}

std::string named(const std::vector<std::string> &items, const std::string &what)
{
    if (items.empty())
        return {};
    return " " + std::to_string(items.size()) + what + items.front() + (items.size() > 1 ? ", …)." : ").");
}

} // namespace

std::filesystem::path partPath(const std::filesystem::path &file)
{
    std::filesystem::path path = file;
    return path += ".part";
}

std::filesystem::path notePath(const std::filesystem::path &file)
{
    std::filesystem::path path = file;
    return path += ".json";
}

void writeNote(const LibraryEntry &entry)
{
    Json json = {{"encoder", entry.encoder}, {"deepest_tap", entry.deepestTap}, {"bytes", entry.bytes}, {"sha256", entry.sha256},
                 {"when", entry.when},       {"source", name(entry.source)},    {"licence", entry.licence}};
    if (!entry.url.empty())
        json["url"] = entry.url;
    writeFileAtomically(notePath(entry.path), json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

LibraryEntry readNote(const std::filesystem::path &file)
{
    LibraryEntry entry;
    entry.path = file;
    entry.fileName = displayPath(file.filename());
    entry.source = WeightsSource::Added;
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(file, error);
    entry.bytes = error ? 0 : bytes;
    if (!std::filesystem::exists(notePath(file), error)) {
        entry.problem = entry.fileName + " was put into the folder by hand, and nothing is known of it. Add it, with the encoder that it is for.";
        return entry;
    }
    Json json;
    try {
        const std::vector<std::uint8_t> note = readFile(notePath(file), kLongestNote);
        json = Json::parse(note.begin(), note.end(), nullptr, false);
    } catch (const Error &unreadable) {
        entry.problem = unreadable.what();
        return entry;
    }
    if (!json.is_object())
        json = Json::object();
    entry.encoder = text(json, "encoder");
    entry.deepestTap = text(json, "deepest_tap");
    entry.sha256 = text(json, "sha256");
    entry.when = text(json, "when");
    entry.url = text(json, "url");
    entry.licence = text(json, "licence");
    if (text(json, "source") == name(WeightsSource::Downloaded))
        entry.source = WeightsSource::Downloaded;
    const auto noted = json.find("bytes");
    if (noted != json.end() && noted->is_number_unsigned())
        entry.bytes = noted->get<std::uint64_t>();
    entry.problem = problemOf(entry, bytes);
    return entry;
}

std::string deepestFittingTap(const std::filesystem::path &file, const std::string &encoder, const RunContext &context)
{
    const EncoderInfo &info = encoderInfo(encoder);
    WeightsReport report;
    for (auto tap = info.taps.rbegin(); tap != info.taps.rend(); ++tap) {
        context.throwIfStopped();
        report = checkWeightsFile({.name = encoder, .taps = {tap->name}}, file);
        if (report.fits())
            return tap->name;
    }
    throw Error(ErrorCode::Mismatch, displayPath(file) + " does not fit " + info.title + ", not even up to its first tap " + info.taps.front().name + "."
                                         + named(report.missing, " of the tensors that are needed are missing (")
                                         + named(report.wrongShape, " have the wrong shape (")
                                         + named(report.notFinite, " have NaN, infinite or impossible values ("));
}

std::string megabytes(std::uint64_t bytes)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f MB", static_cast<double>(bytes) / 1e6);
    return buffer;
}

} // namespace flawscope
