// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/evaluation.h"
#include "core/evaluation/thresholds.h"
#include "core/exporting/scoretable.h"
#include "core/model/modelfile.h"
#include "core/pipeline/projectoptions.h"
#include "core/pipeline/report.h"
#include "core/pipeline/scoring.h"

#include <filesystem>
#include <span>
#include <vector>

namespace flawscope {

/// A person's threshold; else the F1-optimal one of labelled scores; else the model's; else a label-free one of good scores.
/// Model thresholds do not hold for set-relative scores. Throws ErrorCode::BadInput where there is none.
[[nodiscard]] Threshold chosenImageThreshold(const ScoringOptions &options, std::span<const LabelledScore> labelled, const ModelNotes &notes,
                                             const std::vector<double> &goodScores);

/// The same for pixels; where nothing else is known, the image threshold, so that good pictures stay without defect pixels.
[[nodiscard]] Threshold chosenPixelThreshold(const ScoringOptions &options, const Metrics &metrics, const ModelNotes &notes, const Threshold &image);

/// Score of the last colour in overlays: the model's, else the number of scales, which no score exceeds.
[[nodiscard]] float colourScaleHi(const ScoredSet &scored, const ModelFile &file);

/// A report with what is known of the model.
[[nodiscard]] Report modelReport(const ModelFile &file, const std::filesystem::path &path, const std::string &device);

/// Counts verdicts and unreadable pictures.
void finishReport(Report &report, std::span<const ScoreRow> rows);

} // namespace flawscope
