// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long a project of many pictures takes to open with its first paint, to filter, to sort, to scroll and to label. Prints, asserts nothing.
//   QT_QPA_PLATFORM=offscreen bench_browser [pictures, 100000]
#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/dataset/datapage.h"
#include "ui/dataset/findingspanel.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QListView>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>

#include <cmath>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

using namespace flawscope;
using namespace flawscope::ui;

namespace {

double cpuMs() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Elapsed time, and the processor's, since a busy machine says little with the first.
template <typename Work>
void measure(const char *what, const Work &work)
{
    QElapsedTimer clock;
    clock.start();
    const double before = cpuMs();
    work();
    const double cpu = cpuMs() - before;
    std::printf("%-44s %8.1f ms elapsed  %8.1f ms of processor\n", what, static_cast<double>(clock.nsecsElapsed()) / 1e6, cpu);
    std::fflush(stdout);
}

double memoryMiB()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

Dataset manyPictures(const std::filesystem::path &root, int count)
{
    Dataset dataset;
    dataset.root = root;
    dataset.layout = Layout::MvtecAd;
    for (int i = 0; i < count; ++i) {
        Sample &sample = dataset.samples.emplace_back();
        const bool defect = i % 10 == 3;
        char name[96];
        std::snprintf(name, sizeof name, defect ? "test/scratch/camera 3 part %06d.png" : i % 10 < 8 ? "train/good/camera 3 part %06d.png" : "test/good/camera 3 part %06d.png", i);
        sample.name = name;
        sample.image = root / name;
        sample.split = defect || i % 10 >= 8 ? Split::Test : Split::Train;
        sample.label = defect ? Label::Defect : Label::Good;
        sample.defectClass = defect ? "scratch" : "good";
        sample.height = sample.width = 1024;
    }
    return dataset;
}

void writeScores(Workspace &workspace, int count)
{
    const TrainJobOptions options;
    RunRecord run = workspace.run(workspace.addRun("R18-256", options));
    run.state = RunState::Done;
    workspace.changeRun(run.id, [&](RunRecord &stored) { stored = run; });
    const auto writer = workspace.writeScores(run.id, static_cast<std::size_t>(count));
    LikelihoodMaps maps{ScoreMap(4, 4, -0.1F)};
    for (int i = 0; i < count; ++i) {
        const float score = static_cast<float>((i * 7919) % 10007) / 10007;
        maps[0].at(1, 1) = std::log(1 - 0.99F * score);
        writer->add({i + 1, score, 1024, 1024}, maps);
    }
    const std::vector<double> normaliser{0};
    writer->commit(normaliser, 8, 8, 1);
    Decision decision;
    decision.image.emplace().value = 0.9;
    decision.pixel.emplace().value = 0.8;
    workspace.setDecision(run.id, decision, "first");
}

void paint(QWidget &window)
{
    QPixmap target(window.size());
    window.render(&target);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    applyTheme(application, ThemeMode::Light);
    const int count = argc > 1 ? std::atoi(argv[1]) : 100000;
    QTemporaryDir folder;
    const auto root = toPath(folder.path());
    {
        const auto workspace = Workspace::create(root / "project", "bench", "bench");
        workspace->importDataset(manyPictures(root / "parts", count), {});
        writeScores(*workspace, count);
    }
    const double start = memoryMiB();
    AppSettings settings(folder.filePath(QStringLiteral("settings.ini")));
    Actions actions;
    JobList jobs;
    std::shared_ptr<Workspace> workspace;
    std::unique_ptr<Project> project;
    std::unique_ptr<ImageTableModel> table;
    std::unique_ptr<ImageFilter> filter;
    std::unique_ptr<ThumbnailCache> thumbnails;
    std::unique_ptr<ViewContext> context;
    std::unique_ptr<DataPage> page;
    std::unique_ptr<FindingsPanel> findings;
    std::printf("%d pictures\n", count);
    QElapsedTimer all;
    all.start();
    measure("open the workspace", [&] { workspace = Workspace::open(root / "project", "bench"); });
    measure("open the project", [&] { project = std::make_unique<Project>(workspace, jobs); });
    measure("table, filter, thumbnails", [&] {
        table = std::make_unique<ImageTableModel>(*project);
        filter = std::make_unique<ImageFilter>(*table);
        thumbnails = std::make_unique<ThumbnailCache>(*project);
        context.reset(new ViewContext{*project, *filter, actions, settings, *thumbnails});
    });
    measure("data page and findings", [&] {
        page = std::make_unique<DataPage>(*context);
        findings = std::make_unique<FindingsPanel>(*context);
    });
    measure("first paint", [&] {
        page->resize(1100, 800);
        page->show();
        paint(*page);
    });
    std::printf("%-44s %8.1f ms elapsed\n", "all of that", static_cast<double>(all.nsecsElapsed()) / 1e6);
    while (jobs.anyActive())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    std::printf("%-44s %8.0f MiB (%.0f before)\n", "memory at most", memoryMiB(), start);
    auto *grid = page->findChild<QListView *>(QStringLiteral("imageGrid"));
    auto *list = page->findChild<QTableView *>(QStringLiteral("imageTable"));
    const auto filtered = [&](const char *what, const FilterState &state) {
        measure(what, [&] {
            filter->setState(state);
            paint(*page);
        });
        std::printf("    shows %d\n", filter->rowCount());
    };
    filtered("filter by text, the first time", {.text = QStringLiteral("scratch 77")});
    filtered("filter by text, again", {.text = QStringLiteral("part 0123")});
    filtered("filter by label", {.labels = {static_cast<int>(Label::Defect)}});
    filtered("filter by call", {.calls = {static_cast<int>(Call::Defect)}});
    measure("threshold moves under it", [&] {
        Decision decision = project->decision();
        decision.image->value = 0.8;
        project->previewDecision(decision);
        paint(*page);
    });
    filtered("no filter", {});
    measure("sort by score", [&] { filter->sort(ImageTableModel::ScoreColumn, Qt::DescendingOrder), paint(*page); });
    measure("sort by name", [&] { filter->sort(ImageTableModel::NameColumn), paint(*page); });
    measure("scroll the grid by 100 pages", [&] {
        for (int i = 0; i < 100; ++i) {
            grid->verticalScrollBar()->setValue(grid->verticalScrollBar()->maximum() / 100 * i);
            paint(*page);
        }
    });
    measure("switch to the table", [&] { actions["data.table"]->trigger(), paint(*page); });
    measure("scroll the table by 100 pages", [&] {
        for (int i = 0; i < 100; ++i) {
            list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum() / 100 * i);
            paint(*page);
        }
    });
    measure("select all", [&] { actions["edit.select-all"]->trigger(), paint(*page); });
    measure("sort with all selected", [&] { filter->sort(ImageTableModel::ScoreColumn), paint(*page); });
    measure("select one", [&] {
        project->setSelection({filter->idAt(500)});
        project->setCurrentImage(filter->idAt(500));
        paint(*page);
    });
    measure("label one", [&] { project->edit({{.id = filter->idAt(500), .label = Label::Unknown}}, QStringLiteral("label")), paint(*page); });
    measure("undo", [&] { project->undoStack().undo(), paint(*page); });
    while (jobs.anyActive())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    std::printf("%-44s %8.0f MiB\n", "memory at most", memoryMiB());
    page.reset();
    findings.reset();
    return 0;
}
