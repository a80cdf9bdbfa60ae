// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/evaluatejob.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/loader.h"
#include "core/imaging/resize.h"
#include "core/pipeline/chosenthreshold.h"
#include "core/pipeline/resultexport.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

namespace flawscope {

namespace {

std::vector<std::size_t> testIndices(const Dataset &dataset)
{
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        if (dataset.samples[i].split == Split::Test)
            indices.push_back(i);
    }
    return indices;
}

/// The labelled part of a scored test set, as evaluation wants it.
class LabelledSet final {
public:
    LabelledSet(const Dataset &dataset, const ScoredSet &scored, const Preprocessing &preprocessing)
        : m_dataset(dataset), m_scored(scored), m_preprocessing(preprocessing)
    {
        for (const ScoredImage &image : scored.images) {
            const Sample &sample = dataset.samples[image.index];
            if (sample.label == Label::Unknown)
                continue;
            m_images.push_back({sample.name, sample.label == Label::Defect, sample.defectClass, image.score});
            m_sources.push_back(&image);
        }
    }

    [[nodiscard]] const std::vector<EvaluatedImage> &images() const { return m_images; }
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }
    [[nodiscard]] std::vector<LabelledScore> scores() const
    {
        std::vector<LabelledScore> scores;
        for (const EvaluatedImage &image : m_images)
            scores.push_back({image.score, image.defect});
        return scores;
    }
    [[nodiscard]] std::vector<double> goodScores() const
    {
        std::vector<double> scores;
        for (const EvaluatedImage &image : m_images) {
            if (!image.defect)
                scores.push_back(image.score);
        }
        return scores;
    }

    void visit(std::size_t i, const MapVisitor &visitor)
    {
        const ScoreMap map = anomalyMap(m_sources[i]->likelihoods, m_scored.maxima, m_preprocessing.height, m_preprocessing.width);
        visitor(map, m_images[i].defect ? truth(m_dataset.samples[m_sources[i]->index]) : Mask());
    }

private:
    /// Empty where it is not known.
    Mask truth(const Sample &sample)
    {
        if (m_broken.contains(sample.name))
            return {};
        try {
            const Mask mask = loadMask(sample);
            return mask.empty() ? mask : resizeNearest(mask, m_preprocessing.height, m_preprocessing.width);
        } catch (const Error &error) {
            m_broken.insert(sample.name);
            m_findings.push_back({Severity::Problem, "unreadable", std::string(error.what()) + " Its ground truth counts as not known.", {sample.mask}});
            return {};
        }
    }

    const Dataset &m_dataset;
    const ScoredSet &m_scored;
    const Preprocessing &m_preprocessing;
    std::vector<EvaluatedImage> m_images;
    std::vector<const ScoredImage *> m_sources;
    std::set<std::string> m_broken;
    std::vector<Finding> m_findings;
};

void countPictures(const Dataset &dataset, const ScoredSet &scored, Report &report)
{
    for (const Sample &sample : dataset.samples)
        report.trainImages += sample.split == Split::Train;
    for (const ScoredImage &image : scored.images) {
        const Label label = dataset.samples[image.index].label;
        report.testGood += label == Label::Good;
        report.testDefect += label == Label::Defect;
        report.testUnknown += label == Label::Unknown;
    }
    report.testImages = scored.images.size();
    if (scored.seconds > 0)
        report.imagesPerSecond = static_cast<double>(scored.images.size()) / scored.seconds;
}

Report startReport(const EvaluateJobInput &input, const EvaluateJobOptions &options, const ScoredSet &scored, const std::string &device)
{
    Report report = modelReport(input.file, input.modelPath, device);
    report.job = input.training ? "run" : "evaluate";
    report.dataset = displayPath(input.dataset.root);
    report.setRelative = options.scoring.setRelative;
    report.findings = input.training ? input.training->findings : input.dataset.findings;
    countPictures(input.dataset, scored, report);
    if (!input.training && report.testGood == 0 && report.testDefect > 0 && report.trainImages > 0)
        report.findings.push_back({Severity::Warning, "no-good-test",
                                   "There are no good pictures to test with: the " + std::to_string(report.trainImages)
                                       + " good ones count as training pictures. Put those that the model has not seen into test/good.",
                                   {}});
    if (input.training) {
        report.trainImages = input.file.notes.training.trainingImages;
        report.heldOutImages = input.file.notes.training.heldOutImages;
    }
    return report;
}

