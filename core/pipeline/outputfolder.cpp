// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/outputfolder.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/dataset/filelist.h"

#include <string>
#include <system_error>

namespace flawscope {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(const fs::path &folder, bool overwrite) : m_path(folder), m_replace(overwrite)
{
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (status.type() == fs::file_type::not_found)
        return;
    if (status.type() == fs::file_type::none)
        throw Error(ErrorCode::Unwritable, "Cannot look at the output folder " + displayPath(folder) + ": " + error.message() + '.');
    if (status.type() != fs::file_type::directory)
        throw Error(ErrorCode::Unwritable, "The output folder " + displayPath(folder) + " is a file; choose another name.");
    fs::directory_iterator entries(folder, error);
    if (error)
        throw Error(ErrorCode::Unwritable, "Cannot list the output folder " + displayPath(folder) + ": " + error.message() + '.');
    m_ours = fs::exists(folder / kOutputMarker, error);
    m_replace = m_replace || m_ours;
    if (!m_replace && entries != fs::directory_iterator()) {
        throw Error(ErrorCode::BadInput, "The output folder " + displayPath(folder)
                                             + " is not empty and no earlier output of Flawscope; choose another one, or allow it with --overwrite.");
    }
}

void OutputFolder::open() const
{
    ensureWritableFolder(m_path);
    writeFileAtomically(m_path / kOutputMarker, std::string("Written by Flawscope ") + kVersion + ".\n");
}

void OutputFolder::clearResults() const
{
    if (!m_ours)
        return;
    for (const char *name : {"metrics.json", "inspection.json", "scores.csv", "regions.json", "masks", "maps", "overlays"}) {
        std::error_code error;
        fs::remove_all(m_path / name, error);
        if (error)
            throw Error(ErrorCode::Unwritable, "Cannot remove the earlier " + displayPath(m_path / name) + ": " + error.message() + '.');
    }
}

void refuseExistingFile(const fs::path &file, bool overwrite)
{
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::directory)
        throw Error(ErrorCode::Unwritable, displayPath(file) + " is a folder; name a file.");
    if (status.type() != fs::file_type::not_found && !overwrite)
        throw Error(ErrorCode::BadInput, displayPath(file) + " exists; choose another name, or allow it with --overwrite.");
}

} // namespace flawscope
