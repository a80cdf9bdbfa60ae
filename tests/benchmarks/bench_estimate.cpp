// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What estimateTraining() says of a training run, and what the run then takes: seconds, and the largest resident set. Built by hand,
// against the libraries of a release build; prints, asserts nothing. Without a folder it prints the measured rates.
//   bench_estimate [FOLDER] [ENCODER] [SIZE] [EPOCHS] [COPIES]
#include "core/engine/device.h"
#include "core/pipeline/estimate.h"
#include "core/pipeline/trainjob.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

using namespace flawscope;

namespace {

double secondsOf(const std::function<void()> &action)
{
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor time of all threads, divided among the cores: what an undisturbed run would have taken at least.
double processorSeconds(int cores)
{
    rusage use{};
    ::getrusage(RUSAGE_SELF, &use);
    return static_cast<double>(use.ru_utime.tv_sec + use.ru_stime.tv_sec) / cores + 1e-6 * static_cast<double>(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / cores;
}

void run(int argc, char **argv)
{
    TrainJobOptions options;
    options.detector.device = "cpu";
    const auto argument = [&](int i) -> const char * { return argc > i ? argv[i] : nullptr; };
    if (argument(2))
        options.encoder.name = argument(2);
    if (argument(3))
        options.preprocessing.size = argument(3);
    if (argument(4))
        options.training.epochs = std::atoi(argument(4));
    if (argument(5))
        options.trainingSet.rotatedCopies = std::atoi(argument(5));
    options.training.patience = 0;
    MachineRate rate;
    std::printf("measured in %.2f s: ", secondsOf([&] { rate = measuredRate("cpu"); }));
    std::printf("encoder %.0f GFLOP/s, decoders %.0f GFLOP/s, updates %.1f GB/s, block %.0f us\n", rate.encoderGigaflops, rate.decoderGigaflops,
                rate.updateGigabytes, 1e6 * rate.blockSeconds);
    if (!argument(1))
        return;
    const TrainingPlan plan = planTraining(argv[1], options, RunContext());
    const TrainingEstimate estimate = estimateTraining(plan.options, plan.split.training.size() + plan.split.heldOut.size(), rate);
    const std::filesystem::path model = std::filesystem::temp_directory_path() / "bench_estimate.safetensors";
    TrainingSummary summary;
    const double before = processorSeconds(2);
    double atFirstLoss = 0;
    double atLastEpoch = 0;
    TrainJobTarget target{model, true};
    target.onEpoch = [&](const EpochReport &) { atLastEpoch = processorSeconds(2) - before; };
    target.hooks.onLoss = [&](const LossPoint &) { atFirstLoss = atFirstLoss > 0 ? atFirstLoss : processorSeconds(2) - before; };
    double afterFeatures = 0;
    const RunContext context({}, [&](const Progress &progress) {
        if (progress.stage == "features")
            afterFeatures = processorSeconds(2) - before;
    });
    const double total = secondsOf([&] { summary = trainJob(plan, target, context).file.notes.training; });
    const double processor = processorSeconds(2) - before;
    std::filesystem::remove(model);
    rusage use{};
    ::getrusage(RUSAGE_SELF, &use);
    std::printf("%zu + %zu images, %llu fibers, %llu steps\n", estimate.trainingImages, estimate.heldOutImages,
                static_cast<unsigned long long>(estimate.fibers), static_cast<unsigned long long>(estimate.steps));
    const auto row = [](const char *name, double estimated, double taken) {
        std::printf("%-10s estimated %8.2f, took %8.2f: %.2f\n", name, estimated, taken, estimated / taken);
    };
    row("features", estimate.featureSeconds, summary.featureSeconds);
    row("training", estimate.trainingSeconds, summary.trainingSeconds);
    row("total", estimate.totalSeconds, total);
    std::puts("in processor time, divided among two cores:");
    row("features", estimate.featureSeconds, afterFeatures);
    row("training", estimate.trainingSeconds, atLastEpoch - atFirstLoss);
    row("total", estimate.totalSeconds, processor);
    std::printf("           setting up decoders %.2f, finishing %.2f\n", atFirstLoss - afterFeatures, processor - atLastEpoch);
    row("MiB", static_cast<double>(estimate.memoryBytes) / (1 << 20), static_cast<double>(use.ru_maxrss) / 1024);
}

} // namespace

int main(int argc, char **argv)
{
    prepareProcess();
    try {
        run(argc, argv);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
