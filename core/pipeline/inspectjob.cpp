// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/inspectjob.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/pipeline/chosenthreshold.h"
#include "core/pipeline/resultexport.h"

#include <numeric>
#include <utility>

namespace flawscope {

namespace {

Dataset scanAll(const std::vector<std::filesystem::path> &paths, const ScanOptions &options, const RunContext &context)
{
    Dataset all;
    for (const std::filesystem::path &path : paths) {
        Dataset part = scanPictures(path, options, context);
        if (paths.size() == 1)
            return part;
        const std::filesystem::path normal = std::filesystem::absolute(path).lexically_normal();
        const std::string prefix = displayPath(normal.has_filename() ? normal.filename() : normal.parent_path().filename());
        for (Sample &sample : part.samples) {
            if (sample.name != prefix)
                sample.name = prefix + '/' + sample.name;
            all.samples.push_back(std::move(sample));
        }
        all.findings.insert(all.findings.end(), part.findings.begin(), part.findings.end());
        all.root = path.parent_path();
    }
    return all;
}

} // namespace

EvaluateJobResult inspectJob(const ModelFile &file, const std::filesystem::path &modelPath, const std::vector<std::filesystem::path> &paths,
                             const OutputFolder &folder, const EvaluateJobOptions &options, const DetectorOptions &detectorOptions,
                             const ScanOptions &scan, const RunContext &context)
{
    validateOptions(options);
    require(!paths.empty(), "inspectJob takes at least one path");
    // Both thresholds must be known before the work begins.
    const Threshold imageThreshold = options.scoring.setRelative && !options.scoring.imageThreshold
        ? chosenImageThreshold(options.scoring, {}, {}, {})
        : chosenImageThreshold(options.scoring, {}, file.notes, {});
    const Threshold pixelThreshold = chosenPixelThreshold(options.scoring, {}, file.notes, imageThreshold);
    ScanOptions skipping = scan;
    skipping.skip.push_back(folder.path());
    const Dataset dataset = scanAll(paths, skipping, context);
    const Detector detector(file.model, detectorOptions);
    folder.open();
    std::vector<std::size_t> indices(dataset.samples.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    const ScoredSet scored = scoreSamples(detector, dataset, indices, options.scoring, "scoring", context);

    EvaluateJobResult result{modelReport(file, modelPath, detector.device()), {}};
    Report &report = result.report;
    report.job = "inspect";
    report.dataset = displayPath(paths.size() == 1 ? paths.front() : dataset.root);
    report.setRelative = options.scoring.setRelative;
    report.imageThreshold = imageThreshold;
    report.pixelThreshold = pixelThreshold;
    report.testImages = report.testUnknown = scored.images.size();
    if (scored.seconds > 0)
        report.imagesPerSecond = static_cast<double>(scored.images.size()) / scored.seconds;
    const ExportRequest request{options.exporting, imageThreshold.value, pixelThreshold.value, colourScaleHi(scored, file), options.scoring.threads};
    ExportSummary exported = exportResults(folder, dataset, file.model.preprocessing(), scored, nullptr, request, context);
    for (const std::vector<Finding> *findings : {&dataset.findings, &scored.findings, &std::as_const(exported).findings})
        report.findings.insert(report.findings.end(), findings->begin(), findings->end());
    finishReport(report, exported.rows);
    result.rows = std::move(exported.rows);
    writeFileAtomically(folder.path() / "inspection.json", reportJson(report));
    return result;
}

} // namespace flawscope
