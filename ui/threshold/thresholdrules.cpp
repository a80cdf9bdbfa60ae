// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/thresholdrules.h"

#include "ui/models/project.h"

namespace flawscope::ui {

namespace {

std::optional<Threshold> bestPixelThreshold(const PixelThresholdIndex *pixels, ThresholdRule rule)
{
    if (pixels == nullptr)
        return std::nullopt;
    const std::optional<BestThreshold> &best = rule == ThresholdRule::F1Optimal ? pixels->metrics().f1 : pixels->youden();
    if (!best)
        return std::nullopt;
    Threshold threshold;
    threshold.value = best->threshold;
    threshold.rule = rule;
    threshold.goodCount = pixels->metrics().normalPixels;
    threshold.defectCount = pixels->metrics().anomalousPixels;
    threshold.falseAlarms = pixels->at(best->threshold).pixels.falsePositives;
    threshold.figure = best->value;
    return threshold;
}

void appendTestScores(const Project &project, std::vector<double> &scores)
{
    for (const LabelledScore &score : labelledScores(project)) {
        if (!score.defect)
            scores.push_back(score.score);
    }
}

void appendHeldOutScores(const Project &project, std::vector<double> &scores)
{
    if (project.currentRun() == 0)
        return;
    for (const ImageId id : project.workspace().heldOut(project.currentRun())) {
        const ImageRecord *image = project.image(id);
        if (image == nullptr || image->sample.label != Label::Good || image->sample.split == Split::Test)
            continue;
        if (const auto score = project.score(project.rowOf(id)))
            scores.push_back(*score);
    }
}

} // namespace

std::vector<LabelledScore> labelledScores(const Project &project)
{
    std::vector<LabelledScore> scores;
    const std::vector<ImageRecord> &images = project.images();
    for (std::size_t row = 0; row < images.size(); ++row) {
        const Sample &sample = images[row].sample;
        if (sample.split != Split::Test || sample.label == Label::Unknown)
            continue;
        if (const auto score = project.score(static_cast<int>(row)))
            scores.push_back({*score, sample.label == Label::Defect});
    }
    return scores;
}

std::vector<double> goodScores(const Project &project, GoodSource source)
{
    std::vector<double> scores;
    if (source != GoodSource::Test)
        appendHeldOutScores(project, scores);
    if (source != GoodSource::HeldOut)
        appendTestScores(project, scores);
    return scores;
}

std::optional<Threshold> labelledThreshold(const Project &project, ThresholdKind kind, ThresholdRule rule)
{
    if (kind == ThresholdKind::Pixels)
        return bestPixelThreshold(project.analysis().pixels.get(), rule);
    const std::vector<LabelledScore> scores = labelledScores(project);
    return rule == ThresholdRule::F1Optimal ? f1Threshold(scores) : youdenThreshold(scores);
}

std::optional<Threshold> falseAlarmThreshold(const Project &project, GoodSource source, const LabelFreeOptions &options)
{
    const std::vector<double> scores = goodScores(project, source);
    return scores.empty() ? std::nullopt : std::optional(labelFreeThreshold(scores, options));
}

Threshold manualThreshold(const Project &project, ThresholdKind kind, double value)
{
    Threshold threshold;
    threshold.value = value;
    Confusion counts;
    if (kind == ThresholdKind::Images) {
        counts = project.imageIndex()->at(value);
    } else if (const auto &pixels = project.analysis().pixels) {
        threshold.value = pixels->snapped(value);
        counts = pixels->at(threshold.value).pixels;
    }
    threshold.goodCount = counts.good();
    threshold.defectCount = counts.defects();
    threshold.falseAlarms = counts.falsePositives;
    threshold.figure = counts.f1();
    return threshold;
}

} // namespace flawscope::ui
