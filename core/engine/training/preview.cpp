// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/preview_p.h"

#include "core/engine/detection/detector.h"
#include "core/engine/training/likelihoodscan_p.h"

#include <algorithm>

namespace flawscope {

namespace {

constexpr std::size_t kReferenceImages = 16;

} // namespace

Preview::Preview(const FeatureExtractor &extractor, const Preprocessing &preprocessing, const RgbImage &image, const FeatureCache &reference)
    : m_extractor(extractor), m_preprocessing(preprocessing), m_reference(reference), m_fibers(extractor.extract(std::span(&image, 1)))
{
    const std::size_t count = std::min(kReferenceImages, reference.images());
    for (std::size_t i = 0; i < count; ++i)
        m_images.push_back(i * reference.images() / count);
}

ScoreMap Preview::map(const std::vector<std::unique_ptr<DecoderTrainer>> &decoders, RunControl &control) const
{
    LikelihoodMaps likelihoods;
    std::vector<double> maxima;
    for (std::size_t l = 0; l < decoders.size(); ++l) {
        const FeatureExtractor::MapSize &size = m_reference.size(static_cast<int>(l));
        const FlowInference flow(decoders[l]->present(), size.height, size.width, m_extractor.device(), torch::kFloat32);
        maxima.push_back(largestLikelihood(flow, m_reference, static_cast<int>(l), m_images, m_extractor,
                                           [&](std::size_t) { (void)control.poll(); }));
        const torch::Tensor values = flow.logLikelihood(m_fibers[l]).to(torch::kCPU).contiguous();
        likelihoods.emplace_back(size.height, size.width);
        std::copy_n(values.data_ptr<float>(), values.numel(), likelihoods.back().values.begin());
    }
    return anomalyMap(likelihoods, maxima, m_preprocessing.height, m_preprocessing.width);
}

} // namespace flawscope
