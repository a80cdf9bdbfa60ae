// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/encoderlibrary/catalogue.h"
#include "core/engine/encoders/encoderinfo.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace flawscope {

/// How a file came into the library.
enum class WeightsSource : std::uint8_t {
    Downloadable, ///< It did not: the catalogue knows where to fetch it.
    Downloaded,   ///< Fetched, and its SHA-256 is the published one.
    Added,        ///< By the user.
    BuiltIn,      ///< Shipped with Flawscope; cannot be removed.
};

/// "downloadable", "downloaded", "added" or "built-in".
[[nodiscard]] const char *name(WeightsSource source);

/// One file of weights, here or to be fetched.
struct LibraryEntry {
    std::string fileName;
    std::string encoder; ///< The network that it fits; empty for a file that was put into the folder by hand.
    WeightsSource source = WeightsSource::Downloadable;
    std::filesystem::path path;  ///< Where it lies, or would lie.
    std::string deepestTap;      ///< The weights reach as far as this tap; empty for what is not here.
    std::uint64_t bytes = 0;     ///< Of what is not here: about, 0 for unknown.
    std::uint64_t partBytes = 0; ///< What an interrupted download has left; the next one goes on from there.
    std::string sha256;          ///< 64 digits, or what the catalogue knows of them.
    std::string when;            ///< UTC, ISO 8601; empty for what is not here.
    std::string url;             ///< Where it was fetched from; else empty.
    std::string licence;         ///< SPDX identifier; empty for unknown.
    std::string problem;         ///< Why it cannot be used, as a sentence; empty where it can.

    [[nodiscard]] bool isHere() const noexcept { return source != WeightsSource::Downloadable; }
    [[nodiscard]] bool isUsable() const noexcept { return isHere() && problem.empty(); }
};

/// The folder in which encoders' weights are kept: each file has a small note in JSON beside it. Nothing is held in memory, so
/// that several processes may use one library; any thread.
class EncoderLibrary final {
public:
    /// Nothing is touched. Throws ErrorCode::BadOption for a catalogue with files that must not be.
    explicit EncoderLibrary(std::filesystem::path folder = defaultFolder(), std::vector<DownloadableFile> catalogue = downloadCatalogue(),
                            std::filesystem::path builtIn = builtInFolder());

    /// $FLAWSCOPE_ENCODERS, else $XDG_DATA_HOME/flawscope/encoders, else ~/.local/share/flawscope/encoders; empty without a home.
    [[nodiscard]] static std::filesystem::path defaultFolder();
    /// Where Flawscope ships weights; the folder need not exist.
    [[nodiscard]] static std::filesystem::path builtInFolder();

    [[nodiscard]] const std::filesystem::path &folder() const noexcept { return m_folder; }

    /// What is here, built in, and to be fetched: in the order of encoderCatalogue(), then by name; strangers last. Cheap: files
    /// are not hashed. Throws ErrorCode::Unreadable for a folder that cannot be listed; one that does not exist is empty.
    [[nodiscard]] std::vector<LibraryEntry> entries() const;
    /// The file of that name that is here. Throws ErrorCode::BadInput.
    [[nodiscard]] LibraryEntry entry(const std::string &fileName) const;
    /// The file of the catalogue by its name or its encoder's, here or not. Throws ErrorCode::BadInput, which lists what there is.
    [[nodiscard]] LibraryEntry downloadable(const std::string &name) const;
    /// The catalogue's line of that file name. Throws ErrorCode::BadInput.
    [[nodiscard]] const DownloadableFile &catalogued(const std::string &fileName) const;

    /// The best weights for a network: those that reach its deepest tap, the newest first, built-in ones last.
    /// Throws like resolved() and entries().
    [[nodiscard]] std::optional<LibraryEntry> find(const EncoderOptions &options) const;
    /// Throws ErrorCode::Mismatch where the file is no longer what was added, Unreadable or Cancelled; reads all of it.
    void verify(const LibraryEntry &entry, const RunContext &context = {}) const;

    /// Checks a file against a network, copies it into the library and returns what is there now. The same file once more is no
    /// error. Throws ErrorCode::Mismatch, BadFormat or Unreadable for the file, BadInput where another of that name is here or
    /// it is not what its torchvision name says, BadOption for the encoder, Unwritable, Cancelled.
    LibraryEntry add(const std::filesystem::path &file, const std::string &encoder, const RunContext &context = {});
    /// Deletes file and note, or what an interrupted download has left. Throws ErrorCode::BadInput for what is not in the folder
    /// or built in, Unwritable.
    void remove(const LibraryEntry &entry);

private:
    [[nodiscard]] std::vector<LibraryEntry> here() const;
    [[nodiscard]] LibraryEntry toBeFetched(const DownloadableFile &file) const;
    void checkPublished(const LibraryEntry &entry) const;
    void copyIn(const std::filesystem::path &file, const LibraryEntry &entry, const RunContext &context) const;

    std::filesystem::path m_folder;
    std::vector<DownloadableFile> m_catalogue;
    std::filesystem::path m_builtIn;
};

} // namespace flawscope
