// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/encoders/encoderinfo.h"
#include "core/engine/flow/flow_p.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace flawscope {

/// From the number of a scale to what stands before `module_list.…` in its tensors' names.
using DecoderPrefix = std::function<std::string(int scale)>;

/// The tensors whose names begin with @p prefix, without it; they share memory.
[[nodiscard]] StateDict tensorsBehind(const StateDict &tensors, const std::string &prefix);

/// Sizes of all decoders of a file, scale by scale. Throws ErrorCode::Mismatch, naming @p source, where one is none that
/// Flawscope knows or two differ in more than channels; BadFormat for sizes that the file does not hold.
[[nodiscard]] std::vector<FlowShape> decoderShapes(const StateDict &tensors, const DecoderPrefix &prefix, const std::string &source);

/// Reads them. Throws ErrorCode::Mismatch for a missing tensor; BadFormat for values that are not finite, or a mixing matrix that is
/// not orthogonal: likelihoods would be wrong without a sign of it.
[[nodiscard]] std::vector<std::shared_ptr<const Flow>> readDecoders(const std::vector<FlowShape> &shapes, const StateDict &tensors,
                                                                    const DecoderPrefix &prefix, const std::string &source);

} // namespace flawscope
