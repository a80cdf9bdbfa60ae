// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/workspace/recordwords.h"
#include "core/workspace/workspace_p.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

std::unordered_map<SourceId, fs::path> foldersOf(SQLite::Database &db)
{
    std::unordered_map<SourceId, fs::path> folders;
    SQLite::Statement row(db, "SELECT id, folder FROM sources");
    while (row.executeStep())
        folders.emplace(row.getColumn(0).getInt64(), store::bytesOf(row.getColumn(1)));
    return folders;
}

/// Joins as text: operator/ takes paths apart, which is slow for 100,000 of them.
fs::path below(const fs::path &folder, const std::string &path)
{
    if (path.empty() || path.front() == '/')
        return path;
    return folder.native() + '/' + path;
}

constexpr const char *kImageColumns
    = "SELECT id, source, path, frame, name, COALESCE(own_split, split), COALESCE(own_label, label), COALESCE(own_class, defect_class), "
      "mask, mask_frame, height, width, content_group, verdict, comment, own_mask, missing FROM images WHERE removed = 0 ORDER BY id";

ImageRecord imageOf(SQLite::Statement &row, const std::unordered_map<SourceId, fs::path> &folders, const fs::path &masks)
{
    ImageRecord image;
    image.id = row.getColumn(0).getInt64();
    image.source = row.getColumn(1).getInt64();
    const auto source = folders.find(image.source);
    if (source == folders.end())
        store::throwBadValue("a source", image.source);
    const fs::path &folder = source->second;
    Sample &sample = image.sample;
    sample.image = below(folder, store::bytesOf(row.getColumn(2)));
    sample.frame = row.getColumn(3).getInt();
    sample.name = row.getColumn(4).getString();
    sample.split = store::enumOf<Split>(row.getColumn(5), 2, "a split");
    sample.label = store::enumOf<Label>(row.getColumn(6), 3, "a label");
    sample.defectClass = row.getColumn(7).getString();
    sample.mask = below(folder, store::bytesOf(row.getColumn(8)));
    sample.maskFrame = row.getColumn(9).getInt();
    sample.height = std::max(0, row.getColumn(10).getInt());
    sample.width = std::max(0, row.getColumn(11).getInt());
    sample.contentGroup = static_cast<std::uint32_t>(row.getColumn(12).getInt64());
    image.verdict = store::enumOf<OperatorVerdict>(row.getColumn(13), 4, "a verdict");
    image.comment = row.getColumn(14).getString();
    image.drawnMask = row.getColumn(15).getString();
    if (store::isPlainName(image.drawnMask)) {
        sample.mask = masks / image.drawnMask;
        sample.maskFrame = -1;
    }
    image.missing = row.getColumn(16).getInt() != 0;
    return image;
}

/// A picture as apply() changes it: what the import said, what a person said, and what holds.
struct EditedRow {
    std::string name;
    Split split{}, importedSplit{};
    Label label{}, importedLabel{};
    std::string defectClass, importedClass;
    OperatorVerdict verdict{};
    std::string comment;
    std::string drawnMask;
};

EditedRow readRow(SQLite::Database &db, ImageId id)
{
    SQLite::Statement row = store::prepared(db,
                                            "SELECT name, split, COALESCE(own_split, split), label, COALESCE(own_label, label), defect_class, "
                                            "COALESCE(own_class, defect_class), verdict, comment, own_mask FROM images WHERE id = ?",
                                            id);
    if (!row.executeStep())
        throw Error(ErrorCode::BadInput, "The project has no picture number " + std::to_string(id) + ".");
    EditedRow edited;
    edited.name = row.getColumn(0).getString();
    edited.importedSplit = store::enumOf<Split>(row.getColumn(1), 2, "a split");
    edited.split = store::enumOf<Split>(row.getColumn(2), 2, "a split");
    edited.importedLabel = store::enumOf<Label>(row.getColumn(3), 3, "a label");
    edited.label = store::enumOf<Label>(row.getColumn(4), 3, "a label");
    edited.importedClass = row.getColumn(5).getString();
    edited.defectClass = row.getColumn(6).getString();
    edited.verdict = store::enumOf<OperatorVerdict>(row.getColumn(7), 4, "a verdict");
    edited.comment = row.getColumn(8).getString();
    edited.drawnMask = row.getColumn(9).getString();
    return edited;
}

void writeRow(SQLite::Database &db, ImageId id, const EditedRow &row)
{
    // What agrees with the import is not kept as a person's word, so that undoing an edit leaves no trace in the labels.
    const auto own = [](auto value, auto imported) { return value == imported ? std::nullopt : std::optional(value); };
    store::execute(db,
                   "UPDATE images SET own_split = ?, own_label = ?, own_class = ?, verdict = ?, comment = ?, own_mask = ? WHERE id = ?",
                   own(row.split, row.importedSplit), own(row.label, row.importedLabel), own(row.defectClass, row.importedClass), row.verdict,
                   row.comment, own(row.drawnMask, std::string()), id);
}

/// The class that goes with a new label where the edit names none.
std::string classFor(Label label, const std::string &former)
{
    if (label == Label::Good)
        return "good";
    return former == "good" ? std::string() : former;
}

std::string labelText(Label label, const std::string &defectClass)
{
    const std::string word = wordOf(label);
    return defectClass.empty() || defectClass == word ? word : word + ": " + defectClass;
}

