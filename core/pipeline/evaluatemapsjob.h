// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/evaluation/pixelevaluator.h"
#include "core/pipeline/report.h"

#include <filesystem>

namespace flawscope {

/// Evaluates anybody's score maps: .tiff, .tif and .npy files below a folder, against masks below another.
///
/// The mask of maps/a/X.tiff is masks/a/X.png (or another kind of picture, or .npy), or X_mask.png, or X_gt.png; where there is no folder a, the
/// leading folders of the map's path may be missing (test/scratch/000.tiff ↔ scratch/000_mask.png). A map without a mask, or with
/// one that is all 0, is of a good image. A mask of another size is resized to its map without making new values. An image's score is its map's maximum; its
/// defect class is the name of the map's folder. Scores that float32 cannot hold are evaluated in float64.
/// Throws ErrorCode::BadInput where there are no maps or a map has NaN, BadFormat, Unreadable, Cancelled.
[[nodiscard]] Report evaluateMapsJob(const std::filesystem::path &maps, const std::filesystem::path &masks, const EvaluationOptions &options,
                                     const RunContext &context);

} // namespace flawscope
