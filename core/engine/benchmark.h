// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/engine/detection/detector.h"

#include <string>
#include <vector>

namespace flawscope {

/// One line of a benchmark.
struct BenchmarkRow {
    std::string part;      ///< "encoder", "flows", "post-processing", "whole", "training".
    int batch = 0;
    double perSecond = 0;
    std::string unit;      ///< "images", "fibers".
    double gigaflops = 0;  ///< Arithmetic done each second, a multiply-add counted as two; 0 where it does not apply.
    double share = 0;      ///< gigaflops as a share of the matrix-multiply rate.
};

struct BenchmarkReport {
    std::string device;
    std::string precision;
    double matrixGigaflops = 0; ///< LibTorch's float32 product of two 2048² matrices (bfloat16 in that precision).
    std::vector<BenchmarkRow> rows;
};

/// Times a model with random weights: each part and the whole, at batch 1 and 32, best of several runs.
[[nodiscard]] BenchmarkReport runBenchmark(const EncoderOptions &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                                           const DetectorOptions &options, const RunContext &context);

} // namespace flawscope
