// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/optionbinder.h"
#include "app/cli/printing.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/engine/benchmark.h"
#include "core/model/importcheckpoint.h"
#include "core/model/modelfile.h"
#include "core/pipeline/outputfolder.h"
#include "core/pipeline/projectoptions.h"
#include "core/pipeline/timestamp.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace flawscope::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ModelArguments {
    std::string file;
    std::string out;
    bool overwrite = false;
    EncoderOptions encoder;
    PreprocessingOptions preprocessing;
    FlowOptions flow;
    DetectorOptions detector;
    std::unique_ptr<OptionBinder> binder;
};

int importOne(ModelArguments &arguments, Session &session)
{
    arguments.binder->apply();
    const std::filesystem::path out(arguments.out);
    refuseExistingFile(out, arguments.overwrite);
    const EncoderOptions encoder = resolved(arguments.encoder);
    const Preprocessing preprocessing = preprocessingFrom(arguments.preprocessing);
    validate(preprocessing, encoder);
    const Model model = importCheckpoint(std::filesystem::path(arguments.file), encoder, preprocessing);
    ModelNotes notes;
    notes.softwareVersion = kVersion;
    notes.created = utcTimestamp();
    saveModel(out, model, notes);
    session.printer->finish();
    session.printer->warning("A checkpoint has neither the normaliser nor thresholds: score with --set-relative, or give thresholds by hand.");
    if (session.json)
        printJson({{"model", displayPath(out)}, {"encoder", encoder.name}, {"taps", encoder.taps}, {"blocks", model.flow().blocks},
                   {"condition_channels", model.flow().conditionChannels}});
    else
        std::printf("%s: %s, %d scales, %d coupling blocks each\n", displayPath(out).c_str(), encoder.name.c_str(), model.scales(), model.flow().blocks);
    return 0;
}

int benchmark(ModelArguments &arguments, Session &session)
{
    arguments.binder->apply();
    const EncoderOptions encoder = resolved(arguments.encoder);
    const Preprocessing preprocessing = preprocessingFrom(arguments.preprocessing);
    validate(preprocessing, encoder);
    const BenchmarkReport report = runBenchmark(encoder, preprocessing, arguments.flow, arguments.detector, session.context);
    session.printer->finish();
    if (session.json) {
        Json rows = Json::array();
        for (const BenchmarkRow &row : report.rows)
            rows.push_back({{"part", row.part}, {"batch", row.batch}, {"per_second", row.perSecond}, {"unit", row.unit}, {"gigaflops", row.gigaflops}, {"share", row.share}});
        printJson({{"encoder", encoder.name}, {"taps", encoder.taps}, {"input_size", {preprocessing.height, preprocessing.width}}, {"device", report.device},
                   {"precision", report.precision}, {"matrix_gigaflops", report.matrixGigaflops}, {"rows", rows}});
        return 0;
    }
    std::printf("%s at %dx%d on %s, %s; matrix multiplication: %.0f GFLOP/s\n", encoder.name.c_str(), preprocessing.height, preprocessing.width,
                report.device.c_str(), report.precision.c_str(), report.matrixGigaflops);
    for (const BenchmarkRow &row : report.rows) {
        std::printf("%-16s batch %5d  %12.1f %s/s", row.part.c_str(), row.batch, row.perSecond, row.unit.c_str());
        if (row.gigaflops > 0)
            std::printf("  %8.1f GFLOP/s, %5.1f %% of it", row.gigaflops, row.share * 100);
        std::printf("\n");
    }
    return 0;
}

std::shared_ptr<ModelArguments> makeArguments(CLI::App &command)
{
    command.fallthrough();
    auto arguments = std::make_shared<ModelArguments>();
    arguments->binder = std::make_unique<OptionBinder>(command);
    return arguments;
}

} // namespace

void addImportCheckpoint(CLI::App &app, Action &chosen)
{
    CLI::App *command = app.add_subcommand("import-checkpoint", "Make a model of a checkpoint that the authors' code saved");
    auto arguments = makeArguments(*command);
    command->add_option("file", arguments->file, "The .pt file")->required()->type_name("FILE.pt");
    command->add_option("--out", arguments->out, "Model file to write")->required()->type_name("MODEL");
    command->add_flag("--overwrite", arguments->overwrite, "Replace a file of that name");
    arguments->binder->bind(arguments->encoder);
    command->get_option("--encoder")->required();
    arguments->binder->bind(arguments->preprocessing);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return importOne(*arguments, session); }; });
}

void addBench(CLI::App &app, Action &chosen)
{
    CLI::App *command = app.add_subcommand("bench", "Speed of encoder, flows, post-processing, the whole, and training");
    auto arguments = makeArguments(*command);
    arguments->binder->bind(arguments->encoder);
    arguments->binder->bind(arguments->preprocessing);
    arguments->binder->bind(arguments->flow);
    arguments->binder->bind(arguments->detector);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return benchmark(*arguments, session); }; });
}

} // namespace flawscope::cli
