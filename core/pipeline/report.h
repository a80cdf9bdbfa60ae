// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/evaluation/confusion.h"
#include "core/evaluation/evaluation.h"
#include "core/evaluation/thresholds.h"
#include "core/model/modelfile.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flawscope {

/// Everything that a job found out, for metrics.json and inspection.json. Absent figures are null there.
struct Report {
    std::string job;     ///< "run", "evaluate", "inspect", "evaluate-maps"
    std::string dataset; ///< Path as given.
    std::string model;   ///< Path; empty without a model.
    std::string device;
    bool setRelative = false;
    std::optional<ModelNotes> notes; ///< Of the model.
    std::optional<EncoderOptions> encoder;
    std::string encoderWeights;
    std::optional<Preprocessing> preprocessing;

    std::optional<Evaluation> evaluation; ///< Absent for inspection.
    std::optional<Threshold> imageThreshold; ///< That verdicts use.
    std::optional<Threshold> pixelThreshold; ///< That masks use.
    std::optional<Confusion> confusion; ///< Of the labelled test pictures at imageThreshold.
    std::optional<Confusion> labelFreeConfusion; ///< At the model's own threshold.

    std::uint64_t trainImages = 0;
    std::uint64_t heldOutImages = 0;
    std::uint64_t testImages = 0; ///< Scored.
    std::uint64_t testGood = 0;
    std::uint64_t testDefect = 0;
    std::uint64_t testUnknown = 0;
    std::uint64_t calledDefect = 0; ///< Tested pictures whose verdict is defect.
    std::uint64_t unreadable = 0;
    std::optional<double> imagesPerSecond; ///< From file to score.
    std::vector<Finding> findings;
};

/// The report as a JSON document, indented, with a line feed at the end; UTF-8.
[[nodiscard]] std::string reportJson(const Report &report);

} // namespace flawscope
