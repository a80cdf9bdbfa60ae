// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/loader.h"
#include "core/evaluation/confusion.h"
#include "core/pipeline/outputfolder.h"
#include "core/workspace/projectjobs.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace flawscope {

namespace {

/// A picture that is exported: its record, and its place in the scores.
struct Chosen {
    const ImageRecord *image = nullptr;
    std::size_t place = 0;
};

double pixelThresholdOf(const Decision &decision)
{
    if (decision.pixel)
        return decision.pixel->value;
    if (decision.image)
        return decision.image->value;
    throw Error(ErrorCode::BadInput, "The run has no threshold yet; choose one before exporting.");
}

ExportOptions settled(const ExportOptions &options, const Decision &decision)
{
    ExportOptions settled = options;
    settled.openingRadiusPx = decision.mask.openingRadiusPx;
    settled.minimumAreaPx = decision.mask.minimumAreaPx;
    return settled;
}

class RunExport final {
public:
    RunExport(const RunAnalysis &analysis, const Decision &decision, const ExportOptions &options, const ExportTarget &target,
              std::vector<Chosen> chosen, int whiteLevel)
        : m_analysis(analysis), m_imageThreshold(decision.image ? decision.image->value : target.pixelThreshold), m_options(options),
          m_chosen(std::move(chosen)), m_whiteLevel(whiteLevel), m_exporter(options, target, namesOf(m_chosen)), m_regions(m_chosen.size()),
          m_done(m_chosen.size(), 0)
    {
    }

    void run(ProjectExportSummary &summary, bool scores, const RunContext &context)
    {
        forEachInParallel(m_chosen.size(), 0, "exporting", context, [this](std::size_t i) { exportOne(i); });
        std::vector<ImageRegions> regions;
        std::vector<ScoreRow> rows;
        for (std::size_t i = 0; i < m_chosen.size(); ++i) {
            if (!m_done[i])
                continue;
            rows.push_back(rowOf(i));
            regions.push_back(std::move(m_regions[i]));
        }
        if (scores)
            m_exporter.writeScores(rows);
        m_exporter.writeRegions(regions);
        summary.images = static_cast<std::int64_t>(rows.size());
        summary.files = summary.images * (m_options.masks + m_options.maps + m_options.overlays) + scores + m_options.regions;
        summary.findings.insert(summary.findings.end(), m_findings.begin(), m_findings.end());
    }

private:
    static std::vector<std::string> namesOf(const std::vector<Chosen> &chosen)
    {
        std::vector<std::string> names;
        for (const Chosen &one : chosen)
            names.push_back(one.image->sample.name);
        return names;
    }

    void exportOne(std::size_t i)
    {
        const Chosen &chosen = m_chosen[i];
        const ImageScore &score = m_analysis.scores->images()[chosen.place];
        std::optional<RgbImage> picture;
        if (m_options.overlays && !(picture = readPicture(chosen.image->sample, score)))
            return;
        ScoreMap map = m_analysis.scores->map(chosen.place);
        for (std::size_t pixel = 0; pixel < m_analysis.ignored.values.size(); ++pixel) {
            if (m_analysis.ignored.values[pixel])
                map.values[pixel] = 0;
        }
        m_regions[i] = m_exporter.exportImage(i, score.originalHeight, score.originalWidth, map, picture ? &*picture : nullptr);
        m_done[i] = 1;
    }

    std::optional<RgbImage> readPicture(const Sample &sample, const ImageScore &score)
    {
        std::string failure;
        try {
            RgbImage picture = loadImage(sample, m_whiteLevel);
            if (picture.height == score.originalHeight && picture.width == score.originalWidth)
                return picture;
            failure = displayPath(sample.image) + " has another size than when it was scored. Score the run again.";
        } catch (const Error &error) {
            failure = error.what();
        }
        const std::lock_guard lock(m_mutex);
        m_findings.push_back({Severity::Problem, "unreadable", failure, {sample.image}});
        return std::nullopt;
    }

