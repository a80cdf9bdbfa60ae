// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/scan.h"
#include "core/workspace/records.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <vector>

namespace flawscope {
class Workspace;
}

namespace flawscope::ui {

/// What the pictures of a folder are for.
enum class FolderRole { Whole /**< a data set: its layout is recognised */, TrainGood, TestGood, TestDefect, TestUnknown, Masks };

struct ImportFolder {
    QString folder;
    FolderRole role = FolderRole::Whole;
    QString defectClass; ///< Of TestDefect.
    bool operator==(const ImportFolder &) const = default;
};

/// What is to be imported: whole data sets, and folders that a person gave roles; the latter make one data set together, whose root is
/// the folder that holds them all.
struct ImportPlan {
    QList<ImportFolder> folders;
    LayoutHint layout = LayoutHint::Auto; ///< Of whole data sets.
    bool recursive = true;
    int frameStep = 1;
    bool operator==(const ImportPlan &) const = default;
};

/// Guesses roles from the folders' names; a single folder is a whole data set.
[[nodiscard]] QList<ImportFolder> guessRoles(const QStringList &folders);

/// Reads everything and imports nothing. @param skip  left out, such as the project's own folder.
/// Throws as scanDataset(); ErrorCode::BadInput names the folder that has no pictures.
[[nodiscard]] std::vector<Dataset> scanPlan(const ImportPlan &plan, const std::vector<std::filesystem::path> &skip, const RunContext &context);

/// How each source was imported is kept in the workspace's settings, so that it can be scanned again in the same way.
void rememberPlan(Workspace &workspace, const ImportPlan &plan, const std::vector<Dataset> &datasets);
/// The plan for one source; without a note, the layout that it was read as.
[[nodiscard]] ImportPlan planOf(const Workspace &workspace, SourceId source, const std::filesystem::path &folder, Layout layout);

} // namespace flawscope::ui
