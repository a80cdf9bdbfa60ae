// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/base/runcontext.h"
#include "core/workspace/records.h"
#include "core/workspace/runscores.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flawscope {

/// A project on disk: a folder with workspace.sqlite (WAL) and, beside it, runs/<id>/, masks/, thumbnails/.
///
/// Every change is one transaction with its rows of history; files appear by rename before the row that names them. A kill at any
/// moment leaves a workspace that opens; runs that it found Running are then Interrupted, and their checkpoint is there.
/// One process writes at a time: the others open read-only. Any thread; calls take turns inside.
/// Throws ErrorCode::Unreadable, Unwritable (disk full, read-only), BadFormat (no workspace, damaged), UnsupportedVersion (of a newer Flawscope).
class Workspace final {
public:
    /// Makes @p folder, which must not exist or be empty. @param user  whom history names.
    [[nodiscard]] static std::shared_ptr<Workspace> create(const std::filesystem::path &folder, const std::string &name, const std::string &user);
    /// Opens one, migrating an older schema (a copy of the old file is kept beside it). Read-only where another process has it
    /// open for writing or the folder cannot be written.
    [[nodiscard]] static std::shared_ptr<Workspace> open(const std::filesystem::path &folder, const std::string &user);
    /// Whether the folder holds a workspace.
    [[nodiscard]] static bool isWorkspace(const std::filesystem::path &folder);
    ~Workspace();

    [[nodiscard]] const std::filesystem::path &folder() const;
    [[nodiscard]] bool readOnly() const;
    [[nodiscard]] std::string readOnlyReason() const; ///< A sentence; empty where it can be written.
    [[nodiscard]] std::string name() const;
    void rename(const std::string &name);
    [[nodiscard]] std::string setting(const std::string &key) const; ///< Of the project; empty where never set.
    void setSetting(const std::string &key, const std::string &value);

    // Pictures
    [[nodiscard]] std::vector<SourceRecord> sources() const;
    [[nodiscard]] std::vector<ImageRecord> images() const; ///< By id. 100,000 in well under 2 s.
    [[nodiscard]] std::vector<Finding> findings() const;
    /// Takes the pictures of a scan in; those of the same file are updated instead (labels that a person set stay).
    /// Pictures that lie in another source already stay as they are; removed ones stay removed. @return how many are new
    std::int64_t importDataset(const Dataset &dataset, const RunContext &context);
    /// Applies edits in one transaction. @return the edits that undo them.
    /// A new label without a class gets the class "good", or loses it. What agrees with the import again is a person's word no more.
    std::vector<ImageEdit> apply(std::span<const ImageEdit> edits);
    /// Takes pictures out of the workspace (not off the disk), or brings them back.
    void setRemoved(std::span<const ImageId> images, bool removed);
    /// Looks for every file. @return how many are missing.
    std::int64_t findMissing(const RunContext &context);
    /// Points a source at another folder. Throws ErrorCode::BadInput, naming how many were found, where none of its pictures is there.
    void relocate(SourceId source, const std::filesystem::path &folder);
    /// Everything that a run is trained on and tested with, and the picture of each sample.
    [[nodiscard]] std::pair<Dataset, std::vector<ImageId>> dataset() const;

    // Masks that people draw, regions of interest
    /// Writes masks/<id>-<n>.png. @return its name, for ImageEdit::drawnMask
    std::string storeMask(ImageId image, const Mask &mask);
    [[nodiscard]] std::vector<RoiShape> regionsOfInterest() const;
    std::vector<RoiShape> setRegionsOfInterest(const std::vector<RoiShape> &shapes); ///< @return the former ones

    // Runs
    [[nodiscard]] std::vector<RunRecord> runs() const; ///< Oldest first.
    [[nodiscard]] RunRecord run(RunId run) const;      ///< Throws ErrorCode::BadInput where there is none.
    RunId addRun(const std::string &name, const TrainJobOptions &options);
    /// Changes a run's record inside one transaction, so that nobody's change in between is lost; id, created and released stay as
    /// they are. @param edit  must not call the workspace  @return the record as it is stored now
    RunRecord changeRun(RunId run, const std::function<void(RunRecord &)> &edit);
    void removeRun(RunId run);             ///< With its folder.
    void release(RunId run);               ///< 0: none.
    [[nodiscard]] std::filesystem::path runFolder(RunId run) const;
    [[nodiscard]] std::filesystem::path modelPath(RunId run) const; ///< runs/<id>/model.safetensors
    void addEpoch(RunId run, const EpochReport &epoch); ///< Without its map. Replaces this epoch and later ones of an interrupted training.
    [[nodiscard]] std::vector<EpochReport> epochs(RunId run) const;
    /// Points of a scale at or after its first new one are replaced: an interrupted training has come here again.
    void addLossPoints(RunId run, std::span<const LossPoint> points);
    [[nodiscard]] std::vector<LossPoint> lossPoints(RunId run) const; ///< Scale by scale, by epoch.
    void setHeldOut(RunId run, std::span<const ImageId> images);
    [[nodiscard]] std::vector<ImageId> heldOut(RunId run) const; ///< Good pictures kept out of training: what label-free thresholds come from.
    void setRunFindings(RunId run, std::span<const Finding> findings);
    [[nodiscard]] std::vector<Finding> runFindings(RunId run) const; ///< Pictures that training or scoring could not read.

    // Scores and decisions
    /// A writer for the scores of a run; nothing is seen by readers before its commit(). The workspace must outlive it.
    [[nodiscard]] std::unique_ptr<ScoreWriter> writeScores(RunId run, std::size_t capacity);
    [[nodiscard]] std::shared_ptr<const RunScores> scores(RunId run) const; ///< Null where the run has none.
    [[nodiscard]] Decision decision(RunId run) const;
    /// @param why  for history: what changed, e.g. "image threshold"
    void setDecision(RunId run, const Decision &decision, const std::string &why);

    // History
    void addHistory(const std::string &action, const std::string &subject, const std::string &from, const std::string &to);
    [[nodiscard]] std::vector<HistoryRow> history(std::int64_t newest = 10000) const; ///< Newest first.
    void exportHistory(const std::filesystem::path &csv) const;

private:
    struct Private;
    explicit Workspace(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

/// Which pixels of a map of this size do not count: 1 = ignored. Without Include shapes everything is included; Ignore wins.
/// Empty where there are no shapes.
[[nodiscard]] Mask ignoredPixels(std::span<const RoiShape> shapes, int height, int width);

} // namespace flawscope
