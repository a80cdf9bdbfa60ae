// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/preprocessing.h"
#include "core/engine/encoders/loadedencoder.h"
#include "core/engine/flow/flowoptions.h"

#include <memory>
#include <vector>

namespace flawscope {

class Flow;

/// A trained CFLOW-AD model in memory: all that a score depends on. Immutable and cheap to copy; Detector makes it fast.
class Model final {
public:
    /// @param decoders    one for each tap of the encoder, finest first
    /// @param normaliser  m, the largest ℓ of each scale over the training images; METHOD.md section 5
    /// Throws ErrorCode::Mismatch where decoders and taps do not fit.
    Model(LoadedEncoder encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
          std::vector<std::shared_ptr<const Flow>> decoders, std::vector<double> normaliser);

    [[nodiscard]] const LoadedEncoder &encoder() const noexcept { return m_encoder; }
    [[nodiscard]] const Preprocessing &preprocessing() const noexcept { return m_preprocessing; }
    [[nodiscard]] const FlowOptions &flow() const noexcept { return m_flow; }
    [[nodiscard]] const std::vector<std::shared_ptr<const Flow>> &decoders() const noexcept { return m_decoders; }
    [[nodiscard]] const std::vector<double> &normaliser() const noexcept { return m_normaliser; }
    [[nodiscard]] Model withNormaliser(std::vector<double> normaliser) const;
    [[nodiscard]] int scales() const noexcept { return static_cast<int>(m_decoders.size()); }

private:
    LoadedEncoder m_encoder;
    Preprocessing m_preprocessing;
    FlowOptions m_flow;
    std::vector<std::shared_ptr<const Flow>> m_decoders;
    std::vector<double> m_normaliser;
};

/// Throws ErrorCode::BadOption unless height and width are multiples of 32 in range and not too small for the encoder.
void validate(const Preprocessing &preprocessing, const EncoderOptions &encoder);

} // namespace flawscope
