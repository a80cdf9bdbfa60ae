// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/filelist.h"
#include "core/dataset/parallel.h"
#include "core/pipeline/timestamp.h"
#include "core/workspace/workspace_p.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kProgressStep = 500;

std::string withoutTrailingSlash(std::string path)
{
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

std::string absoluteFolder(const fs::path &folder)
{
    return withoutTrailingSlash(fs::absolute(folder).lexically_normal().native());
}

bool fileExists(const std::string &path)
{
    std::error_code error;
    return fs::exists(path, error);
}

/// What identifies a picture within its source; paths have no NUL.
std::string keyOf(const std::string &path, int frame)
{
    return path + '\0' + std::to_string(frame);
}

/// Brings the samples of one scan into one source, inside a transaction.
class Importer final {
public:
    Importer(SQLite::Database &db, const Dataset &dataset, const RunContext &context)
        : m_db(db), m_dataset(dataset), m_context(context), m_root(withoutTrailingSlash(dataset.root.native())), m_folder(absoluteFolder(dataset.root)),
          m_insert(db, "INSERT INTO images (source, path, frame, name, split, label, defect_class, mask, mask_frame, height, width, content_group) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          m_update(db, "UPDATE images SET split = ?, label = ?, defect_class = ?, mask = ?, mask_frame = ?, height = ?, width = ?, "
                       "content_group = ?, missing = 0 WHERE id = ?")
    {
    }

    std::int64_t run()
    {
        findSource();
        readKnown();
        if (m_isNew)
            addSource();
        else
            store::execute(m_db, "UPDATE sources SET layout = ?, imported = ? WHERE id = ?", m_dataset.layout, utcTimestamp(), m_source);
        const std::size_t count = m_dataset.samples.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (i % kProgressStep == 0) {
                m_context.throwIfStopped();
                m_context.report({"importing", static_cast<double>(i), static_cast<double>(count), "images", {}});
            }
            take(m_dataset.samples[i]);
        }
        lookForUnseen();
        replaceFindings();
        m_context.throwIfStopped();
        return m_added;
    }

    [[nodiscard]] const std::string &folder() const { return m_folder; }

private:
    struct Known {
        ImageId id = 0;
        bool seen = false;
    };

    void findSource()
    {
        SQLite::Statement row(m_db, "SELECT id, folder, prefix FROM sources");
        std::error_code error;
        while (row.executeStep()) {
            const std::string folder = store::bytesOf(row.getColumn(1));
            if (folder != m_folder && !fs::equivalent(folder, m_folder, error))
                continue;
            m_source = row.getColumn(0).getInt64();
            m_prefix = row.getColumn(2).getString();
            m_isNew = false;
        }
    }

    void readKnown()
    {
        SQLite::Statement row(m_db, "SELECT i.id, i.source, i.path, i.frame, i.name, i.content_group, s.folder FROM images i JOIN sources s ON s.id = i.source");
        while (row.executeStep()) {
            std::string path = store::bytesOf(row.getColumn(2));
            const int frame = row.getColumn(3).getInt();
            m_names.insert(row.getColumn(4).getString());
            if (row.getColumn(1).getInt64() == m_source) {
                m_known.emplace(keyOf(path, frame), Known{row.getColumn(0).getInt64()});
                continue;
            }
            if (!path.starts_with('/'))
                path = store::bytesOf(row.getColumn(6)) + '/' + path;
            m_elsewhere.insert(keyOf(path, frame));
            m_groupBase = std::max(m_groupBase, static_cast<std::uint32_t>(row.getColumn(5).getInt64()));
        }
    }

    void addSource()
    {
        const bool clash = std::any_of(m_dataset.samples.begin(), m_dataset.samples.end(), [&](const Sample &sample) {
            return m_names.contains(sample.name) && !isElsewhere(sample);
        });
        if (clash)
            m_prefix = freePrefix();
        store::execute(m_db, "INSERT INTO sources (folder, layout, prefix, imported) VALUES (?, ?, ?, ?)", store::Blob{m_folder}, m_dataset.layout,
                       m_prefix, utcTimestamp());
        m_source = m_db.getLastInsertRowid();
    }

    std::string freePrefix() const
    {
        const std::string name = utf8Name(fs::path(m_folder).filename().native());
        for (int n = 1;; ++n) {
            const std::string prefix = name + (n == 1 ? std::string() : " (" + std::to_string(n) + ")") + '/';
            if (std::none_of(m_dataset.samples.begin(), m_dataset.samples.end(), [&](const Sample &sample) { return m_names.contains(prefix + sample.name); }))
                return prefix;
        }
    }

    /// Below the source's folder where it lies there, else absolute.
    [[nodiscard]] std::string relative(const fs::path &path) const
    {
        const std::string &text = path.native();
        if (text.empty())
            return {};
        const std::string root = m_root.empty() ? std::string() : m_root == "/" ? m_root : m_root + '/';
        if (text.starts_with(root) && (m_root.empty() ? text.front() != '/' : true) && text.size() > root.size())
            return text.substr(root.size());
        const std::string absolute = fs::absolute(path).lexically_normal().native();
        return absolute.starts_with(m_folder + '/') ? absolute.substr(m_folder.size() + 1) : absolute;
    }

    [[nodiscard]] std::string absolute(const std::string &path) const { return path.starts_with('/') ? path : m_folder + '/' + path; }

    [[nodiscard]] bool isElsewhere(const Sample &sample) const
    {
        return !m_elsewhere.empty() && m_elsewhere.contains(keyOf(absolute(relative(sample.image)), sample.frame));
    }

    [[nodiscard]] std::string freeName(const std::string &name)
    {
        std::string free = m_prefix + name;
        for (int n = 2; m_names.contains(free); ++n)
            free = m_prefix + name + " (" + std::to_string(n) + ")";
        m_names.insert(free);
        return free;
    }

    void take(const Sample &sample)
    {
        const std::string path = relative(sample.image);
        const std::string mask = relative(sample.mask);
        const std::uint32_t group = sample.contentGroup == 0 ? 0 : m_groupBase + sample.contentGroup;
        const auto known = m_known.find(keyOf(path, sample.frame));
        if (known != m_known.end()) {
            known->second.seen = true;
            store::executeAgain(m_update, sample.split, sample.label, sample.defectClass, store::BlobOrNull{mask}, sample.maskFrame, sample.height, sample.width, group,
                                known->second.id);
        } else if (isElsewhere(sample)) {
            ++m_skipped;
        } else {
            store::executeAgain(m_insert, m_source, store::Blob{path}, sample.frame, freeName(sample.name), sample.split, sample.label,
                                sample.defectClass, store::BlobOrNull{mask}, sample.maskFrame, sample.height, sample.width, group);
            ++m_added;
        }
    }

    /// Pictures of an earlier import that this scan has not: gone, or not readable any more.
    void lookForUnseen()
    {
        for (const auto &[key, known] : m_known) {
            if (!known.seen)
                store::execute(m_db, "UPDATE images SET content_group = 0, missing = ? WHERE id = ?", !fileExists(absolute(key.substr(0, key.find('\0')))), known.id);
        }
    }

    void replaceFindings()
    {
        store::execute(m_db, "DELETE FROM findings WHERE source = ?", m_source);
        SQLite::Statement insert(m_db, "INSERT INTO findings (source, severity, kind, message, files) VALUES (?, ?, ?, ?, ?)");
        for (const Finding &finding : m_dataset.findings) {
            std::vector<std::string> files;
            for (const fs::path &file : finding.files)
                files.push_back(relative(file));
            store::executeAgain(insert, m_source, finding.severity, finding.kind, finding.message, store::Blob{store::joinedFiles(files)});
        }
        if (m_skipped > 0)
            store::executeAgain(insert, m_source, Severity::Info, "ignored",
                                std::to_string(m_skipped) + " pictures in " + displayPath(m_folder) + " belong to another source of the project already, and stay as they are.",
                                store::Blob{std::string_view()});
    }

    SQLite::Database &m_db;
    const Dataset &m_dataset;
    const RunContext &m_context;
    std::string m_root;   ///< As the scan was given it; samples begin with it.
    std::string m_folder; ///< Absolute.
    SQLite::Statement m_insert;
    SQLite::Statement m_update;
    SourceId m_source = 0;
    std::string m_prefix;
    bool m_isNew = true;
    std::unordered_map<std::string, Known> m_known;   ///< Of this source, by path and frame.
    std::unordered_set<std::string> m_elsewhere;      ///< Of other sources, by absolute path and frame.
    std::unordered_set<std::string> m_names;
    std::uint32_t m_groupBase = 0; ///< Groups of other sources end here.
    std::int64_t m_added = 0;
    std::int64_t m_skipped = 0;
};

