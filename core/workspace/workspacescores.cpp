// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a run found: scores, the pictures that it held out, and those that it could not read.
#include "core/base/error.h"
#include "core/workspace/recordjson_p.h"
#include "core/workspace/runscores_p.h"
#include "core/workspace/workspace_p.h"

#include <unistd.h>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

/// The first of scores, scores-2, scores-3, … that is not there yet.
fs::path freeScoresFolder(const fs::path &runFolder)
{
    fs::path folder = runFolder / "scores";
    std::error_code error;
    for (int n = 2; fs::exists(folder, error); ++n)
        folder = runFolder / ("scores-" + std::to_string(n));
    return folder;
}

/// @return the folder that held the scores before, or nothing
std::string replaceScores(SQLite::Database &db, RunId run, const store::ScoreSet &set)
{
    SQLite::Statement former = store::prepared(db, "SELECT folder FROM score_sets WHERE run = ?", run);
    const std::string formerFolder = former.executeStep() ? former.getColumn(0).getString() : std::string();
    former.reset();
    store::execute(db, "DELETE FROM scores WHERE run = ?", run);
    store::execute(db, "DELETE FROM score_sets WHERE run = ?", run);
    store::execute(db, "INSERT INTO score_sets VALUES (?, ?, ?, ?, ?, ?)", run, set.folder, store::numbersText(set.normaliser), set.mapHeight, set.mapWidth,
                   set.scaleHi);
    SQLite::Statement insert(db, "INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const ImageScore &image : set.images)
        store::executeAgain(insert, run, position++, image.image, image.score, image.originalHeight, image.originalWidth);
    store::execute(db, "UPDATE runs SET scored_images = ? WHERE id = ?", position, run);
    return formerFolder;
}

std::string scoresFolder(SQLite::Database &db, RunId run)
{
    SQLite::Statement row = store::prepared(db, "SELECT folder FROM score_sets WHERE run = ?", run);
    return row.executeStep() ? row.getColumn(0).getString() : std::string();
}

store::ScoreSet readScores(SQLite::Database &db, RunId run)
{
    store::ScoreSet set;
    const SQLite::Transaction oneState(db);
    SQLite::Statement row = store::prepared(db, "SELECT folder, normaliser, height, width, scale_hi FROM score_sets WHERE run = ?", run);
    if (!row.executeStep())
        return set;
    set.folder = row.getColumn(0).getString();
    set.normaliser = store::parseNumbers(row.getColumn(1).getString());
    set.mapHeight = row.getColumn(2).getInt();
    set.mapWidth = row.getColumn(3).getInt();
    set.scaleHi = static_cast<float>(row.getColumn(4).getDouble());
    SQLite::Statement image = store::prepared(db, "SELECT image, score, height, width FROM scores WHERE run = ? ORDER BY position", run);
    while (image.executeStep())
        set.images.push_back({image.getColumn(0).getInt64(), static_cast<float>(image.getColumn(1).getDouble()), image.getColumn(2).getInt(),
                              image.getColumn(3).getInt()});
    return set;
}

} // namespace

std::unique_ptr<ScoreWriter> Workspace::writeScores(RunId run, std::size_t capacity)
{
    store::Database &writer = d->writable();
    d->reader->read([&](SQLite::Database &db) { return store::runName(db, run); });
    const fs::path folder = runFolder(run);
    const auto commit = [&writer, run, folder](const store::ScoreSet &set) {
        const std::string former = writer.change([&](SQLite::Database &db) { return replaceScores(db, run, set); });
        std::error_code error;
        if (store::isPlainName(former) && former != set.folder)
            fs::remove_all(folder / former, error);
    };
    return std::unique_ptr<ScoreWriter>(new ScoreWriter(std::make_unique<ScoreWriter::Private>(
        folder / (".flawscope-scores-" + std::to_string(::getpid()) + ".part"), freeScoresFolder(folder), capacity, commit)));
}

std::shared_ptr<const RunScores> Workspace::scores(RunId run) const
{
    const std::lock_guard lock(d->scoresMutex);
    auto &[folder, known] = d->openScores[run];
    const std::string present = d->reader->read([&](SQLite::Database &db) { return scoresFolder(db, run); });
    if (present.empty())
        return nullptr;
    if (folder == present) {
        if (auto scores = known.lock())
            return scores;
    }
    // Between reading the rows and opening the files a new scoring may have replaced both.
    for (int attempt = 0;; ++attempt) {
        store::ScoreSet set = d->reader->read([&](SQLite::Database &db) { return readScores(db, run); });
        if (set.folder.empty())
            return nullptr;
        if (!store::isPlainName(set.folder))
            throw Error(ErrorCode::BadFormat, "The project file is damaged: the scores of run " + std::to_string(run) + " lie outside its folder.");
        folder = set.folder;
        const fs::path where = runFolder(run) / folder;
        try {
            const std::shared_ptr<const RunScores> scores(new RunScores(std::make_unique<RunScores::Private>(std::move(set), where)));
            known = scores;
            return scores;
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Unreadable || attempt > 0)
                throw;
        }
    }
}

void Workspace::setHeldOut(RunId run, std::span<const ImageId> images)
{
    d->writable().change([&](SQLite::Database &db) {
        store::execute(db, "DELETE FROM held_out WHERE run = ?", run);
        SQLite::Statement insert(db, "INSERT INTO held_out VALUES (?, ?)");
        for (const ImageId image : images)
            store::executeAgain(insert, run, image);
    });
}

std::vector<ImageId> Workspace::heldOut(RunId run) const
{
    return d->reader->read([&](SQLite::Database &db) {
        std::vector<ImageId> images;
        SQLite::Statement row = store::prepared(db, "SELECT image FROM held_out WHERE run = ? ORDER BY image", run);
        while (row.executeStep())
            images.push_back(row.getColumn(0).getInt64());
        return images;
    });
}

void Workspace::setRunFindings(RunId run, std::span<const Finding> findings)
{
    d->writable().change([&](SQLite::Database &db) {
        store::execute(db, "DELETE FROM run_findings WHERE run = ?", run);
        SQLite::Statement insert(db, "INSERT INTO run_findings (run, severity, kind, message, files) VALUES (?, ?, ?, ?, ?)");
        for (const Finding &finding : findings) {
            std::vector<std::string> files;
            for (const fs::path &file : finding.files)
                files.push_back(file.native());
            store::executeAgain(insert, run, finding.severity, finding.kind, finding.message, store::Blob{store::joinedFiles(files)});
        }
    });
}

std::vector<Finding> Workspace::runFindings(RunId run) const
{
    return d->reader->read([&](SQLite::Database &db) {
        std::vector<Finding> findings;
        SQLite::Statement row = store::prepared(db, "SELECT severity, kind, message, files FROM run_findings WHERE run = ? ORDER BY id", run);
        while (row.executeStep()) {
            Finding &finding = findings.emplace_back();
            finding.severity = store::enumOf<Severity>(row.getColumn(0), 3, "a severity");
            finding.kind = row.getColumn(1).getString();
            finding.message = row.getColumn(2).getString();
            for (const std::string &file : store::splitFiles(store::bytesOf(row.getColumn(3))))
                finding.files.emplace_back(file);
        }
        return findings;
    });
}

} // namespace flawscope
