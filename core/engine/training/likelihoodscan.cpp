// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/likelihoodscan_p.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace flawscope {

double largestLikelihood(const FlowInference &flow, const FeatureCache &cache, int scale, std::span<const std::size_t> images,
                         const FeatureExtractor &extractor, const std::function<void(std::size_t)> &poll)
{
    const bool onCpu = extractor.device().is_cpu();
    const std::size_t workers = onCpu ? static_cast<std::size_t>(extractor.team().size()) : 1;
    std::vector<double> largest(workers, -std::numeric_limits<double>::infinity());
    for (std::size_t first = 0; first < images.size(); first += workers) {
        poll(first);
        const auto take = [&](std::size_t worker) {
            if (first + worker >= images.size())
                return;
            const torch::NoGradGuard noGrad;
            const torch::Tensor fibers = cache.imageFibers(scale, images[first + worker], 1).to(extractor.device());
            largest[worker] = std::max(largest[worker], flow.logLikelihood(fibers).max().item<double>());
        };
        if (onCpu)
            extractor.team().run([&](int worker) { take(static_cast<std::size_t>(worker)); });
        else
            take(0);
    }
    poll(images.size());
    return *std::max_element(largest.begin(), largest.end());
}

} // namespace flawscope
