// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long a project of many pictures takes to import, open and list, to score and to read back. Prints, asserts nothing.
//   bench_workspace [pictures, 100000] [scored pictures, 10000]
#include "core/workspace/projectjobs.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

using namespace flawscope;
namespace fs = std::filesystem;

namespace {

class Stopwatch final {
public:
    double lap()
    {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - m_last).count();
        m_last = now;
        return seconds;
    }

private:
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

double peakMiB()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

Dataset manyPictures(const fs::path &root, int count)
{
    Dataset dataset;
    dataset.root = root;
    dataset.layout = Layout::MvtecAd;
    for (int i = 0; i < count; ++i) {
        Sample &sample = dataset.samples.emplace_back();
        const bool defect = i % 10 == 0;
        char name[80];
        std::snprintf(name, sizeof name, defect ? "test/scratch/%06d.png" : "train/good/camera 3 part %06d.png", i);
        sample.name = name;
        sample.image = root / name;
        if (defect) {
            sample.split = Split::Test;
            sample.label = Label::Defect;
            std::snprintf(name, sizeof name, "ground_truth/scratch/%06d_mask.png", i);
            sample.mask = root / name;
        }
        sample.defectClass = defect ? "scratch" : "good";
        sample.height = sample.width = 1024;
    }
    return dataset;
}

void score(Workspace &workspace, RunId run, int count)
{
    LikelihoodMaps maps{ScoreMap(64, 64, -1.F), ScoreMap(32, 32, -1.F), ScoreMap(16, 16, -1.F)};
    const auto writer = workspace.writeScores(run, static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        maps[0].at(i % 64, 5) = -5.F;
        writer->add({i + 1, 1.F + 0.0001F * static_cast<float>(i), 1024, 1024}, maps);
    }
    const std::vector<double> normaliser{0, 0, 0};
    writer->commit(normaliser, 256, 256, 3);
}

} // namespace

int main(int argc, char **argv)
{
    const int count = argc > 1 ? std::atoi(argv[1]) : 100000;
    const int scored = std::min(count, argc > 2 ? std::atoi(argv[2]) : 10000);
    const fs::path root = fs::temp_directory_path() / ("flawscope-bench-" + std::to_string(::getpid()));
    Stopwatch watch;
    {
        const auto workspace = Workspace::create(root / "project", "bench", "bench");
        const Dataset dataset = manyPictures(root / "data", count);
        watch.lap();
        workspace->importDataset(dataset, {});
        std::printf("import of %d pictures          %7.3f s\n", count, watch.lap());
        workspace->importDataset(dataset, {});
        std::printf("the same again                 %7.3f s\n", watch.lap());
        const RunId run = workspace->addRun("A", {});
        watch.lap();
        score(*workspace, run, scored);
        std::printf("scores of %d pictures written  %7.3f s\n", scored, watch.lap());
    }
    std::printf("file                           %7.1f MiB\n", static_cast<double>(fs::file_size(root / "project/workspace.sqlite")) / (1 << 20));
    const double before = peakMiB();
    watch.lap();
    const auto workspace = Workspace::open(root / "project", "bench");
    std::printf("open                           %7.3f s\n", watch.lap());
    const std::vector<ImageRecord> images = workspace->images();
    std::printf("images()                       %7.3f s   peak memory %.0f MiB, %.0f before\n", watch.lap(), peakMiB(), before);
    (void)workspace->dataset();
    std::printf("dataset()                      %7.3f s\n", watch.lap());
    const auto scores = workspace->scores(1);
    std::printf("scores()                       %7.3f s\n", watch.lap());
    constexpr int kMaps = 200;
    float sum = 0;
    for (int i = 0; i < kMaps; ++i)
        sum += imageScore(scores->map(static_cast<std::size_t>(i * (scored / kMaps))));
    std::printf("map() of 256 × 256             %7.3f ms  (%.1f)\n", watch.lap() * 1000 / kMaps, static_cast<double>(sum));
    (void)workspace->apply(std::vector<ImageEdit>{{.id = 1, .label = Label::Unknown}});
    std::printf("one edit                       %7.3f ms\n", watch.lap() * 1000);
    std::vector<ImageEdit> edits;
    for (int i = 0; i < scored; ++i)
        edits.push_back({.id = i + 1, .split = Split::Test, .label = Label::Unknown});
    watch.lap();
    (void)workspace->apply(edits);
    std::printf("%d edits                    %7.3f s\n", scored, watch.lap());
    workspace->findMissing({});
    std::printf("findMissing()                  %7.3f s\n", watch.lap());
    fs::remove_all(root);
    return 0;
}
