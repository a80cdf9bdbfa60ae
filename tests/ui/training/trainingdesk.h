// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scan.h"
#include "core/demo/demodataset.h"
#include "core/workspace/workspace.h"
#include "tests/pipeline/tinytraining.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"
#include "ui/models/viewcontext.h"
#include "ui/training/trainingqueue.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace flawscope::test {

/// A project of a few small demo parts; without @p pictures an empty one.
inline std::shared_ptr<Workspace> makeTinyProject(const std::filesystem::path &folder, bool pictures = true)
{
    const auto workspace = Workspace::create(folder, "Washers", "anna");
    if (pictures) {
        writeDemoDataset(folder / "pictures", tinyDemo());
        workspace->importDataset(scanDataset(folder / "pictures", {}, {}), {});
    }
    return workspace;
}

/// Options of a run that takes a second.
inline TrainJobOptions tinyRun(int epochs = 1)
{
    TrainJobOptions options = tinyTraining();
    options.training.epochs = epochs;
    options.trainingSet.rotatedCopies = 0;
    options.weights = "random";
    return options;
}

/// What pages of an open project stand on, as the window puts it together.
class TrainingDesk final {
public:
    explicit TrainingDesk(std::shared_ptr<Workspace> workspace, const QString &settingsFile)
        : settings(settingsFile), project(std::move(workspace), jobs), table(project), filter(table), thumbnails(project),
          context{project, filter, actions, settings, thumbnails}, queue(project)
    {
    }

    [[nodiscard]] bool idle() const { return queue.runningRun() == 0 && !jobs.anyActive(); }

    ui::AppSettings settings;
    ui::JobList jobs;
    ui::Actions actions;
    ui::Project project;
    ui::ImageTableModel table;
    ui::ImageFilter filter;
    ui::ThumbnailCache thumbnails;
    ui::ViewContext context;
    ui::TrainingQueue queue;
};

} // namespace flawscope::test
