// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// flawscope-cli project …: the same projects on disk as in the window.
#include "app/cli/commands.h"
#include "app/cli/optionbinder.h"
#include "app/cli/printing.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/filelist.h"
#include "core/dataset/scan.h"
#include "core/engine/device.h"
#include "core/workspace/projectjobs.h"
#include "core/workspace/recordwords.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace flawscope::cli {

namespace {

using Json = nlohmann::ordered_json;

/// What the commands of this file read from the command line.
struct ProjectArguments {
    std::string folder;
    std::vector<std::string> data;
    std::string name;
    std::string out;
    std::string csv;
    RunId run = 0;
    bool overwrite = false;
    bool model = false;
    ScanOptions scan;
    PresetOption preset;
    TrainJobOptions training;
    ExportOptions exporting;
    std::unique_ptr<OptionBinder> binder;
    std::unique_ptr<OptionBinder> presetBinder;
};

using Arguments = std::shared_ptr<ProjectArguments>;
using Command = int (*)(ProjectArguments &, Session &);

std::string userName()
{
    for (const char *variable : {"USER", "LOGNAME"}) {
        if (const char *user = std::getenv(variable); user && *user)
            return user;
    }
    return "flawscope-cli";
}

std::shared_ptr<Workspace> openProject(const ProjectArguments &arguments)
{
    return Workspace::open(std::filesystem::path(arguments.folder), userName());
}

std::shared_ptr<Workspace> openToWrite(const ProjectArguments &arguments)
{
    std::shared_ptr<Workspace> workspace = openProject(arguments);
    if (workspace->readOnly())
        throw Error(ErrorCode::Unwritable, workspace->readOnlyReason());
    return workspace;
}

/// The wanted run; else the released one, else the newest finished one.
RunRecord chosenRun(const Workspace &workspace, RunId wanted)
{
    if (wanted != 0)
        return workspace.run(wanted);
    const std::vector<RunRecord> runs = workspace.runs();
    const auto released = std::find_if(runs.begin(), runs.end(), [](const RunRecord &run) { return run.released; });
    if (released != runs.end())
        return *released;
    const auto done = std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord &run) { return run.state == RunState::Done; });
    if (done == runs.rend())
        throw Error(ErrorCode::BadInput, "The project " + displayPath(workspace.folder()) + " has no finished run yet. Train one with flawscope-cli project train.");
    return *done;
}

