// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/scoretable.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace flawscope {

namespace {

/// Spreadsheets begin a formula with these, in Japanese and Chinese locales also with the full-width forms.
bool looksLikeFormula(std::string_view text)
{
    static constexpr std::array<std::string_view, 11> kStarts = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    return std::any_of(kStarts.begin(), kStarts.end(), [text](std::string_view start) { return text.starts_with(start); });
}

template <typename T>
std::string number(T value)
{
    std::array<char, 64> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    require(error == std::errc{}, "a number fits into 64 characters");
    return {buffer.data(), end};
}

const char *word(Label label)
{
    switch (label) {
    case Label::Good: return "good";
    case Label::Defect: return "defect";
    case Label::Unknown: break;
    }
    return "unknown";
}

} // namespace

std::string csvField(std::string_view text)
{
    std::string field;
    if (looksLikeFormula(text))
        field += '\'';
    field += text;
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string quoted = "\"";
    for (const char character : field) {
        if (character == '"')
            quoted += '"';
        quoted += character;
    }
    return quoted + '"';
}

std::string scoreTableCsv(std::span<const ScoreRow> rows)
{
    std::string csv = "path,split,label,defect_class,score,verdict,region_count,largest_region_px\n";
    for (const ScoreRow &row : rows) {
        csv += csvField(row.path);
        csv += row.split == Split::Train ? ",train," : ",test,";
        csv += word(row.label);
        csv += ',' + csvField(row.defectClass) + ',' + number(row.score);
        csv += row.verdict == Verdict::Defect ? ",defect," : ",good,";
        csv += number(row.regionCount) + ',' + number(row.largestRegionPx) + '\n';
    }
    return csv;
}

void writeScoreTable(const std::filesystem::path &path, std::span<const ScoreRow> rows)
{
    writeFileAtomically(path, std::string_view(scoreTableCsv(rows)));
}

} // namespace flawscope
