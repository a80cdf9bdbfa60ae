// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/chosenthreshold.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>

namespace flawscope {

namespace {

Threshold manualThreshold(double value)
{
    Threshold threshold;
    threshold.value = value;
    return threshold;
}

} // namespace

Threshold chosenImageThreshold(const ScoringOptions &options, std::span<const LabelledScore> labelled, const ModelNotes &notes,
                               const std::vector<double> &goodScores)
{
    if (options.imageThreshold)
        return manualThreshold(*options.imageThreshold);
    if (std::optional<Threshold> best = f1Threshold(labelled))
        return *best;
    if (notes.imageThreshold && !options.setRelative)
        return *notes.imageThreshold;
    if (!goodScores.empty())
        return labelFreeThreshold(goodScores, LabelFreeOptions());
    throw Error(ErrorCode::BadInput, options.setRelative
                                         ? "Set-relative scores of pictures without labels have no threshold; give one with --image-threshold."
                                         : "The model has no threshold and the pictures have no labels to find one from; give one with --image-threshold.");
}

Threshold chosenPixelThreshold(const ScoringOptions &options, const Metrics &metrics, const ModelNotes &notes, const Threshold &image)
{
    if (options.pixelThreshold)
        return manualThreshold(*options.pixelThreshold);
    if (metrics.pixel.f1) {
        Threshold threshold;
        threshold.value = metrics.pixel.f1->threshold;
        threshold.rule = ThresholdRule::F1Optimal;
        threshold.goodCount = metrics.pixel.normalPixels;
        threshold.defectCount = metrics.pixel.anomalousPixels;
        threshold.figure = metrics.pixel.f1->value;
        return threshold;
    }
    if (notes.pixelThreshold && !options.setRelative)
        return *notes.pixelThreshold;
    return image;
}

float colourScaleHi(const ScoredSet &scored, const ModelFile &file)
{
    if (file.notes.scaleHi > 0)
        return file.notes.scaleHi;
    return static_cast<float>(scored.maxima.size());
}

Report modelReport(const ModelFile &file, const std::filesystem::path &path, const std::string &device)
{
    Report report;
    report.model = displayPath(path);
    report.device = device;
    report.notes = file.notes;
    report.encoder = file.model.encoder().options();
    report.encoderWeights = file.model.encoder().source();
    report.preprocessing = file.model.preprocessing();
    return report;
}

void finishReport(Report &report, std::span<const ScoreRow> rows)
{
    report.calledDefect = static_cast<std::uint64_t>(std::count_if(rows.begin(), rows.end(), [](const ScoreRow &row) {
        return row.split == Split::Test && row.verdict == Verdict::Defect;
    }));
    report.unreadable = 0;
    for (const Finding &finding : report.findings) {
        if (finding.kind == "unreadable")
            report.unreadable += std::max<std::size_t>(1, finding.files.size());
    }
}

} // namespace flawscope
