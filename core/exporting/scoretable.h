// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace flawscope {

enum class Verdict : std::uint8_t { Good, Defect };

/// One line of scores.csv.
struct ScoreRow {
    std::string path; ///< The sample's name, UTF-8.
    Split split = Split::Test;
    Label label = Label::Unknown;
    std::string defectClass{};
    float score = 0;
    Verdict verdict = Verdict::Good;
    std::int64_t regionCount = 0;
    std::int64_t largestRegionPx = 0; ///< At the image's original size.
};

/// The table as CSV: a header line, then `path,split,label,defect_class,score,verdict,region_count,largest_region_px`.
///
/// UTF-8, quoted as RFC 4180 says, lines end with a line feed. Numbers have a decimal point in every locale and as many
/// digits as give the same float32 back. A text that a spreadsheet would run as a formula gets an apostrophe in front.
[[nodiscard]] std::string scoreTableCsv(std::span<const ScoreRow> rows);

/// Writes scoreTableCsv() atomically. Throws ErrorCode::Unwritable.
void writeScoreTable(const std::filesystem::path &path, std::span<const ScoreRow> rows);

/// One text field, quoted and defused as in scoreTableCsv().
[[nodiscard]] std::string csvField(std::string_view text);

} // namespace flawscope
