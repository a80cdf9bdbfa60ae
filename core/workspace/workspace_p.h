// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/database_p.h"
#include "core/workspace/workspace.h"
#include "core/workspace/workspacelock_p.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace flawscope {

struct Workspace::Private {
    std::filesystem::path folder; ///< Absolute.
    std::string user;
    std::unique_ptr<store::WorkspaceLock> lock;
    std::filesystem::path copyFolder; ///< Where a workspace that cannot be read in place was copied to; else empty.
    std::string readOnlyReason;
    std::unique_ptr<store::Database> writer; ///< Null: read-only.
    std::unique_ptr<store::Database> reader; ///< A connection of its own: a long import holds no reader up.

    std::mutex scoresMutex;
    std::map<RunId, std::pair<std::string, std::weak_ptr<const RunScores>>> openScores; ///< By run: the folder, and its snapshot.

    Private() = default;
    ~Private();
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    /// The writer. Throws ErrorCode::Unwritable with the reason where the workspace is read-only.
    [[nodiscard]] store::Database &writable() const;

    /// Connects, migrates, and tidies up after a kill. Throws as Workspace::open() does.
    void connect();

private:
    void connectReadOnly();
    void copyAside(bool withLog);
    void recover() const;
};

namespace store {

/// One row of history, inside a transaction.
void addHistoryRow(SQLite::Database &db, const std::string &user, const std::string &action, const std::string &subject, const std::string &from,
                   const std::string &to);

[[nodiscard]] std::string runName(SQLite::Database &db, RunId run); ///< Throws ErrorCode::BadInput where there is no such run.

/// A plain name, without a way out of its folder.
[[nodiscard]] bool isPlainName(const std::string &name);

/// Finding::files as one column, and back.
[[nodiscard]] std::string joinedFiles(const std::vector<std::string> &files);
[[nodiscard]] std::vector<std::string> splitFiles(const std::string &joined);

} // namespace store

} // namespace flawscope
