// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/progressprinter.h"
#include "core/base/runcontext.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace flawscope::cli {

/// What all commands share.
struct Session {
    bool json = false;  ///< One JSON document on stdout instead of text.
    bool quiet = false; ///< Warnings only on stderr.
    int threads = 0;    ///< 0: all cores.
    ProgressPrinter *printer = nullptr;
    RunContext context;
};

/// Does the work, after all of the command line was read; returns the exit code.
using Action = std::function<int(Session &)>;

// Each adds one sub-command, which sets @p chosen when it is named.
void addDemo(CLI::App &app, Action &chosen);
void addRun(CLI::App &app, Action &chosen);
void addTrain(CLI::App &app, Action &chosen);
void addEvaluate(CLI::App &app, Action &chosen);
void addInspect(CLI::App &app, Action &chosen);
void addEvaluateMaps(CLI::App &app, Action &chosen);
void addImportCheckpoint(CLI::App &app, Action &chosen);
void addEncoders(CLI::App &app, Action &chosen);
void addBench(CLI::App &app, Action &chosen);
void addProject(CLI::App &app, Action &chosen);

} // namespace flawscope::cli
