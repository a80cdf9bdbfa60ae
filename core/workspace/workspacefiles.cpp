// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a workspace's file is opened: to write, to read, or a copy of it.
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/workspace/recordwords.h"
#include "core/workspace/schema_p.h"
#include "core/workspace/workspace_p.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <set>
#include <unistd.h>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

constexpr const char *kFileName = "workspace.sqlite";
constexpr const char *kLogName = "workspace.sqlite-wal";

/// What a killed writer left half done; @p wanted are the folders of scores that the workspace knows, as "<run>/<folder>".
void sweep(const fs::path &folder, const std::set<std::string> &wanted)
{
    std::error_code error;
    const auto removeParts = [&](const fs::path &where) {
        for (const fs::directory_entry &entry : fs::directory_iterator(where, error)) {
            const std::string name = entry.path().filename().native();
            if (name.starts_with(".flawscope-") && name != ".flawscope-output")
                fs::remove_all(entry.path(), error);
        }
    };
    removeParts(folder);
    removeParts(folder / "masks");
    for (const fs::directory_entry &run : fs::directory_iterator(folder / "runs", error)) {
        if (!run.is_directory(error))
            continue;
        removeParts(run.path());
        for (const fs::directory_entry &entry : fs::directory_iterator(run.path(), error)) {
            const std::string name = entry.path().filename().native();
            if ((name == "scores" || name.starts_with("scores-")) && !wanted.contains(run.path().filename().native() + '/' + name))
                fs::remove_all(entry.path(), error);
        }
    }
}

bool isNotEmpty(const fs::path &file)
{
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    return !error && size > 0;
}

} // namespace

Workspace::Private::~Private()
{
    reader.reset();
    writer.reset();
    if (!copyFolder.empty()) {
        std::error_code error;
        fs::remove_all(copyFolder, error);
    }
}

store::Database &Workspace::Private::writable() const
{
    if (!writer)
        throw Error(ErrorCode::Unwritable, readOnlyReason);
    return *writer;
}

void Workspace::Private::connect()
{
    const fs::path file = folder / kFileName;
    lock = std::make_unique<store::WorkspaceLock>(folder, user);
    readOnlyReason = lock->refusal();
    if (lock->held() && ::access(file.c_str(), W_OK) != 0)
        readOnlyReason = "The file " + displayPath(file) + " cannot be written (" + std::strerror(errno) + "), so the project is read-only.";
    if (!readOnlyReason.empty()) {
        connectReadOnly();
        return;
    }
    writer = std::make_unique<store::Database>(file, store::Database::Access::Write);
    const int version = store::checkedVersion(*writer);
    if (version < store::kSchemaVersion)
        store::migrate(*writer, version, true);
    reader = std::make_unique<store::Database>(file, store::Database::Access::Read);
    recover();
}

void Workspace::Private::connectReadOnly()
{
    const fs::path file = folder / kFileName;
    const bool hasLog = isNotEmpty(folder / kLogName);
    int version = 0;
    try {
        reader = std::make_unique<store::Database>(file, store::Database::Access::Read);
        version = store::checkedVersion(*reader);
    } catch (const Error &error) {
        // SQLite wants to put its log's index beside the file even to read.
        if (error.code() != ErrorCode::Unreadable && error.code() != ErrorCode::Unwritable)
            throw;
        if (hasLog) {
            copyAside(true);
        } else {
            reader = std::make_unique<store::Database>(file, store::Database::Access::Immutable);
        }
        version = store::checkedVersion(*reader);
    }
    if (version == store::kSchemaVersion)
        return;
    if (copyFolder.empty())
        copyAside(hasLog);
    store::migrate(*reader, version, false);
}

void Workspace::Private::copyAside(bool withLog)
{
    reader.reset();
    std::string name = (fs::temp_directory_path() / "flawscope-XXXXXX").native();
    if (!::mkdtemp(name.data()))
        throw Error(ErrorCode::Unwritable, "Cannot make a temporary folder in " + displayPath(fs::temp_directory_path()) + ": " + std::strerror(errno) + ".");
    copyFolder = name;
    std::error_code error;
    for (const char *file : {kFileName, kLogName}) {
        if (error || (file == kLogName && !withLog))
            continue;
        fs::copy_file(folder / file, copyFolder / file, error);
        if (!error) // A read-only file makes a read-only copy.
            fs::permissions(copyFolder / file, fs::perms::owner_read | fs::perms::owner_write, error);
    }
    if (error)
        throw Error(ErrorCode::Unreadable, "Cannot copy " + displayPath(folder / kFileName) + " to read it: " + error.message() + ".");
    reader = std::make_unique<store::Database>(copyFolder / kFileName, store::Database::Access::Write);
}

void Workspace::Private::recover() const
{
    const auto wanted = writer->change([this](SQLite::Database &db) {
        SQLite::Statement running = store::prepared(db, "SELECT id, name, state FROM runs WHERE state IN (?, ?)", RunState::Running, RunState::Paused);
        while (running.executeStep()) {
            store::execute(db, "UPDATE runs SET state = ? WHERE id = ?", RunState::Interrupted, running.getColumn(0).getInt64());
            store::addHistoryRow(db, user, "run", running.getColumn(1).getString(),
                                 wordOf(store::enumOf<RunState>(running.getColumn(2), 7, "a run's state")), wordOf(RunState::Interrupted));
        }
        std::set<std::string> folders;
        SQLite::Statement sets(db, "SELECT run, folder FROM score_sets");
        while (sets.executeStep())
            folders.insert(std::to_string(sets.getColumn(0).getInt64()) + '/' + sets.getColumn(1).getString());
        return folders;
    });
    try {
        sweep(folder, wanted);
    } catch (const fs::filesystem_error &) { // A folder that cannot be walked to its end: what is left over harms nobody.
    }
}

} // namespace flawscope
