// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/encoderlibrary.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/encoderlibrary/librarynote_p.h"
#include "core/encoderlibrary/sha256.h"
#include "core/pipeline/timestamp.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace flawscope {

namespace {

std::filesystem::path fromEnvironment(const char *variable)
{
    const char *value = std::getenv(variable);
    return value ? std::filesystem::path(value) : std::filesystem::path();
}

/// The position in encoderCatalogue(); the end for an unknown one.
std::ptrdiff_t orderOf(const std::string &encoder)
{
    const auto &all = encoderCatalogue();
    return std::ranges::find(all, encoder, &EncoderInfo::name) - all.begin();
}

/// The position of a tap of a known encoder, finest first; −1 for an unknown one.
std::ptrdiff_t depthOf(const std::string &encoder, const std::string &tap)
{
    const auto &taps = encoderInfo(encoder).taps;
    const auto found = std::ranges::find(taps, tap, &TapInfo::name);
    return found == taps.end() ? -1 : found - taps.begin();
}

bool looksLikeWeights(const std::filesystem::path &file)
{
    const std::filesystem::path suffix = file.extension();
    return suffix == ".pth" || suffix == ".pt" || suffix == ".safetensors";
}

/// The files of a folder that are weights: all that have a note, and what looks like weights.
std::vector<LibraryEntry> listed(const std::filesystem::path &folder)
{
    std::vector<LibraryEntry> list;
    std::error_code error;
    if (folder.empty() || !std::filesystem::exists(folder, error))
        return list;
    std::filesystem::directory_iterator files(folder, error);
    for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
        const std::filesystem::path &file = files->path();
        std::error_code ignored;
        if (isLibraryFileName(displayPath(file.filename())) && std::filesystem::is_regular_file(file, ignored)
            && (looksLikeWeights(file) || std::filesystem::exists(notePath(file), ignored)))
            list.push_back(readNote(file));
    }
    if (error)
        throw Error(ErrorCode::Unreadable, "Cannot list the encoder library " + displayPath(folder) + ": " + error.message() + ".");
    return list;
}

std::uint64_t sizeOrZero(const std::filesystem::path &file)
{
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

void removeFile(const std::filesystem::path &file)
{
    std::error_code error;
    std::filesystem::remove(file, error);
    if (error)
        throw Error(ErrorCode::Unwritable, "Cannot remove " + displayPath(file) + ": " + error.message() + ".");
}

void requireRegularFile(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        throw Error(ErrorCode::Unreadable, displayPath(file) + " does not exist.");
    if (!std::filesystem::is_regular_file(file, error))
        throw Error(ErrorCode::Unreadable, displayPath(file) + " is not a file.");
}

} // namespace

const char *name(WeightsSource source)
{
    constexpr const char *kNames[] = {"downloadable", "downloaded", "added", "built-in"};
    return kNames[static_cast<std::size_t>(source)];
}

EncoderLibrary::EncoderLibrary(std::filesystem::path folder, std::vector<DownloadableFile> catalogue, std::filesystem::path builtIn)
    : m_folder(std::move(folder)), m_catalogue(std::move(catalogue)), m_builtIn(std::move(builtIn))
{
    for (const DownloadableFile &file : m_catalogue)
        validate(file);
}

std::filesystem::path EncoderLibrary::defaultFolder()
{
    if (const std::filesystem::path own = fromEnvironment("FLAWSCOPE_ENCODERS"); !own.empty())
        return own;
    // A relative path is to be ignored, says the XDG Base Directory Specification.
    if (const std::filesystem::path data = fromEnvironment("XDG_DATA_HOME"); data.is_absolute())
        return data / "flawscope" / "encoders";
    const std::filesystem::path home = fromEnvironment("HOME");
    return home.empty() ? home : home / ".local" / "share" / "flawscope" / "encoders";
}

