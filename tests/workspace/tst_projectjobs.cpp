// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A project from import to export with a tiny network, held to the command line's jobs on the same pictures.
#include "core/base/files.h"
#include "core/dataset/loader.h"
#include "core/dataset/scan.h"
#include "core/encoderlibrary/sha256.h"
#include "core/engine/device.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/resize.h"
#include "core/pipeline/evaluatejob.h"
#include "core/workspace/projectjobs.h"
#include "tests/pipeline/tinytraining.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>
#include <sstream>

using namespace flawscope;
namespace fs = std::filesystem;

namespace {

std::string textOf(const fs::path &file)
{
    const std::vector<std::uint8_t> bytes = readFile(file);
    return {bytes.begin(), bytes.end()};
}

TrainJobOptions tinyRun()
{
    TrainJobOptions options = tinyTraining();
    options.weights = "random";
    return options;
}

std::vector<ImageId> idsOf(const std::vector<ImageRecord> &images, Split split)
{
    std::vector<ImageId> ids;
    for (const ImageRecord &image : images) {
        if (image.sample.split == split)
            ids.push_back(image.id);
    }
    return ids;
}

} // namespace

class ProjectJobsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trainedRunHasEverything();
    void hooksAreCalled();
    void figuresAreThoseOfTheCommandLine();
    void analysisRespectsRegionsOfInterest();
    void analysisFollowsLabelsAndDrawnMasks();
    void exportAgreesWithTheAnalysis();
    void exportNeverOverwritesUnasked();
    void exportLeavesOutWhatCannotBeRead();
    void releasedModelCarriesTheDecision();
    void finishedRunsAreNotTrainedAgain();
    void scoringAgainAfterAnImport();
    void withoutDefectsThresholdsAreLabelFree();
    void aStopInterruptsAndResumesToTheSame();
    void aFailureIsOnRecord();
    void readOnlyProjectsTrainNothing();

private:
    std::shared_ptr<Workspace> makeProject(const std::string &name)
    {
        auto workspace = Workspace::create(m_root / name, name, "anna");
        workspace->importDataset(scanDataset(m_parts, {}, {}), {});
        return workspace;
    }

    RunAnalysis analyse(RunId run = 1) const
    {
        return analyseRun(m_workspace->scores(run), run, m_workspace->images(), m_workspace->regionsOfInterest(), {});
    }

    QTemporaryDir m_temporary;
    fs::path m_root;
    fs::path m_parts;
    std::shared_ptr<Workspace> m_workspace;
    int m_lossPoints = 0;
    std::vector<EpochReport> m_epochs;
    std::set<std::string> m_stages;
};

void ProjectJobsTest::initTestCase()
{
    prepareProcess();
    m_root = m_temporary.path().toStdString();
    m_parts = m_root / "parts";
    writeDemoDataset(m_parts, tinyDemo());
    m_workspace = makeProject("project");
    const RunId run = m_workspace->addRun("First", tinyRun());
    RunHooks hooks;
    hooks.onEpoch = [this](const EpochReport &epoch) { m_epochs.push_back(epoch); };
    hooks.onLoss = [this](const LossPoint &) { ++m_lossPoints; };
    hooks.previewImage = m_workspace->images().back().id;
    trainRun(*m_workspace, run, hooks, RunContext({}, [this](const Progress &progress) { m_stages.insert(std::string(progress.stage)); }));
}

void ProjectJobsTest::trainedRunHasEverything()
{
    const RunRecord run = m_workspace->run(1);
    QCOMPARE(run.state, RunState::Done);
    QVERIFY(run.error.empty());
    QVERIFY(!run.started.empty() && !run.finished.empty());
    QCOMPARE(run.device, std::string("cpu"));
    QCOMPARE(run.options.weights, fs::path("random"));
    QCOMPARE(run.summary.epochs, 3);
    QCOMPARE(run.summary.reason, StopReason::AllEpochs);
    const std::size_t pictures = m_workspace->images().size();
    QCOMPARE(run.scoredImages, static_cast<std::int64_t>(pictures));
    QVERIFY(run.imagesPerSecond > 0);
    QVERIFY(run.imageAuroc && run.pixelAuroc && run.aupro && run.imageF1 && run.pixelF1);
    QCOMPARE(run.modelBytes, fs::file_size(m_workspace->modelPath(1)));
    QCOMPARE(run.modelSha256, sha256OfFile(m_workspace->modelPath(1)));
    QVERIFY(!fs::exists(checkpointPath(m_workspace->modelPath(1))));
    QCOMPARE(m_workspace->scores(1)->images().size(), pictures);
    QVERIFY(m_workspace->runFindings(1).empty());
    const Decision decision = m_workspace->decision(1);
    QCOMPARE(decision.image->rule, ThresholdRule::F1Optimal);
    QCOMPARE(decision.pixel->rule, ThresholdRule::F1Optimal);
    QCOMPARE(decision.image->goodCount, std::uint64_t{4});
    // The held-out pictures are those of training.
    const std::vector<ImageId> heldOut = m_workspace->heldOut(1);
    QCOMPARE(heldOut.size(), run.summary.heldOutImages);
    std::set<std::string> actions;
    for (const HistoryRow &row : m_workspace->history())
        actions.insert(row.action);
    QVERIFY(actions.contains("run") && actions.contains("threshold"));
}

