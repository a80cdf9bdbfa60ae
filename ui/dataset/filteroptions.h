// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dataset/filterchip.h"
#include "ui/models/project.h"

namespace flawscope::ui {

/// What the chips of the filter bar offer, with the number of pictures in the whole project.
[[nodiscard]] QList<FilterChip::Option> splitOptions(const Project &project);
[[nodiscard]] QList<FilterChip::Option> labelOptions(const Project &project);
[[nodiscard]] QList<FilterChip::Option> classOptions(const Project &project);
[[nodiscard]] QList<FilterChip::Option> callOptions(const Project &project);
[[nodiscard]] QList<FilterChip::Option> verdictOptions(const Project &project);
[[nodiscard]] QList<FilterChip::Option> moreOptions(const Project &project);

inline constexpr int kErrorsOption = 0;  ///< Values of moreOptions().
inline constexpr int kMissingOption = 1;

[[nodiscard]] QString callOptionText(Call call);                ///< "not scored" for None.
[[nodiscard]] QString verdictOptionText(OperatorVerdict verdict); ///< "none yet" for None.
[[nodiscard]] QString rangeText(const std::optional<double> &from, const std::optional<double> &to); ///< "0.3 – 0.8", "≥ 0.3", "< 0.8"

} // namespace flawscope::ui
