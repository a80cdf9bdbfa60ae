// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/thresholdrules.h"

#include <QString>

namespace flawscope::ui {

/// "F1-optimal", "Youden", "False-alarm target", "Set by hand".
[[nodiscard]] QString ruleText(ThresholdRule rule);

/// One line for the strip: "F1-optimal on 83 test pictures of run R18-256".
[[nodiscard]] QString shortProvenance(const Threshold &threshold, ThresholdKind kind, const QString &run);

/// Full sentences: rule, run, split, counts and, for label-free rules, what is proven.
[[nodiscard]] QString provenance(const Threshold &threshold, ThresholdKind kind, const QString &run);

/// What a label-free threshold proves: "With 95 % confidence at most 5.6 % …".
[[nodiscard]] QString boundText(const Threshold &threshold, ThresholdKind kind);

} // namespace flawscope::ui
