// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/printing.h"

#include "core/base/files.h"

#include <cstdarg>
#include <cstdio>
#include <map>

namespace flawscope::cli {

namespace {

constexpr int kShownOfEachKind = 5;

__attribute__((format(printf, 1, 2))) std::string text(const char *format, ...)
{
    char buffer[256];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    return buffer;
}

std::string percent(const std::optional<double> &value) { return value ? text("%6.2f %%", *value * 100) : "     –  "; }
std::string percent(const std::optional<BestThreshold> &best) { return best ? text("%6.2f %%", best->value * 100) : "     –  "; }

void printMetrics(const Evaluation &evaluation)
{
    std::printf("\n%-22s %6s %12s %12s %12s %12s %12s\n", "test pictures", "count", "image AUROC", "pixel AUROC", "AUPRO", "image F1", "pixel F1");
    const auto row = [](const std::string &name, const Metrics &metrics) {
        std::printf("%-22s %6llu     %s     %s     %s     %s     %s\n", name.c_str(),
                    static_cast<unsigned long long>(metrics.image.good + metrics.image.defects), percent(metrics.image.auroc).c_str(),
                    percent(metrics.pixel.auroc).c_str(), percent(metrics.pixel.aupro).c_str(), percent(metrics.image.f1).c_str(),
                    percent(metrics.pixel.f1).c_str());
    };
    row("all", evaluation.overall);
    for (const Metrics &metrics : evaluation.classes)
        row("good + " + metrics.defectClass, metrics);
}

void printVerdicts(const Report &report)
{
    if (report.imageThreshold)
        std::printf("\nimage threshold   %s\n", describe(*report.imageThreshold).c_str());
    if (report.pixelThreshold)
        std::printf("pixel threshold   %s\n", describe(*report.pixelThreshold).c_str());
    if (report.confusion) {
        const Confusion &c = *report.confusion;
        std::printf("verdicts          %llu of %llu defects found, %llu of %llu good pictures called a defect\n",
                    static_cast<unsigned long long>(c.truePositives), static_cast<unsigned long long>(c.defects()),
                    static_cast<unsigned long long>(c.falsePositives), static_cast<unsigned long long>(c.good()));
    } else if (report.testImages > 0) {
        std::printf("verdicts          %llu of %llu pictures called a defect\n", static_cast<unsigned long long>(report.calledDefect),
                    static_cast<unsigned long long>(report.testImages));
    }
}

void printTimes(const Report &report)
{
    if (report.notes && report.notes->training.epochs > 0) {
        const TrainingSummary &training = report.notes->training;
        std::printf("training          %d passes over %zu pictures (%zu held out), %.1f s, seed %llu\n", training.epochs, training.trainingImages,
                    training.heldOutImages, training.featureSeconds + training.trainingSeconds, static_cast<unsigned long long>(training.seed));
    }
    if (report.imagesPerSecond)
        std::printf("scoring           %.1f images/s on %s\n", *report.imagesPerSecond, report.device.c_str());
}

} // namespace

std::string describe(const Threshold &threshold)
{
    std::string line = text("%.6g  (%s", threshold.value, thresholdRuleName(threshold.rule));
    if (threshold.figure)
        line += text(" %.4f", *threshold.figure);
    if (threshold.falseAlarmRate) {
        line += text(" from %llu good pictures, at most %.3g %% false alarms at %.3g %% confidence", static_cast<unsigned long long>(threshold.goodCount),
                     threshold.upperBound * 100, threshold.confidence * 100);
    }
    return line + ')';
}

void printJson(const nlohmann::ordered_json &json)
{
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void printFindings(const std::vector<Finding> &findings, Session &session)
{
    std::map<std::string, int> seen;
    for (const Finding &finding : findings) {
        if (finding.severity == Severity::Info || ++seen[finding.kind] > kShownOfEachKind)
            continue;
        session.printer->warning(finding.message);
    }
    for (const auto &[kind, count] : seen) {
        if (count > kShownOfEachKind)
            session.printer->warning(text("%d more findings of the kind \"%s\"; the JSON report lists all.", count - kShownOfEachKind, kind.c_str()));
    }
}

void printReport(const Report &report, const std::filesystem::path &folder, Session &session)
{
    session.printer->finish();
    printFindings(report.findings, session);
    if (session.json) {
        std::fputs(reportJson(report).c_str(), stdout);
        return;
    }
    if (report.evaluation && report.testGood + report.testDefect > 0)
        printMetrics(*report.evaluation);
    printVerdicts(report);
    printTimes(report);
    if (folder.empty())
        return;
    const auto place = [&](const char *title, const char *name) {
        std::error_code error;
        if (std::filesystem::exists(folder / name, error))
            std::printf("%-17s %s\n", title, displayPath(folder / name).c_str());
    };
    std::printf("\n");
    for (const auto &[title, name] : {std::pair{"model", "model.safetensors"}, {"figures", "metrics.json"}, {"report", "inspection.json"},
                                      {"scores", "scores.csv"}, {"regions", "regions.json"}, {"masks", "masks"}, {"maps", "maps"}, {"overlays", "overlays"}})
        place(title, name);
}

} // namespace flawscope::cli
