// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace flawscope::store {

/// Bytes that need not be UTF-8, such as paths.
struct Blob {
    std::string_view bytes;
};

/// The same; nothing becomes null.
struct BlobOrNull {
    std::string_view bytes;
};

template <typename T>
void bindOne(SQLite::Statement &statement, int index, const T &value)
{
    if constexpr (std::is_same_v<T, Blob>)
        statement.bind(index, static_cast<const void *>(value.bytes.empty() ? "" : value.bytes.data()), static_cast<int>(value.bytes.size()));
    else if constexpr (std::is_same_v<T, BlobOrNull>)
        value.bytes.empty() ? statement.bind(index) : bindOne(statement, index, Blob{value.bytes});
    else if constexpr (std::is_floating_point_v<T>)
        statement.bind(index, static_cast<double>(value));
    else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
        statement.bind(index, static_cast<std::int64_t>(value));
    else if constexpr (std::is_convertible_v<T, std::string>)
        statement.bind(index, std::string(value));
    else if (value)
        bindOne(statement, index, *value); // optional
    else
        statement.bind(index); // null
}

/// Gives a prepared statement its parameters, from the first one on.
template <typename... Values>
void bindAll(SQLite::Statement &statement, const Values &...values)
{
    int index = 0;
    (bindOne(statement, ++index, values), ...);
}

/// A statement with its parameters, ready to step through.
template <typename... Values>
[[nodiscard]] SQLite::Statement prepared(SQLite::Database &db, const char *sql, const Values &...values)
{
    SQLite::Statement statement(db, sql);
    bindAll(statement, values...);
    return statement;
}

/// Runs a statement that gives no rows. @return how many rows it changed
template <typename... Values>
int execute(SQLite::Database &db, const char *sql, const Values &...values)
{
    return prepared(db, sql, values...).exec();
}

/// Runs a prepared statement again with other parameters.
template <typename... Values>
void executeAgain(SQLite::Statement &statement, const Values &...values)
{
    statement.reset();
    bindAll(statement, values...);
    statement.exec();
}

[[nodiscard]] std::string bytesOf(const SQLite::Column &column);
[[nodiscard]] std::optional<double> numberOf(const SQLite::Column &column); ///< Nothing for null.

/// Throws ErrorCode::BadFormat unless 0 ≤ value < count: files are not trusted.
template <typename Enum>
[[nodiscard]] Enum enumOf(const SQLite::Column &column, int count, const char *what);
[[noreturn]] void throwBadValue(const char *what, std::int64_t value);

template <typename Enum>
Enum enumOf(const SQLite::Column &column, int count, const char *what)
{
    const std::int64_t value = column.getInt64();
    if (value < 0 || value >= count)
        throwBadValue(what, value);
    return static_cast<Enum>(value);
}

/// One connection to the workspace's file, used by one thread at a time; what SQLite throws becomes an Error.
class Database final {
public:
    enum class Access : std::uint8_t {
        Write,
        Read,
        Immutable, ///< Nobody writes, and nothing can be written beside it, not even a lock.
    };
    /// Opens a file that exists. Throws ErrorCode::Unreadable, BadFormat.
    Database(const std::filesystem::path &file, Access access);

    [[nodiscard]] const std::filesystem::path &file() const noexcept { return m_file; }

    template <typename Work>
    auto read(const Work &work) -> std::invoke_result_t<Work, SQLite::Database &>
    {
        const std::lock_guard lock(m_mutex);
        try {
            return work(m_db);
        } catch (const SQLite::Exception &exception) {
            throwTranslated(exception);
        }
    }

    /// One transaction: all of it, or nothing when @p work throws.
    template <typename Work>
    auto change(const Work &work) -> std::invoke_result_t<Work, SQLite::Database &>
    {
        return read([&](SQLite::Database &db) {
            SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
            if constexpr (std::is_void_v<std::invoke_result_t<Work, SQLite::Database &>>) {
                work(db);
                transaction.commit();
            } else {
                auto result = work(db);
                transaction.commit();
                return result;
            }
        });
    }

private:
    [[noreturn]] void throwTranslated(const SQLite::Exception &exception);

    std::filesystem::path m_file;
    std::mutex m_mutex;
    SQLite::Database m_db;
};

} // namespace flawscope::store