std::filesystem::path EncoderLibrary::builtInFolder()
{
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "flawscope" / "encoders";
    return !error && std::filesystem::exists(installed, error) ? installed : std::filesystem::path(FLAWSCOPE_BUILT_IN_ENCODERS);
}

std::vector<LibraryEntry> EncoderLibrary::here() const
{
    std::vector<LibraryEntry> list = listed(m_folder);
    for (LibraryEntry &entry : listed(m_builtIn)) {
        entry.source = WeightsSource::BuiltIn;
        list.push_back(std::move(entry));
    }
    return list;
}

LibraryEntry EncoderLibrary::toBeFetched(const DownloadableFile &file) const
{
    LibraryEntry entry;
    entry.fileName = file.fileName;
    entry.encoder = file.encoder;
    entry.path = m_folder / file.fileName;
    entry.bytes = file.bytes;
    entry.partBytes = sizeOrZero(partPath(entry.path));
    entry.sha256 = file.sha256;
    entry.licence = file.licence;
    return entry;
}

std::vector<LibraryEntry> EncoderLibrary::entries() const
{
    std::vector<LibraryEntry> list = here();
    for (const DownloadableFile &file : m_catalogue) {
        const std::filesystem::path path = m_folder / file.fileName;
        if (std::ranges::none_of(list, [&](const LibraryEntry &entry) { return entry.path == path; }))
            list.push_back(toBeFetched(file));
    }
    std::ranges::stable_sort(list, {}, [](const LibraryEntry &entry) { return std::tuple(orderOf(entry.encoder), entry.fileName); });
    return list;
}

LibraryEntry EncoderLibrary::entry(const std::string &fileName) const
{
    for (LibraryEntry &entry : here()) {
        if (entry.fileName == fileName)
            return entry;
    }
    throw Error(ErrorCode::BadInput, "The encoder library " + displayPath(m_folder) + " has no file '" + fileName + "'.");
}

const DownloadableFile &EncoderLibrary::catalogued(const std::string &fileName) const
{
    const auto found = std::ranges::find(m_catalogue, fileName, &DownloadableFile::fileName);
    if (found == m_catalogue.end())
        throw Error(ErrorCode::BadInput, "The catalogue has no file '" + fileName + "'.");
    return *found;
}

LibraryEntry EncoderLibrary::downloadable(const std::string &name) const
{
    std::string known;
    for (const DownloadableFile &file : m_catalogue) {
        if (file.fileName != name && file.encoder != name) {
            known += (known.empty() ? "" : ", ") + file.encoder + " (" + file.fileName + ")";
            continue;
        }
        const std::vector<LibraryEntry> files = here();
        const auto found = std::ranges::find(files, m_folder / file.fileName, &LibraryEntry::path);
        return found == files.end() ? toBeFetched(file) : *found;
    }
    throw Error(ErrorCode::BadInput, "There are no weights '" + name + "' to fetch; there are " + known + ".");
}

std::optional<LibraryEntry> EncoderLibrary::find(const EncoderOptions &options) const
{
    const EncoderOptions wanted = resolved(options);
    const std::ptrdiff_t depth = depthOf(wanted.name, wanted.taps.back());
    std::optional<LibraryEntry> best;
    const auto rank = [](const LibraryEntry &entry) { return std::tuple(entry.source != WeightsSource::BuiltIn, entry.when, entry.fileName); };
    for (LibraryEntry &entry : here()) {
        if (entry.isUsable() && entry.encoder == wanted.name && depthOf(entry.encoder, entry.deepestTap) >= depth && (!best || rank(entry) > rank(*best)))
            best = std::move(entry);
    }
    return best;
}

void EncoderLibrary::verify(const LibraryEntry &entry, const RunContext &context) const
{
    const std::string now = sha256OfFile(entry.path, context);
    if (now != entry.sha256)
        throw Error(ErrorCode::Mismatch, displayPath(entry.path) + " is no longer what was added: its SHA-256 is " + now + ", and was " + entry.sha256
                                             + ". Remove it from the encoder library and add or fetch it again.");
}

