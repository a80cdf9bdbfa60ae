// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/workerteam.h"
#include "core/engine/flow/couplingkernels_p.h"
#include "core/engine/flow/flow_p.h"
#include "core/engine/training/trainingoptions.h"

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace flawscope {

/// Fibers with their places in the map: what a step of the optimiser sees.
struct FiberBatch {
    torch::Tensor fibers;               ///< float32 [N,C], contiguous, CPU
    std::vector<std::int32_t> columns;  ///< [N], in [0, W)
    std::vector<std::int32_t> rows;     ///< [N], in [0, H)
};

/// Loss and gradient of a flow on the CPU, written out by hand.
///
/// Three things make it fast. The condition is a sum of a column's and a row's share, so its half of the first layer is a
/// table look-up, and its gradient two scattered sums. Each worker takes its slice of the batch through all blocks alone, so
/// that there is one barrier a step. Matrix products go through oneDNN as 1×1 convolutions over channels-last rows, which
/// on AVX-512 machines is twice as fast as the BLAS. Flow with autograd is the reference.
///
/// Results depend on the number of threads, not on timing. One call at a time.
class FlowGradient final {
public:
    /// @param mapHeight, mapWidth  bounds of the positions.
    FlowGradient(const Flow &flow, int mapHeight, int mapWidth);
    ~FlowGradient();

    /// Mean loss over the batch; writes its gradient with respect to Flow::parameters() into gradient().
    double compute(const FiberBatch &batch, Loss loss);
    /// The same without a gradient, e.g. for held-out fibers.
    [[nodiscard]] double evaluate(const FiberBatch &batch, Loss loss);

    [[nodiscard]] const torch::Tensor &gradient() const;
    /// The threads that it computes on.
    [[nodiscard]] WorkerTeam &team() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Adam over the flat parameter vector of one decoder.
class FlatAdam final {
public:
    explicit FlatAdam(std::int64_t parameters);
    /// Any device; on the CPU in one pass over memory, shared by @p team where there is one.
    void step(torch::Tensor &parameters, const torch::Tensor &gradients, double learningRate, WorkerTeam *team = nullptr);

    torch::Tensor moment1; ///< [parameters]
    torch::Tensor moment2; ///< [parameters]
    std::int64_t steps = 0;
};

} // namespace flawscope
