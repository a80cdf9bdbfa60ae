// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What another process does with a project, for tests that share it or kill it:
//   workspacechild hold FOLDER           opens it, says "open", keeps it until its input ends
//   workspacechild look FOLDER           opens it and says whether it is read-only, and why
//   workspacechild train FOLDER RUN      trains the run; says "loss", "epoch N", "done"
//   workspacechild import FOLDER COUNT   imports so many pictures again and again, each time from another folder
#include "core/engine/device.h"
#include "core/workspace/projectjobs.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace flawscope;

namespace {

void say(const std::string &word)
{
    std::printf("%s\n", word.c_str());
    std::fflush(stdout);
}

int hold(const std::string &folder)
{
    const auto workspace = Workspace::open(folder, "berta");
    say(workspace->readOnly() ? "read-only" : "open");
    while (std::getchar() != EOF) {
    }
    return 0;
}

int look(const std::string &folder)
{
    const auto workspace = Workspace::open(folder, "berta");
    say(workspace->readOnly() ? "read-only: " + workspace->readOnlyReason() : "writable");
    say(std::to_string(workspace->images().size()) + " pictures");
    return 0;
}

int train(const std::string &folder, RunId run)
{
    const auto workspace = Workspace::open(folder, "berta");
    RunHooks hooks;
    hooks.onLoss = [](const LossPoint &) { say("loss"); };
    hooks.onEpoch = [](const EpochReport &epoch) { say("epoch " + std::to_string(epoch.epoch)); };
    trainRun(*workspace, run, hooks, RunContext({}, [](const Progress &progress) { say(std::string(progress.stage)); }));
    say("done");
    return 0;
}

int importAgainAndAgain(const std::string &folder, int count)
{
    const auto workspace = Workspace::open(folder, "berta");
    for (int round = 0;; ++round) {
        Dataset dataset;
        dataset.root = "/nowhere/" + std::to_string(round);
        for (int i = 0; i < count; ++i) {
            Sample &sample = dataset.samples.emplace_back();
            sample.name = std::to_string(i) + ".png";
            sample.image = dataset.root / sample.name;
        }
        say("importing");
        workspace->importDataset(dataset, {});
        say("imported");
    }
}

} // namespace

int main(int argc, char **argv)
{
    prepareProcess(2);
    try {
        const std::string command = argc > 2 ? argv[1] : "";
        if (command == "hold")
            return hold(argv[2]);
        if (command == "look")
            return look(argv[2]);
        if (command == "train" && argc == 4)
            return train(argv[2], std::atoll(argv[3]));
        if (command == "import" && argc == 4)
            return importAgainAndAgain(argv[2], std::atoi(argv[3]));
    } catch (const std::exception &error) {
        say(std::string("error: ") + error.what());
        return 1;
    }
    return 2;
}
