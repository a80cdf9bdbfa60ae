// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/encoderlibrary/encoderlibrary.h"
#include "core/pipeline/projectoptions.h"

#include <cstdint>
#include <string>

namespace flawscope {

/// Where training takes its encoder's weights from.
enum class WeightsOrigin : std::uint8_t {
    Given,   ///< A file that the user named.
    Library, ///< The encoder library.
    Random,  ///< Nowhere: random numbers, whose figures mean little.
};

struct ResolvedWeights {
    WeightsOrigin origin = WeightsOrigin::Given;
    std::string sentence; ///< For a person: which file of the library it is, or how to come by one. Empty for Given and for what was asked.
};

/// Settles options.weights, before training and before an estimate of it, for command line and window alike: a path stays; the
/// word "library" becomes the best fitting file of the library, or an error; the word "random" becomes no file; nothing becomes
/// the best fitting file of the library, or stays nothing where it has none or cannot be read. (A file of that name: "./library".)
/// The file is hashed, so that training starts from what was added.
/// Throws ErrorCode::BadInput where "library" finds nothing, Mismatch for a file that was changed since, Cancelled, and like
/// resolved().
[[nodiscard]] ResolvedWeights resolveWeights(TrainJobOptions &options, const EncoderLibrary &library, const RunContext &context = {});

} // namespace flawscope
