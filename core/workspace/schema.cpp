// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/schema_p.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/pipeline/timestamp.h"

#include <SQLiteCpp/Backup.h>

#include <array>
#include <unistd.h>

namespace flawscope::store {

namespace {

// Paths are bytes below their source's folder, so that moving the folder is one change. own_… is what a person said; it wins.
constexpr const char *kVersion1 = R"sql(
CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folder BLOB NOT NULL UNIQUE, layout INTEGER NOT NULL, prefix TEXT NOT NULL,
    imported TEXT NOT NULL);
CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources(id),
    path BLOB NOT NULL, frame INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
    split INTEGER NOT NULL, label INTEGER NOT NULL, defect_class TEXT NOT NULL, mask BLOB, mask_frame INTEGER NOT NULL,
    height INTEGER NOT NULL, width INTEGER NOT NULL, content_group INTEGER NOT NULL,
    own_split INTEGER, own_label INTEGER, own_class TEXT, own_mask TEXT,
    verdict INTEGER NOT NULL DEFAULT 0, comment TEXT NOT NULL DEFAULT '',
    missing INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, path, frame));
CREATE TABLE findings (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
    severity INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, files BLOB NOT NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state INTEGER NOT NULL, options TEXT NOT NULL,
    created TEXT NOT NULL, started TEXT NOT NULL DEFAULT '', finished TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', released INTEGER NOT NULL DEFAULT 0,
    summary TEXT NOT NULL, image_auroc REAL, pixel_auroc REAL, aupro REAL, image_f1 REAL, pixel_f1 REAL,
    scored_images INTEGER NOT NULL DEFAULT 0, images_per_second REAL NOT NULL DEFAULT 0,
    model_bytes INTEGER NOT NULL DEFAULT 0, model_sha256 TEXT NOT NULL DEFAULT '', decision TEXT);
CREATE TABLE epochs (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, epoch INTEGER NOT NULL, report TEXT NOT NULL,
    PRIMARY KEY (run, epoch)) WITHOUT ROWID;
CREATE TABLE losses (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, scale INTEGER NOT NULL, epoch REAL NOT NULL,
    loss REAL, learning_rate REAL, PRIMARY KEY (run, scale, epoch)) WITHOUT ROWID;
CREATE TABLE score_sets (
    run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, folder TEXT NOT NULL, normaliser TEXT NOT NULL,
    height INTEGER NOT NULL, width INTEGER NOT NULL, scale_hi REAL NOT NULL);
CREATE TABLE scores (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, position INTEGER NOT NULL,
    image INTEGER NOT NULL REFERENCES images(id), score REAL NOT NULL, height INTEGER NOT NULL, width INTEGER NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL);
)sql";

// Runs keep what they could not read, and which pictures they held out.
constexpr const char *kVersion2 = R"sql(
CREATE TABLE run_findings (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    severity INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, files BLOB NOT NULL);
CREATE TABLE held_out (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, image INTEGER NOT NULL REFERENCES images(id),
    PRIMARY KEY (run, image)) WITHOUT ROWID;
)sql";

/// kSteps[v] leads from version v to v + 1. Steps that were released never change.
constexpr std::array<const char *, kSchemaVersion> kSteps = {kVersion1, kVersion2};

void climb(SQLite::Database &db, int fromVersion)
{
    for (int version = fromVersion; version < kSchemaVersion; ++version)
        db.exec(kSteps.at(static_cast<std::size_t>(version)));
    db.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
}

std::filesystem::path freeCopyName(const std::filesystem::path &file, int version)
{
    const std::string stem = "workspace-v" + std::to_string(version);
    std::filesystem::path copy = file.parent_path() / (stem + ".sqlite");
    std::error_code error;
    for (int n = 2; std::filesystem::exists(copy, error); ++n)
        copy = file.parent_path() / (stem + "-" + std::to_string(n) + ".sqlite");
    return copy;
}

} // namespace

void createFile(const std::filesystem::path &file, const std::string &projectName)
{
    const std::filesystem::path temporary = file.parent_path() / (".flawscope-" + std::to_string(::getpid()) + ".sqlite.part");
    std::error_code error;
    std::filesystem::remove(temporary, error);
    try {
        SQLite::Database db(temporary.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("PRAGMA journal_mode = WAL");
        SQLite::Transaction transaction(db);
        db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
        climb(db, 0);
        execute(db, "INSERT INTO project VALUES ('name', ?), ('created', ?), ('software', ?)", projectName, utcTimestamp(), kVersion);
        transaction.commit();
    } catch (const SQLite::Exception &exception) {
        std::filesystem::remove(temporary, error);
        throw Error(ErrorCode::Unwritable, "Cannot make the project file " + displayPath(file) + ": " + exception.what() + ".");
    }
    std::filesystem::rename(temporary, file, error);
    if (error)
        throw Error(ErrorCode::Unwritable, "Cannot make the project file " + displayPath(file) + ": " + error.message() + ".");
}

int checkedVersion(Database &database)
{
    const std::string file = displayPath(database.file());
    const auto pragma = [&](const char *name) {
        return database.read([&](SQLite::Database &db) { return db.execAndGet(std::string("PRAGMA ") + name).getInt(); });
    };
    if (pragma("application_id") != kApplicationId)
        throw Error(ErrorCode::BadFormat, file + " is a SQLite database, but no Flawscope project.");
    const int version = pragma("user_version");
    if (version > kSchemaVersion)
        throw Error(ErrorCode::UnsupportedVersion, file + " was written by a newer Flawscope (project format " + std::to_string(version)
                                                       + "; this one reads up to " + std::to_string(kSchemaVersion) + "). Update Flawscope to open it.");
    if (version < 1)
        throw Error(ErrorCode::BadFormat, file + " is damaged: its project format is " + std::to_string(version) + ". Put a backup of it in its place.");
    // Each table's first pages, and the last picture's: a file that was cut off shows here.
    database.read([](SQLite::Database &db) {
        for (const char *table : {"project", "sources", "images", "findings", "runs", "epochs", "losses", "score_sets", "scores", "history"}) {
            SQLite::Statement(db, std::string("SELECT * FROM ") + table + " LIMIT 1").executeStep();
        }
        SQLite::Statement(db, "SELECT * FROM images ORDER BY id DESC LIMIT 1").executeStep();
        SQLite::Statement(db, "SELECT * FROM history ORDER BY id DESC LIMIT 1").executeStep();
    });
    return version;
}

void migrate(Database &database, int fromVersion, bool keepCopy)
{
    if (keepCopy) {
        const std::filesystem::path copy = freeCopyName(database.file(), fromVersion);
        const std::filesystem::path temporary = copy.parent_path() / (".flawscope-" + std::to_string(::getpid()) + ".copy.part");
        std::error_code error;
        try {
            database.read([&](SQLite::Database &db) {
                SQLite::Database target(temporary.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
                SQLite::Backup(target, db).executeStep();
            });
            std::filesystem::rename(temporary, copy, error);
            if (error)
                throw Error(ErrorCode::Unwritable, "Cannot keep a copy of the older project as " + displayPath(copy) + ": " + error.message() + ".");
        } catch (const Error &) { // On a full disk each attempt would leave its part of a copy.
            std::filesystem::remove(temporary, error);
            throw;
        }
    }
    database.change([&](SQLite::Database &db) { climb(db, fromVersion); });
}

} // namespace flawscope::store
