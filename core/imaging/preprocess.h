// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/base/preprocessing.h"

namespace flawscope {

/// The part of the one preprocessing path that runs before a picture becomes a tensor: Lanczos resize to the model's input
/// size, without cropping. What remains, [0,1] and (x − mean)/std, is the engine's.
///
/// @param decoded  from decodeRgb with the same @c whiteLevel; any size.
/// @return         uint8 [preprocessing.height, preprocessing.width, 3]
[[nodiscard]] RgbImage preprocess(const RgbImage &decoded, const Preprocessing &preprocessing);

} // namespace flawscope
