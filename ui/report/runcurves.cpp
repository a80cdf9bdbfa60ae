// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/runcurves.h"

#include "core/base/error.h"
#include "core/evaluation/confusion.h"

namespace flawscope::ui {

std::optional<double> RunCurves::score(ImageId image) const
{
    const auto found = scores.find(image);
    return found == scores.end() ? std::nullopt : std::optional<double>(found->second);
}

Call RunCurves::call(ImageId image) const
{
    const auto value = score(image);
    if (!value || !decision.image)
        return Call::None;
    if (isDefect(*value, decision.image->value))
        return Call::Defect;
    return decision.unsureFrom && *value >= *decision.unsureFrom ? Call::Unsure : Call::Good;
}

RunCurves curvesOf(const RunAnalysis &analysis, const Decision &decision, const std::vector<ImageRecord> &images)
{
    RunCurves curves;
    curves.run = analysis.run;
    curves.decision = decision;
    const auto scored = analysis.scores->images();
    for (std::size_t i = 0; i < scored.size(); ++i)
        curves.scores.emplace(scored[i].image, analysis.imageScores[i]);
    std::vector<LabelledScore> labelled;
    for (const ImageRecord &image : images) {
        const auto score = curves.score(image.id);
        if (score && image.sample.split == Split::Test && image.sample.label != Label::Unknown)
            labelled.push_back({*score, image.sample.label == Label::Defect});
    }
    curves.images = rankScores(labelled);
    if (analysis.pixels)
        curves.pixels = analysis.pixels->metrics();
    return curves;
}

RunCurves computeCurves(Workspace &workspace, RunId run, const std::vector<ImageRecord> &images, const std::vector<RoiShape> &shapes, const RunContext &context)
{
    const std::shared_ptr<const RunScores> scores = workspace.scores(run);
    if (!scores)
        throw Error(ErrorCode::BadInput, "The run \"" + workspace.run(run).name + "\" has no scores yet. Score it again.");
    return curvesOf(analyseRun(scores, run, images, shapes, context), workspace.decision(run), images);
}

} // namespace flawscope::ui
