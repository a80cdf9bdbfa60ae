// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/flow/flowoptions.h"
#include "core/engine/weights/statedict_p.h"

#include <torch/torch.h>

#include <string>
#include <vector>

namespace flawscope {

inline constexpr double kClamp = 1.9;        ///< α of METHOD.md section 3.
inline constexpr double kSubnetScale = 0.1;  ///< The factor on a, and on softplus in g.

/// Views of one coupling block's learned parameters inside the flat vector, and its fixed mixing matrix.
struct CouplingBlock {
    torch::Tensor scale;  ///< γ, [C]
    torch::Tensor offset; ///< o, [C]
    torch::Tensor w1, b1; ///< [H, C1 + D], [H]; H = 2(C1 + D)
    torch::Tensor w2, b2; ///< [2·C2, H], [2·C2]
    torch::Tensor mixing; ///< R, [C,C], orthogonal, not learned

    /// g = 0.2·ln(1 + exp(γ/2)), [C].
    [[nodiscard]] torch::Tensor gain() const;
};

/// One decoder: a stack of conditional coupling blocks that maps fibers to a standard normal. METHOD.md section 3.
///
/// This class holds the parameters, names them as the authors do, and computes them in the obvious way with any device and
/// autograd; FlowGradient and FlowInference are the fast forms for the CPU. Not thread-safe while parameters change.
class Flow final {
public:
    /// Parameters as torch initialises linear layers, mixing matrices drawn at random. Equal seeds give equal flows.
    Flow(const FlowShape &shape, std::uint64_t seed);
    /// From tensors named `module_list.{k}.{global_scale,…}` behind @p prefix; throws ErrorCode::Mismatch naming @p source.
    Flow(const FlowShape &shape, const StateDict &tensors, const std::string &prefix, const std::string &source);

    /// Reads K, C and D off the tensors' shapes, e.g. of a checkpoint of the authors' code.
    [[nodiscard]] static FlowShape shapeOf(const StateDict &tensors, const std::string &prefix, const std::string &source);

    [[nodiscard]] const FlowShape &shape() const { return m_shape; }
    /// All learned parameters, block by block: scale, offset, w1, b1, w2, b2. float32 [parameters()].
    [[nodiscard]] torch::Tensor &parameters() { return m_parameters; }
    [[nodiscard]] const torch::Tensor &parameters() const { return m_parameters; }
    [[nodiscard]] CouplingBlock block(int k) const { return blockOf(m_parameters, k); }
    /// The same views of another vector of that layout: gradients, moments of Adam.
    [[nodiscard]] CouplingBlock blockOf(const torch::Tensor &flat, int k) const;

    void save(StateDict &tensors, const std::string &prefix) const;
    [[nodiscard]] Flow to(torch::Device device, torch::Dtype dtype) const;

    struct Output {
        torch::Tensor z;      ///< [N,C]
        torch::Tensor logDet; ///< [N]
    };
    /// @param fibers [N,C]  @param conditions [N,D]; ignored where D = 0.
    [[nodiscard]] Output forward(const torch::Tensor &fibers, const torch::Tensor &conditions) const;
    /// One block alone: y and Σ s + Σ ln g.
    [[nodiscard]] Output forwardBlock(int k, const torch::Tensor &fibers, const torch::Tensor &conditions) const;
    /// ℓ = log p(x|c)/C. @return [N]
    [[nodiscard]] torch::Tensor logLikelihood(const torch::Tensor &fibers, const torch::Tensor &conditions) const;

private:
    Flow() = default;

    FlowShape m_shape;
    torch::Tensor m_parameters;          ///< [parameters()]
    std::vector<torch::Tensor> m_mixing; ///< K of [C,C]
};

} // namespace flawscope
