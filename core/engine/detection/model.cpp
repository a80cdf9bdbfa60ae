// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/detection/model.h"

#include "core/base/error.h"
#include "core/engine/flow/flow_p.h"

#include <algorithm>
#include <utility>

namespace flawscope {

Model::Model(LoadedEncoder encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
             std::vector<std::shared_ptr<const Flow>> decoders, std::vector<double> normaliser)
    : m_encoder(std::move(encoder)), m_preprocessing(preprocessing), m_flow(flow), m_decoders(std::move(decoders)),
      m_normaliser(std::move(normaliser))
{
    const std::vector<TapInfo> taps = chosenTaps(m_encoder.options());
    if (taps.size() != m_decoders.size() || taps.size() != m_normaliser.size())
        throw Error(ErrorCode::Mismatch, "The model has " + std::to_string(m_decoders.size()) + " decoders and "
                                             + std::to_string(m_normaliser.size()) + " normalisers for "
                                             + std::to_string(taps.size()) + " taps of its encoder.");
    for (std::size_t l = 0; l < taps.size(); ++l) {
        if (m_decoders[l]->shape().channels != taps[l].channels)
            throw Error(ErrorCode::Mismatch, "Decoder " + std::to_string(l) + " is for " + std::to_string(m_decoders[l]->shape().channels)
                                                 + " channels, but the tap " + taps[l].name + " has " + std::to_string(taps[l].channels) + ".");
    }
    validate(preprocessing, m_encoder.options());
}

Model Model::withNormaliser(std::vector<double> normaliser) const
{
    return {m_encoder, m_preprocessing, m_flow, m_decoders, std::move(normaliser)};
}

void validate(const Preprocessing &preprocessing, const EncoderOptions &encoder)
{
    constexpr int kStep = 32;
    constexpr int kLargest = 4096;
    const int smallest = smallestInput(encoder);
    for (const int side : {preprocessing.height, preprocessing.width}) {
        if (side % kStep != 0) {
            const int below = std::max(smallest, side / kStep * kStep);
            throw Error(ErrorCode::BadOption, "The input size " + std::to_string(side) + " is not a multiple of 32; use "
                                                  + std::to_string(below) + " or " + std::to_string(std::max(smallest, below + kStep)) + ".");
        }
        if (side < smallest || side > kLargest)
            throw Error(ErrorCode::BadOption, "The input size " + std::to_string(side) + " is not possible with these taps; it must be from "
                                                  + std::to_string(smallest) + " to " + std::to_string(kLargest) + ".");
    }
    if (preprocessing.whiteLevel < 0 || preprocessing.whiteLevel > 65535)
        throw Error(ErrorCode::BadOption, "The option white-level is " + std::to_string(preprocessing.whiteLevel) + "; it must be from 0 to 65535.");
    for (const float deviation : preprocessing.std) {
        if (!(deviation > 0))
            throw Error(ErrorCode::BadOption, "A standard deviation of the preprocessing is not above 0.");
    }
}

} // namespace flawscope
