// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/report.h"

#include "core/base/files.h"
#include "core/base/version.h"
#include "core/engine/device.h"
#include "core/pipeline/timestamp.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace flawscope {

namespace {

using Json = nlohmann::ordered_json;

Json number(std::optional<double> value)
{
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json thresholdJson(const std::optional<Threshold> &threshold)
{
    if (!threshold)
        return nullptr;
    Json json = {{"value", threshold->value}, {"rule", thresholdRuleName(threshold->rule)}, {"good_count", threshold->goodCount}, {"defect_count", threshold->defectCount}};
    if (threshold->figure)
        json["figure"] = *threshold->figure;
    if (threshold->falseAlarmRate) {
        json["false_alarms"] = threshold->falseAlarms;
        json["false_alarm_rate"] = *threshold->falseAlarmRate;
        json["confidence"] = threshold->confidence;
        json["upper_bound"] = threshold->upperBound;
        json["proven"] = threshold->proven;
        json["good_needed"] = threshold->goodNeeded;
    }
    return json;
}

Json confusionJson(const std::optional<Confusion> &confusion)
{
    if (!confusion)
        return nullptr;
    return {{"true_positives", confusion->truePositives}, {"false_positives", confusion->falsePositives}, {"true_negatives", confusion->trueNegatives},
            {"false_negatives", confusion->falseNegatives}, {"precision", number(confusion->precision())}, {"recall", number(confusion->recall())},
            {"overkill_rate", number(confusion->overkillRate())}, {"escape_rate", number(confusion->escapeRate())}};
}

void addMetrics(Json &json, const Metrics &metrics)
{
    const auto value = [](const std::optional<BestThreshold> &best) { return best ? Json(best->value) : Json(nullptr); };
    const auto threshold = [](const std::optional<BestThreshold> &best) { return best ? number(best->threshold) : Json(nullptr); };
    json["image_auroc"] = number(metrics.image.auroc);
    json["pixel_auroc"] = number(metrics.pixel.auroc);
    json["aupro"] = number(metrics.pixel.aupro);
    json["image_average_precision"] = number(metrics.image.averagePrecision);
    json["pixel_average_precision"] = number(metrics.pixel.averagePrecision);
    json["image_f1"] = value(metrics.image.f1);
    json["image_threshold"] = threshold(metrics.image.f1);
    json["pixel_f1"] = value(metrics.pixel.f1);
    json["pixel_threshold"] = threshold(metrics.pixel.f1);
    json["images"] = {{"good", metrics.image.good}, {"defect", metrics.image.defects}, {"without_mask", metrics.pixel.imagesWithoutMask}};
    json["pixels"] = {{"normal", metrics.pixel.normalPixels}, {"anomalous", metrics.pixel.anomalousPixels}, {"regions", metrics.pixel.regions}};
}

void addEvaluation(Json &json, const Report &report)
{
    if (!report.evaluation)
        return;
    addMetrics(json, report.evaluation->overall);
    Json classes = Json::object();
    for (const Metrics &metrics : report.evaluation->classes)
        addMetrics(classes[metrics.defectClass], metrics);
    json["classes"] = std::move(classes);
    json["evaluation_seconds"] = report.evaluation->seconds;
}

void addTraining(Json &json, const Report &report)
{
    if (!report.notes)
        return;
    const ModelNotes &notes = *report.notes;
    const TrainingSummary &training = notes.training;
    const bool trainedHere = training.epochs > 0;
    json["train_seconds"] = trainedHere ? Json(training.featureSeconds + training.trainingSeconds) : Json(nullptr);
    json["seed"] = trainedHere ? Json(training.seed) : Json(nullptr);
    json["training"] = {{"epochs", training.epochs}, {"best_epochs", training.bestEpochs}, {"training_loss", training.trainingLoss},
                        {"held_out_loss", training.heldOutLoss}, {"fibers", training.fibers}, {"feature_seconds", training.featureSeconds},
                        {"decoder_seconds", training.trainingSeconds}, {"device", training.device}, {"resumed", training.resumed}, {"dataset", notes.dataset}};
    json["label_free_thresholds"] = {{"image", thresholdJson(notes.imageThreshold)}, {"pixel", thresholdJson(notes.pixelThreshold)}};
    json["label_free_confusion"] = confusionJson(report.labelFreeConfusion);
}

Json findingsJson(const std::vector<Finding> &findings)
{
    static constexpr const char *kSeverities[] = {"info", "warning", "problem"};
    Json list = Json::array();
    for (const Finding &finding : findings) {
        Json files = Json::array();
        for (const std::filesystem::path &file : finding.files)
            files.push_back(displayPath(file));
        list.push_back({{"severity", kSeverities[static_cast<std::size_t>(finding.severity)]}, {"kind", finding.kind}, {"message", finding.message}, {"files", std::move(files)}});
    }
    return list;
}

Json countsJson(const Report &report)
{
    return {{"train", report.trainImages}, {"held_out", report.heldOutImages}, {"test", report.testImages}, {"test_good", report.testGood},
            {"test_defect", report.testDefect}, {"test_unknown", report.testUnknown}, {"called_defect", report.calledDefect}, {"unreadable", report.unreadable}};
}

void addModel(Json &json, const Report &report)
{
    json["model"] = report.model.empty() ? Json(nullptr) : Json(report.model);
    if (report.encoder)
        json["encoder"] = {{"name", report.encoder->name}, {"taps", report.encoder->taps}, {"weights", report.encoderWeights}};
    if (report.preprocessing)
        json["input_size"] = {report.preprocessing->height, report.preprocessing->width};
}

} // namespace

std::string reportJson(const Report &report)
{
    Json json;
    json["job"] = report.job;
    addEvaluation(json, report);
    json["counts"] = countsJson(report);
    addTraining(json, report);
    json["images_per_second"] = number(report.imagesPerSecond);
    json["thresholds"] = {{"image", thresholdJson(report.imageThreshold)}, {"pixel", thresholdJson(report.pixelThreshold)}};
    json["confusion"] = confusionJson(report.confusion);
    json["set_relative"] = report.setRelative;
    json["dataset"] = report.dataset;
    addModel(json, report);
    json["device"] = report.device;
    json["versions"] = {{"flawscope", kVersion}, {"engine", engineVersion()}};
    json["created"] = utcTimestamp();
    json["findings"] = findingsJson(report.findings);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace flawscope
