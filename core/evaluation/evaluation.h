// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/pixelevaluator.h"
#include "core/evaluation/roc.h"

#include <span>
#include <string>
#include <vector>

namespace flawscope {

/// The figures of a set of test images. What is undefined is absent: without defect images there is no AUROC.
struct Metrics {
    std::string defectClass; ///< Empty: all test images. Else the images of this class and all good ones.
    ScoreRanking image;
    PixelMetrics pixel;
};

/// Everything that is known of a model on a test set. Harmless when default-made.
struct Evaluation {
    Metrics overall;
    std::vector<Metrics> classes; ///< Sorted by name.
    double seconds = 0;           ///< Elapsed, with the time that the maps took to come.
};

/// Computes all figures of METHOD.md section 6. @p maps may be empty, MapSource(): then there are image figures only.
///
/// Maps are taken one at a time, see MapSource and evaluatePixels() for what they may be and what is thrown.
/// Blocks; polls @p context for each map.
[[nodiscard]] Evaluation evaluate(std::span<const EvaluatedImage> images, const MapSource &maps,
                                  const EvaluationOptions &options = {}, const RunContext &context = {});
[[nodiscard]] Evaluation evaluate(std::span<const EvaluatedImage> images, const PreciseMapSource &maps,
                                  const EvaluationOptions &options = {}, const RunContext &context = {});

} // namespace flawscope
