// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/base/preprocessing.h"
#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flawscope {

/// One picture as ImageLoader hands it out.
struct LoadedImage {
    std::size_t index = 0;  ///< Into Dataset::samples.
    RgbImage image;         ///< uint8 [preprocessing.height, preprocessing.width, 3]; empty after a failure.
    int originalHeight = 0; ///< px, of the decoded picture.
    int originalWidth = 0;  ///< px, of the decoded picture.
    std::string failure;    ///< Why it could not be read, a full sentence; empty when it could.
};

/// Decodes and preprocesses pictures ahead in background threads and hands them out in the wanted order.
///
/// Holds at most a bounded number of finished pictures (64, fewer where they are large). A picture that cannot be read comes out
/// with its failure in its place. next() is for one thread at a time; destruction ends the threads after the picture each is at.
class ImageLoader final {
public:
    /// @param indices  into dataset.samples, in the wanted order; may repeat. The data set is not kept.
    /// @param threads  0: one for each core.
    /// Throws ErrorCode::Internal for an index outside the data set.
    ImageLoader(const Dataset &dataset, const Preprocessing &preprocessing, const std::vector<std::size_t> &indices, const RunContext &context,
                int threads = 0);
    ~ImageLoader();
    ImageLoader(ImageLoader &&other) noexcept;
    ImageLoader &operator=(ImageLoader &&other) noexcept;

    /// Waits for the next picture; nothing when all were handed out. Throws ErrorCode::Cancelled once a stop is requested.
    [[nodiscard]] std::optional<LoadedImage> next();

private:
    class Queue;
    std::unique_ptr<Queue> m_queue;
};

/// The picture of a sample at its own size, uint8 [H,W,3]; a video's frame too. Any thread.
/// @param whiteLevel  as in Preprocessing.
/// Throws as decodeRgb and VideoReader do.
[[nodiscard]] RgbImage loadImage(const Sample &sample, int whiteLevel = 0);

/// The ground truth of a sample at its own size: uint8 [H,W], 1 = defect; all 0 for a good sample without a mask; empty where
/// nothing is known. Any thread. Throws as decodeMask and readNpyFrame do.
[[nodiscard]] Mask loadMask(const Sample &sample);

} // namespace flawscope