    [[nodiscard]] ScoreRow rowOf(std::size_t i) const
    {
        const Sample &sample = m_chosen[i].image->sample;
        const float score = m_analysis.imageScores[m_chosen[i].place];
        return {sample.name, sample.split, sample.label, sample.defectClass, score, isDefect(score, m_imageThreshold) ? Verdict::Defect : Verdict::Good,
                static_cast<std::int64_t>(m_regions[i].regions.size()), m_regions[i].largestRegionPx()};
    }

    const RunAnalysis &m_analysis;
    double m_imageThreshold;
    ExportOptions m_options;
    std::vector<Chosen> m_chosen;
    int m_whiteLevel;
    Exporter m_exporter;
    std::vector<ImageRegions> m_regions;
    std::vector<char> m_done;
    std::mutex m_mutex;
    std::vector<Finding> m_findings;
};

/// The wanted pictures that were scored; the others become findings.
std::vector<Chosen> choose(const std::vector<ImageRecord> &images, const std::vector<ImageId> &wanted, const RunScores &scores, std::vector<Finding> &findings)
{
    std::unordered_map<ImageId, const ImageRecord *> records;
    for (const ImageRecord &image : images)
        records.emplace(image.id, &image);
    std::vector<Chosen> chosen;
    for (const ImageId id : wanted) {
        const auto record = records.find(id);
        if (record == records.end())
            continue;
        if (const std::optional<std::size_t> place = scores.indexOf(id))
            chosen.push_back({record->second, *place});
        else
            findings.push_back({Severity::Problem, "not-scored", record->second->sample.name + " has no score of this run. Score the run again.", {record->second->sample.image}});
    }
    return chosen;
}

void checkTarget(const ProjectExport &what)
{
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::weakly_canonical(what.folder, error);
    for (std::filesystem::path inside = folder; inside.has_relative_path(); inside = inside.parent_path()) {
        for (const char *room : {"runs", "masks", "thumbnails"}) {
            if (inside.filename() == room && Workspace::isWorkspace(inside.parent_path()))
                throw Error(ErrorCode::BadInput, displayPath(what.folder) + " belongs to the project " + displayPath(inside.parent_path()) + ". Choose another folder for the export.");
        }
    }
    if (Workspace::isWorkspace(what.folder))
        throw Error(ErrorCode::BadInput, displayPath(what.folder) + " is a project's own folder. Choose another one for the export.");
    if (!what.overwrite && std::filesystem::is_directory(what.folder, error) && !std::filesystem::is_empty(what.folder, error))
        throw Error(ErrorCode::BadInput, "The folder " + displayPath(what.folder) + " is not empty, and nothing was overwritten. Choose another one or allow replacing.");
}

} // namespace

ProjectExportSummary exportRun(Workspace &workspace, const RunAnalysis &analysis, const Decision &decision, const ProjectExport &what,
                               const RunContext &context)
{
    require(analysis.scores != nullptr, "a run that is exported has scores");
    const ExportOptions options = settled(what.options, decision);
    validateOptions(options);
    const double threshold = pixelThresholdOf(decision);
    checkTarget(what);
    const OutputFolder folder(what.folder, what.overwrite);
    const RunRecord record = workspace.run(analysis.run);
    const std::vector<ImageRecord> images = workspace.images();
    ProjectExportSummary summary;
    summary.folder = what.folder;
    std::vector<Chosen> chosen = choose(images, what.images, *analysis.scores, summary.findings);
    folder.open();
    folder.clearResults();
    const double hi = std::max<double>(analysis.scores->scaleHi(), threshold + 1e-6);
    const double lo = std::max(0.0, threshold - (hi - threshold) / 2);
    const ExportTarget target{what.folder, folder.existing(), threshold, static_cast<float>(lo), static_cast<float>(hi)};
    RunExport(analysis, decision, options, target, std::move(chosen), record.options.preprocessing.whiteLevel).run(summary, what.scores, context);
    if (what.model) {
        exportModel(workspace, analysis.run, what.folder / "model.safetensors");
        ++summary.files;
    }
    if (!workspace.readOnly())
        workspace.addHistory("export", std::to_string(summary.images) + " pictures of " + record.name, "", displayPath(std::filesystem::absolute(what.folder)));
    return summary;
}

} // namespace flawscope