Json orNull(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json runJson(const Workspace &workspace, const RunRecord &run)
{
    const Decision decision = workspace.decision(run.id);
    return {{"id", run.id}, {"name", run.name}, {"state", wordOf(run.state)}, {"released", run.released}, {"created", run.created}, {"finished", run.finished},
            {"device", run.device}, {"error", run.error}, {"encoder", run.options.encoder.name}, {"epochs", run.summary.epochs},
            {"train_seconds", run.summary.featureSeconds + run.summary.trainingSeconds}, {"image_auroc", orNull(run.imageAuroc)},
            {"pixel_auroc", orNull(run.pixelAuroc)}, {"aupro", orNull(run.aupro)}, {"image_f1", orNull(run.imageF1)}, {"pixel_f1", orNull(run.pixelF1)},
            {"image_threshold", decision.image ? Json(decision.image->value) : Json(nullptr)},
            {"pixel_threshold", decision.pixel ? Json(decision.pixel->value) : Json(nullptr)}, {"scored_images", run.scoredImages},
            {"images_per_second", run.imagesPerSecond}, {"model", displayPath(workspace.modelPath(run.id))}, {"model_bytes", run.modelBytes},
            {"model_sha256", run.modelSha256}};
}

struct PictureCounts {
    std::int64_t all = 0, train = 0, test = 0, defects = 0, unknown = 0, missing = 0;
};

PictureCounts countPictures(const Workspace &workspace)
{
    PictureCounts counts;
    for (const ImageRecord &image : workspace.images()) {
        ++counts.all;
        ++(image.sample.split == Split::Train ? counts.train : counts.test);
        counts.defects += image.sample.label == Label::Defect;
        counts.unknown += image.sample.label == Label::Unknown;
        counts.missing += image.missing;
    }
    return counts;
}

void printInfoJson(const Workspace &workspace)
{
    const PictureCounts counts = countPictures(workspace);
    Json sources = Json::array();
    for (const SourceRecord &source : workspace.sources())
        sources.push_back({{"folder", displayPath(source.folder)}, {"layout", wordOf(source.layout)}, {"images", source.images}, {"missing", source.missing},
                           {"imported", source.imported}});
    Json runs = Json::array();
    for (const RunRecord &run : workspace.runs())
        runs.push_back(runJson(workspace, run));
    printJson({{"project", workspace.name()}, {"folder", displayPath(workspace.folder())}, {"read_only", workspace.readOnly()},
               {"read_only_reason", workspace.readOnlyReason()}, {"images", counts.all}, {"train_images", counts.train}, {"test_images", counts.test},
               {"defect_images", counts.defects}, {"unknown_images", counts.unknown}, {"missing_images", counts.missing}, {"sources", sources}, {"runs", runs}});
}

std::string percent(const std::optional<double> &value)
{
    if (!value)
        return "–";
    char text[16];
    std::snprintf(text, sizeof text, "%.2f %%", *value * 100);
    return text;
}

void printRun(const Workspace &workspace, const RunRecord &run)
{
    std::printf("run %-3lld %-20s %s%s\n", static_cast<long long>(run.id), run.name.c_str(), wordOf(run.state), run.released ? ", released" : "");
    if (!run.error.empty())
        std::printf("        %s\n", run.error.c_str());
    if (run.state != RunState::Done)
        return;
    std::printf("        image AUROC %s, pixel AUROC %s, AUPRO %s, image F1 %s, pixel F1 %s\n", percent(run.imageAuroc).c_str(), percent(run.pixelAuroc).c_str(),
                percent(run.aupro).c_str(), percent(run.imageF1).c_str(), percent(run.pixelF1).c_str());
    if (const std::optional<Threshold> threshold = workspace.decision(run.id).image)
        std::printf("        image threshold %s\n", describe(*threshold).c_str());
}

int createProject(ProjectArguments &arguments, Session &session)
{
    arguments.binder->apply();
    const std::filesystem::path folder(arguments.folder);
    arguments.scan.skip.push_back(folder);
    std::vector<Dataset> datasets; // All of them are read before anything is made.
    for (const std::string &data : arguments.data)
        datasets.push_back(scanDataset(std::filesystem::path(data), arguments.scan, session.context));
    const std::filesystem::path place = std::filesystem::absolute(folder).lexically_normal();
    const std::string own = utf8Name((place.has_filename() ? place : place.parent_path()).filename().native()); // "washers/" has none.
    const auto workspace = Workspace::create(folder, arguments.name.empty() ? own : arguments.name, userName());
    std::vector<Finding> findings;
    for (const Dataset &dataset : datasets) {
        workspace->importDataset(dataset, session.context);
        findings.insert(findings.end(), dataset.findings.begin(), dataset.findings.end());
    }
    session.printer->finish();
    printFindings(findings, session);
    if (session.json) {
        printInfoJson(*workspace);
        return 0;
    }
    const PictureCounts counts = countPictures(*workspace);
    std::printf("project           %s\n", displayPath(workspace->folder()).c_str());
    std::printf("pictures          %lld: %lld to train on, %lld to test, %lld of them defects\n", static_cast<long long>(counts.all),
                static_cast<long long>(counts.train), static_cast<long long>(counts.test), static_cast<long long>(counts.defects));
    return 0;
}

int showProject(ProjectArguments &arguments, Session &session)
{
    const auto workspace = openProject(arguments);
    if (session.json) {
        printInfoJson(*workspace);
        return 0;
    }
    const PictureCounts counts = countPictures(*workspace);
    std::printf("project           %s  (%s)\n", workspace->name().c_str(), displayPath(workspace->folder()).c_str());
    if (workspace->readOnly())
        std::printf("read-only         %s\n", workspace->readOnlyReason().c_str());
    std::printf("pictures          %lld: %lld to train on, %lld to test; %lld defects, %lld of unknown label, %lld missing\n", static_cast<long long>(counts.all),
                static_cast<long long>(counts.train), static_cast<long long>(counts.test), static_cast<long long>(counts.defects),
                static_cast<long long>(counts.unknown), static_cast<long long>(counts.missing));
    for (const SourceRecord &source : workspace->sources())
        std::printf("source            %s  (%s, %lld pictures)\n", displayPath(source.folder).c_str(), wordOf(source.layout), static_cast<long long>(source.images));
    for (const RunRecord &run : workspace->runs())
        printRun(*workspace, run);
    return 0;
}

/// An interrupted run of that number, or a new one.
RunId runToTrain(Workspace &workspace, const ProjectArguments &arguments)
{
    if (arguments.run != 0)
        return workspace.run(arguments.run).id;
    const std::string name = arguments.name.empty() ? "Run " + std::to_string(workspace.runs().size() + 1) : arguments.name;
    return workspace.addRun(name, arguments.training);
}

int trainProject(ProjectArguments &arguments, Session &session)
{
    arguments.presetBinder->apply();
    arguments.training.training = TrainingOptions::preset(arguments.preset.preset);
    arguments.binder->apply();
    const auto workspace = openToWrite(arguments);
    const RunId run = runToTrain(*workspace, arguments);
    const std::string note = workspace->run(run).options.detector.device == "auto" ? cpuFallbackNote() : std::string();
    if (!note.empty())
        session.context.warn(note);
    RunHooks hooks;
    hooks.threads = session.threads;
    try {
        trainRun(*workspace, run, hooks, session.context);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled)
            session.printer->warning("Run " + std::to_string(run) + " is interrupted. It goes on with: flawscope-cli project train "
                                     + displayPath(workspace->folder()) + " --run " + std::to_string(run));
        throw;
    }
    session.printer->finish();
    printFindings(workspace->runFindings(run), session);
    if (session.json)
        printJson(runJson(*workspace, workspace->run(run)));
    else
        printRun(*workspace, workspace->run(run));
    return 0;
}

