// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/encoders/architecture_p.h"
#include "core/engine/weights/statedict_p.h"

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace flawscope {

/// An ImageNet network as a feature extractor, always in evaluation mode and without gradients: the plain form, with
/// torchvision's parameter names, that weights are loaded into. FrozenEncoder is the fast form. METHOD.md section 1.
///
/// Parameters are zero until loadWeights() or initialiseRandomly(). forward() may be called from several threads at once.
class Encoder final : public torch::nn::Module {
public:
    /// The tensors of a ConvUnit; the norm's four are undefined where it has none.
    struct UnitTensors {
        torch::Tensor weight; ///< [out, in / groups, kernel, kernel]
        torch::Tensor normWeight, normBias, runningMean, runningVar; ///< [out]
    };
    /// The tensors of a SqueezeUnit.
    struct SqueezeTensors {
        torch::Tensor weight1, bias1, weight2, bias2; ///< [squeezed, channels, 1, 1], [squeezed], [channels, squeezed, 1, 1], [channels]
    };

    /// Throws ErrorCode::BadOption like resolved().
    explicit Encoder(const EncoderOptions &options);

    /// @param images float32 [B,3,H,W], RGB, normalised
    /// @return one map [B,C,H/stride,W/stride] for each tap, finest first
    /// Throws ErrorCode::BadOption when the images are too small for the padding.
    [[nodiscard]] std::vector<torch::Tensor> forward(const torch::Tensor &images) const;

    [[nodiscard]] const Architecture &architecture() const noexcept { return m_architecture; }
    [[nodiscard]] const UnitTensors &tensors(const ConvUnit &unit) const { return m_units.at(unit.index); }
    [[nodiscard]] const SqueezeTensors &tensors(const SqueezeUnit &unit) const { return m_squeezes.at(unit.index); }

    /// Parameters and running statistics by torchvision's names.
    [[nodiscard]] std::map<std::string, torch::Tensor> namedTensors() const;

private:
    [[nodiscard]] torch::nn::Module &moduleAt(const std::string &path);
    torch::Tensor addParameter(const std::string &path, const char *name, at::IntArrayRef shape);
    torch::Tensor addBuffer(const std::string &path, const char *name, int channels);
    void addUnit(const ConvUnit &unit);
    void addSqueeze(const SqueezeUnit &unit);
    [[nodiscard]] torch::Tensor runUnit(const ConvUnit &unit, const torch::Tensor &in, torch::Tensor *convTap) const;
    [[nodiscard]] torch::Tensor runSqueeze(const SqueezeUnit &unit, const torch::Tensor &in) const;

    Architecture m_architecture;
    std::vector<UnitTensors> m_units;
    std::vector<SqueezeTensors> m_squeezes;
    std::map<std::string, std::shared_ptr<torch::nn::Module>> m_modules; ///< By path.
};

/// Throws ErrorCode::BadOption like resolved().
[[nodiscard]] std::shared_ptr<Encoder> makeEncoder(const EncoderOptions &options);

/// Whether @p weights fit. Keys may carry "encoder_state_dict.", "state_dict.", "model.", "encoder.", "backbone." and
/// "module." in front, and may lack "features."; num_batches_tracked is ignored.
[[nodiscard]] WeightsReport checkWeights(const Encoder &encoder, const StateDict &weights);

/// Copies @p weights into @p encoder, all or nothing. @p fileName stands in messages.
/// Throws ErrorCode::Mismatch that names what is missing, has the wrong shape (both shapes), or is not finite.
void loadWeights(Encoder &encoder, const StateDict &weights, const std::string &fileName);

/// Kaiming-normal convolutions (fan out), norms that change nothing. The same seed gives the same weights.
void initialiseRandomly(Encoder &encoder, std::uint64_t seed);

} // namespace flawscope
