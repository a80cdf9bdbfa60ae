// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/filelist.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/imaging/imageheader.h"
#include "core/imaging/videoreader.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxVisits = 8;
constexpr std::size_t kReportEvery = 2000;

using FolderId = std::pair<dev_t, ino_t>;

bool folderId(const fs::path &folder, FolderId &id)
{
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0)
        return false;
    id = {status.st_dev, status.st_ino};
    return true;
}

bool isJunkFolder(std::string_view name)
{
    return isOneOf(name, {"__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"});
}

bool kindOf(const fs::path &name, FileKind &kind)
{
    if (hasImageSuffix(name)) {
        kind = FileKind::Picture;
        return true;
    }
    if (hasVideoSuffix(name))
        kind = FileKind::Video;
    else if (isOneOf(name.extension().native(), {".npy"}))
        kind = FileKind::Array;
    else
        return false;
    return true;
}

struct FolderEntry {
    std::string name;
    fs::file_type type = fs::file_type::none;
};

class Walker final {
public:
    Walker(const fs::path &root, bool recursive, const std::vector<fs::path> &skip, const RunContext &context)
        : m_root(root), m_recursive(recursive), m_context(context)
    {
        for (const fs::path &folder : skip) {
            FolderId id;
            if (folderId(folder, id))
                m_skipped.push_back(id);
        }
    }

    FileList walk()
    {
        visit(m_root, {});
        m_context.report({"listing", static_cast<double>(m_list.files.size()), 0, "files", {}});
        return std::move(m_list);
    }

private:
    void visit(const fs::path &folder, const std::string &prefix)
    {
        FolderId id;
        if (!folderId(folder, id)) {
            unreadable(folder, prefix, std::error_code(errno, std::generic_category()).message());
            return;
        }
        if (contains(m_ancestors, id) || contains(m_skipped, id) || ++m_visits[id] > kMaxVisits)
            return;
        std::error_code error;
        const std::vector<FolderEntry> entries = read(folder, error);
        if (error)
            unreadable(folder, prefix, error.message());
        const bool isOutput = isOutputFolder(entries);
        if (isOutput && !prefix.empty())
            return;
        m_ancestors.push_back(id);
        for (const FolderEntry &entry : entries) {
            const bool skipped = entry.name.starts_with('.') || isJunkFolder(entry.name);
            if (skipped || (isOutput && isOneOf(entry.name, {"masks", "maps", "overlays"})))
                continue;
            take(folder, prefix, entry);
        }
        m_ancestors.pop_back();
    }

    void take(const fs::path &folder, const std::string &prefix, const FolderEntry &entry)
    {
        const fs::path path = folder / entry.name;
        if (entry.type == fs::file_type::directory) {
            if (m_recursive)
                visit(path, prefix + entry.name + '/');
            return;
        }
        FileKind kind = FileKind::Picture;
        if (!kindOf(path, kind))
            return;
        if (entry.type != fs::file_type::regular) {
            if (entry.type == fs::file_type::not_found || entry.type == fs::file_type::none)
                add({Severity::Problem, "unreadable", utf8Name(prefix + entry.name) + " is left out: it is a link that leads nowhere.", {path}});
            return;
        }
        m_list.files.push_back({path, prefix + entry.name, kind});
        if (m_list.files.size() % kReportEvery == 0)
            m_context.report({"listing", static_cast<double>(m_list.files.size()), 0, "files", {}});
    }

    /// Through links; without a system call for what the folder's listing tells.
    static fs::file_type typeOf(const fs::directory_entry &entry)
    {
        std::error_code ignored;
        if (entry.is_directory(ignored))
            return fs::file_type::directory;
        if (entry.is_regular_file(ignored))
            return fs::file_type::regular;
        return entry.status(ignored).type();
    }

    std::vector<FolderEntry> read(const fs::path &folder, std::error_code &error) const
    {
        std::vector<FolderEntry> entries;
        for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
            if (entries.size() % kReportEvery == 0)
                m_context.throwIfStopped();
            entries.push_back({it->path().filename().native(), typeOf(*it)});
        }
        std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
        return entries;
    }

    static bool isOutputFolder(const std::vector<FolderEntry> &entries)
    {
        int ours = 0;
        for (const FolderEntry &entry : entries) {
            if (entry.name == kOutputMarker)
                return true;
            ours += entry.name == "model.safetensors" || entry.name == "metrics.json" || entry.name == "scores.csv";
        }
        return ours >= 2;
    }

    void unreadable(const fs::path &folder, const std::string &prefix, const std::string &reason)
    {
        if (prefix.empty())
            throw Error(ErrorCode::Unreadable, "Cannot read the folder " + displayPath(folder) + ": " + reason + ".");
        add({Severity::Problem, "unreadable", "The folder " + utf8Name(prefix) + " cannot be read: " + reason + ".", {folder}});
    }

    void add(Finding finding) { m_list.findings.push_back(std::move(finding)); }
    static bool contains(const std::vector<FolderId> &ids, const FolderId &id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

    const fs::path m_root;
    const bool m_recursive;
    const RunContext &m_context;
    std::vector<FolderId> m_skipped;
    std::vector<FolderId> m_ancestors;
    std::map<FolderId, int> m_visits;
    FileList m_list;
};

/// Length of the UTF-8 sequence that starts at @p i, or 0 where there is none.
std::size_t utf8Length(std::string_view text, std::size_t i)
{
    const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U; };
    const unsigned first = byte(i);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    for (std::size_t k = 1; k < length; ++k) {
        if ((byte(i + k) & 0xC0U) != 0x80U)
            return 0;
    }
    const unsigned second = byte(i + 1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return overlong || beyond ? 0 : length;
}

} // namespace

FileList listFiles(const fs::path &root, bool recursive, const std::vector<fs::path> &skip, const RunContext &context)
{
    return Walker(root, recursive, skip, context).walk();
}

std::vector<std::string_view> pathComponents(std::string_view name)
{
    std::vector<std::string_view> components;
    while (true) {
        const std::size_t slash = name.find('/');
        components.push_back(name.substr(0, slash));
        if (slash == std::string_view::npos)
            return components;
        name.remove_prefix(slash + 1);
    }
}

std::string_view folderOf(std::string_view name)
{
    const std::size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

std::string_view fileStem(std::string_view name)
{
    const std::size_t slash = name.rfind('/');
    if (slash != std::string_view::npos)
        name.remove_prefix(slash + 1);
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::any_of(words.begin(), words.end(), [&](std::string_view candidate) {
        return std::equal(word.begin(), word.end(), candidate.begin(), candidate.end(), [&](char a, char b) { return lower(a) == b; });
    });
}

std::string utf8Name(std::string_view name)
{
    std::string text;
    text.reserve(name.size());
    for (std::size_t i = 0; i < name.size();) {
        const std::size_t length = utf8Length(name, i);
        if (length > 0) {
            text.append(name.substr(i, length));
            i += length;
            continue;
        }
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(name[i++]);
        text += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    return text;
}

} // namespace flawscope
