// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/modeldocument.h"

#include "core/base/error.h"
#include "core/base/version.h"
#include "core/model/optionsjson.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace flawscope {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxText = std::size_t{1} << 20;
constexpr int kMaxDepth = 16;
constexpr std::array<const char *, 3> kStopReasons = {"none", "all-epochs", "no-progress"};

/// Losses may be anything after a run that went wrong; null stands for those that are no number.
json lossesToJson(const std::vector<double> &losses)
{
    json list = json::array();
    for (const double loss : losses)
        list.push_back(std::isfinite(loss) ? json(loss) : json());
    return list;
}

const json &member(const json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end())
        throw Error(ErrorCode::BadFormat, std::string("The entry \"") + key + "\" is missing.");
    return *found;
}

const json &objectMember(const json &object, const char *key)
{
    const json &found = member(object, key);
    if (!found.is_object())
        detail::throwWrongType(key, "an object", found);
    return found;
}

template <typename T>
T read(const json &object, const char *key)
{
    T value{};
    readJson(member(object, key), key, value);
    return value;
}

std::vector<double> readLosses(const json &object, const char *key)
{
    std::vector<double> losses;
    for (const std::optional<double> &loss : read<std::vector<std::optional<double>>>(object, key))
        losses.push_back(loss.value_or(std::nan("")));
    return losses;
}

std::array<float, 3> readColor(const json &object, const char *key)
{
    const auto values = read<std::vector<float>>(object, key);
    if (values.size() != 3)
        throw Error(ErrorCode::BadFormat, std::string("The entry \"") + key + "\" must have three numbers, but it has "
                                              + std::to_string(values.size()) + ".");
    return {values[0], values[1], values[2]};
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
    if (member(object, key).is_null())
        return std::nullopt;
    const json &from = objectMember(object, key);
    const auto word = read<std::string>(from, "rule");
    const std::optional<ThresholdRule> rule = thresholdRuleFromName(word);
    if (!rule)
        throw Error(ErrorCode::BadFormat, "The rule of the threshold \"" + std::string(key) + "\" is unknown.");
    Threshold threshold;
    threshold.value = read<double>(from, "value");
    threshold.rule = *rule;
    threshold.goodCount = read<std::uint64_t>(from, "good-count");
    threshold.defectCount = read<std::uint64_t>(from, "defect-count");
    threshold.falseAlarms = read<std::uint64_t>(from, "false-alarms");
    threshold.figure = read<std::optional<double>>(from, "figure");
    threshold.falseAlarmRate = read<std::optional<double>>(from, "false-alarm-rate");
    threshold.confidence = read<double>(from, "confidence");
    threshold.upperBound = read<double>(from, "upper-bound");
    threshold.proven = read<bool>(from, "proven");
    threshold.goodNeeded = read<std::uint64_t>(from, "good-needed");
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

TrainingSummary readSummary(const json &from)
{
    const auto word = read<std::string>(from, "reason");
    const auto reason = std::ranges::find(kStopReasons, word);
    if (reason == kStopReasons.end())
        throw Error(ErrorCode::BadFormat, "The entry \"reason\" of the training summary is unknown.");
    TrainingSummary summary;
    summary.reason = static_cast<StopReason>(std::distance(kStopReasons.begin(), reason));
    summary.epochs = read<int>(from, "epochs");
    summary.bestEpochs = read<std::vector<int>>(from, "best-epochs");
    summary.trainingLoss = readLosses(from, "training-loss");
    summary.heldOutLoss = readLosses(from, "held-out-loss");
    summary.trainingImages = read<std::size_t>(from, "training-images");
    summary.heldOutImages = read<std::size_t>(from, "held-out-images");
    summary.fibers = read<std::uint64_t>(from, "fibers");
    summary.featureSeconds = read<double>(from, "feature-seconds");
    summary.trainingSeconds = read<double>(from, "training-seconds");
    summary.seed = read<std::uint64_t>(from, "seed");
    summary.device = read<std::string>(from, "device");
    summary.resumed = read<bool>(from, "resumed");
    return summary;
}

json architectureToJson(const ModelDocument &document)
{
    json scales = json::array();
    for (const TapInfo &tap : chosenTaps(document.encoder))
        scales.push_back({{"tap", tap.name}, {"channels", tap.channels}, {"stride", tap.stride}});
    return {{"encoder", toJson(document.encoder)},
            {"encoder-source", document.encoderSource},
            {"flow", toJson(document.flow)},
            {"scales", std::move(scales)}};
}

/// The scales repeat what follows from the encoder, for readers that do not know it; they must not contradict it.
void checkScales(const json &from, const EncoderOptions &encoder)
{
    const std::vector<TapInfo> taps = chosenTaps(encoder);
    const json &scales = member(from, "scales");
    if (!scales.is_array() || scales.size() != taps.size())
        throw Error(ErrorCode::BadFormat, "The entry \"scales\" must be a list of " + std::to_string(taps.size()) + ", one for each tap.");
    for (std::size_t l = 0; l < taps.size(); ++l) {
        if (read<std::string>(scales[l], "tap") != taps[l].name || read<int>(scales[l], "channels") != taps[l].channels
            || read<int>(scales[l], "stride") != taps[l].stride)
            throw Error(ErrorCode::Mismatch, "Its scale " + std::to_string(l) + " is not the tap " + taps[l].name + " with "
                                                 + std::to_string(taps[l].channels) + " channels that this version has.");
    }
}

void readArchitecture(const json &from, ModelDocument &document)
{
    try {
        document.encoder = resolved(fromJson<EncoderOptions>(objectMember(from, "encoder")));
        document.flow = fromJson<FlowOptions>(objectMember(from, "flow"));
        validateOptions(document.flow);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::BadOption)
            throw Error(ErrorCode::Mismatch, std::string("This version does not know its architecture: ") + error.what());
        throw;
    }
    document.encoderSource = read<std::string>(from, "encoder-source");
    checkScales(from, document.encoder);
}

