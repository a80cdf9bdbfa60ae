// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/filelist.h"

#include <string>
#include <vector>

namespace flawscope {

/// Which layout the names of the files follow, and where it starts.
struct DetectedLayout {
    Layout layout = Layout::PlainFolder;
    std::string prefix; ///< Not empty: all of it lies in this one subfolder ("bottle/").
};

/// Tells the layout from the folders' names alone.
///
/// ShanghaiTech: training|testing/frames|videos. MVTec AD: train/good and test/<class>. Good and test: train or test folders,
/// good parts beside folders of other names, or loose pictures beside a test folder. Else a plain folder.
/// Throws ErrorCode::BadInput where the root holds several data sets.
[[nodiscard]] DetectedLayout detectLayout(const std::filesystem::path &root, const std::vector<FoundFile> &files);

/// The samples as far as names tell: no sizes yet, masks unread.
struct Draft {
    std::vector<Sample> samples;
    std::vector<Finding> findings;
};

/// Sorts the pictures of a plain folder, a good-and-test or an MVTec AD data set into splits, classes and masks.
///
/// Masks lie in a folder ground_truth (groundtruth, gt, masks) as X.png or X_mask.png, or beside X.jpg as X_mask.png. A picture
/// in a test folder without classes has Label::Unknown.
[[nodiscard]] Draft draftPictures(const std::vector<FoundFile> &files, Layout layout);

/// Where a folder's name says what lies below it; any case.
[[nodiscard]] bool isGoodFolder(std::string_view name);
[[nodiscard]] bool isTruthFolder(std::string_view name);

} // namespace flawscope