/// The figures, the thresholds and what they do to the labelled pictures.
void evaluateInto(Report &report, LabelledSet &labelled, const ModelNotes &notes, const EvaluateJobOptions &options, const RunContext &context)
{
    const std::vector<LabelledScore> scores = labelled.scores();
    report.evaluation = evaluate(labelled.images(), MapSource([&](std::size_t i, const MapVisitor &visitor) { labelled.visit(i, visitor); }),
                                 options.evaluation, context);
    report.imageThreshold = chosenImageThreshold(options.scoring, scores, notes, labelled.goodScores());
    report.pixelThreshold = chosenPixelThreshold(options.scoring, report.evaluation->overall, notes, *report.imageThreshold);
    if (!scores.empty()) {
        report.confusion = confusionAt(scores, report.imageThreshold->value);
        if (notes.imageThreshold && !options.scoring.setRelative)
            report.labelFreeConfusion = confusionAt(scores, notes.imageThreshold->value);
    }
}

} // namespace

EvaluateJobResult evaluateJob(const EvaluateJobInput &input, const OutputFolder &folder, const EvaluateJobOptions &options,
                              const DetectorOptions &detectorOptions, const RunContext &context)
{
    validateOptions(options);
    const std::vector<std::size_t> indices = testIndices(input.dataset);
    if (indices.empty() && !input.training)
        throw Error(ErrorCode::BadInput, displayPath(input.dataset.root) + " has no test pictures to evaluate; flawscope-cli inspect takes any pictures.");
    folder.open();
    const Preprocessing &preprocessing = input.file.model.preprocessing();
    const Detector detector(input.file.model, detectorOptions);
    const ScoredSet scored = scoreSamples(detector, input.dataset, indices, options.scoring, "scoring", context);
    EvaluateJobResult result{startReport(input, options, scored, detector.device()), {}};
    Report &report = result.report;

    LabelledSet labelled(input.dataset, scored, preprocessing);
    evaluateInto(report, labelled, input.file.notes, options, context);

    const ScoredSet *heldOut = input.training && !options.scoring.setRelative ? &input.training->heldOut : nullptr;
    const ExportRequest request{options.exporting, report.imageThreshold->value, report.pixelThreshold->value,
                                colourScaleHi(scored, input.file), options.scoring.threads};
    ExportSummary exported = exportResults(folder, input.dataset, preprocessing, scored, heldOut, request, context);
    for (const std::vector<Finding> *findings : {&scored.findings, &labelled.findings(), &std::as_const(exported).findings})
        report.findings.insert(report.findings.end(), findings->begin(), findings->end());
    finishReport(report, exported.rows);
    result.rows = std::move(exported.rows);
    writeFileAtomically(folder.path() / "metrics.json", reportJson(report));
    return result;
}

EvaluateJobResult runJob(const std::filesystem::path &dataset, const std::filesystem::path &out, bool overwrite,
                         const TrainJobOptions &training, const EvaluateJobOptions &evaluation, const RunContext &context)
{
    validateOptions(evaluation);
    const OutputFolder folder(out, overwrite);
    const std::filesystem::path model = out / "model.safetensors";
    refuseExistingModel(model, overwrite);
    TrainJobOptions options = training;
    options.scan.skip.push_back(out);
    const TrainingPlan plan = planTraining(dataset, options, context);
    folder.open();
    const TrainJobResult trained = trainJob(plan, {model, true, true}, context);
    EvaluateJobResult result = evaluateJob({trained.file, model, plan.dataset, &trained}, folder, evaluation, plan.options.detector, context);
    std::error_code error;
    std::filesystem::remove(checkpointPath(model), error);
    return result;
}

} // namespace flawscope
