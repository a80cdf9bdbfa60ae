// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/loader.h"
#include "core/dataset/scan.h"
#include "core/demo/demodataset.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/resize.h"
#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"
#include "ui/models/viewcontext.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

namespace flawscope::ui::test {

inline constexpr int kMapSize = 64;

/// What a run might have said of a picture: high where the mask is, a little noise elsewhere. @param strength  in (0, 1)
inline LikelihoodMaps likelihoodsOf(const Mask &mask, double strength, int mapSize)
{
    LikelihoodMaps maps;
    for (const int size : {mapSize / 2, mapSize / 4}) {
        ScoreMap map(size, size);
        for (int y = 0; y < size; ++y) {
            for (int x = 0; x < size; ++x) {
                int hit = 0;
                int all = 0;
                for (int v = (y - 1) * mask.height / size; v < (y + 2) * mask.height / size; v += std::max(1, mask.height / size / 4)) {
                    for (int u = (x - 1) * mask.width / size; u < (x + 2) * mask.width / size; u += std::max(1, mask.width / size / 4)) {
                        ++all;
                        hit += v >= 0 && u >= 0 && v < mask.height && u < mask.width && mask.at(v, u) != 0 ? 1 : 0;
                    }
                }
                const double noise = 0.06 * (0.5 + 0.5 * std::sin(x * 1.7 + y * 2.9));
                const double rarity = std::min(0.98, noise + strength * std::min(1.0, 3.0 * hit / std::max(1, all)));
                map.at(y, x) = static_cast<float>(std::log(1 - rarity));
            }
        }
        maps.push_back(std::move(map));
    }
    return maps;
}

inline Threshold thresholdAt(double value)
{
    Threshold threshold;
    threshold.value = value;
    return threshold;
}

inline void score(Workspace &workspace, RunId run, double strength, int mapSize = kMapSize)
{
    const std::vector<ImageRecord> images = workspace.images();
    const auto writer = workspace.writeScores(run, images.size());
    for (const ImageRecord &image : images) {
        Mask mask = loadMask(image.sample);
        if (mask.empty())
            mask = Mask(64, 64);
        const LikelihoodMaps maps = likelihoodsOf(mask, strength, mapSize);
        const double ones[] = {0, 0};
        writer->add({image.id, imageScore(anomalyMap(maps, ones, mapSize, mapSize)), image.sample.height, image.sample.width}, maps);
    }
    const double normaliser[] = {0, 0};
    writer->commit(normaliser, mapSize, mapSize, 1.6F);
    RunRecord record = workspace.run(run);
    record.state = RunState::Done;
    record.scoredImages = static_cast<std::int64_t>(images.size());
    workspace.changeRun(record.id, [&](RunRecord &stored) { stored = record; });
    Decision decision;
    decision.image = thresholdAt(0.9);
    decision.pixel = thresholdAt(0.6);
    decision.mask = {.openingRadiusPx = 1, .minimumAreaPx = 0};
    workspace.setDecision(run, decision, "image threshold");
}

/// A small project on disk with two runs, and everything that pages stand on.
class InspectionProject final {
public:
    explicit InspectionProject(int size = 128, bool scored = true, int good = 3, int defects = 2)
    {
        DemoOptions demo;
        demo.trainCount = 4;
        demo.testGoodCount = good;
        demo.testDefectCount = defects;
        demo.size = size;
        const std::filesystem::path pictures = path("pictures");
        writeDemoDataset(pictures, demo);
        const auto workspace = Workspace::create(path("project"), "Washers", "anna");
        workspace->importDataset(scanDataset(pictures, {}, {}), {});
        if (scored) {
            TrainJobOptions options;
            options.encoder.taps = {"layer1", "layer2"};
            score(*workspace, workspace->addRun("first", options), 0.85);
            score(*workspace, workspace->addRun("second", options), 0.5);
        }
        open(workspace);
    }

    void open(const std::shared_ptr<Workspace> &workspace)
    {
        close();
        jobs = std::make_unique<JobList>();
        project = std::make_unique<Project>(workspace, *jobs);
        if (project->runs().size() > 1)
            project->setCurrentRun(project->runs().front().id);
        table = std::make_unique<ImageTableModel>(*project);
        filter = std::make_unique<ImageFilter>(*table);
        actions = std::make_unique<Actions>();
        settings = std::make_unique<AppSettings>(m_folder.filePath(QStringLiteral("settings.ini")));
        thumbnails = std::make_unique<ThumbnailCache>(*project);
    }

    void close()
    {
        thumbnails.reset();
        settings.reset();
        actions.reset();
        filter.reset();
        table.reset();
        project.reset();
        jobs.reset();
    }

    [[nodiscard]] std::filesystem::path path(const char *name) const { return toPath(m_folder.filePath(QLatin1String(name))); }
    [[nodiscard]] ViewContext context() const { return {*project, *filter, *actions, *settings, *thumbnails}; }
    [[nodiscard]] ImageId firstDefect() const
    {
        for (const ImageRecord &image : project->images()) {
            if (image.sample.label == Label::Defect)
                return image.id;
        }
        return 0;
    }
    void waitForJobs() const { QTRY_VERIFY_WITH_TIMEOUT(!jobs->anyActive(), 60000); }

private:
    QTemporaryDir m_folder;

public:
    std::unique_ptr<JobList> jobs;
    std::unique_ptr<Project> project;
    std::unique_ptr<ImageTableModel> table;
    std::unique_ptr<ImageFilter> filter;
    std::unique_ptr<Actions> actions;
    std::unique_ptr<AppSettings> settings;
    std::unique_ptr<ThumbnailCache> thumbnails;
};

} // namespace flawscope::ui::test
