// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace flawscope {

/// The part of the condition that depends on one coordinate; columns and rows share it. METHOD.md section 2.
/// @return float32 [length, D/2]: channel 2k = sin(p·w_k), 2k+1 = cos(p·w_k).
[[nodiscard]] torch::Tensor axisEncoding(int conditionChannels, int length);

/// The condition vectors of a whole feature map: the columns' encoding, then the rows'.
/// @return float32 [D,H,W]; [0,H,W] for D = 0.
[[nodiscard]] torch::Tensor positionalEncoding(int conditionChannels, int height, int width);

} // namespace flawscope
