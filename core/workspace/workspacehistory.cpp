// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exporting/scoretable.h"
#include "core/pipeline/timestamp.h"
#include "core/workspace/workspace_p.h"

namespace flawscope {

namespace store {

void addHistoryRow(SQLite::Database &db, const std::string &user, const std::string &action, const std::string &subject, const std::string &from,
                   const std::string &to)
{
    execute(db, "INSERT INTO history (time, who, action, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)", utcTimestamp(), user, action, subject,
            from, to);
}

} // namespace store

namespace {

HistoryRow rowOf(SQLite::Statement &row)
{
    return {row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getString(), row.getColumn(3).getString(),
            row.getColumn(4).getString(), row.getColumn(5).getString(), row.getColumn(6).getString()};
}

} // namespace

void Workspace::addHistory(const std::string &action, const std::string &subject, const std::string &from, const std::string &to)
{
    d->writable().change([&](SQLite::Database &db) { store::addHistoryRow(db, d->user, action, subject, from, to); });
}

std::vector<HistoryRow> Workspace::history(std::int64_t newest) const
{
    return d->reader->read([&](SQLite::Database &db) {
        std::vector<HistoryRow> rows;
        SQLite::Statement row = store::prepared(db, "SELECT id, time, who, action, subject, before, after FROM history ORDER BY id DESC LIMIT ?", newest);
        while (row.executeStep())
            rows.push_back(rowOf(row));
        return rows;
    });
}

void Workspace::exportHistory(const std::filesystem::path &csv) const
{
    writeFileAtomically(csv, [&](const ByteSink &sink) {
        const auto put = [&](const std::string &text) { sink(std::span(reinterpret_cast<const std::uint8_t *>(text.data()), text.size())); };
        put("id,time,who,action,subject,from,to\n");
        d->reader->read([&](SQLite::Database &db) {
            SQLite::Statement statement(db, "SELECT id, time, who, action, subject, before, after FROM history ORDER BY id");
            while (statement.executeStep()) {
                const HistoryRow row = rowOf(statement);
                put(std::to_string(row.id) + ',' + csvField(row.when) + ',' + csvField(row.who) + ',' + csvField(row.action) + ',' + csvField(row.subject)
                    + ',' + csvField(row.from) + ',' + csvField(row.to) + '\n');
            }
        });
    });
}

} // namespace flawscope
