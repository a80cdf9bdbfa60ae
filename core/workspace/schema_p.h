// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/database_p.h"

#include <filesystem>

namespace flawscope::store {

inline constexpr int kApplicationId = 0x464C5753; ///< "FLWS"
inline constexpr int kSchemaVersion = 2;

/// Makes an empty workspace file. It appears whole, or not at all. Throws ErrorCode::Unwritable.
void createFile(const std::filesystem::path &file, const std::string &projectName);

/// Checks that the file is a workspace of a version that is known, and that its tables are there; reads little.
/// @return the version. Throws ErrorCode::BadFormat, UnsupportedVersion.
[[nodiscard]] int checkedVersion(Database &database);

/// Brings an older file to kSchemaVersion in one transaction. With @p keepCopy a copy of the old one, workspace-v<n>.sqlite, is kept
/// beside it. Throws ErrorCode::Unwritable.
void migrate(Database &database, int fromVersion, bool keepCopy);

} // namespace flawscope::store