ModelDocument readDocument(const json &root)
{
    ModelDocument document;
    readArchitecture(objectMember(root, "architecture"), document);
    const json &preprocessing = objectMember(root, "preprocessing");
    document.preprocessing.height = read<int>(preprocessing, "height");
    document.preprocessing.width = read<int>(preprocessing, "width");
    document.preprocessing.mean = readColor(preprocessing, "mean");
    document.preprocessing.std = readColor(preprocessing, "std");
    document.preprocessing.whiteLevel = read<int>(preprocessing, "white-level");
    document.normaliser = read<std::vector<double>>(root, "normaliser");
    if (document.normaliser.size() != document.encoder.taps.size())
        throw Error(ErrorCode::BadFormat, "The entry \"normaliser\" has " + std::to_string(document.normaliser.size()) + " numbers for "
                                              + std::to_string(document.encoder.taps.size()) + " scales.");
    ModelNotes &notes = document.notes;
    const json &thresholds = objectMember(root, "thresholds");
    notes.imageThreshold = readThreshold(thresholds, "image");
    notes.pixelThreshold = readThreshold(thresholds, "pixel");
    notes.scaleHi = read<float>(root, "scale-hi");
    const json &training = objectMember(root, "training");
    notes.trainingOptions = fromJson<TrainingOptions>(objectMember(training, "options"));
    notes.training = readSummary(objectMember(training, "summary"));
    notes.dataset = read<std::string>(root, "dataset");
    notes.softwareVersion = read<std::string>(root, "software-version");
    notes.created = read<std::string>(root, "created");
    return document;
}

json parseText(std::string_view text)
{
    if (text.size() > kMaxText)
        throw Error(ErrorCode::BadFormat, "Its description is longer than " + std::to_string(kMaxText) + " bytes.");
    try {
        json root = json::parse(text, [](int depth, json::parse_event_t, const json &) {
            if (depth > kMaxDepth)
                throw Error(ErrorCode::BadFormat, "Its description is nested too deeply.");
            return true;
        });
        if (root.is_object())
            return root;
    } catch (const json::exception &error) {
        throw Error(ErrorCode::BadFormat, std::string("Its description is not JSON: ") + error.what() + ".");
    }
    throw Error(ErrorCode::BadFormat, "Its description is not a JSON object.");
}

void checkVersion(const json &root)
{
    const int format = read<int>(root, "format");
    if (format < 1)
        throw Error(ErrorCode::BadFormat, "The entry \"format\" is " + std::to_string(format) + "; it must be at least 1.");
    if (format <= kModelFormat)
        return;
    const auto writer = root.find("software-version");
    const std::string version = writer != root.end() && writer->is_string() ? writer->get<std::string>() : "of an unknown version";
    throw Error(ErrorCode::UnsupportedVersion, "It was written by Flawscope " + version.substr(0, 40) + " in format " + std::to_string(format)
                                                   + "; this is Flawscope " + kVersion + ", which reads formats up to "
                                                   + std::to_string(kModelFormat) + ". Update Flawscope to open it.");
}

/// JSON has no word for them, and nlohmann would write null.
void requireFinite(const json &value, const std::string &where)
{
    if (value.is_number_float() && !std::isfinite(value.get<double>()))
        throw Error(ErrorCode::Unwritable, "The model cannot be saved: its entry \"" + where + "\" is not a finite number.");
    if (!value.is_structured())
        return;
    for (const auto &[key, item] : value.items())
        requireFinite(item, where.empty() ? key : where + '.' + key);
}

} // namespace

std::string toText(const ModelDocument &document)
{
    const ModelNotes &notes = document.notes;
    const Preprocessing &preprocessing = document.preprocessing;
    const json root = {
        {"format", kModelFormat},
        {"software-version", notes.softwareVersion},
        {"created", notes.created},
        {"architecture", architectureToJson(document)},
        {"preprocessing",
         {{"height", preprocessing.height},
          {"width", preprocessing.width},
          {"mean", preprocessing.mean},
          {"std", preprocessing.std},
          {"white-level", preprocessing.whiteLevel}}},
        {"normaliser", document.normaliser},
        {"thresholds", {{"image", thresholdToJson(notes.imageThreshold)}, {"pixel", thresholdToJson(notes.pixelThreshold)}}},
        {"scale-hi", notes.scaleHi},
        {"training", {{"options", toJson(notes.trainingOptions)}, {"summary", summaryToJson(notes.training)}}},
        {"dataset", notes.dataset},
    };
    requireFinite(root, "");
    // Folder names need not be UTF-8.
    return root.dump(-1, ' ', false, json::error_handler_t::replace);
}

ModelDocument parseModelDocument(std::string_view text, const std::string &file)
{
    try {
        const json root = parseText(text);
        checkVersion(root);
        return readDocument(root);
    } catch (const Error &error) {
        const char *verdict = error.code() == ErrorCode::BadFormat ? " is damaged" : " cannot be opened";
        throw Error(error.code(), "The model file " + file + verdict + ". " + error.what());
    }
}

} // namespace flawscope
