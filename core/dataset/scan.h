// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace flawscope {

/// Which layout a folder is read as.
enum class LayoutHint : std::uint8_t { Auto, PlainFolder, GoodAndTest, MvtecAd, ShanghaiTech };

/// How a folder becomes a data set.
struct ScanOptions {
    LayoutHint layout = LayoutHint::Auto;
    bool recursive = true;
    bool checkDuplicates = true;
    bool checkMasks = true;
    int batchSize = 32;
    int frameStep = 1;
    bool requireTraining = true; ///< Off: a folder of test pictures alone is a data set too. A matter of the job, hence not visited.
    std::vector<std::filesystem::path> skip; ///< Folders that are left out, such as the job's own output folder.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "layout", .help = "How the folders are arranged; auto tells it from their names",
                     .choices = {"auto", "plain", "good-and-test", "mvtec", "shanghaitech"}},
          self.layout);
        v(OptionSpec{.name = "recursive", .help = "Search subfolders"}, self.recursive);
        v(OptionSpec{.name = "check-duplicates", .help = "Look for pictures with the same content", .advanced = true}, self.checkDuplicates);
        v(OptionSpec{.name = "check-masks", .help = "Read each mask and look for masks without a defect", .advanced = true}, self.checkMasks);
        v(OptionSpec{.name = "few-images", .help = "Warn where there are fewer training pictures than this", .min = 1, .max = 1e6,
                     .unit = "images", .advanced = true},
          self.batchSize);
        v(OptionSpec{.name = "frame-step", .help = "Train on each n-th frame of a scene or video", .min = 1, .max = 1e6, .unit = "frames",
                     .advanced = true},
          self.frameStep);
    }
};

/// Imports a folder: finds its layout, pictures, labels and masks, and what is wrong with them.
///
/// Reads the folders, the headers of all pictures, the contents of pictures of equal size (for duplicates), and masks; on all cores.
/// What is wrong with single files is in Dataset::findings. Without options.checkMasks a picture with a mask counts as a defect.
/// Throws ErrorCode::BadInput where there is nothing to train on (no such folder, not a folder, empty, no pictures, no readable training
/// pictures; without options.requireTraining: no readable pictures) or several data sets, Unreadable, BadOption, Cancelled. The result does not depend on the order in which the disk lists files.
[[nodiscard]] Dataset scanDataset(const std::filesystem::path &root, const ScanOptions &options, const RunContext &context);

/// Lists the pictures of a folder, or one picture, for inspection: every sample is Split::Test and Label::Unknown, without mask.
/// Videos are read frame by frame. Findings and errors as above, but nothing need be there for training; at
/// least one picture can be read.
[[nodiscard]] Dataset scanPictures(const std::filesystem::path &fileOrFolder, const ScanOptions &options, const RunContext &context);

} // namespace flawscope
