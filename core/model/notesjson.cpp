// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/notesjson.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace flawscope {

namespace {

using nlohmann::json;

constexpr std::array<const char *, 4> kStopReasons = {"none", "all-epochs", "no-progress", "finished"};

} // namespace

const json &jsonMember(const json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end())
        throw Error(ErrorCode::BadFormat, std::string("The entry \"") + key + "\" is missing.");
    return *found;
}

const json &jsonObject(const json &object, const char *key)
{
    const json &found = jsonMember(object, key);
    if (!found.is_object())
        detail::throwWrongType(key, "an object", found);
    return found;
}

// Losses may be anything after a run that went wrong.
json lossesToJson(const std::vector<double> &losses)
{
    json list = json::array();
    for (const double loss : losses)
        list.push_back(std::isfinite(loss) ? json(loss) : json());
    return list;
}

std::vector<double> readLosses(const json &object, const char *key)
{
    std::vector<double> losses;
    for (const std::optional<double> &loss : readMember<std::vector<std::optional<double>>>(object, key))
        losses.push_back(loss.value_or(std::nan("")));
    return losses;
}

json thresholdToJson(const std::optional<Threshold> &threshold)
{
    if (!threshold)
        return {};
    json object = {{"value", threshold->value},
                   {"rule", thresholdRuleName(threshold->rule)},
                   {"good-count", threshold->goodCount},
                   {"defect-count", threshold->defectCount},
                   {"false-alarms", threshold->falseAlarms},
                   {"figure", nullptr},
                   {"false-alarm-rate", nullptr},
                   {"confidence", threshold->confidence},
                   {"upper-bound", threshold->upperBound},
                   {"proven", threshold->proven},
                   {"good-needed", threshold->goodNeeded}};
    if (threshold->figure)
        object["figure"] = *threshold->figure;
    if (threshold->falseAlarmRate)
        object["false-alarm-rate"] = *threshold->falseAlarmRate;
    return object;
}

std::optional<Threshold> readThreshold(const json &object, const char *key)
{
    if (jsonMember(object, key).is_null())
        return std::nullopt;
    const json &from = jsonObject(object, key);
    const auto word = readMember<std::string>(from, "rule");
    const std::optional<ThresholdRule> rule = thresholdRuleFromName(word);
    if (!rule)
        throw Error(ErrorCode::BadFormat, "The rule of the threshold \"" + std::string(key) + "\" is unknown.");
    Threshold threshold;
    threshold.value = readMember<double>(from, "value");
    threshold.rule = *rule;
    threshold.goodCount = readMember<std::uint64_t>(from, "good-count");
    threshold.defectCount = readMember<std::uint64_t>(from, "defect-count");
    threshold.falseAlarms = readMember<std::uint64_t>(from, "false-alarms");
    threshold.figure = readMember<std::optional<double>>(from, "figure");
    threshold.falseAlarmRate = readMember<std::optional<double>>(from, "false-alarm-rate");
    threshold.confidence = readMember<double>(from, "confidence");
    threshold.upperBound = readMember<double>(from, "upper-bound");
    threshold.proven = readMember<bool>(from, "proven");
    threshold.goodNeeded = readMember<std::uint64_t>(from, "good-needed");
    return threshold;
}

json summaryToJson(const TrainingSummary &summary)
{
    return {{"reason", kStopReasons.at(static_cast<std::size_t>(summary.reason))},
            {"epochs", summary.epochs},
            {"best-epochs", summary.bestEpochs},
            {"training-loss", lossesToJson(summary.trainingLoss)},
            {"held-out-loss", lossesToJson(summary.heldOutLoss)},
            {"training-images", summary.trainingImages},
            {"held-out-images", summary.heldOutImages},
            {"fibers", summary.fibers},
            {"feature-seconds", summary.featureSeconds},
            {"training-seconds", summary.trainingSeconds},
            {"seed", summary.seed},
            {"device", summary.device},
            {"resumed", summary.resumed}};
}

TrainingSummary readTrainingSummary(const json &from)
{
    const auto word = readMember<std::string>(from, "reason");
    const auto reason = std::ranges::find(kStopReasons, word);
    if (reason == kStopReasons.end())
        throw Error(ErrorCode::BadFormat, "The entry \"reason\" of the training summary is unknown.");
    TrainingSummary summary;
    summary.reason = static_cast<StopReason>(std::distance(kStopReasons.begin(), reason));
    summary.epochs = readMember<int>(from, "epochs");
    summary.bestEpochs = readMember<std::vector<int>>(from, "best-epochs");
    summary.trainingLoss = readLosses(from, "training-loss");
    summary.heldOutLoss = readLosses(from, "held-out-loss");
    summary.trainingImages = readMember<std::size_t>(from, "training-images");
    summary.heldOutImages = readMember<std::size_t>(from, "held-out-images");
    summary.fibers = readMember<std::uint64_t>(from, "fibers");
    summary.featureSeconds = readMember<double>(from, "feature-seconds");
    summary.trainingSeconds = readMember<double>(from, "training-seconds");
    summary.seed = readMember<std::uint64_t>(from, "seed");
    summary.device = readMember<std::string>(from, "device");
    summary.resumed = readMember<bool>(from, "resumed");
    return summary;
}

} // namespace flawscope
