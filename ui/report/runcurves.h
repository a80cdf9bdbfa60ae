// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/projectjobs.h"
#include "ui/models/project.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace flawscope::ui {

/// What is compared of a run: its curves over the test pictures, every picture's score, and the decision that counts for it. Snapshot.
struct RunCurves {
    RunId run = 0;
    ScoreRanking images;  ///< Of the labelled test pictures.
    PixelMetrics pixels;  ///< Of the labelled test pictures.
    std::unordered_map<ImageId, float> scores;
    Decision decision;

    /// What the run's own thresholds say of a picture.
    [[nodiscard]] Call call(ImageId image) const;
    [[nodiscard]] std::optional<double> score(ImageId image) const;
};

/// Takes what is compared out of an analysis. Any thread.
[[nodiscard]] RunCurves curvesOf(const RunAnalysis &analysis, const Decision &decision, const std::vector<ImageRecord> &images);

/// Walks over the maps of a run. Blocks; any thread. Throws ErrorCode::BadInput for a run without scores.
[[nodiscard]] RunCurves computeCurves(Workspace &workspace, RunId run, const std::vector<ImageRecord> &images, const std::vector<RoiShape> &shapes,
                                      const RunContext &context);

} // namespace flawscope::ui
