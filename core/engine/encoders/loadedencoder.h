// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/encoders/encoderinfo.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace flawscope {

class Encoder;

/// A network of the catalogue with its weights: what training starts from. Immutable and cheap to copy.
class LoadedEncoder final {
public:
    /// Throws ErrorCode::BadOption for the options; BadFormat, Unreadable or Mismatch for the file.
    [[nodiscard]] static LoadedEncoder fromFile(const EncoderOptions &options, const std::filesystem::path &weights);
    /// Weights drawn at random: a stand-in whose figures mean little.
    [[nodiscard]] static LoadedEncoder random(const EncoderOptions &options, std::uint64_t seed);

    explicit LoadedEncoder(std::shared_ptr<const Encoder> encoder, EncoderOptions options, std::string source);

    [[nodiscard]] const EncoderOptions &options() const noexcept { return m_options; } ///< Resolved.
    [[nodiscard]] const std::string &source() const noexcept { return m_source; }      ///< The file's name, or "random, seed 1".
    [[nodiscard]] const std::shared_ptr<const Encoder> &encoder() const noexcept { return m_encoder; }

private:
    std::shared_ptr<const Encoder> m_encoder;
    EncoderOptions m_options;
    std::string m_source;
};

/// Whether a file of weights fits a network, without loading it into one. Throws as fromFile does for a damaged file.
[[nodiscard]] WeightsReport checkWeightsFile(const EncoderOptions &options, const std::filesystem::path &weights);

} // namespace flawscope
