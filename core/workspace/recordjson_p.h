// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flawscope::store {

// Parts of records as JSON, for columns of the workspace's file. Readers throw ErrorCode::BadFormat, naming the entry; what a newer
// version added is ignored, what is missing keeps its default.

[[nodiscard]] std::string optionsText(const TrainJobOptions &options); ///< All but threads and scan.skip.
[[nodiscard]] TrainJobOptions parseOptions(std::string_view text);

[[nodiscard]] std::string summaryText(const TrainingSummary &summary);
[[nodiscard]] TrainingSummary parseSummary(std::string_view text);

[[nodiscard]] std::string decisionText(const Decision &decision);
[[nodiscard]] Decision parseDecision(std::string_view text);

[[nodiscard]] std::string epochText(const EpochReport &epoch); ///< Without its map.
[[nodiscard]] EpochReport parseEpoch(std::string_view text);

[[nodiscard]] std::string shapesText(const std::vector<RoiShape> &shapes);
[[nodiscard]] std::vector<RoiShape> parseShapes(std::string_view text);
/// Whether points and radius are numbers that a person can have drawn; painting others might leave the mask.
[[nodiscard]] bool isDrawable(const RoiShape &shape);

[[nodiscard]] std::string numbersText(std::span<const double> numbers);
[[nodiscard]] std::vector<double> parseNumbers(std::string_view text);

} // namespace flawscope::store
