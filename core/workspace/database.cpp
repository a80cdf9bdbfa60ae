// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database_p.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <sqlite3.h>

namespace flawscope::store {

namespace {

constexpr int kBusyMilliseconds = 5000;

/// SQLite's way of naming a file with options; other bytes than these are escaped.
std::string uriOf(const std::filesystem::path &file, bool immutable)
{
    static constexpr char kDigits[] = "0123456789ABCDEF";
    const std::filesystem::path absolute = std::filesystem::absolute(file);
    std::string uri = "file:";
    for (const char c : absolute.native()) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_')
            uri += c;
        else
            uri += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    return immutable ? uri + "?immutable=1" : uri;
}

[[noreturn]] void throwDamaged(const std::filesystem::path &file, const std::string &detail)
{
    throw Error(ErrorCode::BadFormat, "The project file " + displayPath(file) + " is damaged (" + detail
                                          + "). Put a backup of it in its place; without one, make a new project and import the folders again. The "
                                            "pictures, and the models and masks in runs/ and masks/, are files of their own and still there.");
}

/// What a full check says first; it may take long.
std::string firstDamage(SQLite::Database &db, const std::string &fallback)
{
    try {
        SQLite::Statement check(db, "PRAGMA quick_check(1)");
        if (check.executeStep() && check.getColumn(0).getString() != "ok")
            return check.getColumn(0).getString();
    } catch (const SQLite::Exception &) { // The damage itself.
    }
    return fallback;
}

[[noreturn]] void throwFor(const SQLite::Exception &exception, const std::filesystem::path &file)
{
    const std::string name = displayPath(file);
    const std::string what = exception.what();
    switch (exception.getErrorCode() & 0xFF) {
    case SQLITE_NOTADB: throwDamaged(file, "it is no SQLite database");
    case SQLITE_CORRUPT: throwDamaged(file, what);
    case SQLITE_FULL: throw Error(ErrorCode::Unwritable, "Cannot write " + name + ": the disk is full. Free some space and try again.");
    case SQLITE_READONLY: throw Error(ErrorCode::Unwritable, "Cannot write " + name + ": " + what + ".");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(ErrorCode::Unwritable, "Cannot write " + name + ": another program keeps it locked. Close that and try again.");
    case SQLITE_IOERR:
    case SQLITE_PERM: throw Error(ErrorCode::Unwritable, "Cannot read or write " + name + ": " + what + ".");
    case SQLITE_CANTOPEN: throw Error(ErrorCode::Unreadable, "Cannot open " + name + ": " + what + ".");
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG: throw Error(ErrorCode::OutOfMemory, "There is not enough memory for " + name + ".");
    case SQLITE_ERROR: throwDamaged(file, what); // A table or column that should be there.
    case SQLITE_CONSTRAINT: throw Error(ErrorCode::Internal, name + " refused a change: " + what + ".");
    default: throw Error(ErrorCode::Internal, "SQLite failed on " + name + ": " + what + ".");
    }
}

SQLite::Database openFile(const std::filesystem::path &file, Database::Access access)
{
    try {
        const int flags = (access == Database::Access::Write ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY) | SQLite::OPEN_URI;
        SQLite::Database db(uriOf(file, access == Database::Access::Immutable), flags, kBusyMilliseconds);
        db.exec("PRAGMA foreign_keys = ON");
        if (access == Database::Access::Write)
            db.exec("PRAGMA synchronous = NORMAL");
        db.exec("SELECT count(*) FROM sqlite_master"); // Reads the file for the first time.
        return db;
    } catch (const SQLite::Exception &exception) {
        throwFor(exception, file);
    }
}

} // namespace

std::string bytesOf(const SQLite::Column &column)
{
    const auto *bytes = static_cast<const char *>(column.getBlob());
    return bytes ? std::string(bytes, static_cast<std::size_t>(column.getBytes())) : std::string();
}

std::optional<double> numberOf(const SQLite::Column &column)
{
    return column.isNull() ? std::nullopt : std::optional(column.getDouble());
}

void throwBadValue(const char *what, std::int64_t value)
{
    throw Error(ErrorCode::BadFormat, std::string("The project file is damaged: it holds ") + what + " number " + std::to_string(value)
                                          + ", which does not exist. Put a backup of it in its place.");
}

Database::Database(const std::filesystem::path &file, Access access) : m_file(file), m_db(openFile(file, access)) {}

void Database::throwTranslated(const SQLite::Exception &exception)
{
    if ((exception.getErrorCode() & 0xFF) == SQLITE_CORRUPT)
        throwDamaged(m_file, firstDamage(m_db, exception.what()));
    throwFor(exception, m_file);
}

} // namespace flawscope::store
