// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/evaluatejob.h"

#include <filesystem>
#include <vector>

namespace flawscope {

/// Scores pictures of which nothing is known: scores.csv, masks/, maps/, overlays/, regions.json and inspection.json.
///
/// @param paths  pictures, videos and folders; with more than one, names begin with the path's own last part
/// Verdicts and masks use the model's thresholds, or a person's. Pictures that cannot be read are listed.
/// Throws ErrorCode::BadInput where there is no readable picture or no threshold, Unwritable, Cancelled.
[[nodiscard]] EvaluateJobResult inspectJob(const ModelFile &file, const std::filesystem::path &modelPath,
                                           const std::vector<std::filesystem::path> &paths, const OutputFolder &folder,
                                           const EvaluateJobOptions &options, const DetectorOptions &detector, const ScanOptions &scan,
                                           const RunContext &context);

} // namespace flawscope
