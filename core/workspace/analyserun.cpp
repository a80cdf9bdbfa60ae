// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/workerteam.h"
#include "core/dataset/loader.h"
#include "core/imaging/resize.h"
#include "core/workspace/projectjobs.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace flawscope {

namespace {

/// Walks over the maps of one run on all cores.
class Analyser final {
public:
    Analyser(RunAnalysis &analysis, const std::vector<ImageRecord> &images, const RunContext &context)
        : m_analysis(analysis), m_scores(*analysis.scores), m_context(context)
    {
        for (const ImageRecord &image : images)
            m_records.emplace(image.id, &image);
    }

    void run()
    {
        const std::size_t count = m_scores.images().size();
        m_analysis.imageScores.resize(count);
        WorkerTeam team(static_cast<int>(std::clamp<std::size_t>(count, 1, std::max(1U, std::thread::hardware_concurrency()))));
        std::vector<PixelThresholdIndex::Builder> builders;
        for (int worker = 0; worker < team.size(); ++worker)
            builders.emplace_back(static_cast<double>(m_scores.scales()));
        team.run([&](int worker) { work(builders[static_cast<std::size_t>(worker)]); });
        m_context.throwIfStopped();
        for (std::size_t worker = 1; worker < builders.size(); ++worker)
            builders.front().merge(builders[worker]);
        m_analysis.pixels = builders.front().build();
    }

private:
    void work(PixelThresholdIndex::Builder &builder)
    {
        const std::size_t count = m_scores.images().size();
        try {
            for (std::size_t i = m_next++; i < count && !m_failed && !m_context.stopRequested(); i = m_next++) {
                takeOne(i, builder);
                const std::lock_guard lock(m_mutex);
                m_context.report({"analysing", static_cast<double>(++m_done), static_cast<double>(count), "images", {}});
            }
        } catch (...) {
            m_failed = true;
            throw;
        }
    }

    void takeOne(std::size_t i, PixelThresholdIndex::Builder &builder)
    {
        const auto record = m_records.find(m_scores.images()[i].image);
        const Sample *sample = record == m_records.end() ? nullptr : &record->second->sample;
        const bool counts = sample && sample->split == Split::Test && sample->label != Label::Unknown;
        const Mask &ignored = m_analysis.ignored;
        if (!counts) {
            m_analysis.imageScores[i] = m_scores.score(i, ignored);
            return;
        }
        const ScoreMap map = m_scores.map(i);
        m_analysis.imageScores[i] = ignored.empty() ? m_scores.images()[i].score : highestOf(map, ignored);
        const bool defect = sample->label == Label::Defect;
        builder.add(map, defect ? truth(*sample) : Mask(), defect, ignored);
    }

    static float highestOf(const ScoreMap &map, const Mask &ignored)
    {
        float highest = 0;
        for (std::size_t i = 0; i < map.values.size(); ++i)
            highest = ignored.values[i] ? highest : std::max(highest, map.values[i]);
        return highest;
    }

    /// Empty where it is not known.
    Mask truth(const Sample &sample)
    {
        try {
            const Mask mask = loadMask(sample);
            return mask.empty() ? mask : resizeNearest(mask, m_scores.mapHeight(), m_scores.mapWidth());
        } catch (const Error &error) {
            const std::lock_guard lock(m_mutex);
            m_context.warn(std::string(error.what()) + " The ground truth of " + sample.name + " counts as not known.");
            return {};
        }
    }

    RunAnalysis &m_analysis;
    const RunScores &m_scores;
    const RunContext &m_context;
    std::unordered_map<ImageId, const ImageRecord *> m_records;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_failed{false};
    std::mutex m_mutex;
    std::size_t m_done = 0;
};

} // namespace

RunAnalysis analyseRun(const std::shared_ptr<const RunScores> &scores, RunId run, const std::vector<ImageRecord> &images,
                       const std::vector<RoiShape> &shapes, const RunContext &context)
{
    require(scores != nullptr, "a run that is analysed has scores");
    RunAnalysis analysis;
    analysis.run = run;
    analysis.scores = scores;
    analysis.ignored = ignoredPixels(shapes, scores->mapHeight(), scores->mapWidth());
    Analyser(analysis, images, context).run();
    return analysis;
}

} // namespace flawscope