/// Changes @p row, writes history and returns what undoes it.
ImageEdit applyOne(SQLite::Database &db, const std::string &user, const ImageEdit &edit, EditedRow &row)
{
    ImageEdit undo{.id = edit.id};
    const auto note = [&](const char *action, const std::string &from, const std::string &to) {
        if (from != to)
            store::addHistoryRow(db, user, action, row.name, from, to);
    };
    if (edit.split && *edit.split != row.split) {
        note("split", wordOf(row.split), wordOf(*edit.split));
        undo.split = std::exchange(row.split, *edit.split);
    }
    const std::string formerLabel = labelText(row.label, row.defectClass);
    const Label label = edit.label.value_or(row.label);
    const std::string defectClass = edit.defectClass.value_or(label == row.label ? row.defectClass : classFor(label, row.defectClass));
    if (label != row.label)
        undo.label = std::exchange(row.label, label);
    if (defectClass != row.defectClass || undo.label)
        undo.defectClass = std::exchange(row.defectClass, defectClass);
    note("label", formerLabel, labelText(row.label, row.defectClass));
    if (edit.verdict && *edit.verdict != row.verdict) {
        note("verdict", wordOf(row.verdict), wordOf(*edit.verdict));
        undo.verdict = std::exchange(row.verdict, *edit.verdict);
    }
    if (edit.comment && *edit.comment != row.comment) {
        note("comment", row.comment, *edit.comment);
        undo.comment = std::exchange(row.comment, *edit.comment);
    }
    if (edit.drawnMask && *edit.drawnMask != row.drawnMask) {
        note("mask", row.drawnMask.empty() ? "imported" : row.drawnMask, edit.drawnMask->empty() ? "imported" : *edit.drawnMask);
        undo.drawnMask = std::exchange(row.drawnMask, *edit.drawnMask);
    }
    return undo;
}

} // namespace

std::vector<SourceRecord> Workspace::sources() const
{
    return d->reader->read([](SQLite::Database &db) {
        std::vector<SourceRecord> sources;
        SQLite::Statement row(db,
                              "SELECT s.id, s.folder, s.layout, s.imported, COUNT(i.id), COALESCE(SUM(i.missing), 0) FROM sources s "
                              "LEFT JOIN images i ON i.source = s.id AND i.removed = 0 GROUP BY s.id ORDER BY s.id");
        while (row.executeStep()) {
            SourceRecord &source = sources.emplace_back();
            source.id = row.getColumn(0).getInt64();
            source.folder = store::bytesOf(row.getColumn(1));
            source.layout = store::enumOf<Layout>(row.getColumn(2), 4, "a layout");
            source.imported = row.getColumn(3).getString();
            source.images = row.getColumn(4).getInt64();
            source.missing = row.getColumn(5).getInt64();
        }
        return sources;
    });
}

std::vector<ImageRecord> Workspace::images() const
{
    return d->reader->read([this](SQLite::Database &db) {
        const SQLite::Transaction oneState(db); // Folders and pictures of one moment.
        const auto folders = foldersOf(db);
        const fs::path masks = d->folder / "masks";
        std::vector<ImageRecord> images;
        images.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, db.execAndGet("SELECT COUNT(*) FROM images WHERE removed = 0").getInt64())));
        SQLite::Statement row(db, kImageColumns);
        while (row.executeStep())
            images.push_back(imageOf(row, folders, masks));
        return images;
    });
}

std::vector<ImageEdit> Workspace::apply(std::span<const ImageEdit> edits)
{
    return d->writable().change([&](SQLite::Database &db) {
        std::vector<ImageEdit> undo;
        for (const ImageEdit &edit : edits) {
            if (edit.drawnMask && !edit.drawnMask->empty() && !store::isPlainName(*edit.drawnMask))
                throw Error(ErrorCode::BadInput, "A drawn mask is named as storeMask() names it, not \"" + *edit.drawnMask + "\".");
            EditedRow row = readRow(db, edit.id);
            ImageEdit inverse = applyOne(db, d->user, edit, row);
            if (inverse == ImageEdit{.id = edit.id})
                continue;
            writeRow(db, edit.id, row);
            undo.push_back(std::move(inverse));
        }
        std::reverse(undo.begin(), undo.end()); // A picture may have been edited twice.
        return undo;
    });
}

void Workspace::setRemoved(std::span<const ImageId> images, bool removed)
{
    d->writable().change([&](SQLite::Database &db) {
        for (const ImageId id : images) {
            const std::string name = readRow(db, id).name;
            if (store::execute(db, "UPDATE images SET removed = ?1 WHERE id = ?2 AND removed != ?1", removed, id) > 0)
                store::addHistoryRow(db, d->user, removed ? "remove" : "restore", name, "", "");
        }
    });
}

std::pair<Dataset, std::vector<ImageId>> Workspace::dataset() const
{
    std::vector<ImageRecord> records = images();
    std::vector<std::size_t> order(records.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(records[a].sample.split, records[a].sample.name) < std::tie(records[b].sample.split, records[b].sample.name);
    });
    const std::vector<SourceRecord> folders = sources();
    std::pair<Dataset, std::vector<ImageId>> result;
    Dataset &dataset = result.first;
    dataset.root = folders.size() == 1 ? folders.front().folder : d->folder;
    dataset.layout = folders.size() == 1 ? folders.front().layout : Layout::PlainFolder;
    dataset.findings = findings();
    dataset.samples.reserve(records.size());
    result.second.reserve(records.size());
    for (const std::size_t i : order) {
        dataset.samples.push_back(std::move(records[i].sample));
        result.second.push_back(records[i].id);
    }
    return result;
}

} // namespace flawscope
