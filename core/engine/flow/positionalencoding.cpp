// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow/positionalencoding_p.h"

#include "core/base/error.h"

#include <cmath>

namespace flawscope {

torch::Tensor axisEncoding(int conditionChannels, int length)
{
    require(conditionChannels % 4 == 0, "the condition's channels are a multiple of 4");
    const int half = conditionChannels / 2;
    torch::Tensor encoding = torch::empty({length, half}, torch::kFloat32);
    float *out = encoding.data_ptr<float>();
    for (int p = 0; p < length; ++p) {
        for (int k = 0; k < half / 2; ++k) {
            // The reference forms the angle in float32; so do we, or the sines of far positions differ by 1e-5.
            const float frequency = std::exp(static_cast<float>(2 * k) * static_cast<float>(-std::log(1e4) / half));
            const float angle = static_cast<float>(p) * frequency;
            out[p * half + 2 * k] = std::sin(angle);
            out[p * half + 2 * k + 1] = std::cos(angle);
        }
    }
    return encoding;
}

torch::Tensor positionalEncoding(int conditionChannels, int height, int width)
{
    const int half = conditionChannels / 2;
    const torch::Tensor columns = axisEncoding(conditionChannels, width).t().unsqueeze(1).expand({half, height, width});
    const torch::Tensor rows = axisEncoding(conditionChannels, height).t().unsqueeze(2).expand({half, height, width});
    return torch::cat({columns, rows}, 0).contiguous();
}

} // namespace flawscope
