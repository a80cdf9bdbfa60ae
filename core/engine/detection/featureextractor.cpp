// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/detection/featureextractor_p.h"

#include "core/base/error.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/torchteam_p.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace flawscope {

namespace {

/// Images that a worker takes at once: the deep layers' weights are read once for all of them.
constexpr std::size_t kChunk = 4;

torch::Tensor asPixels(std::span<const RgbImage> images, const Preprocessing &preprocessing)
{
    const std::size_t bytes = static_cast<std::size_t>(preprocessing.height) * preprocessing.width * 3;
    torch::Tensor pixels = torch::empty({static_cast<std::int64_t>(images.size()), preprocessing.height, preprocessing.width, 3}, torch::kUInt8);
    for (std::size_t i = 0; i < images.size(); ++i) {
        require(images[i].height == preprocessing.height && images[i].width == preprocessing.width && images[i].pixels.size() == bytes,
                "images come preprocessed to the model's input size");
        std::memcpy(pixels.data_ptr<std::uint8_t>() + i * bytes, images[i].pixels.data(), bytes);
    }
    return pixels;
}

} // namespace

FeatureExtractor::FeatureExtractor(const LoadedEncoder &encoder, const Preprocessing &preprocessing, torch::Device device, torch::Dtype dtype)
    : m_preprocessing(preprocessing), m_device(device), m_encoder(*encoder.encoder(), device, dtype), m_team(makeTorchTeam())
{
    for (const TapInfo &tap : chosenTaps(encoder.options()))
        m_sizes.push_back({preprocessing.height / tap.stride, preprocessing.width / tap.stride, tap.channels});
}

std::vector<torch::Tensor> FeatureExtractor::extract(std::span<const RgbImage> images) const
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> fibers;
    for (const torch::Tensor &map : m_encoder.forwardPixels(asPixels(images, m_preprocessing).to(m_device), m_preprocessing))
        fibers.push_back(map.permute({0, 2, 3, 1}).reshape({-1, map.size(1)}).contiguous());
    return fibers;
}

void FeatureExtractor::extractInParallel(std::span<const RgbImage> images, const Consumer &consume) const
{
    if (!m_device.is_cpu()) {
        consume(0, images.size(), extract(images));
        return;
    }
    const auto workers = static_cast<std::size_t>(m_team->size());
    const std::size_t chunk = std::clamp<std::size_t>(images.size() / workers, 1, kChunk);
    std::atomic<std::size_t> next = 0;
    m_team->run([&](int) {
        const torch::NoGradGuard noGrad;
        for (std::size_t first = next.fetch_add(chunk); first < images.size(); first = next.fetch_add(chunk)) {
            const std::size_t count = std::min(chunk, images.size() - first);
            consume(first, count, extract(images.subspan(first, count)));
        }
    });
}

} // namespace flawscope
