// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/pipeline/timestamp.h"
#include "core/workspace/recordjson_p.h"
#include "core/workspace/recordwords.h"
#include "core/workspace/workspace_p.h"

#include <algorithm>
#include <cmath>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

constexpr const char *kRunColumns
    = "SELECT id, name, state, options, created, started, finished, device, error, released, summary, image_auroc, pixel_auroc, aupro, image_f1, "
      "pixel_f1, scored_images, images_per_second, model_bytes, model_sha256 FROM runs ";

RunRecord runOf(SQLite::Statement &row)
{
    RunRecord run;
    run.id = row.getColumn(0).getInt64();
    run.name = row.getColumn(1).getString();
    run.state = store::enumOf<RunState>(row.getColumn(2), 7, "a run's state");
    run.options = store::parseOptions(row.getColumn(3).getString());
    run.created = row.getColumn(4).getString();
    run.started = row.getColumn(5).getString();
    run.finished = row.getColumn(6).getString();
    run.device = row.getColumn(7).getString();
    run.error = row.getColumn(8).getString();
    run.released = row.getColumn(9).getInt() != 0;
    run.summary = store::parseSummary(row.getColumn(10).getString());
    run.imageAuroc = store::numberOf(row.getColumn(11));
    run.pixelAuroc = store::numberOf(row.getColumn(12));
    run.aupro = store::numberOf(row.getColumn(13));
    run.imageF1 = store::numberOf(row.getColumn(14));
    run.pixelF1 = store::numberOf(row.getColumn(15));
    run.scoredImages = row.getColumn(16).getInt64();
    run.imagesPerSecond = row.getColumn(17).getDouble();
    run.modelBytes = static_cast<std::uint64_t>(row.getColumn(18).getInt64());
    run.modelSha256 = row.getColumn(19).getString();
    return run;
}

RunRecord readRun(SQLite::Database &db, RunId run)
{
    SQLite::Statement row = store::prepared(db, (std::string(kRunColumns) + "WHERE id = ?").c_str(), run);
    if (!row.executeStep())
        throw Error(ErrorCode::BadInput, "The project has no run number " + std::to_string(run) + ".");
    return runOf(row);
}

std::string number(const std::optional<double> &value)
{
    return value ? std::to_string(*value) : "none";
}

/// One row of history for each part that changed.
void noteDecision(SQLite::Database &db, const std::string &user, const std::string &run, const Decision &from, const Decision &to, const std::string &why)
{
    const auto note = [&](const std::string &part, const std::string &before, const std::string &after) {
        if (before == after)
            return;
        const std::string reason = why.empty() || why == part ? std::string() : " (" + why + ")";
        store::addHistoryRow(db, user, "threshold", run + ": " + part + reason, before, after);
    };
    note("image threshold", describeThreshold(from.image), describeThreshold(to.image));
    note("pixel threshold", describeThreshold(from.pixel), describeThreshold(to.pixel));
    note("unsure from", number(from.unsureFrom), number(to.unsureFrom));
    note("opening radius", std::to_string(from.mask.openingRadiusPx), std::to_string(to.mask.openingRadiusPx));
    note("minimum area", std::to_string(from.mask.minimumAreaPx), std::to_string(to.mask.minimumAreaPx));
}

Decision readDecision(SQLite::Database &db, RunId run)
{
    SQLite::Statement row = store::prepared(db, "SELECT decision FROM runs WHERE id = ?", run);
    if (!row.executeStep())
        throw Error(ErrorCode::BadInput, "The project has no run number " + std::to_string(run) + ".");
    return row.getColumn(0).isNull() ? Decision() : store::parseDecision(row.getColumn(0).getString());
}

} // namespace

namespace store {

std::string runName(SQLite::Database &db, RunId run)
{
    SQLite::Statement row = prepared(db, "SELECT name FROM runs WHERE id = ?", run);
    if (!row.executeStep())
        throw Error(ErrorCode::BadInput, "The project has no run number " + std::to_string(run) + ".");
    return row.getColumn(0).getString();
}

} // namespace store

std::vector<RunRecord> Workspace::runs() const
{
    return d->reader->read([](SQLite::Database &db) {
        std::vector<RunRecord> runs;
        SQLite::Statement row(db, std::string(kRunColumns) + "ORDER BY id");
        while (row.executeStep())
            runs.push_back(runOf(row));
        return runs;
    });
}

RunRecord Workspace::run(RunId run) const
{
    return d->reader->read([&](SQLite::Database &db) { return readRun(db, run); });
}

RunId Workspace::addRun(const std::string &name, const TrainJobOptions &options)
{
    return d->writable().change([&](SQLite::Database &db) {
        RunId next = 1 + db.execAndGet("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'runs'), 0)").getInt64();
        // A workspace file that was put back from a backup knows less than the folder does.
        std::error_code error;
        while (fs::exists(runFolder(next), error))
            ++next;
        ensureWritableFolder(runFolder(next)); // Before the row: a full disk leaves no run that has no folder.
        store::execute(db, "INSERT INTO runs (id, name, state, options, created, summary) VALUES (?, ?, ?, ?, ?, ?)", next, name, RunState::Queued,
                       store::optionsText(options), utcTimestamp(), store::summaryText({}));
        store::addHistoryRow(db, d->user, "run", name, "", wordOf(RunState::Queued));
        return next;
    });
}

