// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/flow/flowinference_p.h"
#include "core/engine/training/featurecache_p.h"

#include <cstddef>
#include <functional>
#include <span>

namespace flawscope {

/// The largest ℓ of a scale over cached images: m of METHOD.md section 5 where they are all training images.
/// @param images  indices into the cache
/// @param poll    called on this thread between images with the number done; may throw to stop
[[nodiscard]] double largestLikelihood(const FlowInference &flow, const FeatureCache &cache, int scale, std::span<const std::size_t> images,
                                       const FeatureExtractor &extractor, const std::function<void(std::size_t)> &poll);

} // namespace flawscope