void ProjectJobsTest::hooksAreCalled()
{
    QCOMPARE(m_epochs.size(), std::size_t{3});
    QCOMPARE(m_epochs.back().previewMap.height, kInputSize);
    QVERIFY(m_lossPoints > 10);
    const std::vector<EpochReport> stored = m_workspace->epochs(1);
    QCOMPARE(stored.size(), std::size_t{3});
    QCOMPARE(stored[2].trainingLoss, m_epochs[2].trainingLoss);
    QCOMPARE(stored[2].heldOutLoss, m_epochs[2].heldOutLoss);
    QCOMPARE(static_cast<int>(m_workspace->lossPoints(1).size()), m_lossPoints);
    for (const char *stage : {"features", "training", "scoring", "analysing"})
        QVERIFY2(m_stages.contains(stage), stage);
}

void ProjectJobsTest::figuresAreThoseOfTheCommandLine()
{
    TrainJobOptions options = tinyTraining();
    EvaluateJobOptions evaluation;
    const EvaluateJobResult wanted = runJob(m_parts, m_root / "command line", false, options, evaluation, {});
    const RunRecord run = m_workspace->run(1);
    const Evaluation &figures = *wanted.report.evaluation;
    QCOMPARE(run.imageAuroc, figures.overall.image.auroc);
    QCOMPARE(*run.imageF1, figures.overall.image.f1->value);
    QVERIFY(std::abs(*run.pixelAuroc - *figures.overall.pixel.auroc) < 1e-4);
    QVERIFY(std::abs(*run.aupro - *figures.overall.pixel.aupro) < 1e-4);
    QVERIFY(std::abs(*run.pixelF1 - figures.overall.pixel.f1->value) < 1e-4);
    QCOMPARE(m_workspace->decision(1).image->value, wanted.report.imageThreshold->value);
    std::map<std::string, float> scores;
    for (const ScoreRow &row : wanted.rows)
        scores[row.path] = row.score;
    const auto mine = m_workspace->scores(1);
    int compared = 0;
    for (const ImageRecord &image : m_workspace->images()) {
        if (image.sample.split != Split::Test)
            continue;
        QCOMPARE(mine->images()[*mine->indexOf(image.id)].score, scores.at(image.sample.name));
        ++compared;
    }
    QVERIFY(compared > 10);
}

void ProjectJobsTest::analysisRespectsRegionsOfInterest()
{
    const RunAnalysis whole = analyse();
    QVERIFY(whole.ignored.empty());
    const std::vector<RoiShape> former = m_workspace->setRegionsOfInterest({{RoiShape::Kind::Ignore, RoiShape::Form::Rectangle, {{0, 0}, {0.5, 1}}, 0}});
    const RunAnalysis half = analyse();
    QCOMPARE(half.ignored.width, kInputSize);
    bool lower = false;
    for (std::size_t i = 0; i < half.imageScores.size(); ++i) {
        const ScoreMap map = whole.scores->map(i);
        float highest = 0;
        for (int y = 0; y < map.height; ++y) {
            for (int x = map.width / 2; x < map.width; ++x)
                highest = std::max(highest, map.at(y, x));
        }
        QCOMPARE(half.imageScores[i], highest);
        QCOMPARE(whole.imageScores[i], imageScore(map));
        lower = lower || half.imageScores[i] < whole.imageScores[i];
    }
    QVERIFY(lower);
    const PixelMetrics &all = whole.pixels->metrics();
    const PixelMetrics &some = half.pixels->metrics();
    QCOMPARE((some.normalPixels + some.anomalousPixels) * 2, all.normalPixels + all.anomalousPixels);
    QVERIFY(some.anomalousPixels < all.anomalousPixels);
    m_workspace->setRegionsOfInterest(former);
}