/// A picture's file, as it is looked for.
struct LookedFor {
    ImageId id = 0;
    std::string path; ///< Absolute.
    bool removed = false; ///< From the project.
    bool missing = false;
};

/// Files of all pictures, or of one source as if it lay in @p folder.
std::vector<LookedFor> filesOf(SQLite::Database &db, std::optional<SourceId> source, const std::string &folder)
{
    std::vector<LookedFor> files;
    SQLite::Statement row(db, "SELECT i.id, i.path, s.folder, s.id, i.removed FROM images i JOIN sources s ON s.id = i.source ORDER BY i.id");
    while (row.executeStep()) {
        if (source && row.getColumn(3).getInt64() != *source)
            continue;
        const std::string path = store::bytesOf(row.getColumn(1));
        const std::string base = source ? folder : store::bytesOf(row.getColumn(2));
        files.push_back({row.getColumn(0).getInt64(), path.starts_with('/') ? path : base + '/' + path, row.getColumn(4).getInt() != 0});
    }
    return files;
}

void look(std::vector<LookedFor> &files, const RunContext &context)
{
    parallelFor(files.size(), "looking for files", "files", context, [&](std::size_t i) { files[i].missing = !fileExists(files[i].path); });
}

std::int64_t countMissing(const std::vector<LookedFor> &files)
{
    return std::count_if(files.begin(), files.end(), [](const LookedFor &file) { return file.missing && !file.removed; });
}

