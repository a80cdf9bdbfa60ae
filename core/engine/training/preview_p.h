// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/engine/training/decodertrainer_p.h"
#include "core/engine/training/runcontrol_p.h"

#include <memory>
#include <vector>

namespace flawscope {

/// One picture's anomaly map, again and again while the decoders learn.
///
/// m of METHOD.md section 5 is the largest ℓ of up to 16 images of @c reference: for a look, not for scores.
class Preview final {
public:
    /// @param reference  held-out images, or training images where there are none
    Preview(const FeatureExtractor &extractor, const Preprocessing &preprocessing, const RgbImage &image, const FeatureCache &reference);

    /// @return float32 [H,W] at the input size
    [[nodiscard]] ScoreMap map(const std::vector<std::unique_ptr<DecoderTrainer>> &decoders, RunControl &control) const;

private:
    const FeatureExtractor &m_extractor;
    Preprocessing m_preprocessing;
    const FeatureCache &m_reference;
    std::vector<torch::Tensor> m_fibers; ///< For each scale [H·W, C].
    std::vector<std::size_t> m_images;   ///< Into the reference.
};

} // namespace flawscope
