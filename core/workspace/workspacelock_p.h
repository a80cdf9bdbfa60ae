// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace flawscope::store {

/// The right to write to a workspace: an flock() on workspace.lock, which the system lifts when the process ends, however it
/// ends. The file names the holder.
class WorkspaceLock final {
public:
    /// Tries to take it; does not wait. @param user  whom others are told
    WorkspaceLock(const std::filesystem::path &folder, const std::string &user);
    ~WorkspaceLock();
    WorkspaceLock(const WorkspaceLock &) = delete;
    WorkspaceLock &operator=(const WorkspaceLock &) = delete;

    [[nodiscard]] bool held() const noexcept { return m_fd >= 0; }
    [[nodiscard]] const std::string &refusal() const noexcept { return m_refusal; } ///< A sentence; empty where it is held.

private:
    int m_fd = -1;
    std::string m_refusal;
};

} // namespace flawscope::store
