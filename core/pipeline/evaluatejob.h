// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"
#include "core/model/modelfile.h"
#include "core/pipeline/outputfolder.h"
#include "core/pipeline/projectoptions.h"
#include "core/pipeline/report.h"
#include "core/pipeline/scoring.h"
#include "core/pipeline/trainjob.h"

#include <filesystem>

namespace flawscope {

/// What is evaluated, on what.
struct EvaluateJobInput {
    const ModelFile &file;
    std::filesystem::path modelPath; ///< For the report.
    const Dataset &dataset;          ///< Its Split::Test is scored.
    const TrainJobResult *training = nullptr; ///< Where it was trained just now: held-out scores and findings.
};

struct EvaluateJobResult {
    Report report;
    std::vector<ScoreRow> rows; ///< As in scores.csv.
};

/// Scores the test pictures, computes all figures, and writes metrics.json, scores.csv, regions.json, masks/, maps/, overlays/.
///
/// Verdicts and masks use the F1-optimal thresholds where there are labelled good and defective pictures (for masks: ground
/// truth), else the model's label-free ones, else label-free ones from the good test pictures; a person's own win over all.
/// Ground truth is compared at the model's input size, as in the authors' code. scores.csv also lists the held-out training
/// pictures where training has just scored them.
/// Throws ErrorCode::BadInput without test pictures or without any threshold, Unwritable, Cancelled, and what the rooms throw.
[[nodiscard]] EvaluateJobResult evaluateJob(const EvaluateJobInput &input, const OutputFolder &folder, const EvaluateJobOptions &options,
                                            const DetectorOptions &detector, const RunContext &context);

/// import → train → evaluate → export into one folder: `flawscope-cli run`. An interrupted run is continued by the same call.
/// A finished one is refused unless @p overwrite. Throws as planTraining(), trainJob() and evaluateJob() do.
[[nodiscard]] EvaluateJobResult runJob(const std::filesystem::path &dataset, const std::filesystem::path &out, bool overwrite,
                                       const TrainJobOptions &training, const EvaluateJobOptions &evaluation, const RunContext &context);

} // namespace flawscope
