// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <span>

namespace flawscope::ui {

/// The figures that the window, the help page and the report show. One and the same explanation holds for pictures and for pixels.
enum class Metric {
    Threshold,
    Precision,
    Recall,
    F1,
    Accuracy,
    Overkill,
    Escape,
    Unsure,
    Iou,
    RegionOverlap,
    Auroc,
    AveragePrecision,
    Aupro,
    FalseAlarmBound
};

/// What a figure means, in the words of a quality engineer. English, translated in context "Metrics".
struct MetricHelp {
    Metric metric;
    const char *name;    ///< "Overkill rate"
    const char *formula; ///< "overkill / all good"; may be empty.
    const char *meaning; ///< One to three sentences.
};

/// All of them, in the order in which a help page lists them: that of the enum.
[[nodiscard]] std::span<const MetricHelp> metricHelp();

[[nodiscard]] QString metricName(Metric metric);
[[nodiscard]] QString metricFormula(Metric metric);
[[nodiscard]] QString metricMeaning(Metric metric);
/// Name, meaning and formula as rich text for a tool tip.
[[nodiscard]] QString metricToolTip(Metric metric);

} // namespace flawscope::ui