std::int64_t storeMissing(SQLite::Database &db, const std::vector<LookedFor> &files)
{
    SQLite::Statement update(db, "UPDATE images SET missing = ?1 WHERE id = ?2 AND missing != ?1");
    for (const LookedFor &file : files)
        store::executeAgain(update, file.missing, file.id);
    return countMissing(files);
}

} // namespace

namespace store {

std::string joinedFiles(const std::vector<std::string> &files)
{
    std::string joined;
    for (const std::string &file : files)
        joined += file + '\0';
    return joined;
}

std::vector<std::string> splitFiles(const std::string &joined)
{
    std::vector<std::string> files;
    for (std::size_t start = 0; start < joined.size();) {
        const std::size_t end = std::min(joined.find('\0', start), joined.size());
        files.push_back(joined.substr(start, end - start));
        start = end + 1;
    }
    return files;
}

} // namespace store

std::int64_t Workspace::importDataset(const Dataset &dataset, const RunContext &context)
{
    return d->writable().change([&](SQLite::Database &db) {
        Importer importer(db, dataset, context);
        const std::int64_t added = importer.run();
        store::addHistoryRow(db, d->user, "import", displayPath(importer.folder()), "",
                             std::to_string(dataset.samples.size()) + " pictures, " + std::to_string(added) + " of them new");
        return added;
    });
}

std::vector<Finding> Workspace::findings() const
{
    return d->reader->read([](SQLite::Database &db) {
        std::vector<Finding> findings;
        SQLite::Statement row(db, "SELECT f.severity, f.kind, f.message, f.files, s.folder FROM findings f JOIN sources s ON s.id = f.source ORDER BY f.id");
        while (row.executeStep()) {
            Finding &finding = findings.emplace_back();
            finding.severity = store::enumOf<Severity>(row.getColumn(0), 3, "a severity");
            finding.kind = row.getColumn(1).getString();
            finding.message = row.getColumn(2).getString();
            const fs::path folder = store::bytesOf(row.getColumn(4));
            for (const std::string &file : store::splitFiles(store::bytesOf(row.getColumn(3))))
                finding.files.push_back(folder / file);
        }
        return findings;
    });
}

std::int64_t Workspace::findMissing(const RunContext &context)
{
    std::vector<LookedFor> files = d->reader->read([](SQLite::Database &db) { return filesOf(db, {}, {}); });
    look(files, context);
    if (readOnly())
        return countMissing(files);
    return d->writable().change([&](SQLite::Database &db) { return storeMissing(db, files); });
}

void Workspace::relocate(SourceId source, const fs::path &folder)
{
    const std::string target = absoluteFolder(folder);
    store::Database &writer = d->writable();
    std::vector<LookedFor> files = d->reader->read([&](SQLite::Database &db) { return filesOf(db, source, target); });
    look(files, {});
    const auto found = std::count_if(files.begin(), files.end(), [](const LookedFor &file) { return !file.missing; });
    if (found == 0)
        throw Error(ErrorCode::BadInput, "None of the " + std::to_string(files.size()) + " pictures is in " + displayPath(target)
                                             + ". Choose the folder that now holds what the old one held.");
    writer.change([&](SQLite::Database &db) {
        SQLite::Statement former = store::prepared(db, "SELECT folder FROM sources WHERE id = ?", source);
        require(former.executeStep(), "a source that has pictures exists");
        const std::string from = displayPath(store::bytesOf(former.getColumn(0)));
        if (store::prepared(db, "SELECT 1 FROM sources WHERE folder = ? AND id != ?", store::Blob{target}, source).executeStep())
            throw Error(ErrorCode::BadInput, displayPath(target) + " is another source of the project already.");
        store::execute(db, "UPDATE sources SET folder = ? WHERE id = ?", store::Blob{target}, source);
        storeMissing(db, files);
        store::addHistoryRow(db, d->user, "relocate", std::to_string(found) + " of " + std::to_string(files.size()) + " pictures", from, displayPath(target));
    });
}

} // namespace flawscope