void ProjectJobsTest::analysisFollowsLabelsAndDrawnMasks()
{
    const auto pixelsIn = [](const RunAnalysis &analysis) {
        const PixelMetrics &metrics = analysis.pixels->metrics();
        return std::pair(metrics.normalPixels, metrics.anomalousPixels);
    };
    const auto before = pixelsIn(analyse());
    const std::vector<ImageRecord> images = m_workspace->images();
    const auto defect = std::find_if(images.begin(), images.end(), [](const ImageRecord &image) { return image.sample.label == Label::Defect; });
    const Mask small = resizeNearest(loadMask(defect->sample), kInputSize, kInputSize);
    const auto defectPixels = static_cast<std::uint64_t>(std::count_if(small.values.begin(), small.values.end(), [](auto value) { return value != 0; }));
    constexpr std::uint64_t kAll = std::uint64_t{kInputSize} * kInputSize;

    std::vector<ImageEdit> undo = m_workspace->apply(std::vector<ImageEdit>{{.id = defect->id, .label = Label::Unknown}});
    QVERIFY(pixelsIn(analyse()) == std::pair(before.first - (kAll - defectPixels), before.second - defectPixels));
    m_workspace->apply(undo);

    Mask drawn(kPictureSize, kPictureSize);
    for (int y = 0; y < kPictureSize / 2; ++y) // An upper half of defects.
        std::fill_n(&drawn.at(y, 0), kPictureSize, std::uint8_t{1});
    undo = m_workspace->apply(std::vector<ImageEdit>{{.id = defect->id, .drawnMask = m_workspace->storeMask(defect->id, drawn)}});
    QVERIFY(pixelsIn(analyse()) == std::pair(before.first + defectPixels - kAll / 2, before.second - defectPixels + kAll / 2));
    m_workspace->apply(undo);
    QVERIFY(pixelsIn(analyse()) == before);
}

void ProjectJobsTest::exportAgreesWithTheAnalysis()
{
    m_workspace->setRegionsOfInterest({{RoiShape::Kind::Ignore, RoiShape::Form::Rectangle, {{0, 0}, {1, 0.25}}, 0}});
    const RunAnalysis analysis = analyse();
    Decision decision = m_workspace->decision(1);
    decision.mask = {.openingRadiusPx = 0, .minimumAreaPx = 3};
    ProjectExport what;
    what.folder = m_root / "export";
    what.model = true;
    what.images = idsOf(m_workspace->images(), Split::Test);
    const ProjectExportSummary summary = exportRun(*m_workspace, analysis, decision, what, {});
    m_workspace->setRegionsOfInterest({});
    QCOMPARE(summary.images, static_cast<std::int64_t>(what.images.size()));
    QVERIFY(summary.findings.empty());
    std::int64_t files = 0;
    for (const auto &entry : fs::recursive_directory_iterator(what.folder))
        files += entry.is_regular_file() && entry.path().filename().native().front() != '.';
    QCOMPARE(summary.files, files);
    const std::vector<ImageRecord> images = m_workspace->images();
    const ImageRecord &image = images.back();
    const std::string stem = fs::path(image.sample.name).replace_extension().string();
    const ScoreMap map = readMap(what.folder / "maps" / (stem + ".tiff"));
    QCOMPARE(map.height, kPictureSize);
    QCOMPARE(map.at(0, 0), 0.F); // Ignored.
    const Mask mask = decodeMask(what.folder / "masks" / (stem + ".png"));
    QVERIFY(mask == thresholdMask(map, decision.pixel->value, decision.mask));
    std::istringstream csv(textOf(what.folder / "scores.csv"));
    std::string line;
    std::getline(csv, line);
    int rows = 0;
    for (; std::getline(csv, line); ++rows) {
        const ImageRecord &row = *std::find_if(images.begin(), images.end(), [&](const ImageRecord &i) { return line.starts_with(i.sample.name + ','); });
        const float score = analysis.imageScores[*analysis.scores->indexOf(row.id)];
        QVERIFY2(line.find(score >= decision.image->value ? ",defect," : ",good,", row.sample.name.size()) != std::string::npos, line.c_str());
    }
    QCOMPARE(rows, static_cast<int>(what.images.size()));
    QVERIFY(textOf(what.folder / "regions.json").find("\"annotations\"") != std::string::npos);
    QCOMPARE(loadModel(what.folder / "model.safetensors").notes.imageThreshold->value, m_workspace->decision(1).image->value);
    QCOMPARE(m_workspace->history().front().action, std::string("roi"));
    QCOMPARE(m_workspace->history()[1].action, std::string("export"));
}