RunRecord Workspace::changeRun(RunId run, const std::function<void(RunRecord &)> &edit)
{
    RunRecord record;
    d->writable().change([&](SQLite::Database &db) {
        const RunRecord former = readRun(db, run);
        record = former;
        edit(record);
        record.id = former.id;
        record.created = former.created;
        record.released = former.released;
        store::execute(db,
                       "UPDATE runs SET name = ?, state = ?, options = ?, started = ?, finished = ?, device = ?, error = ?, summary = ?, image_auroc = ?, "
                       "pixel_auroc = ?, aupro = ?, image_f1 = ?, pixel_f1 = ?, scored_images = ?, images_per_second = ?, model_bytes = ?, "
                       "model_sha256 = ? WHERE id = ?",
                       record.name, record.state, store::optionsText(record.options), record.started, record.finished, record.device, record.error,
                       store::summaryText(record.summary), record.imageAuroc, record.pixelAuroc, record.aupro, record.imageF1, record.pixelF1,
                       record.scoredImages, record.imagesPerSecond, record.modelBytes, record.modelSha256, run);
        if (former.name != record.name)
            store::addHistoryRow(db, d->user, "rename", "run", former.name, record.name);
        if (former.state != record.state)
            store::addHistoryRow(db, d->user, "run", record.name, wordOf(former.state), wordOf(record.state));
    });
    return record;
}

void Workspace::removeRun(RunId run)
{
    d->writable().change([&](SQLite::Database &db) {
        const RunRecord former = readRun(db, run);
        store::execute(db, "DELETE FROM runs WHERE id = ?", run);
        store::addHistoryRow(db, d->user, "run", former.name, wordOf(former.state), "removed");
    });
    std::error_code error;
    fs::remove_all(runFolder(run), error); // What stays is in nobody's way: numbers are not used again.
}

void Workspace::release(RunId run)
{
    d->writable().change([&](SQLite::Database &db) {
        SQLite::Statement former(db, "SELECT name FROM runs WHERE released = 1");
        const std::string from = former.executeStep() ? former.getColumn(0).getString() : "none";
        const std::string to = run == 0 ? "none" : store::runName(db, run);
        if (run != 0 && readRun(db, run).released)
            return;
        store::execute(db, "UPDATE runs SET released = (id = ?)", run);
        if (run != 0 || from != "none")
            store::addHistoryRow(db, d->user, "release", to, from, to);
    });
}

fs::path Workspace::runFolder(RunId run) const
{
    return d->folder / "runs" / std::to_string(run);
}

fs::path Workspace::modelPath(RunId run) const
{
    return runFolder(run) / "model.safetensors";
}

void Workspace::addEpoch(RunId run, const EpochReport &epoch)
{
    d->writable().change([&](SQLite::Database &db) {
        store::execute(db, "DELETE FROM epochs WHERE run = ? AND epoch >= ?", run, epoch.epoch);
        store::execute(db, "INSERT INTO epochs VALUES (?, ?, ?)", run, epoch.epoch, store::epochText(epoch));
    });
}

std::vector<EpochReport> Workspace::epochs(RunId run) const
{
    return d->reader->read([&](SQLite::Database &db) {
        std::vector<EpochReport> epochs;
        SQLite::Statement row = store::prepared(db, "SELECT report FROM epochs WHERE run = ? ORDER BY epoch", run);
        while (row.executeStep())
            epochs.push_back(store::parseEpoch(row.getColumn(0).getString()));
        return epochs;
    });
}

void Workspace::addLossPoints(RunId run, std::span<const LossPoint> points)
{
    std::map<int, double> firsts;
    for (const LossPoint &point : points) {
        const auto [first, isNew] = firsts.emplace(point.scale, point.epoch);
        first->second = isNew ? point.epoch : std::min(first->second, point.epoch);
    }
    d->writable().change([&](SQLite::Database &db) {
        for (const auto &[scale, epoch] : firsts)
            store::execute(db, "DELETE FROM losses WHERE run = ? AND scale = ? AND epoch >= ?", run, scale, epoch);
        SQLite::Statement insert(db, "INSERT OR REPLACE INTO losses VALUES (?, ?, ?, ?, ?)");
        for (const LossPoint &point : points)
            store::executeAgain(insert, run, point.scale, point.epoch, point.loss, point.learningRate);
    });
}

std::vector<LossPoint> Workspace::lossPoints(RunId run) const
{
    return d->reader->read([&](SQLite::Database &db) {
        std::vector<LossPoint> points;
        SQLite::Statement row = store::prepared(db, "SELECT scale, epoch, loss, learning_rate FROM losses WHERE run = ? ORDER BY scale, epoch", run);
        while (row.executeStep())
            points.push_back({row.getColumn(0).getInt(), row.getColumn(1).getDouble(), store::numberOf(row.getColumn(2)).value_or(std::nan("")),
                              row.getColumn(3).getDouble()});
        return points;
    });
}

Decision Workspace::decision(RunId run) const
{
    return d->reader->read([&](SQLite::Database &db) { return readDecision(db, run); });
}

void Workspace::setDecision(RunId run, const Decision &decision, const std::string &why)
{
    validateOptions(decision.mask);
    d->writable().change([&](SQLite::Database &db) {
        const Decision former = readDecision(db, run);
        store::execute(db, "UPDATE runs SET decision = ? WHERE id = ?", store::decisionText(decision), run);
        noteDecision(db, d->user, store::runName(db, run), former, decision, why);
    });
}

} // namespace flawscope
