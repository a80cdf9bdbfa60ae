// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/loadedencoder.h"

#include "core/base/files.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/weights/statedict_p.h"

#include <utility>

namespace flawscope {

LoadedEncoder::LoadedEncoder(std::shared_ptr<const Encoder> encoder, EncoderOptions options, std::string source)
    : m_encoder(std::move(encoder)), m_options(resolved(options)), m_source(std::move(source))
{
}

LoadedEncoder LoadedEncoder::fromFile(const EncoderOptions &options, const std::filesystem::path &weights)
{
    const std::shared_ptr<Encoder> encoder = makeEncoder(options);
    loadWeights(*encoder, readWeights(weights), displayPath(weights));
    return LoadedEncoder(encoder, options, displayPath(weights.filename()));
}

LoadedEncoder LoadedEncoder::random(const EncoderOptions &options, std::uint64_t seed)
{
    const std::shared_ptr<Encoder> encoder = makeEncoder(options);
    initialiseRandomly(*encoder, seed);
    return LoadedEncoder(encoder, options, "random, seed " + std::to_string(seed));
}

WeightsReport checkWeightsFile(const EncoderOptions &options, const std::filesystem::path &weights)
{
    return checkWeights(*makeEncoder(options), readWeights(weights));
}

} // namespace flawscope
