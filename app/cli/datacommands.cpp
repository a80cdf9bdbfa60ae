// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/optionbinder.h"
#include "app/cli/printing.h"
#include "core/base/files.h"
#include "core/demo/demodataset.h"
#include "core/pipeline/evaluatemapsjob.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace flawscope::cli {

namespace {

struct DemoArguments {
    std::string out;
    DemoOptions options;
    std::unique_ptr<OptionBinder> binder;
};

struct MapArguments {
    std::string maps;
    std::string masks;
    EvaluationOptions options;
    std::unique_ptr<OptionBinder> binder;
};

int writeDemo(DemoArguments &arguments, Session &session)
{
    arguments.binder->apply();
    const std::filesystem::path out(arguments.out);
    writeDemoDataset(out, arguments.options, session.context);
    session.printer->finish();
    std::size_t classes = 0;
    for (const DemoCategory &category : demoCategories()) {
        if (category.name == arguments.options.category)
            classes = category.defects.size();
    }
    if (session.json) {
        const nlohmann::ordered_json json = {{"dataset", displayPath(out)}, {"category", arguments.options.category}, {"train", arguments.options.trainCount},
                                             {"test_good", arguments.options.testGoodCount}, {"test_defect", arguments.options.testDefectCount * classes},
                                             {"size", arguments.options.size}, {"seed", arguments.options.seed}};
        printJson(json);
        return 0;
    }
    std::printf("%s: %d good parts to train on, %d good ones and %d with each of %zu defects to test with, in %s\n", arguments.options.category.c_str(),
                arguments.options.trainCount, arguments.options.testGoodCount, arguments.options.testDefectCount, classes, displayPath(out).c_str());
    return 0;
}

int evaluateMaps(MapArguments &arguments, Session &session)
{
    arguments.binder->apply();
    if (arguments.options.threads == 0)
        arguments.options.threads = session.threads;
    const Report report = evaluateMapsJob(std::filesystem::path(arguments.maps), std::filesystem::path(arguments.masks), arguments.options, session.context);
    printReport(report, {}, session);
    return 0;
}

} // namespace

void addDemo(CLI::App &app, Action &chosen)
{
    CLI::App *command = app.add_subcommand("demo", "Draw parts with defects and exact masks, in the MVTec AD layout");
    command->fallthrough();
    auto arguments = std::make_shared<DemoArguments>();
    command->add_option("out", arguments->out, "Folder to make; an earlier demo there is replaced")->required()->type_name("OUT");
    arguments->binder = std::make_unique<OptionBinder>(*command);
    arguments->binder->bind(arguments->options);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return writeDemo(*arguments, session); }; });
}

void addEvaluateMaps(CLI::App &app, Action &chosen)
{
    CLI::App *command = app.add_subcommand("evaluate-maps", "The evaluation alone, on anybody's score maps and masks");
    command->fallthrough();
    auto arguments = std::make_shared<MapArguments>();
    command->add_option("--maps", arguments->maps, "Folder of float32 TIFF or .npy score maps")->required()->type_name("DIR");
    command->add_option("--masks", arguments->masks, "Folder of masks, named as the maps or with _mask; a map without one is good")->required()->type_name("DIR");
    arguments->binder = std::make_unique<OptionBinder>(*command);
    arguments->binder->bind(arguments->options);
    command->callback([arguments, &chosen] { chosen = [arguments](Session &session) { return evaluateMaps(*arguments, session); }; });
}

} // namespace flawscope::cli
