// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace flawscope {

/// A file that is being downloaded, FILE.part, and beside it, FILE.part.tag, what the server called this state of the file. Both
/// stay when a download ends early, and are taken up by the next one. Locked against other processes while it is open.
class PartFile final {
public:
    /// Opens or makes it. Throws ErrorCode::Unwritable, or BadInput where another process is downloading it.
    explicit PartFile(std::filesystem::path part);
    ~PartFile();
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;

    [[nodiscard]] const std::filesystem::path &path() const noexcept { return m_path; }
    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }
    /// An entity tag or a date as a server sent it, for If-Range; empty where it sent none.
    [[nodiscard]] const std::string &validator() const noexcept { return m_validator; }

    /// Throws ErrorCode::Unwritable.
    void setValidator(const std::string &validator);
    /// Throws ErrorCode::Unwritable, which tells of a full disk.
    void append(std::span<const std::uint8_t> bytes);
    /// Empties it: the next byte is the first one. Throws ErrorCode::Unwritable.
    void restart();
    /// Deletes it: what it holds is of no use.
    void discard() noexcept;
    /// Flushes to the disk and gives it its final name. Throws ErrorCode::Unwritable.
    void publish(const std::filesystem::path &file);

private:
    [[nodiscard]] std::filesystem::path tagPath() const;

    std::filesystem::path m_path;
    int m_fd = -1;
    std::uint64_t m_size = 0;
    std::string m_validator;
};

} // namespace flawscope
