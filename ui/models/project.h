// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/thresholdindex.h"
#include "core/workspace/projectjobs.h"
#include "core/workspace/workspace.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace flawscope::ui {

class JobList;

/// What the thresholds say of a picture.
enum class Call { None, Good, Unsure, Defect };

/// An open project as the window sees it: the workspace's pictures and runs in memory, the run that is looked at, its scores, and
/// the decision that is being made. GUI thread only; long work goes to the job list and comes back here.
///
/// Rows are places in images(), stable until imagesReset(). Every edit is an undo command on undoStack() and a transaction in the workspace.
class Project final : public QObject {
    Q_OBJECT
public:
    Project(std::shared_ptr<Workspace> workspace, JobList &jobs, QObject *parent = nullptr);
    ~Project() override;

    [[nodiscard]] Workspace &workspace() const { return *m_workspace; }
    [[nodiscard]] const std::shared_ptr<Workspace> &sharedWorkspace() const { return m_workspace; }
    [[nodiscard]] JobList &jobs() const { return m_jobs; }
    [[nodiscard]] QUndoStack &undoStack() { return m_undo; }
    [[nodiscard]] QString name() const;
    [[nodiscard]] bool readOnly() const;
    void rename(const QString &name);

    // Pictures
    [[nodiscard]] const std::vector<ImageRecord> &images() const { return m_images; }
    [[nodiscard]] int rowOf(ImageId image) const { return m_rows.value(image, -1); }
    [[nodiscard]] const ImageRecord *image(ImageId image) const;
    [[nodiscard]] QStringList defectClasses() const;
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }
    /// Reads pictures, sources and findings again, after an import.
    void reloadImages();
    /// Applies edits undoably. @param text  for the undo menu, e.g. tr("label as good")
    void edit(const std::vector<ImageEdit> &edits, const QString &text);
    void removeImages(const QList<ImageId> &images); ///< Undoable.

    // What is looked at
    [[nodiscard]] ImageId currentImage() const { return m_currentImage; }
    void setCurrentImage(ImageId image);
    [[nodiscard]] const QList<ImageId> &selection() const { return m_selection; } ///< What edits act on; the current image where nothing else is selected.
    void setSelection(const QList<ImageId> &images);

    // Runs
    [[nodiscard]] const std::vector<RunRecord> &runs() const { return m_runs; }
    [[nodiscard]] const RunRecord *run(RunId run) const;
    [[nodiscard]] RunId currentRun() const { return m_currentRun; }
    void setCurrentRun(RunId run);
    /// Reads the runs again, after one has changed; picks a current run where there is none.
    void reloadRuns();
    /// Reads scores and decision of the current run again, after it was scored.
    void reloadScores();

    // Scores of the current run
    [[nodiscard]] std::shared_ptr<const RunScores> scores() const { return m_analysis.scores; }
    [[nodiscard]] const RunAnalysis &analysis() const { return m_analysis; } ///< pixels is null until the maps were walked over.
    [[nodiscard]] bool analysing() const { return m_analysing; }
    [[nodiscard]] std::optional<float> score(int row) const;             ///< Regions of interest considered.
    [[nodiscard]] std::optional<std::size_t> scoreIndex(ImageId image) const; ///< Into scores().
    /// Image scores of the test pictures, sorted; never null. Ids in it are ImageIds.
    [[nodiscard]] std::shared_ptr<const ImageThresholdIndex> imageIndex() const { return m_imageIndex; }

    // The decision
    [[nodiscard]] const Decision &decision() const { return m_decision; }
    /// While a line is dragged: everything follows decisionChanged() in the same frame, nothing is stored.
    void previewDecision(const Decision &decision);
    /// Stores what was previewed, as one undoable step and one row of history. @param text  tr("image threshold"), …
    void commitDecision(const QString &text);
    void setDecision(const Decision &decision, const QString &text) { previewDecision(decision); commitDecision(text); }
    [[nodiscard]] Call call(int row) const;       ///< By the image threshold and the unsure band.
    [[nodiscard]] bool isOverkill(int row) const; ///< Good, called defect.
    [[nodiscard]] bool isEscape(int row) const;   ///< Defect, called good.
    [[nodiscard]] bool isError(int row) const { return isOverkill(row) || isEscape(row); }

    // Regions of interest
    [[nodiscard]] const std::vector<RoiShape> &regionsOfInterest() const { return m_roi; }
    void setRegionsOfInterest(const std::vector<RoiShape> &shapes); ///< Undoable; scores follow in the background.

Q_SIGNALS:
    void nameChanged();
    void imagesReset();
    void imagesChanged(const QList<int> &rows); ///< Labels, verdicts, masks, … of these rows.
    void currentImageChanged(flawscope::ImageId image);
    void selectionChanged();
    void runsChanged();
    void currentRunChanged();
    void scoresChanged();   ///< Of the current run: all scores are others; the decision too.
    void analysisChanged(); ///< Pixel figures have come.
    void decisionChanged(); ///< For every frame of a drag.
    void decisionCommitted();
    void regionsOfInterestChanged();
    void historyChanged();
    /// The workspace refused a change: nothing was changed. @param sentence  of the core
    void failed(flawscope::ErrorCode code, const QString &sentence);

private:
    friend class ImageEditCommand;
    friend class DecisionCommand;
    friend class RemoveCommand;
    friend class RoiCommand;

    // For the commands. What the workspace refuses is told by failed() and changes nothing: nothing or false is returned then.
    std::optional<std::vector<ImageEdit>> applyEdits(const std::vector<ImageEdit> &edits); ///< @return the inverse
    bool applyRemoved(const QList<ImageId> &images, bool removed);
    bool applyDecision(RunId run, const Decision &decision, const QString &text);
    bool applyRoi(std::vector<RoiShape> &shapes); ///< Swaps them with the present ones.
    bool report(const std::function<void()> &change); ///< Runs it; what goes wrong is told by failed(). @return whether it went well
    void updateReleased(RunId run);
    void readImages();
    void chooseRun(); ///< Where there is no current one.
    void followEdits(const std::vector<ImageEdit> &edits);
    void fillRowScores();
    void rebuildImageIndex();
    void startAnalysis();
    void takeAnalysis(const RunAnalysis &analysis);
    void analyseAfterEdits(); ///< Once a person rests: the pictures' records are copied for it.

    std::shared_ptr<Workspace> m_workspace;
    JobList &m_jobs;
    QUndoStack m_undo;
    std::vector<ImageRecord> m_images;
    QHash<ImageId, int> m_rows;
    std::vector<Finding> m_findings;
    std::vector<RunRecord> m_runs;
    RunId m_currentRun = 0;
    ImageId m_currentImage = 0;
    QList<ImageId> m_selection;
    RunAnalysis m_analysis;
    std::vector<float> m_rowScores; ///< For each row; NaN: none.
    std::shared_ptr<const ImageThresholdIndex> m_imageIndex;
    Decision m_decision;
    Decision m_storedDecision;
    std::vector<RoiShape> m_roi;
    bool m_analysing = false;
    RunId m_updatingModel = 0; ///< The run whose model file is being written.
    RunId m_outdatedModel = 0; ///< A run whose decision came meanwhile.
    quint64 m_analysisTicket = 0;
    QTimer m_analysisTimer;
};

} // namespace flawscope::ui