void EncoderLibrary::checkPublished(const LibraryEntry &entry) const
{
    const auto published = std::ranges::find(m_catalogue, entry.fileName, &DownloadableFile::fileName);
    if (published != m_catalogue.end() && !entry.sha256.starts_with(published->sha256))
        throw Error(ErrorCode::Mismatch, "This is not the published " + entry.fileName + ": its SHA-256 begins with " + entry.sha256.substr(0, 8)
                                             + " where " + published->sha256.substr(0, 8)
                                             + " is published. Is it cut off? Weights of your own need a name of their own.");
}

LibraryEntry EncoderLibrary::add(const std::filesystem::path &file, const std::string &encoder, const RunContext &context)
{
    static_cast<void>(encoderInfo(encoder));
    if (m_folder.empty())
        throw Error(ErrorCode::BadInput, "There is no place for the encoder library: set FLAWSCOPE_ENCODERS to a folder.");
    LibraryEntry entry;
    entry.fileName = displayPath(file.filename());
    if (!isLibraryFileName(entry.fileName))
        throw Error(ErrorCode::BadInput, "'" + entry.fileName + "' is no name for weights in the library: it must not be hidden nor end in .json, .part or .tag.");
    requireRegularFile(file);
    entry.encoder = encoder;
    entry.source = WeightsSource::Added;
    entry.path = m_folder / file.filename();
    entry.deepestTap = deepestFittingTap(file, encoder, context);
    entry.bytes = sizeOrZero(file);
    entry.sha256 = sha256OfFile(file, context);
    entry.when = utcTimestamp();
    checkPublished(entry);
    const auto published = std::ranges::find(m_catalogue, entry.fileName, &DownloadableFile::fileName);
    if (published != m_catalogue.end())
        entry.licence = published->licence;
    std::error_code error;
    const bool isThere = std::filesystem::exists(entry.path, error);
    if (isThere && sha256OfFile(entry.path, context) != entry.sha256)
        throw Error(ErrorCode::BadInput, "The encoder library has another file " + entry.fileName + " already. Remove that one, or give this one another name.");
    ensureWritableFolder(m_folder);
    writeNote(entry);
    if (!isThere)
        copyIn(file, entry, context);
    return entry;
}

/// The note stands already: a kill in between leaves a note without a file, which nobody minds.
void EncoderLibrary::copyIn(const std::filesystem::path &file, const LibraryEntry &entry, const RunContext &context) const
{
    try {
        writeFileAtomically(entry.path, [&](const ByteSink &sink) {
            if (readThrough(file, sink, context) != entry.sha256)
                throw Error(ErrorCode::Mismatch, displayPath(file) + " was changed while it was copied. Try again when nobody writes to it.");
        });
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(notePath(entry.path), ignored);
        throw;
    }
}

void EncoderLibrary::remove(const LibraryEntry &entry)
{
    if (entry.source == WeightsSource::BuiltIn)
        throw Error(ErrorCode::BadInput, entry.fileName + " is shipped with Flawscope and cannot be removed.");
    const std::filesystem::path path = m_folder / pathFromUtf8(entry.fileName);
    if (m_folder.empty() || !isLibraryFileName(entry.fileName) || path != entry.path)
        throw Error(ErrorCode::BadInput, "'" + entry.fileName + "' is not in the encoder library " + displayPath(m_folder) + ".");
    std::error_code error;
    const std::filesystem::path part = partPath(path);
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error)) && !std::filesystem::exists(part, error))
        throw Error(ErrorCode::BadInput, "The encoder library has no file '" + entry.fileName + "'.");
    removeFile(path);
    removeFile(notePath(path));
    removeFile(part);
    std::filesystem::path tag = part;
    removeFile(tag += ".tag");
}

} // namespace flawscope
