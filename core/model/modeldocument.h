// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/modelfile.h"

#include <string>
#include <string_view>
#include <vector>

namespace flawscope {

/// Version of the document that this build writes, and the newest that it reads.
inline constexpr int kModelFormat = 1;

/// What a model file says in JSON: everything but the tensors.
struct ModelDocument {
    EncoderOptions encoder; ///< Resolved.
    std::string encoderSource;
    FlowOptions flow;
    Preprocessing preprocessing;
    std::vector<double> normaliser; ///< One for each tap.
    ModelNotes notes;
};

/// Compact, keys sorted: equal documents give equal text. Throws ErrorCode::Unwritable for a number that is not finite, naming it.
[[nodiscard]] std::string toText(const ModelDocument &document);

/// Checks all of @p text, which is untrusted; @p file stands in messages.
/// Throws ErrorCode::BadFormat; UnsupportedVersion, naming the Flawscope that wrote it; Mismatch for an unknown architecture.
[[nodiscard]] ModelDocument parseModelDocument(std::string_view text, const std::string &file);

} // namespace flawscope
