// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/modeldocument.h"

#include "core/base/error.h"
#include "core/base/version.h"
#include "core/model/notesjson.h"
#include "core/model/optionsjson.h"

#include <array>
#include <cmath>

namespace flawscope {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxText = std::size_t{1} << 20;
constexpr int kMaxDepth = 16;

std::array<float, 3> readColor(const json &object, const char *key)
{
    const auto values = readMember<std::vector<float>>(object, key);
    if (values.size() != 3)
        throw Error(ErrorCode::BadFormat, std::string("The entry \"") + key + "\" must have three numbers, but it has "
                                              + std::to_string(values.size()) + ".");
    return {values[0], values[1], values[2]};
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
    const json &scales = jsonMember(from, "scales");
    if (!scales.is_array() || scales.size() != taps.size())
        throw Error(ErrorCode::BadFormat, "The entry \"scales\" must be a list of " + std::to_string(taps.size()) + ", one for each tap.");
    for (std::size_t l = 0; l < taps.size(); ++l) {
        if (readMember<std::string>(scales[l], "tap") != taps[l].name || readMember<int>(scales[l], "channels") != taps[l].channels
            || readMember<int>(scales[l], "stride") != taps[l].stride)
            throw Error(ErrorCode::Mismatch, "Its scale " + std::to_string(l) + " is not the tap " + taps[l].name + " with "
                                                 + std::to_string(taps[l].channels) + " channels that this version has.");
    }
}

void readArchitecture(const json &from, ModelDocument &document)
{
    try {
        document.encoder = resolved(fromJson<EncoderOptions>(jsonObject(from, "encoder")));
        document.flow = fromJson<FlowOptions>(jsonObject(from, "flow"));
        validateOptions(document.flow);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::BadOption)
            throw Error(ErrorCode::Mismatch, std::string("This version does not know its architecture: ") + error.what());
        throw;
    }
    document.encoderSource = readMember<std::string>(from, "encoder-source");
    checkScales(from, document.encoder);
}

ModelDocument readDocument(const json &root)
{
    ModelDocument document;
    readArchitecture(jsonObject(root, "architecture"), document);
    const json &preprocessing = jsonObject(root, "preprocessing");
    document.preprocessing.height = readMember<int>(preprocessing, "height");
    document.preprocessing.width = readMember<int>(preprocessing, "width");
    document.preprocessing.mean = readColor(preprocessing, "mean");
    document.preprocessing.std = readColor(preprocessing, "std");
    document.preprocessing.whiteLevel = readMember<int>(preprocessing, "white-level");
    document.normaliser = readMember<std::vector<double>>(root, "normaliser");
    if (document.normaliser.size() != document.encoder.taps.size())
        throw Error(ErrorCode::BadFormat, "The entry \"normaliser\" has " + std::to_string(document.normaliser.size()) + " numbers for "
                                              + std::to_string(document.encoder.taps.size()) + " scales.");
    ModelNotes &notes = document.notes;
    const json &thresholds = jsonObject(root, "thresholds");
    notes.imageThreshold = readThreshold(thresholds, "image");
    notes.pixelThreshold = readThreshold(thresholds, "pixel");
    notes.scaleHi = readMember<float>(root, "scale-hi");
    const json &training = jsonObject(root, "training");
    notes.trainingOptions = fromJson<TrainingOptions>(jsonObject(training, "options"));
    if (training.contains("set")) // Missing in the first models of 0.1.
        notes.trainingSet = fromJson<TrainingSetOptions>(jsonObject(training, "set"));
    notes.training = readTrainingSummary(jsonObject(training, "summary"));
    notes.dataset = readMember<std::string>(root, "dataset");
    notes.softwareVersion = readMember<std::string>(root, "software-version");
    notes.created = readMember<std::string>(root, "created");
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
    const int format = readMember<int>(root, "format");
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
        {"training", {{"options", toJson(notes.trainingOptions)}, {"set", toJson(notes.trainingSet)}, {"summary", summaryToJson(notes.training)}}},
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
