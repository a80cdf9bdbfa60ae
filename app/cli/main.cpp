// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/interruption.h"
#include "core/base/error.h"
#include "core/base/version.h"
#include "core/engine/device.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <new>
#include <string>

namespace {

using namespace flawscope;
using namespace flawscope::cli;

constexpr int kBadInput = 1;
constexpr int kBadUsage = 2;
constexpr int kInterrupted = 130;

int complain(ProgressPrinter &printer, const std::string &sentence)
{
    printer.finish();
    std::fprintf(stderr, "flawscope-cli: %s\n", sentence.c_str());
    return kBadInput;
}

int act(const Action &action, Session &session)
{
    try {
        const int code = action(session);
        session.printer->finish();
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            return complain(*session.printer, "The results could not be written to the standard output.");
        return code;
    } catch (const Error &error) {
        if (error.code() != ErrorCode::Cancelled)
            return complain(*session.printer, error.what());
        session.printer->finish();
        std::fputs("flawscope-cli: Interrupted. The same command goes on where training has left a checkpoint.\n", stderr);
        return kInterrupted;
    } catch (const std::bad_alloc &) {
        return complain(*session.printer, "There is not enough memory; a smaller --size, --batch-images or --cache-memory needs less.");
    } catch (const std::exception &error) {
        return complain(*session.printer, std::string("Something unforeseen went wrong: ") + error.what());
    }
}

} // namespace

int main(int argc, char **argv)
{
    const Interruption interruption;
    CLI::App app("Flawscope finds defects in pictures of parts after learning from good ones alone.", "flawscope-cli");
    app.set_version_flag("--version", std::string("flawscope-cli ") + kVersion);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    Session session;
    app.add_flag("--json", session.json, "Print one JSON document for machines");
    app.add_flag("--quiet", session.quiet, "No progress, warnings only");
    app.add_option("--threads", session.threads, "Threads to compute with, 0 for one on each core")->check(CLI::Range(0, 1024))->type_name("N");
    Action chosen;
    for (const auto add : {addDemo, addRun, addTrain, addEvaluate, addInspect, addEvaluateMaps, addImportCheckpoint, addEncoders, addBench, addProject})
        add(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : kBadUsage;
    }
    prepareProcess(session.threads);
    ProgressPrinter printer(session.quiet);
    session.printer = &printer;
    session.context = RunContext(interruption.token(), [&printer](const Progress &progress) { printer.progress(progress); },
                                 [&printer](const std::string &sentence) { printer.warning(sentence); });
    return act(chosen, session);
}
