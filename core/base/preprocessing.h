// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace flawscope {

/// How a picture becomes the encoder's input; owned by the model file, so that training, window, command line and line
/// computer do the same. Pixels: decode → 8-bit RGB (16-bit values are divided by whiteLevel/255) → Lanczos resize to
/// height×width without cropping → [0,1] → (x − mean)/std. METHOD.md section 1.
struct Preprocessing {
    int height = 256;                                ///< Multiple of 32, in [32, 4096].
    int width = 256;                                 ///< Multiple of 32, in [32, 4096].
    std::array<float, 3> mean = {0.485F, 0.456F, 0.406F}; ///< R, G, B.
    std::array<float, 3> std = {0.229F, 0.224F, 0.225F};  ///< R, G, B.
    int whiteLevel = 0;                              ///< Value of white in 16-bit files; 0: 65535.
    bool operator==(const Preprocessing &) const = default;
};

} // namespace flawscope
