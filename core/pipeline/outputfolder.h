// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporting/exporter.h"

#include <filesystem>

namespace flawscope {

/// The folder that a job writes to; sees to it that nothing of anybody else's is overwritten.
///
/// A folder of ours holds a hidden marker, so that it is continued, replaced, and never scanned as pictures.
class OutputFolder final {
public:
    /// Looks, and changes nothing.
    /// Throws ErrorCode::BadInput where the folder holds anything that is not an earlier output of Flawscope, unless
    /// @p overwrite; Unwritable where it is a file or cannot be read.
    OutputFolder(const std::filesystem::path &folder, bool overwrite);

    /// Makes the folder and marks it as ours. Throws ErrorCode::Unwritable.
    void open() const;

    /// Removes the figures, scores, masks, maps and overlays of an earlier job of ours, so that old and new do not mix.
    /// Models stay. Throws ErrorCode::Unwritable.
    void clearResults() const;

    [[nodiscard]] const std::filesystem::path &path() const noexcept { return m_path; }
    [[nodiscard]] Existing existing() const noexcept { return m_replace ? Existing::Replace : Existing::Refuse; }

private:
    std::filesystem::path m_path;
    bool m_ours = false;    ///< An earlier output.
    bool m_replace = false;
};

/// Throws ErrorCode::BadInput where a file of that name exists, unless @p overwrite; Unwritable where it is a folder.
void refuseExistingFile(const std::filesystem::path &file, bool overwrite);

} // namespace flawscope
