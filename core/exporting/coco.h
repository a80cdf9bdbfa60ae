// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/regions.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace flawscope {

/// What was found in one image, in pixels of its original size.
struct ImageRegions {
    std::string name; ///< The sample's name, UTF-8.
    int height = 0;
    int width = 0;
    std::vector<Region> regions;

    [[nodiscard]] std::int64_t largestRegionPx() const;
};

/// Writes regions as COCO JSON: images, one category "defect", and one annotation for each region with its box, its area in
/// pixels, `score` (the peak) and `mean_score`. Images and annotations are numbered from 1 in the given order.
///
/// A region without holes is a polygon along its pixels' edges, one with holes an uncompressed run-length code (columns
/// first), `iscrowd` 0 in both cases. Atomic, and streamed: memory does not grow with the number of images.
/// Throws ErrorCode::Unwritable.
void writeCoco(const std::filesystem::path &path, std::span<const ImageRegions> images, double threshold);

/// Run lengths of a region in its image, column by column, beginning with the pixels outside: COCO's `counts`.
[[nodiscard]] std::vector<std::int64_t> runLengths(const Region &region, int height, int width);

} // namespace flawscope