int exportProject(ProjectArguments &arguments, Session &session)
{
    const auto workspace = openProject(arguments);
    const RunRecord run = chosenRun(*workspace, arguments.run);
    Decision decision = workspace->decision(run.id);
    arguments.exporting.openingRadiusPx = decision.mask.openingRadiusPx; // Unless the command line says otherwise.
    arguments.exporting.minimumAreaPx = decision.mask.minimumAreaPx;
    arguments.binder->apply();
    decision.mask = {arguments.exporting.openingRadiusPx, arguments.exporting.minimumAreaPx};
    const std::shared_ptr<const RunScores> scores = workspace->scores(run.id);
    if (!scores)
        throw Error(ErrorCode::BadInput, "The run \"" + run.name + "\" has no scores: its training has not ended.");
    const std::vector<ImageRecord> images = workspace->images();
    ProjectExport what;
    what.folder = arguments.out;
    what.overwrite = arguments.overwrite;
    what.options = arguments.exporting;
    what.model = arguments.model;
    for (const ImageRecord &image : images) {
        if (image.sample.split == Split::Test)
            what.images.push_back(image.id);
    }
    const RunAnalysis analysis = analyseRun(scores, run.id, images, workspace->regionsOfInterest(), session.context);
    const ProjectExportSummary summary = exportRun(*workspace, analysis, decision, what, session.context);
    session.printer->finish();
    printFindings(summary.findings, session);
    if (session.json)
        printJson({{"run", run.id}, {"images", summary.images}, {"files", summary.files}, {"folder", displayPath(summary.folder)}, {"findings", summary.findings.size()}});
    else
        std::printf("%lld pictures of the run \"%s\" in %lld files below %s\n", static_cast<long long>(summary.images), run.name.c_str(),
                    static_cast<long long>(summary.files), displayPath(summary.folder).c_str());
    return 0;
}

