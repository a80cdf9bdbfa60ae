// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/recordjson_p.h"

#include "core/base/error.h"
#include "core/model/notesjson.h"
#include "core/model/optionsjson.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace flawscope::store {

namespace {

using nlohmann::json;

constexpr std::array<const char *, 2> kKinds = {"include", "ignore"};
constexpr std::array<const char *, 4> kForms = {"rectangle", "ellipse", "polygon", "brush"};

std::string textOf(const json &document)
{
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

json parsed(std::string_view text, const char *what)
{
    json document = json::parse(text, nullptr, false);
    if (document.is_discarded())
        throw Error(ErrorCode::BadFormat, std::string("The project file is damaged: the ") + what + " in it are no JSON. Put a backup of it in its place.");
    return document;
}

/// Paths are bytes, and JSON is UTF-8: '%' and everything beyond ASCII are written as %XX.
std::string escaped(const std::filesystem::path &path)
{
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : path.native()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || byte >= 0x80 || byte < 0x20)
            text += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
        else
            text += c;
    }
    return text;
}

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::filesystem::path unescaped(const std::string &text)
{
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? digitOf(text[i + 1]) : -1;
        const int low = high >= 0 ? digitOf(text[i + 2]) : -1;
        if (low >= 0) {
            bytes += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

/// JSON has no word for infinity.
double finite(double value)
{
    return std::isfinite(value) ? value : 0;
}

template <typename Options>
void readPart(const json &document, const char *key, Options &options)
{
    if (document.contains(key))
        options = fromJson<Options>(document[key], options);
}

template <typename T>
void readIfThere(const json &document, const char *key, T &value)
{
    if (document.contains(key))
        readJson(document[key], key, value);
}

template <std::size_t N>
std::size_t indexOfWord(const std::array<const char *, N> &words, const std::string &word)
{
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
        throw Error(ErrorCode::BadFormat, "The project file is damaged: it has a region of interest of the unknown kind \"" + word.substr(0, 40) + "\".");
    return static_cast<std::size_t>(found - words.begin());
}

} // namespace

std::string optionsText(const TrainJobOptions &options)
{
    return textOf({{"encoder", toJson(options.encoder)},
                   {"weights", escaped(options.weights)},
                   {"preprocessing", toJson(options.preprocessing)},
                   {"flow", toJson(options.flow)},
                   {"training", toJson(options.training)},
                   {"training-set", toJson(options.trainingSet)},
                   {"label-free", toJson(options.labelFree)},
                   {"detector", toJson(options.detector)},
                   {"scan", toJson(options.scan)}});
}

TrainJobOptions parseOptions(std::string_view text)
{
    const json document = parsed(text, "options of a run");
    TrainJobOptions options;
    readPart(document, "encoder", options.encoder);
    std::string weights;
    readIfThere(document, "weights", weights);
    options.weights = unescaped(weights);
    readPart(document, "preprocessing", options.preprocessing);
    readPart(document, "flow", options.flow);
    readPart(document, "training", options.training);
    readPart(document, "training-set", options.trainingSet);
    readPart(document, "label-free", options.labelFree);
    readPart(document, "detector", options.detector);
    readPart(document, "scan", options.scan);
    return options;
}

std::string summaryText(const TrainingSummary &summary)
{
    return textOf(summaryToJson(summary));
}

TrainingSummary parseSummary(std::string_view text)
{
    return readTrainingSummary(parsed(text, "summary of a run"));
}

std::string decisionText(const Decision &decision)
{
    return textOf({{"image", thresholdToJson(decision.image)},
                   {"pixel", thresholdToJson(decision.pixel)},
                   {"unsure-from", decision.unsureFrom ? json(*decision.unsureFrom) : json()},
                   {"mask", toJson(decision.mask)}});
}

Decision parseDecision(std::string_view text)
{
    const json document = parsed(text, "thresholds of a run");
    Decision decision;
    decision.image = readThreshold(document, "image");
    decision.pixel = readThreshold(document, "pixel");
    readIfThere(document, "unsure-from", decision.unsureFrom);
    readPart(document, "mask", decision.mask);
    validateOptions(decision.mask);
    return decision;
}

std::string epochText(const EpochReport &epoch)
{
    return textOf({{"epoch", epoch.epoch},
                   {"epochs", epoch.epochs},
                   {"learning-rate", finite(epoch.learningRate)},
                   {"training-loss", lossesToJson(epoch.trainingLoss)},
                   {"held-out-loss", lossesToJson(epoch.heldOutLoss)},
                   {"fibers-per-second", finite(epoch.fibersPerSecond)},
                   {"images-per-second", finite(epoch.imagesPerSecond)},
                   {"seconds-left", finite(epoch.secondsLeft)},
                   {"training-seconds", finite(epoch.trainingSeconds)}});
}

EpochReport parseEpoch(std::string_view text)
{
    const json document = parsed(text, "figures of an epoch");
    EpochReport epoch;
    epoch.epoch = readMember<int>(document, "epoch");
    epoch.epochs = readMember<int>(document, "epochs");
    epoch.trainingLoss = readLosses(document, "training-loss");
    epoch.heldOutLoss = readLosses(document, "held-out-loss");
    readIfThere(document, "learning-rate", epoch.learningRate);
    readIfThere(document, "fibers-per-second", epoch.fibersPerSecond);
    readIfThere(document, "images-per-second", epoch.imagesPerSecond);
    readIfThere(document, "seconds-left", epoch.secondsLeft);
    readIfThere(document, "training-seconds", epoch.trainingSeconds);
    return epoch;
}

std::string shapesText(const std::vector<RoiShape> &shapes)
{
    json list = json::array();
    for (const RoiShape &shape : shapes) {
        json points = json::array();
        for (const RoiShape::Point &point : shape.points)
            points.push_back({point.x, point.y});
        list.push_back({{"kind", kKinds.at(static_cast<std::size_t>(shape.kind))},
                        {"form", kForms.at(static_cast<std::size_t>(shape.form))},
                        {"points", std::move(points)},
                        {"radius", shape.radius}});
    }
    return textOf(list);
}

std::vector<RoiShape> parseShapes(std::string_view text)
{
    const json document = parsed(text, "regions of interest");
    std::vector<RoiShape> shapes;
    for (const json &item : document) {
        RoiShape &shape = shapes.emplace_back();
        shape.kind = static_cast<RoiShape::Kind>(indexOfWord(kKinds, readMember<std::string>(item, "kind")));
        shape.form = static_cast<RoiShape::Form>(indexOfWord(kForms, readMember<std::string>(item, "form")));
        for (const json &pair : jsonMember(item, "points")) {
            std::vector<double> values;
            readJson(pair, "points", values);
            if (values.size() != 2)
                throw Error(ErrorCode::BadFormat, "The project file is damaged: a point of a region of interest has " + std::to_string(values.size()) + " coordinates.");
            shape.points.push_back({values[0], values[1]});
        }
        shape.radius = readMember<double>(item, "radius");
        if (!isDrawable(shape))
            throw Error(ErrorCode::BadFormat, "The project file is damaged: a region of interest in it lies outside the picture.");
    }
    return shapes;
}

bool isDrawable(const RoiShape &shape)
{
    constexpr double kFar = 16; // Shares of the picture's size; more can only be a mistake.
    const auto isFar = [](double value) { return !(std::abs(value) <= kFar); };
    return !isFar(shape.radius) && shape.radius >= 0
        && std::none_of(shape.points.begin(), shape.points.end(), [&](const RoiShape::Point &point) { return isFar(point.x) || isFar(point.y); });
}

std::string numbersText(std::span<const double> numbers)
{
    return textOf(lossesToJson({numbers.begin(), numbers.end()}));
}

std::vector<double> parseNumbers(std::string_view text)
{
    std::vector<double> numbers;
    readJson(parsed(text, "numbers"), "numbers", numbers);
    return numbers;
}

} // namespace flawscope::store
