// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/flow/flow_p.h"

#include <torch/torch.h>

#include <vector>

namespace flawscope {

/// A trained decoder made fast for whole maps of one size.
///
/// The condition's share of the first layer is a constant for each column and row; gain, offset and rotation are one matrix;
/// the 0.1 lies in the second layer; the last rotation, which changes no norm, is left out. Flow::logLikelihood is the reference.
/// Immutable; any number of threads may call it. On the CPU a call uses the calling thread's share of ATen's threads.
class FlowInference final {
public:
    /// @param dtype  of the products: kFloat32, or kBFloat16 (the sums and the likelihood stay float32).
    FlowInference(const Flow &flow, int mapHeight, int mapWidth, torch::Device device, torch::Dtype dtype);

    /// ℓ of the map's fibers [first, first + n), counted row by row; n may run over several maps of a batch.
    /// @param fibers  float32 [n,C], contiguous, on the device
    /// @return float32 [n] on the device
    [[nodiscard]] torch::Tensor logLikelihood(const torch::Tensor &fibers, std::int64_t first = 0) const;

private:
    struct Block {
        torch::Tensor w1;                  ///< [H,C1]
        torch::Tensor w2, b2;              ///< [2·C2,H], [2·C2]; times 0.1
        torch::Tensor mixFirst, biasFirst; ///< [C1,C], [C1]: what makes the next block's x1
        torch::Tensor mixSecond, biasSecond;
        torch::Tensor columns, rows;       ///< float32 [W,H], [H,H]
        torch::Tensor gain, offset;        ///< float32 [C], used for the last block only
    };

    [[nodiscard]] torch::Tensor onCpu(const torch::Tensor &fibers, std::int64_t first) const;
    [[nodiscard]] torch::Tensor onDevice(const torch::Tensor &fibers, std::int64_t first) const;

    FlowShape m_shape;
    int m_height;
    int m_width;
    torch::Dtype m_dtype;
    std::vector<Block> m_blocks;
    double m_logGain = 0;
};

} // namespace flawscope
