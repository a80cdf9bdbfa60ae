// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/optionbinder.h"
#include "app/cli/printing.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/device.h"
#include "core/encoderlibrary/resolveweights.h"
#include "core/pipeline/evaluatejob.h"
#include "core/pipeline/inspectjob.h"
#include "core/pipeline/trainjob.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace flawscope::cli {

namespace {

/// What the commands of this file read from the command line.
struct JobArguments {
    std::string dataset;
    std::string model;
    std::vector<std::string> pictures;
    std::string out;
    bool overwrite = false;
    PresetOption preset;
    TrainJobOptions training;
    EvaluateJobOptions evaluation;
    DetectorOptions detector;
    ScanOptions scan;
    std::unique_ptr<OptionBinder> binder;
    std::unique_ptr<OptionBinder> presetBinder;

    /// After parsing: the preset first, then what was written.
    void settle(const Session &session)
    {
        presetBinder->apply();
        training.training = TrainingOptions::preset(preset.preset);
        binder->apply();
        training.threads = evaluation.scoring.threads = session.threads;
        if (evaluation.evaluation.threads == 0)
            evaluation.evaluation.threads = session.threads;
        // Only one of the two is on the command line of each command.
        const std::string note = training.detector.device == "auto" && detector.device == "auto" ? cpuFallbackNote() : std::string();
        if (!note.empty())
            session.context.warn(note);
    }
};

using Arguments = std::shared_ptr<JobArguments>;

Arguments makeArguments(CLI::App &command)
{
    auto arguments = std::make_shared<JobArguments>();
    arguments->training.training = TrainingOptions::preset(arguments->preset.preset);
    arguments->binder = std::make_unique<OptionBinder>(command);
    arguments->presetBinder = std::make_unique<OptionBinder>(command);
    return arguments;
}

CLI::App *addCommand(CLI::App &app, const char *name, const char *help)
{
    CLI::App *command = app.add_subcommand(name, help);
    command->fallthrough();
    return command;
}

void addOut(CLI::App &command, const Arguments &arguments)
{
    command.add_option("--out", arguments->out, "Folder for the results; new, empty, or an earlier one of ours")->required()->type_name("DIR");
    command.add_flag("--overwrite", arguments->overwrite, "Write into a folder that is not empty, and over a finished model");
}

std::filesystem::path nativePath(const std::string &text) { return std::filesystem::path(text); }

/// A path, a file of the encoder library, or random numbers: says which.
void settleWeights(TrainJobOptions &options, const Session &session)
{
    const ResolvedWeights resolved = resolveWeights(options, EncoderLibrary(), session.context);
    if (resolved.origin == WeightsOrigin::Library)
        session.printer->note(resolved.sentence);
    else if (!resolved.sentence.empty())
        session.printer->warning(resolved.sentence);
}

int runAll(JobArguments &arguments, Session &session)
{
    arguments.settle(session);
    settleWeights(arguments.training, session);
    const EvaluateJobResult result = runJob(nativePath(arguments.dataset), nativePath(arguments.out), arguments.overwrite, arguments.training,
                                            arguments.evaluation, session.context);
    printReport(result.report, nativePath(arguments.out), session);
    return 0;
}

void printTrained(const TrainJobResult &result, const std::filesystem::path &model, Session &session)
{
    session.printer->finish();
    printFindings(result.findings, session);
    const TrainingSummary &summary = result.file.notes.training;
    const auto &threshold = result.file.notes.imageThreshold;
    if (session.json) {
        nlohmann::ordered_json json = {{"model", displayPath(model)}, {"train_seconds", summary.featureSeconds + summary.trainingSeconds},
                                       {"epochs", summary.epochs}, {"training_images", summary.trainingImages}, {"held_out_images", summary.heldOutImages},
                                       {"training_loss", summary.trainingLoss}, {"held_out_loss", summary.heldOutLoss}, {"seed", summary.seed},
                                       {"device", summary.device}, {"resumed", summary.resumed}, {"findings", result.findings.size()}};
        json["image_threshold"] = threshold ? nlohmann::ordered_json(threshold->value) : nlohmann::ordered_json(nullptr);
        printJson(json);
        return;
    }
    std::printf("model             %s\n", displayPath(model).c_str());
    std::printf("training          %d passes over %zu pictures (%zu held out), %.1f s on %s, seed %llu%s\n", summary.epochs, summary.trainingImages,
                summary.heldOutImages, summary.featureSeconds + summary.trainingSeconds, summary.device.c_str(),
                static_cast<unsigned long long>(summary.seed), summary.resumed ? ", resumed" : "");
    if (threshold)
        std::printf("image threshold   %s\n", describe(*threshold).c_str());
}

int trainOnly(JobArguments &arguments, Session &session)
{
    arguments.settle(session);
    const std::filesystem::path model = nativePath(arguments.model);
    refuseExistingModel(model, arguments.overwrite);
    settleWeights(arguments.training, session);
    const TrainingPlan plan = planTraining(nativePath(arguments.dataset), arguments.training, session.context);
    const TrainJobResult result = trainJob(plan, {model, arguments.overwrite, false}, session.context);
    printTrained(result, model, session);
    return 0;
}

int evaluateOnly(JobArguments &arguments, Session &session)
{
    arguments.settle(session);
    const OutputFolder folder(nativePath(arguments.out), arguments.overwrite);
    const ModelFile file = loadModel(nativePath(arguments.model));
    ScanOptions scan = arguments.scan;
    scan.requireTraining = false;
    scan.skip.push_back(folder.path());
    const Dataset dataset = scanDataset(nativePath(arguments.dataset), scan, session.context);
    const EvaluateJobResult result = evaluateJob({file, nativePath(arguments.model), dataset}, folder, arguments.evaluation, arguments.detector,
                                                 session.context);
    printReport(result.report, folder.path(), session);
    return 0;
}

int inspectOnly(JobArguments &arguments, Session &session)
{
    arguments.settle(session);
    const OutputFolder folder(nativePath(arguments.out), arguments.overwrite);
    const ModelFile file = loadModel(nativePath(arguments.model));
    const std::vector<std::filesystem::path> pictures(arguments.pictures.begin(), arguments.pictures.end());
    const EvaluateJobResult result = inspectJob(file, nativePath(arguments.model), pictures, folder, arguments.evaluation, arguments.detector,
                                                arguments.scan, session.context);
    printReport(result.report, folder.path(), session);
    return 0;
}

} // namespace

