// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/dataset/filelist.h"
#include "core/dataset/layout.h"

#include <vector>

namespace flawscope {

/// Sorts a data set in the ShanghaiTech layout into scenes, frames, labels and masks.
///
/// training|testing/frames/<scene>/*.jpg or training|testing/videos/<scene>.avi (where a scene has both, its frames); labels
/// in test_frame_mask/<scene>.npy [frames], masks in test_pixel_mask/<scene>.npy [frames,H,W]. Frame k is the k-th picture of its scene,
/// by number where all names are numbers, else by name. A scene without either array has Label::Unknown; one with
/// masks alone is labelled by them. Videos are opened to count their frames, arrays to read the labels.
/// Findings: "unreadable", "mask-without-image", "mask-size" (another number of frames), "empty-mask".
/// @param frameStep  Training takes every frameStep-th frame.
/// @param checkMasks  Whether masks of frames labelled as defects are searched for a defect pixel.
[[nodiscard]] Draft draftShanghaiTech(const std::vector<FoundFile> &files, int frameStep, bool checkMasks, const RunContext &context);

/// All frames of the videos among @p files, as training samples with sizes; other files are passed over. Findings: "unreadable".
/// @param step  Takes every step-th frame.
[[nodiscard]] Draft draftVideos(const std::vector<FoundFile> &files, int step, const RunContext &context);

} // namespace flawscope
