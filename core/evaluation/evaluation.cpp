// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation.h"

#include <chrono>
#include <cmath>
#include <map>

namespace flawscope {
namespace {

/// Image scores of all images, and of each class's with all good ones.
struct Scores {
    std::vector<LabelledScore> all;
    std::vector<LabelledScore> good;
    std::map<std::string, std::vector<LabelledScore>> classes;
};

Scores groupScores(std::span<const EvaluatedImage> images)
{
    Scores scores;
    for (const EvaluatedImage &image : images) {
        if (std::isnan(image.score))
            throw Error(ErrorCode::BadInput, "The score of " + image.name + " is not a number; score the image again or leave it out.");
        const LabelledScore score{image.score, image.defect};
        scores.all.push_back(score);
        if (!image.defect)
            scores.good.push_back(score);
        else if (!image.defectClass.empty())
            scores.classes[image.defectClass].push_back(score);
    }
    return scores;
}

template <typename Source>
Evaluation evaluateAll(std::span<const EvaluatedImage> images, const Source &maps, const EvaluationOptions &options,
                       const RunContext &context)
{
    const auto start = std::chrono::steady_clock::now();
    validateOptions(options);
    const auto curvePoints = static_cast<std::size_t>(options.curvePoints);
    Scores scores = groupScores(images);
    PixelEvaluation pixels;
    if (maps)
        pixels = evaluatePixels(images, maps, options, context);

    Evaluation evaluation;
    evaluation.overall.image = rankScores(scores.all, curvePoints);
    evaluation.overall.pixel = std::move(pixels.overall);
    if (options.perClass) {
        for (auto &[name, classScores] : scores.classes) {
            context.throwIfStopped();
            classScores.insert(classScores.end(), scores.good.begin(), scores.good.end());
            evaluation.classes.push_back({name, rankScores(classScores, curvePoints), {}});
        }
        // Both lists are sorted by name and made from the same images.
        for (std::size_t c = 0; c < pixels.classes.size(); ++c)
            evaluation.classes[c].pixel = std::move(pixels.classes[c].metrics);
    }
    evaluation.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return evaluation;
}

} // namespace

Evaluation evaluate(std::span<const EvaluatedImage> images, const MapSource &maps, const EvaluationOptions &options,
                    const RunContext &context)
{
    return evaluateAll(images, maps, options, context);
}

Evaluation evaluate(std::span<const EvaluatedImage> images, const PreciseMapSource &maps, const EvaluationOptions &options,
                    const RunContext &context)
{
    return evaluateAll(images, maps, options, context);
}

} // namespace flawscope