void addRun(CLI::App &app, Action &chosen)
{
    CLI::App *command = addCommand(app, "run", "Import, train, evaluate and export in one go");
    const Arguments arguments = makeArguments(*command);
    command->add_option("dataset", arguments->dataset, "Folder of pictures")->required()->type_name("DATASET");
    addOut(*command, arguments);
    arguments->presetBinder->bind(arguments->preset);
    arguments->binder->bind(arguments->training);
    arguments->binder->bind(arguments->evaluation);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return runAll(*arguments, session); }; });
}

void addTrain(CLI::App &app, Action &chosen)
{
    CLI::App *command = addCommand(app, "train", "Train on the good pictures of a folder and write a model");
    const Arguments arguments = makeArguments(*command);
    command->add_option("dataset", arguments->dataset, "Folder of pictures")->required()->type_name("DATASET");
    command->add_option("--model", arguments->model, "Model file to write")->required()->type_name("FILE");
    command->add_flag("--overwrite", arguments->overwrite, "Replace a finished model of that name");
    arguments->presetBinder->bind(arguments->preset);
    arguments->binder->bind(arguments->training);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return trainOnly(*arguments, session); }; });
}

void addEvaluate(CLI::App &app, Action &chosen)
{
    CLI::App *command = addCommand(app, "evaluate", "Figures and exports of a labelled test set");
    const Arguments arguments = makeArguments(*command);
    command->add_option("model", arguments->model, "Model file")->required()->type_name("MODEL");
    command->add_option("dataset", arguments->dataset, "Folder of pictures")->required()->type_name("DATASET");
    addOut(*command, arguments);
    arguments->binder->bind(arguments->evaluation);
    arguments->binder->bind(arguments->detector);
    arguments->binder->bind(arguments->scan);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return evaluateOnly(*arguments, session); }; });
}

void addInspect(CLI::App &app, Action &chosen)
{
    CLI::App *command = addCommand(app, "inspect", "Scores, masks, maps and overlays of new pictures");
    const Arguments arguments = makeArguments(*command);
    command->add_option("model", arguments->model, "Model file")->required()->type_name("MODEL");
    command->add_option("pictures", arguments->pictures, "Pictures, videos and folders")->required()->type_name("IMAGE-OR-DIR");
    addOut(*command, arguments);
    arguments->binder->bind(arguments->evaluation.scoring);
    arguments->binder->bind(arguments->evaluation.exporting);
    arguments->binder->bind(arguments->detector);
    arguments->binder->bind(arguments->scan);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return inspectOnly(*arguments, session); }; });
}

} // namespace flawscope::cli
