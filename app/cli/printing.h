// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commands.h"
#include "core/pipeline/report.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace flawscope::cli {

/// Findings on stderr: problems and warnings, the first ones of each kind.
void printFindings(const std::vector<Finding> &findings, Session &session);

/// A document on stdout, for programs.
void printJson(const nlohmann::ordered_json &json);

/// A report on stdout: as JSON, or as a table for people with the places of the results.
void printReport(const Report &report, const std::filesystem::path &folder, Session &session);

/// One line about a label-free or labelled threshold, e.g. "1.234 (f1, 0.98)".
[[nodiscard]] std::string describe(const Threshold &threshold);

} // namespace flawscope::cli
