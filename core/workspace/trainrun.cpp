// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/encoderlibrary/resolveweights.h"
#include "core/pipeline/chosenthreshold.h"
#include "core/pipeline/scorejob.h"
#include "core/pipeline/timestamp.h"
#include "core/workspace/projectjobs.h"
#include "core/workspace/recordwords.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace flawscope {

namespace {

/// Hands loss points on, and stores them twice a second.
class LossKeeper final {
public:
    LossKeeper(Workspace &workspace, RunId run) : m_workspace(workspace), m_run(run) {}

    void add(const LossPoint &point)
    {
        m_points.push_back(point);
        if (std::chrono::steady_clock::now() - m_stored > std::chrono::milliseconds(500))
            store();
    }

    void store()
    {
        if (!m_points.empty())
            m_workspace.addLossPoints(m_run, m_points);
        m_points.clear();
        m_stored = std::chrono::steady_clock::now();
    }

private:
    Workspace &m_workspace;
    RunId m_run;
    std::vector<LossPoint> m_points;
    std::chrono::steady_clock::time_point m_stored = std::chrono::steady_clock::now();
};

/// The file of weights that a run was started with is the one that it goes on with.
void settleWeights(Workspace &workspace, RunRecord &record, const RunContext &context)
{
    TrainJobOptions resolved = record.options;
    const ResolvedWeights weights = resolveWeights(resolved, EncoderLibrary(), context);
    if (!weights.sentence.empty())
        context.warn(weights.sentence);
    const std::filesystem::path kept = weights.origin == WeightsOrigin::Random ? std::filesystem::path("random") : resolved.weights;
    if (record.options.weights != kept) {
        workspace.changeRun(record.id, [&](RunRecord &stored) { stored.options.weights = kept; });
        record.options.weights = kept;
    }
    record.options.weights = resolved.weights;
}

bool isTrained(const Workspace &workspace, const RunRecord &record)
{
    std::error_code error;
    return record.summary.reason != StopReason::None && std::filesystem::exists(workspace.modelPath(record.id), error);
}

std::vector<ImageId> pick(const std::vector<ImageId> &ids, const std::vector<std::size_t> &indices)
{
    std::vector<ImageId> picked;
    for (const std::size_t index : indices)
        picked.push_back(ids[index]);
    return picked;
}

TrainJobHooks trainingHooks(const RunHooks &hooks, const std::vector<ImageId> &ids, LossKeeper &losses)
{
    TrainJobHooks wanted;
    wanted.onLoss = [&hooks, &losses](const LossPoint &point) {
        losses.add(point);
        if (hooks.onLoss)
            hooks.onLoss(point);
    };
    wanted.finishEarly = hooks.finishEarly;
    wanted.pausePoint = hooks.pausePoint;
    const auto preview = std::find(ids.begin(), ids.end(), hooks.previewImage);
    if (hooks.previewImage != 0 && preview != ids.end())
        wanted.previewSample = static_cast<std::size_t>(preview - ids.begin());
    return wanted;
}

ModelFile train(Workspace &workspace, RunRecord record, const Dataset &dataset, const std::vector<ImageId> &ids, const RunHooks &hooks,
                const RunContext &context)
{
    settleWeights(workspace, record, context);
    const TrainingPlan plan = planTraining(dataset, record.options, context);
    workspace.setHeldOut(record.id, pick(ids, plan.split.heldOut));
    workspace.changeRun(record.id, [&](RunRecord &stored) { stored.device = plan.device; });
    LossKeeper losses(workspace, record.id);
    TrainJobTarget target;
    target.model = workspace.modelPath(record.id);
    target.overwrite = true; // In the run's own folder.
    target.keepCheckpoint = true;
    target.onEpoch = [&](const EpochReport &epoch) {
        losses.store();
        workspace.addEpoch(record.id, epoch);
        if (hooks.onEpoch)
            hooks.onEpoch(epoch);
    };
    target.hooks = trainingHooks(hooks, ids, losses);
    TrainJobResult result = trainJob(plan, target, context);
    losses.store();
    workspace.changeRun(record.id, [&](RunRecord &stored) { stored.summary = result.file.notes.training; });
    return std::move(result.file);
}

/// Scores every picture; what cannot be read becomes a finding of the run.
void scoreAll(Workspace &workspace, const RunRecord &record, const ModelFile &file, const Dataset &dataset, const std::vector<ImageId> &ids,
              const std::function<void()> &pausePoint, const RunContext &context)
{
    ScoringOptions options;
    options.threads = record.options.threads;
    const std::unique_ptr<ScoreWriter> writer = workspace.writeScores(record.id, dataset.samples.size());
    float highest = 0;
    ScoreSink sink;
    sink.onScored = [&](ScoredMap &&scored) {
        if (pausePoint)
            pausePoint();
        writer->add({ids[scored.index], scored.score, scored.originalHeight, scored.originalWidth}, scored.likelihoods);
        highest = std::max(highest, scored.score);
    };
    const ScoreJobSummary summary = scoreJob(file, dataset, options, record.options.detector, sink, context);
    const Preprocessing &preprocessing = file.model.preprocessing();
    writer->commit(file.model.normaliser(), preprocessing.height, preprocessing.width, highest > 0 ? highest : static_cast<float>(file.model.scales()));
    workspace.setRunFindings(record.id, summary.findings);
    workspace.changeRun(record.id, [&](RunRecord &stored) {
        stored.imagesPerSecond = summary.imagesPerSecond();
        stored.scoredImages = static_cast<std::int64_t>(summary.images);
    });
}

std::vector<LabelledScore> labelledScores(const RunAnalysis &analysis, const std::vector<ImageRecord> &images)
{
    std::vector<LabelledScore> labelled;
    for (const ImageRecord &image : images) {
        const std::optional<std::size_t> place = analysis.scores->indexOf(image.id);
        if (place && image.sample.split == Split::Test && image.sample.label != Label::Unknown)
            labelled.push_back({analysis.imageScores[*place], image.sample.label == Label::Defect});
    }
    return labelled;
}

void storeFigures(Workspace &workspace, RunId run, const RunAnalysis &analysis, const std::vector<LabelledScore> &labelled)
{
    const ScoreRanking ranking = rankScores(labelled);
    const PixelMetrics &pixels = analysis.pixels->metrics();
    workspace.changeRun(run, [&](RunRecord &stored) {
        stored.imageAuroc = ranking.auroc;
        stored.imageF1 = ranking.f1 ? std::optional(ranking.f1->value) : std::nullopt;
        stored.pixelAuroc = pixels.auroc;
        stored.aupro = pixels.aupro;
        stored.pixelF1 = pixels.f1 ? std::optional(pixels.f1->value) : std::nullopt;
    });
}

/// The label-free thresholds once more, with the regions of interest considered.
void findLabelFree(const Workspace &workspace, const RunRecord &record, const RunAnalysis &analysis, ModelNotes &notes)
{
    std::vector<double> good;
    for (const ImageId image : workspace.heldOut(record.id)) {
        if (const std::optional<std::size_t> place = analysis.scores->indexOf(image))
            good.push_back(analysis.imageScores[*place]);
    }
    if (good.empty())
        return;
    notes.imageThreshold = labelFreeThreshold(good, record.options.labelFree);
    notes.pixelThreshold = notes.imageThreshold;
}

/// The first decision, unless a person has decided before.
void decide(Workspace &workspace, const RunRecord &record, const RunAnalysis &analysis, const std::vector<LabelledScore> &labelled, ModelNotes notes)
{
    Decision decision = workspace.decision(record.id);
    if (decision.image)
        return;
    findLabelFree(workspace, record, analysis, notes);
    if (!notes.imageThreshold && labelled.empty())
        return;
    Metrics metrics;
    metrics.pixel = analysis.pixels->metrics();
    decision.image = chosenImageThreshold({}, labelled, notes, {});
    decision.pixel = chosenPixelThreshold({}, metrics, notes, *decision.image);
    workspace.setDecision(record.id, decision, "first thresholds");
}

/// Puts a failure on record; the first error is the one that counts.
void leave(Workspace &workspace, RunId run, RunState state, const std::string &sentence)
{
    try {
        workspace.changeRun(run, [&](RunRecord &stored) {
            stored.state = state;
            stored.error = sentence;
        });
    } catch (const Error &) { // A full disk; opening the project finds the run interrupted.
    }
}

RunRecord start(Workspace &workspace, RunId run)
{
    if (workspace.readOnly())
        throw Error(ErrorCode::Unwritable, workspace.readOnlyReason());
    return workspace.changeRun(run, [](RunRecord &record) {
        if (record.state == RunState::Done || record.state == RunState::Running)
            throw Error(ErrorCode::BadInput, "The run \"" + record.name + "\" is " + wordOf(record.state) + ": there is nothing to start.");
        record.state = RunState::Running;
        record.error.clear();
        if (record.started.empty())
            record.started = utcTimestamp();
    });
}

void trainAndScore(Workspace &workspace, const RunRecord &record, const RunHooks &hooks, const RunContext &context)
{
    const auto [dataset, ids] = workspace.dataset();
    const ModelFile file = isTrained(workspace, record) ? loadModel(workspace.modelPath(record.id))
                                                        : train(workspace, record, dataset, ids, hooks, context);
    scoreAll(workspace, record, file, dataset, ids, hooks.pausePoint, context);
    const std::vector<ImageRecord> images = workspace.images();
    const RunAnalysis analysis = analyseRun(workspace.scores(record.id), record.id, images, workspace.regionsOfInterest(), context);
    const std::vector<LabelledScore> labelled = labelledScores(analysis, images);
    storeFigures(workspace, record.id, analysis, labelled);
    decide(workspace, record, analysis, labelled, file.notes);
    context.throwIfStopped();
    updateModelFile(workspace, record.id);
    workspace.changeRun(record.id, [](RunRecord &stored) {
        stored.state = RunState::Done;
        stored.finished = utcTimestamp();
    });
    std::error_code error;
    std::filesystem::remove(checkpointPath(workspace.modelPath(record.id)), error);
}

} // namespace

