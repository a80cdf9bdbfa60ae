// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/evaluation/thresholdindex.h"
#include "core/exporting/exporter.h"
#include "core/pipeline/trainjob.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace flawscope {

/// How a person steers and watches a run; all are called on the thread that trains.
struct RunHooks {
    std::function<void(const EpochReport &)> onEpoch;
    std::function<void(const LossPoint &)> onLoss;
    std::function<void()> pausePoint;   ///< Blocks while paused.
    std::stop_token finishEarly;        ///< Stop and keep.
    ImageId previewImage = 0;           ///< Scored after each epoch; 0: none.
    int threads = 0;                    ///< That read pictures; 0: one for each core. A matter of the machine, hence not of the record.
};

/// Trains a run of the workspace, or goes on with an interrupted one, then scores every picture, finds the first thresholds
/// (F1-optimal where there are labelled defects, else label-free) and fills the run's record: the window's and the command line's one way.
///
/// State, epochs and loss points are stored as they come. A stop leaves the run Interrupted with its checkpoint and throws
/// ErrorCode::Cancelled; a failure leaves it Failed with the sentence, and throws.
void trainRun(Workspace &workspace, RunId run, const RunHooks &hooks, const RunContext &context);

/// Scores all pictures again with the model of a finished run, e.g. after an import, and renews its figures; thresholds stay.
void scoreRun(Workspace &workspace, RunId run, const RunContext &context);

/// Everything that the threshold line needs of a run, regions of interest considered. Snapshot.
struct RunAnalysis {
    RunId run = 0;
    std::shared_ptr<const RunScores> scores;
    std::vector<float> imageScores;      ///< For each of scores->images(): the largest score that counts.
    Mask ignored;                        ///< [H,W]; empty: none.
    std::shared_ptr<const PixelThresholdIndex> pixels; ///< Of the labelled test pictures.
};

/// Walks over all maps once. @p images as the workspace has them now.
[[nodiscard]] RunAnalysis analyseRun(const std::shared_ptr<const RunScores> &scores, RunId run, const std::vector<ImageRecord> &images,
                                     const std::vector<RoiShape> &shapes, const RunContext &context);

/// What is written where for which pictures.
struct ProjectExport {
    std::filesystem::path folder;
    bool overwrite = false;
    ExportOptions options;
    bool scores = true;             ///< scores.csv
    bool model = false;             ///< model.safetensors
    std::vector<ImageId> images;    ///< Those to be exported.
};

struct ProjectExportSummary {
    std::int64_t images = 0;
    std::int64_t files = 0;
    std::vector<Finding> findings;  ///< Pictures that could not be exported.
    std::filesystem::path folder;
};

/// Exports pictures of a run at their original size with the run's decision. Refuses to overwrite unless asked to.
[[nodiscard]] ProjectExportSummary exportRun(Workspace &workspace, const RunAnalysis &analysis, const Decision &decision, const ProjectExport &what,
                                             const RunContext &context);

/// The run's model with the decision's thresholds in its notes, as a file at @p path; atomic. Seconds for a large model.
void exportModel(const Workspace &workspace, RunId run, const std::filesystem::path &path);

/// The same for the run's own model file, whose size and SHA-256 are noted. Of a released run after each new decision: a line reads it.
void updateModelFile(Workspace &workspace, RunId run);

/// Makes a run's model, with its present decision, the released one. Seconds, as above.
void releaseRun(Workspace &workspace, RunId run);

} // namespace flawscope
