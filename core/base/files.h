// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flawscope {

/// The path as UTF-8, for messages and files.
[[nodiscard]] std::string displayPath(const std::filesystem::path &path);

/// A path from UTF-8.
[[nodiscard]] std::filesystem::path pathFromUtf8(std::string_view text);

/// The whole file. Throws ErrorCode::Unreadable, or OutOfMemory when it is larger than @p maxBytes.
[[nodiscard]] std::vector<std::uint8_t> readFile(const std::filesystem::path &path, std::uint64_t maxBytes = UINT64_C(1) << 32);

/// Writes to a temporary name beside @p path, flushes to the disk and renames: a reader sees the old file or the new
/// one, also after a kill. Parent folders are made. Throws ErrorCode::Unwritable and leaves the old file as it was.
void writeFileAtomically(const std::filesystem::path &path, std::span<const std::uint8_t> bytes);
void writeFileAtomically(const std::filesystem::path &path, std::string_view text);

/// The same for a writer that streams: @p write gets a sink that takes bytes in order.
using ByteSink = std::function<void(std::span<const std::uint8_t>)>;
void writeFileAtomically(const std::filesystem::path &path, const std::function<void(const ByteSink &)> &write);

/// Makes the folder and checks that a file can be made in it. Also removes the temporary files in it, not below it, that writers
/// of ours left when they were killed. Throws ErrorCode::Unwritable with a reason.
void ensureWritableFolder(const std::filesystem::path &folder);

/// A file mapped read-only. Movable; the bytes live as long as the object.
class MappedFile final {
public:
    /// Throws ErrorCode::Unreadable. An empty file maps to an empty span.
    explicit MappedFile(const std::filesystem::path &path);
    ~MappedFile();
    MappedFile(MappedFile &&other) noexcept;
    MappedFile &operator=(MappedFile &&other) noexcept;

    [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return {m_data, m_size}; }

private:
    const std::uint8_t *m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace flawscope
