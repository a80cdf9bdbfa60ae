// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/preprocessing.h"
#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"
#include "core/exporting/exporter.h"
#include "core/pipeline/outputfolder.h"
#include "core/pipeline/scoring.h"

#include <vector>

namespace flawscope {

/// What a folder of results is made with.
struct ExportRequest {
    ExportOptions options;
    double imageThreshold = 0;
    double pixelThreshold = 0;
    float scaleHi = 1; ///< Score of the last colour; the first one lies as far below the threshold that this is above it, halved.
    int threads = 0;
};

/// What was found in the exported pictures.
struct ExportSummary {
    std::vector<ScoreRow> rows;    ///< What scores.csv holds.
    std::vector<Finding> findings; ///< Pictures that could not be read again.
};

/// Writes masks, maps, overlays, regions.json and scores.csv of @p tested, on all cores. @p listed get a row in scores.csv only.
/// Throws ErrorCode::Unwritable, Cancelled.
ExportSummary exportResults(const OutputFolder &folder, const Dataset &dataset, const Preprocessing &preprocessing, const ScoredSet &tested,
                            const ScoredSet *listed, const ExportRequest &request, const RunContext &context);

} // namespace flawscope
