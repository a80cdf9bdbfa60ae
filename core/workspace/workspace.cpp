// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/filelist.h"
#include "core/imaging/imagefile.h"
#include "core/workspace/recordjson_p.h"
#include "core/workspace/schema_p.h"
#include "core/workspace/workspace_p.h"

#include <algorithm>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

constexpr const char *kFileName = "workspace.sqlite";
constexpr const char *kShapesKey = "regions-of-interest";

fs::path absoluteFolder(const fs::path &folder)
{
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

/// What a creation that was killed may have left does not count.
bool isEmptyFolder(const fs::path &folder)
{
    std::error_code error;
    std::error_code ignored;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().native();
        if (!name.starts_with(".flawscope-") && name != "workspace.lock" && !((name == "runs" || name == "masks" || name == "thumbnails") && entry->is_directory(ignored)))
            return false;
    }
    if (error)
        throw Error(ErrorCode::Unreadable, "Cannot list the folder " + displayPath(folder) + ": " + error.message() + ". Choose another place for the project.");
    return true;
}

void prepareFolder(const fs::path &folder)
{
    std::error_code error;
    if (fs::exists(folder, error)) {
        if (!fs::is_directory(folder, error))
            throw Error(ErrorCode::Unwritable, displayPath(folder) + " is a file, not a folder. Choose another place for the project.");
        if (fs::exists(folder / kFileName, error))
            throw Error(ErrorCode::BadInput, displayPath(folder) + " holds a project already. Open it, or choose another folder.");
        if (!isEmptyFolder(folder))
            throw Error(ErrorCode::BadInput, "The folder " + displayPath(folder) + " is not empty. Choose a new or empty folder for the project.");
    }
    ensureWritableFolder(folder);
    for (const char *room : {"runs", "masks", "thumbnails"}) {
        ensureWritableFolder(folder / room);
        // Keeps the scan of a data set out; not in the project's own folder, which would then count as results that may be replaced.
        writeFileAtomically(folder / room / kOutputMarker, std::string_view("Made by Flawscope.\n"));
    }
}

std::string projectValue(SQLite::Database &db, const std::string &key)
{
    SQLite::Statement row = store::prepared(db, "SELECT value FROM project WHERE key = ?", key);
    return row.executeStep() ? row.getColumn(0).getString() : std::string();
}

void setProjectValue(SQLite::Database &db, const std::string &key, const std::string &value)
{
    store::execute(db, "INSERT INTO project VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}

std::string describeShapes(const std::vector<RoiShape> &shapes)
{
    const auto includes = std::count_if(shapes.begin(), shapes.end(), [](const RoiShape &shape) { return shape.kind == RoiShape::Kind::Include; });
    return shapes.empty() ? "none" : std::to_string(includes) + " include, " + std::to_string(shapes.size() - static_cast<std::size_t>(includes)) + " ignore";
}

void validate(const std::vector<RoiShape> &shapes)
{
    if (!std::all_of(shapes.begin(), shapes.end(), store::isDrawable))
        throw Error(ErrorCode::BadOption, "A region of interest lies outside the picture: its points and radius are shares of the picture's size.");
}

} // namespace

namespace store {

bool isPlainName(const std::string &name)
{
    return !name.empty() && name.find('/') == std::string::npos && name != "." && name != "..";
}

} // namespace store

Workspace::Workspace(std::unique_ptr<Private> p) : d(std::move(p)) {}
Workspace::~Workspace() = default;

std::shared_ptr<Workspace> Workspace::create(const fs::path &folder, const std::string &name, const std::string &user)
{
    const fs::path place = absoluteFolder(folder);
    prepareFolder(place);
    store::createFile(place / kFileName, name);
    std::shared_ptr<Workspace> workspace = open(place, user);
    workspace->addHistory("project", name, "", "created");
    return workspace;
}

std::shared_ptr<Workspace> Workspace::open(const fs::path &folder, const std::string &user)
{
    if (!isWorkspace(folder))
        throw Error(ErrorCode::BadFormat, "The folder " + displayPath(folder) + " holds no Flawscope project: it has no " + kFileName + ".");
    auto p = std::make_unique<Private>();
    p->folder = absoluteFolder(folder);
    p->user = user;
    p->connect();
    return std::shared_ptr<Workspace>(new Workspace(std::move(p)));
}

bool Workspace::isWorkspace(const fs::path &folder)
{
    // Its bytes are not looked at: closing the file here would take away the locks that this process has on it.
    std::error_code error;
    return fs::is_regular_file(folder / kFileName, error);
}

const fs::path &Workspace::folder() const
{
    return d->folder;
}

bool Workspace::readOnly() const
{
    return !d->writer;
}

std::string Workspace::readOnlyReason() const
{
    return d->readOnlyReason;
}

std::string Workspace::name() const
{
    return d->reader->read([](SQLite::Database &db) { return projectValue(db, "name"); });
}

void Workspace::rename(const std::string &name)
{
    d->writable().change([&](SQLite::Database &db) {
        const std::string former = projectValue(db, "name");
        if (former == name)
            return;
        setProjectValue(db, "name", name);
        store::addHistoryRow(db, d->user, "rename", "project", former, name);
    });
}

std::string Workspace::setting(const std::string &key) const
{
    return d->reader->read([&](SQLite::Database &db) { return projectValue(db, "setting." + key); });
}

void Workspace::setSetting(const std::string &key, const std::string &value)
{
    d->writable().change([&](SQLite::Database &db) { setProjectValue(db, "setting." + key, value); });
}

std::string Workspace::storeMask(ImageId image, const Mask &mask)
{
    (void)d->writable();
    std::error_code error;
    std::string name;
    int number = 1;
    do
        name = std::to_string(image) + "-" + std::to_string(number++) + ".png";
    while (fs::exists(d->folder / "masks" / name, error));
    writePng(d->folder / "masks" / name, mask);
    return name;
}

std::vector<RoiShape> Workspace::regionsOfInterest() const
{
    const std::string text = d->reader->read([](SQLite::Database &db) { return projectValue(db, kShapesKey); });
    return text.empty() ? std::vector<RoiShape>() : store::parseShapes(text);
}

std::vector<RoiShape> Workspace::setRegionsOfInterest(const std::vector<RoiShape> &shapes)
{
    validate(shapes);
    return d->writable().change([&](SQLite::Database &db) {
        const std::string text = projectValue(db, kShapesKey);
        std::vector<RoiShape> former = text.empty() ? std::vector<RoiShape>() : store::parseShapes(text);
        if (former != shapes) {
            setProjectValue(db, kShapesKey, store::shapesText(shapes));
            store::addHistoryRow(db, d->user, "roi", "", describeShapes(former), describeShapes(shapes));
        }
        return former;
    });
}

} // namespace flawscope
