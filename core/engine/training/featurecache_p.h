// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/detection/featureextractor_p.h"
#include "core/engine/training/trainingoptions.h"

#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace flawscope {

/// The fibers of a set of images for each scale, computed once: in memory, or beyond a budget in a temporary file that vanishes
/// with the process. Reading is thread-safe once all images are in.
class FeatureCache final {
public:
    /// @param capacity  images that will come, at most
    /// @param memoryBudget  bytes; a larger cache goes to a file in @p folder. Throws ErrorCode::Unwritable (full disk), OutOfMemory.
    FeatureCache(const std::vector<FeatureExtractor::MapSize> &sizes, std::size_t capacity, CachePrecision precision,
                 std::uint64_t memoryBudget, const std::filesystem::path &folder);
    ~FeatureCache();
    /// What @p capacity images take.
    [[nodiscard]] static std::uint64_t bytes(const std::vector<FeatureExtractor::MapSize> &sizes, std::size_t capacity, CachePrecision precision);
    FeatureCache(const FeatureCache &) = delete;
    FeatureCache &operator=(const FeatureCache &) = delete;

    /// Stores the fibers of images [first, first + count). Different images may be stored from different threads at once.
    /// @param fibers  for each scale float32 [count·H·W, C]
    void store(std::size_t first, std::size_t count, const std::vector<torch::Tensor> &fibers);

    /// Number of images that really came.
    void setImages(std::size_t images) { m_images = images; }
    [[nodiscard]] std::size_t images() const { return m_images; }
    [[nodiscard]] std::uint64_t fibers() const;
    [[nodiscard]] bool onDisk() const { return m_mapped != nullptr; }
    [[nodiscard]] const FeatureExtractor::MapSize &size(int scale) const { return m_sizes[scale]; }
    [[nodiscard]] int scales() const { return static_cast<int>(m_sizes.size()); }

    /// Rows of a scale, counted over images. @return float32 [indices.size(), C]
    [[nodiscard]] torch::Tensor gather(int scale, std::span<const std::int64_t> indices) const;
    /// All fibers of images [first, first + count). @return float32 [count·H·W, C]
    [[nodiscard]] torch::Tensor imageFibers(int scale, std::size_t first, std::size_t count) const;

private:
    std::vector<FeatureExtractor::MapSize> m_sizes;
    std::vector<torch::Tensor> m_rows; ///< For each scale [capacity·H·W, C], float32 or float16.
    std::size_t m_images = 0;
    void *m_mapped = nullptr;
    std::uint64_t m_mappedBytes = 0;
};

} // namespace flawscope