int showHistory(ProjectArguments &arguments, Session &session)
{
    const auto workspace = openProject(arguments);
    if (!arguments.csv.empty()) {
        workspace->exportHistory(std::filesystem::path(arguments.csv));
        return 0;
    }
    std::vector<HistoryRow> rows = workspace->history();
    std::reverse(rows.begin(), rows.end());
    Json list = Json::array();
    for (const HistoryRow &row : rows) {
        if (session.json)
            list.push_back({{"id", row.id}, {"when", row.when}, {"who", row.who}, {"action", row.action}, {"subject", row.subject}, {"from", row.from}, {"to", row.to}});
        else
            std::printf("%s  %-10s %-10s %s: %s → %s\n", row.when.c_str(), row.who.c_str(), row.action.c_str(), row.subject.c_str(), row.from.c_str(), row.to.c_str());
    }
    if (session.json)
        printJson(list);
    return 0;
}

CLI::App *addCommand(CLI::App &project, const char *name, const char *help, const Arguments &arguments, Command run, Action &chosen)
{
    CLI::App *command = project.add_subcommand(name, help);
    command->fallthrough();
    command->add_option("folder", arguments->folder, "Folder of the project")->required()->type_name("FOLDER");
    command->callback([arguments, run, &chosen] { chosen = [arguments, run](Session &session) { return run(*arguments, session); }; });
    arguments->binder = std::make_unique<OptionBinder>(*command);
    return command;
}

} // namespace

void addProject(CLI::App &app, Action &chosen)
{
    CLI::App *project = app.add_subcommand("project", "Projects on disk, as in the window: pictures, runs, decisions and their history");
    project->fallthrough();
    project->require_subcommand(1);

    auto arguments = std::make_shared<ProjectArguments>();
    CLI::App *command = addCommand(*project, "create", "Make a project of folders of pictures", arguments, createProject, chosen);
    command->add_option("--data", arguments->data, "Folders of pictures; they stay where they are")->required()->type_name("DATASET");
    command->add_option("--name", arguments->name, "Name of the project; else that of its folder")->type_name("TEXT");
    arguments->binder->bind(arguments->scan);

    arguments = std::make_shared<ProjectArguments>();
    addCommand(*project, "info", "Pictures, runs and figures of a project", arguments, showProject, chosen);

    arguments = std::make_shared<ProjectArguments>();
    command = addCommand(*project, "train", "Train a run on a project's pictures, score them all, and find thresholds", arguments, trainProject, chosen);
    command->add_option("--name", arguments->name, "Name of the run")->type_name("TEXT");
    command->add_option("--run", arguments->run, "Go on with this interrupted or queued run; its options stay")->type_name("N");
    arguments->training.training = TrainingOptions::preset(arguments->preset.preset);
    arguments->presetBinder = std::make_unique<OptionBinder>(*command);
    arguments->presetBinder->bind(arguments->preset);
    arguments->binder->bind(arguments->training);

    arguments = std::make_shared<ProjectArguments>();
    command = addCommand(*project, "export", "Masks, maps, overlays, regions and scores of the test pictures, at the run's thresholds", arguments, exportProject, chosen);
    command->add_option("--out", arguments->out, "Folder for the results; new or empty")->required()->type_name("DIR");
    command->add_option("--run", arguments->run, "Number of the run; else the released one, else the newest")->type_name("N");
    command->add_flag("--overwrite", arguments->overwrite, "Write into a folder that is not empty");
    command->add_flag("--model", arguments->model, "Also write model.safetensors, with the run's thresholds");
    arguments->binder->bind(arguments->exporting);

    arguments = std::make_shared<ProjectArguments>();
    command = addCommand(*project, "history", "Who changed what, when", arguments, showHistory, chosen);
    command->add_option("--csv", arguments->csv, "Write it to this file")->type_name("FILE");
}

} // namespace flawscope::cli