void trainRun(Workspace &workspace, RunId run, const RunHooks &hooks, const RunContext &context)
{
    RunRecord record = start(workspace, run);
    record.options.threads = hooks.threads;
    try {
        trainAndScore(workspace, record, hooks, context);
    } catch (const Error &error) {
        const bool stopped = error.code() == ErrorCode::Cancelled;
        leave(workspace, run, stopped ? RunState::Interrupted : RunState::Failed, stopped ? std::string() : error.what());
        throw;
    } catch (const std::exception &error) {
        leave(workspace, run, RunState::Failed, error.what());
        throw;
    }
}

void scoreRun(Workspace &workspace, RunId run, const RunContext &context)
{
    if (workspace.readOnly())
        throw Error(ErrorCode::Unwritable, workspace.readOnlyReason());
    const RunRecord record = workspace.run(run);
    if (record.state != RunState::Done)
        throw Error(ErrorCode::BadInput, "The run \"" + record.name + "\" is " + wordOf(record.state) + ": only a finished one can be scored again.");
    const auto [dataset, ids] = workspace.dataset();
    scoreAll(workspace, record, loadModel(workspace.modelPath(run)), dataset, ids, {}, context);
    const std::vector<ImageRecord> images = workspace.images();
    const RunAnalysis analysis = analyseRun(workspace.scores(run), run, images, workspace.regionsOfInterest(), context);
    storeFigures(workspace, run, analysis, labelledScores(analysis, images));
}

} // namespace flawscope
