// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/roc.h"
#include "core/evaluation/thresholds.h"
#include "core/pipeline/projectoptions.h"

#include <optional>
#include <vector>

namespace flawscope::ui {

class Project;

/// Which of the two thresholds is meant.
enum class ThresholdKind { Images, Pixels };

/// Good pictures that the run did not learn from.
enum class GoodSource {
    HeldOut, ///< Good training pictures that were held out.
    Test,    ///< Good test pictures.
    Both
};

/// The labelled test pictures of the current run, as the core's rules want them.
[[nodiscard]] std::vector<LabelledScore> labelledScores(const Project &project);

/// The scores of good pictures that a label-free threshold may be found from.
[[nodiscard]] std::vector<double> goodScores(const Project &project, GoodSource source);

/// F1-optimal or Youden; nothing where a kind of label is missing, or pixels are not analysed yet.
[[nodiscard]] std::optional<Threshold> labelledThreshold(const Project &project, ThresholdKind kind, ThresholdRule rule);

/// From good pictures alone. A picture's score is its highest pixel: the same value as a pixel threshold leaves as many good pictures
/// without a marked pixel. Nothing without good scores.
[[nodiscard]] std::optional<Threshold> falseAlarmThreshold(const Project &project, GoodSource source, const LabelFreeOptions &options);

/// Set by a person, with what it does to the labelled test pictures. A pixel threshold is snapped to the grid on which counts are exact.
[[nodiscard]] Threshold manualThreshold(const Project &project, ThresholdKind kind, double value);

} // namespace flawscope::ui
