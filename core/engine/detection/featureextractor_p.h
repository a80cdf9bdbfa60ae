// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/base/preprocessing.h"
#include "core/base/workerteam.h"
#include "core/engine/encoders/frozenencoder_p.h"
#include "core/engine/encoders/loadedencoder.h"

#include <torch/torch.h>

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace flawscope {

/// Preprocessed pictures to fibers: the frozen encoder, and how a batch is shared among threads.
class FeatureExtractor final {
public:
    FeatureExtractor(const LoadedEncoder &encoder, const Preprocessing &preprocessing, torch::Device device, torch::Dtype dtype);

    struct MapSize {
        int height;
        int width;
        int channels;
        [[nodiscard]] std::int64_t positions() const { return std::int64_t{height} * width; }
    };
    [[nodiscard]] const std::vector<MapSize> &sizes() const { return m_sizes; }
    [[nodiscard]] const torch::Device &device() const { return m_device; }
    [[nodiscard]] WorkerTeam &team() const { return *m_team; }

    /// On the calling thread, with the threads that LibTorch has there.
    /// @return for each scale float32 [B·H·W, C] on the device, contiguous: image by image, row by row
    [[nodiscard]] std::vector<torch::Tensor> extract(std::span<const RgbImage> images) const;

    /// What a worker gets: images [first, first + count) of the batch, and their fibers.
    using Consumer = std::function<void(std::size_t first, std::size_t count, const std::vector<torch::Tensor> &fibers)>;
    /// Extracts a batch; on the CPU each worker takes parts of it alone and calls @p consume on its thread.
    void extractInParallel(std::span<const RgbImage> images, const Consumer &consume) const;

private:
    Preprocessing m_preprocessing;
    torch::Device m_device;
    FrozenEncoder m_encoder;
    std::vector<MapSize> m_sizes;
    std::unique_ptr<WorkerTeam> m_team;
};

} // namespace flawscope
