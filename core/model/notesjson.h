// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/trainer.h"
#include "core/evaluation/thresholds.h"
#include "core/model/optionsjson.h"

#include <optional>
#include <string>

namespace flawscope {

/// A member of an object. Throws ErrorCode::BadFormat that names @p key where it is missing.
[[nodiscard]] const nlohmann::json &jsonMember(const nlohmann::json &object, const char *key);
/// A member that is an object itself. Throws likewise where it is none.
[[nodiscard]] const nlohmann::json &jsonObject(const nlohmann::json &object, const char *key);

/// A member's value. Throws ErrorCode::BadFormat that names @p key where it is missing or of another type.
template <typename T>
[[nodiscard]] T readMember(const nlohmann::json &object, const char *key)
{
    T value{};
    readJson(jsonMember(object, key), key, value);
    return value;
}

/// Losses that are no number are null.
[[nodiscard]] nlohmann::json lossesToJson(const std::vector<double> &losses);
[[nodiscard]] std::vector<double> readLosses(const nlohmann::json &object, const char *key);

/// Thresholds and summaries as they stand in model files and workspaces. Readers throw ErrorCode::BadFormat, naming the entry.
[[nodiscard]] nlohmann::json thresholdToJson(const std::optional<Threshold> &threshold);
[[nodiscard]] std::optional<Threshold> readThreshold(const nlohmann::json &object, const char *key);
[[nodiscard]] nlohmann::json summaryToJson(const TrainingSummary &summary);
[[nodiscard]] TrainingSummary readTrainingSummary(const nlohmann::json &from);

} // namespace flawscope
