// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/preprocessing.h"
#include "core/dataset/scan.h"
#include "core/engine/detection/detector.h"
#include "core/engine/encoders/encoderinfo.h"
#include "core/engine/flow/flowoptions.h"
#include "core/engine/training/trainingoptions.h"
#include "core/evaluation/pixelevaluator.h"
#include "core/evaluation/thresholds.h"
#include "core/exporting/exporter.h"
#include "core/model/trainingsetoptions.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace flawscope {

/// How pictures become the encoder's input, as a person writes it.
struct PreprocessingOptions {
    std::string size = "256"; ///< "N" or "HxW", multiples of 32.
    int whiteLevel = 0;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "size", .help = "Input size of the encoder: N, or HEIGHTxWIDTH; multiples of 32", .unit = "px"}, self.size);
        v(OptionSpec{.name = "white-level", .help = "Value of white in 16-bit pictures, e.g. 4095 for 12-bit cameras; 0 for 65535", .min = 0, .max = 65535, .advanced = true},
          self.whiteLevel);
    }
};

/// Throws ErrorCode::BadOption, with the nearest sizes that would do.
[[nodiscard]] Preprocessing preprocessingFrom(const PreprocessingOptions &options);

/// A schedule of training by one word; the single options of TrainingOptions win over it.
struct PresetOption {
    Preset preset = Preset::Balanced;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "preset", .help = "Schedule that the options of training start from", .choices = {"quick", "balanced", "paper"}}, self.preset);
    }
};

/// The rule for thresholds that need no defect.
enum class LabelFreeRule : std::uint8_t {
    Quantile, ///< ThresholdRule::FalseAlarmQuantile
    Bound,    ///< ThresholdRule::FalseAlarmBound
};

/// Thresholds from good pictures alone.
struct LabelFreeOptions {
    double falseAlarmRate = 0.01;
    double confidence = 0.95;
    LabelFreeRule rule = LabelFreeRule::Quantile;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "false-alarm-rate", .help = "Share of good parts that the label-free threshold may call a defect", .min = 1e-6, .max = 0.999999}, self.falseAlarmRate);
        v(OptionSpec{.name = "confidence", .help = "Confidence of the bound on the false-alarm rate", .min = 1e-6, .max = 0.999999}, self.confidence);
        v(OptionSpec{.name = "threshold-rule", .help = "Label-free threshold: the quantile of held-out good scores, or the lowest one whose rate is proven", .choices = {"quantile", "bound"}, .advanced = true},
          self.rule);
    }
};

[[nodiscard]] Threshold labelFreeThreshold(const std::vector<double> &goodScores, const LabelFreeOptions &options);

/// The share that holdOut() takes of so many good training pictures: options.holdOut, or 0 of too few.
[[nodiscard]] double heldOutShare(const TrainingSetOptions &options, std::size_t goodTrainingImages);

/// The copies of each of so many pictures to train on, with −1 spelled out.
[[nodiscard]] int rotatedCopiesFor(const TrainingSetOptions &options, std::size_t trainingImages);

/// Everything that training depends on. The command line, the form in the window and the project's file show these members.
struct TrainJobOptions {
    EncoderOptions encoder;
    std::filesystem::path weights; ///< Empty: random weights, announced by a warning.
    PreprocessingOptions preprocessing;
    FlowOptions flow;
    TrainingOptions training;
    TrainingSetOptions trainingSet;
    LabelFreeOptions labelFree;
    DetectorOptions detector;
    ScanOptions scan;
    int threads = 0; ///< That read pictures; 0: one for each core. A matter of the machine, hence not visited.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        EncoderOptions::visit(self.encoder, v);
        v(OptionSpec{.name = "weights", .help = "ImageNet weights of the encoder: a .safetensors file, torchvision's or the authors' .pth, or the word library or random; empty takes the library's, else random ones whose figures mean little"},
          self.weights);
        PreprocessingOptions::visit(self.preprocessing, v);
        FlowOptions::visit(self.flow, v);
        TrainingOptions::visit(self.training, v);
        TrainingSetOptions::visit(self.trainingSet, v);
        LabelFreeOptions::visit(self.labelFree, v);
        DetectorOptions::visit(self.detector, v);
        ScanOptions::visit(self.scan, v);
    }
};

/// How pictures are scored.
struct ScoringOptions {
    int batchImages = 32;
    bool setRelative = false;
    std::optional<double> imageThreshold; ///< Set by a person; else the job finds it.
    std::optional<double> pixelThreshold;
    int threads = 0; ///< That read and write pictures; 0: one for each core. Not visited.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "batch-images", .help = "Pictures that are scored together", .min = 1, .max = 4096, .unit = "images", .advanced = true}, self.batchImages);
        v(OptionSpec{.name = "set-relative", .help = "Scores relative to the tested pictures' own maxima, as in the paper; a score then depends on its neighbours"}, self.setRelative);
        v(OptionSpec{.name = "image-threshold", .help = "A score from which on a picture is a defect, instead of the threshold that is found"}, self.imageThreshold);
        v(OptionSpec{.name = "pixel-threshold", .help = "A score from which on a pixel is a defect, instead of the threshold that is found"}, self.pixelThreshold);
    }
};

/// What follows training in `run`, and what `evaluate` and `inspect` do.
struct EvaluateJobOptions {
    ScoringOptions scoring;
    EvaluationOptions evaluation;
    ExportOptions exporting;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        ScoringOptions::visit(self.scoring, v);
        EvaluationOptions::visit(self.evaluation, v);
        ExportOptions::visit(self.exporting, v);
    }
};

} // namespace flawscope
