// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/resultexport.h"

#include "core/base/error.h"
#include "core/dataset/loader.h"
#include "core/evaluation/confusion.h"

#include <algorithm>
#include <mutex>
#include <optional>

namespace flawscope {

namespace {

/// One set of scored pictures on its way to the disk.
class SetExport final {
public:
    SetExport(const ExportOptions &options, const ExportTarget &target, const Dataset &dataset, const Preprocessing &preprocessing,
              const ScoredSet &set, const ExportRequest &request)
        : m_options(options), m_dataset(dataset), m_preprocessing(preprocessing), m_set(set), m_request(request),
          m_exporter(options, target, namesOf(dataset, set)), m_regions(set.images.size())
    {
    }

    void run(std::string_view stage, const RunContext &context)
    {
        forEachInParallel(m_set.images.size(), m_request.threads, stage, context, [this](std::size_t i) { exportOne(i); });
    }

    [[nodiscard]] const Exporter &exporter() const { return m_exporter; }

    void append(ExportSummary &summary) const
    {
        for (std::size_t i = 0; i < m_set.images.size(); ++i) {
            const ScoredImage &scored = m_set.images[i];
            const Sample &sample = m_dataset.samples[scored.index];
            summary.rows.push_back({sample.name, sample.split, sample.label, sample.defectClass, scored.score,
                                    isDefect(scored.score, m_request.imageThreshold) ? Verdict::Defect : Verdict::Good,
                                    static_cast<std::int64_t>(m_regions[i].regions.size()), m_regions[i].largestRegionPx()});
        }
        summary.findings.insert(summary.findings.end(), m_findings.begin(), m_findings.end());
    }

    void writeRegions() const { m_exporter.writeRegions(m_regions); }

private:
    static std::vector<std::string> namesOf(const Dataset &dataset, const ScoredSet &set)
    {
        std::vector<std::string> names;
        names.reserve(set.images.size());
        for (const ScoredImage &image : set.images)
            names.push_back(dataset.samples[image.index].name);
        return names;
    }

    void exportOne(std::size_t i)
    {
        const ScoredImage &scored = m_set.images[i];
        const Sample &sample = m_dataset.samples[scored.index];
        std::optional<RgbImage> picture;
        if (m_options.overlays)
            picture = readAgain(sample);
        const ScoreMap map = anomalyMap(scored.likelihoods, m_set.maxima, m_preprocessing.height, m_preprocessing.width);
        if (m_options.overlays && !picture)
            m_regions[i] = {sample.name, scored.originalHeight, scored.originalWidth, {}};
        else
            m_regions[i] = m_exporter.exportImage(i, scored.originalHeight, scored.originalWidth, map, picture ? &*picture : nullptr);
    }

    std::optional<RgbImage> readAgain(const Sample &sample)
    {
        try {
            return loadImage(sample, m_preprocessing.whiteLevel);
        } catch (const Error &error) {
            const std::lock_guard lock(m_mutex);
            m_findings.push_back({Severity::Problem, "unreadable", error.what(), {sample.image}});
            return std::nullopt;
        }
    }

    const ExportOptions &m_options;
    const Dataset &m_dataset;
    const Preprocessing &m_preprocessing;
    const ScoredSet &m_set;
    const ExportRequest &m_request;
    Exporter m_exporter;
    std::vector<ImageRegions> m_regions;
    std::mutex m_mutex;
    std::vector<Finding> m_findings;
};

} // namespace

ExportSummary exportResults(const OutputFolder &folder, const Dataset &dataset, const Preprocessing &preprocessing, const ScoredSet &tested,
                            const ScoredSet *listed, const ExportRequest &request, const RunContext &context)
{
    folder.clearResults();
    const double hi = std::max<double>(request.scaleHi, request.pixelThreshold + 1e-6);
    const double lo = std::max(0.0, request.pixelThreshold - (hi - request.pixelThreshold) / 2);
    const ExportTarget target{folder.path(), folder.existing(), request.pixelThreshold, static_cast<float>(lo), static_cast<float>(hi)};
    ExportSummary summary;
    SetExport test(request.options, target, dataset, preprocessing, tested, request);
    test.run("exporting", context);
    if (listed) {
        ExportOptions none = request.options;
        none.masks = none.maps = none.overlays = none.regions = false;
        SetExport rows(none, {folder.path(), Existing::Replace, target.pixelThreshold, target.scaleLo, target.scaleHi}, dataset, preprocessing,
                       *listed, request);
        rows.run("held-out regions", RunContext(context.stopToken()));
        rows.append(summary);
    }
    test.append(summary);
    test.writeRegions();
    test.exporter().writeScores(summary.rows);
    return summary;
}

} // namespace flawscope