void ProjectJobsTest::exportNeverOverwritesUnasked()
{
    const RunAnalysis analysis = analyse();
    ProjectExport what;
    what.folder = m_root / "kept";
    what.options.overlays = what.options.maps = false;
    what.images = {m_workspace->images().front().id};
    (void)exportRun(*m_workspace, analysis, m_workspace->decision(1), what, {});
    writeFileAtomically(what.folder / "mine.txt", std::string_view("mine"));
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)exportRun(*m_workspace, analysis, m_workspace->decision(1), what, {}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    what.overwrite = true;
    (void)exportRun(*m_workspace, analysis, m_workspace->decision(1), what, {});
    QCOMPARE(textOf(what.folder / "mine.txt"), std::string("mine"));
    what.folder = m_workspace->folder();
    QVERIFY(!errorOf([&] { (void)exportRun(*m_workspace, analysis, m_workspace->decision(1), what, {}); }, &code).empty());
    what.folder = m_root / "no threshold";
    for (const char *room : {"runs", "masks", "thumbnails/deeper"}) { // What is a project's own is not replaced even if asked for.
        ProjectExport inside = what;
        inside.folder = m_workspace->folder() / room;
        inside.overwrite = true;
        QVERIFY2(!errorOf([&] { (void)exportRun(*m_workspace, analysis, m_workspace->decision(1), inside, {}); }, &code).empty(), room);
        QCOMPARE(code, ErrorCode::BadInput);
    }
    QVERIFY(fs::exists(m_workspace->modelPath(1)));
    QVERIFY(!errorOf([&] { (void)exportRun(*m_workspace, analysis, Decision(), what, {}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(!fs::exists(what.folder));
}

void ProjectJobsTest::exportLeavesOutWhatCannotBeRead()
{
    const RunAnalysis analysis = analyse();
    const ImageRecord image = m_workspace->images().front();
    fs::rename(image.sample.image, m_root / "hidden.png");
    ProjectExport what;
    what.folder = m_root / "with a hole";
    what.images = {image.id, m_workspace->images().back().id};
    const ProjectExportSummary summary = exportRun(*m_workspace, analysis, m_workspace->decision(1), what, {});
    fs::rename(m_root / "hidden.png", image.sample.image);
    QCOMPARE(summary.images, std::int64_t{1});
    QCOMPARE(summary.findings.size(), std::size_t{1});
    QCOMPARE(summary.findings.front().files.front(), image.sample.image);
}

void ProjectJobsTest::releasedModelCarriesTheDecision()
{
    Decision decision = m_workspace->decision(1);
    const Decision former = decision;
    decision.image.emplace().value = 1.25;
    decision.pixel.emplace().value = 1.5;
    m_workspace->setDecision(1, decision, "image threshold");
    releaseRun(*m_workspace, 1);
    QVERIFY(m_workspace->run(1).released);
    ModelFile file = loadModel(m_workspace->modelPath(1));
    QCOMPARE(file.notes.imageThreshold->value, 1.25);
    QCOMPARE(file.notes.pixelThreshold->value, 1.5);
    QCOMPARE(file.notes.scaleHi, m_workspace->scores(1)->scaleHi());
    QCOMPARE(m_workspace->run(1).modelSha256, sha256OfFile(m_workspace->modelPath(1)));
    m_workspace->setDecision(1, former, "undo");
    updateModelFile(*m_workspace, 1);
    QCOMPARE(loadModel(m_workspace->modelPath(1)).notes.imageThreshold->value, former.image->value);
}

void ProjectJobsTest::finishedRunsAreNotTrainedAgain()
{
    ErrorCode code{};
    QVERIFY(!errorOf([&] { trainRun(*m_workspace, 1, {}, {}); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QCOMPARE(m_workspace->run(1).state, RunState::Done);
}

void ProjectJobsTest::scoringAgainAfterAnImport()
{
    const auto workspace = makeProject("grows");
    trainRun(*workspace, workspace->addRun("A", tinyRun()), {}, {});
    const Decision decision = workspace->decision(1);
    const auto former = workspace->scores(1);
    DemoOptions more = tinyDemo();
    more.seed = 99;
    writeDemoDataset(m_root / "more parts", more);
    QVERIFY(workspace->importDataset(scanDataset(m_root / "more parts", {}, {}), {}) > 0);
    scoreRun(*workspace, 1, {});
    const auto present = workspace->scores(1);
    QCOMPARE(present->images().size(), workspace->images().size());
    QVERIFY(present->images().size() > former->images().size());
    for (const ImageScore &score : former->images()) // To 1e-6, as batches differ.
        QVERIFY(std::abs(present->images()[*present->indexOf(score.image)].score - score.score) <= 2e-6F);
    QCOMPARE(workspace->decision(1).image->value, decision.image->value);
}

void ProjectJobsTest::withoutDefectsThresholdsAreLabelFree()
{
    const auto workspace = makeProject("good parts");
    std::vector<ImageId> defects;
    for (const ImageRecord &image : workspace->images()) {
        if (image.sample.label == Label::Defect)
            defects.push_back(image.id);
    }
    workspace->setRemoved(defects, true);
    trainRun(*workspace, workspace->addRun("A", tinyRun()), {}, {});
    const Decision decision = workspace->decision(1);
    QCOMPARE(decision.image->rule, ThresholdRule::FalseAlarmQuantile);
    QCOMPARE(decision.pixel->value, decision.image->value);
    QVERIFY(!workspace->run(1).imageAuroc);
    QVERIFY(!workspace->run(1).aupro);
}

void ProjectJobsTest::aStopInterruptsAndResumesToTheSame()
{
    const auto workspace = makeProject("stopped");
    const RunId run = workspace->addRun("A", tinyRun());
    std::stop_source stop;
    RunHooks hooks;
    hooks.onEpoch = [&](const EpochReport &epoch) {
        if (epoch.epoch == 2)
            stop.request_stop();
    };
    ErrorCode code{};
    QVERIFY(!errorOf([&] { trainRun(*workspace, run, hooks, RunContext(stop.get_token())); }, &code).empty());
    QCOMPARE(code, ErrorCode::Cancelled);
    QCOMPARE(workspace->run(run).state, RunState::Interrupted);
    QVERIFY(workspace->run(run).error.empty());
    QVERIFY(fs::exists(checkpointPath(workspace->modelPath(run))));
    QCOMPARE(workspace->epochs(run).size(), std::size_t{2});
    trainRun(*workspace, run, {}, {});
    QVERIFY(workspace->run(run).summary.resumed);
    QCOMPARE(workspace->epochs(run).size(), std::size_t{3});
    const auto mine = workspace->scores(run);
    const auto unbroken = m_workspace->scores(1);
    for (std::size_t i = 0; i < mine->images().size(); ++i)
        QVERIFY(mine->map(i) == unbroken->map(i));
    QCOMPARE(workspace->run(run).aupro, m_workspace->run(1).aupro);
    QCOMPARE(workspace->decision(run).pixel->value, m_workspace->decision(1).pixel->value);
}

void ProjectJobsTest::aFailureIsOnRecord()
{
    const auto workspace = makeProject("fails");
    TrainJobOptions options = tinyRun();
    options.weights = m_root / "no such file.pth";
    const RunId run = workspace->addRun("A", options);
    const std::string sentence = errorOf([&] { trainRun(*workspace, run, {}, {}); });
    QVERIFY(!sentence.empty());
    QCOMPARE(workspace->run(run).state, RunState::Failed);
    QCOMPARE(workspace->run(run).error, sentence);
    RunRecord record = workspace->run(run);
    record.options.weights = "random";
    workspace->changeRun(record.id, [&](RunRecord &stored) { stored = record; });
    trainRun(*workspace, run, {}, {});
    QCOMPARE(workspace->run(run).state, RunState::Done);
    QVERIFY(workspace->run(run).error.empty());
}

void ProjectJobsTest::readOnlyProjectsTrainNothing()
{
    const auto second = Workspace::open(m_workspace->folder(), "berta");
    QVERIFY(second->readOnly());
    ErrorCode code{};
    QVERIFY(!errorOf([&] { trainRun(*second, 1, {}, {}); }, &code).empty());
    QCOMPARE(code, ErrorCode::Unwritable);
    QVERIFY(!errorOf([&] { scoreRun(*second, 1, {}); }, &code).empty());
    QVERIFY(!errorOf([&] { releaseRun(*second, 1); }, &code).empty());
    // Looking and exporting is allowed.
    const RunAnalysis analysis = analyseRun(second->scores(1), 1, second->images(), {}, {});
    ProjectExport what;
    what.folder = m_root / "export of a reader";
    what.images = {second->images().front().id};
    QCOMPARE(exportRun(*second, analysis, second->decision(1), what, {}).images, std::int64_t{1});
}

QTEST_GUILESS_MAIN(ProjectJobsTest)
#include "tst_projectjobs.moc"
