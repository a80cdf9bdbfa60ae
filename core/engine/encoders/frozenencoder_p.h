// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/preprocessing.h"
#include "core/engine/encoders/architecture_p.h"
#include "core/engine/encoders/featuremap_p.h"
#include "core/engine/encoders/packedconv_p.h"

#include <torch/torch.h>

#include <vector>

namespace flawscope {

class Encoder;

/// An Encoder made fast: batch norms folded into the convolutions (in float64, then rounded), channels_last, and on the CPU
/// packed weights and, for ResNets, one pass over memory between two convolutions. Differs from Encoder::forward() by
/// rounding only: about 1e-6 of a map's range in float32, 1e-2 in bfloat16.
///
/// An image's features do not depend on the batch it is in, up to the last bits.
/// Immutable; forward() may be called from several threads at once. It uses at::get_num_threads() threads and never sets them.
class FrozenEncoder final {
public:
    /// Copies the weights; @p encoder is not needed afterwards. @param dtype  float32 or bfloat16
    /// Throws ErrorCode::NoDevice or OutOfMemory where LibTorch cannot use @p device, or the processor has no bfloat16.
    FrozenEncoder(const Encoder &encoder, const at::Device &device, at::ScalarType dtype);

    /// @param images  float32 [B,3,H,W], RGB, normalised, on any device
    /// @return float32 [B,C,H/stride,W/stride] for each tap, finest first, on device(), stored channels_last: the C values of
    ///         a position lie side by side
    /// Throws ErrorCode::BadOption when the images are smaller than smallestInput().
    [[nodiscard]] std::vector<at::Tensor> forward(const at::Tensor &images) const;

    /// The same from pixels, which are scaled and normalised on the way. @param pixels  uint8 [B,H,W,3], RGB, on any device
    [[nodiscard]] std::vector<at::Tensor> forwardPixels(const at::Tensor &pixels, const Preprocessing &preprocessing) const;

    [[nodiscard]] const Architecture &architecture() const noexcept { return m_architecture; }
    [[nodiscard]] const at::Device &device() const noexcept { return m_device; }
    [[nodiscard]] at::ScalarType dtype() const noexcept { return m_dtype; }

private:
    struct Unit {
        PackedConv conv;
        at::Tensor scale, shift; ///< [1,out,1,1]; defined where a tap stands between convolution and norm.
    };
    struct Squeeze {
        at::Tensor weight1, bias1, weight2, bias2;
    };
    class MapRunner;

    void freezeUnit(const Encoder &encoder, const ConvUnit &unit, bool fusesRelu);
    void freezeSqueeze(const Encoder &encoder, const SqueezeUnit &unit);
    void requireBfloat16() const;
    [[nodiscard]] bool usesMaps() const;
    [[nodiscard]] int convPad(const ConvUnit &unit) const;
    [[nodiscard]] std::vector<at::Tensor> emptyTaps(std::int64_t count, std::int64_t height, std::int64_t width) const;
    [[nodiscard]] std::vector<at::Tensor> runPlain(const at::Tensor &images) const;
    template <typename Fill>
    [[nodiscard]] std::vector<at::Tensor> runMaps(const std::array<int, 3> &size, Fill fill) const;
    [[nodiscard]] at::Tensor runUnit(const ConvUnit &unit, const at::Tensor &in, at::Tensor *convTap) const;
    [[nodiscard]] at::Tensor runSqueeze(const SqueezeUnit &unit, const at::Tensor &in) const;

    Architecture m_architecture;
    at::Device m_device;
    at::ScalarType m_dtype;
    std::vector<Unit> m_units;
    std::vector<Squeeze> m_squeezes;
};

} // namespace flawscope
