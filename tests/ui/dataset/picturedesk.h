// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scan.h"
#include "core/imaging/imagefile.h"
#include "core/workspace/workspace.h"
#include "tests/ui/threshold/scoredproject.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"
#include "ui/models/viewcontext.h"

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QVBoxLayout>
#include <QWidget>
#include <QtTest>

#include <filesystem>
#include <memory>
#include <string>

namespace flawscope::test {

/// A small picture with content of its own for each @p seed.
inline void writePicture(const std::filesystem::path &path, unsigned seed, int width = 48, int height = 32)
{
    RgbImage image(height, width);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(120 + 80 * std::sin(0.05 * static_cast<double>(i) * (1 + seed % 7)) + seed % 50);
    writePng(path, image);
}

inline void writeDefectMask(const std::filesystem::path &path, int width = 48, int height = 32)
{
    Mask mask(height, width);
    mask.at(height / 2, width / 2) = 1;
    writePng(path, mask);
}

/// train/good with @p train pictures, test/good with @p good, test/scratch and test/dent with two each and masks.
inline void writePictureTree(const std::filesystem::path &root, int train = 6, int good = 3)
{
    unsigned seed = 1;
    const auto add = [&](const std::string &folder, int count, bool masks) {
        for (int i = 0; i < count; ++i) {
            const std::string stem = "00" + std::to_string(i);
            writePicture(root / folder / (stem + ".png"), seed++);
            if (masks)
                writeDefectMask(root / "ground_truth" / std::filesystem::path(folder).filename() / (stem + "_mask.png"));
        }
    };
    add("train/good", train, false);
    add("test/good", good, false);
    add("test/scratch", 2, true);
    add("test/dent", 2, true);
}

/// Gives every picture of a project a score, defects higher ones, and the run a threshold of 1.
inline void inventScores(Workspace &workspace)
{
    const TrainJobOptions options;
    RunRecord run = workspace.run(workspace.addRun("R18-256", options));
    run.state = RunState::Done;
    workspace.changeRun(run.id, [&](RunRecord &stored) { stored = run; });
    const ScoredProjectOptions scored;
    ScoreInventor inventor(scored);
    const std::vector<ImageRecord> images = workspace.images();
    const auto writer = workspace.writeScores(run.id, images.size());
    for (const ImageRecord &image : images) {
        const LikelihoodMaps maps = inventor.likelihoods(image.sample.label == Label::Defect);
        writer->add({image.id, imageScore(anomalyMap(maps, ScoreInventor::kNormaliser, scored.side, scored.side)), scored.side, scored.side}, maps);
    }
    writer->commit(ScoreInventor::kNormaliser, scored.side, scored.side, 3.0F);
    Decision decision;
    decision.image.emplace().value = 1.0;
    decision.pixel.emplace().value = 0.75;
    workspace.setDecision(run.id, decision, "first thresholds");
}

/// An open project with the models that a page stands on. The window lists all actions, so that their keys work.
class PictureDesk final {
public:
    explicit PictureDesk(std::shared_ptr<Workspace> workspace, const QString &settingsFile)
        : settings(settingsFile), project(std::move(workspace), jobs), table(project), filter(table), thumbnails(project),
          context{project, filter, actions, settings, thumbnails}
    {
        QObject::connect(actions["edit.undo"], &QAction::triggered, &project.undoStack(), &QUndoStack::undo);
        for (const ui::Actions::Entry &entry : actions.entries())
            window.addAction(entry.action);
    }

    void show(QWidget *page, const QSize &size = QSize(1000, 700))
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(page);
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }

    [[nodiscard]] bool idle() const { return !jobs.anyActive(); }
    [[nodiscard]] const ImageRecord &record(ImageId id) const { return *project.image(id); }
    /// The picture whose name ends so; 0 where there is none.
    [[nodiscard]] ImageId find(const char *end) const
    {
        for (const ImageRecord &image : project.images()) {
            if (image.sample.name.ends_with(end))
                return image.id;
        }
        return 0;
    }

    ui::AppSettings settings;
    ui::JobList jobs;
    ui::Actions actions;
    ui::Project project;
    ui::ImageTableModel table;
    ui::ImageFilter filter;
    ui::ThumbnailCache thumbnails;
    ui::ViewContext context;
    QWidget window;
};

/// With FLAWSCOPE_GRABS set to a folder, takes a picture of a widget for eyes to look at, in light and dark.
inline void grabForEyes(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("FLAWSCOPE_GRABS");
    if (folder.isEmpty())
        return;
    for (const auto &[mode, word] : {std::pair(ui::ThemeMode::Dark, "dark"), std::pair(ui::ThemeMode::Light, "light")}) {
        ui::applyTheme(*qApp, mode);
        QTest::qWait(300);
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name, QLatin1String(word)));
    }
}

} // namespace flawscope::test
