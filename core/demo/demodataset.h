// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/plane.h"
#include "core/base/runcontext.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace flawscope {

/// A kind of part that Flawscope can draw by itself.
struct DemoCategory {
    std::string name;                 ///< Folder name and argument, e.g. "washer".
    std::string title;                ///< For people, in English.
    std::string description;          ///< One sentence.
    std::vector<std::string> defects; ///< Defect classes: folder names below test/ and ground_truth/.
};

/// All categories, in the order in which they should be offered.
[[nodiscard]] const std::vector<DemoCategory> &demoCategories();

/// What writeDemoDataset() writes.
struct DemoOptions {
    std::string category = "washer"; ///< A name from demoCategories().
    int trainCount = 60;             ///< Good parts in train/good.
    int testGoodCount = 20;          ///< Good parts in test/good.
    int testDefectCount = 8;         ///< Parts in test/<class>, for each defect class.
    int size = 320;                  ///< Width and height of the pictures.
    std::uint64_t seed = 1;          ///< Another seed, another set of parts.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "category", .help = "Kind of part to draw", .choices = categoryNames()}, self.category);
        v(OptionSpec{.name = "train-count", .help = "Good parts to train on", .min = 1, .max = 10000, .unit = "images"}, self.trainCount);
        v(OptionSpec{.name = "test-good-count", .help = "Good parts to test with", .min = 0, .max = 10000, .unit = "images"},
          self.testGoodCount);
        v(OptionSpec{.name = "test-defect-count", .help = "Defective parts to test with, for each class of defects", .min = 0,
                     .max = 10000, .unit = "images"},
          self.testDefectCount);
        v(OptionSpec{.name = "size", .help = "Width and height of the pictures", .min = 64, .max = 1024, .unit = "px"}, self.size);
        v(OptionSpec{.name = "seed", .help = "Another seed gives another set of parts", .min = 0, .max = 9007199254740992.0, .advanced = true},
          self.seed);
    }

private:
    static std::vector<const char *> categoryNames();
};

/// A rendered part with its exact ground truth.
struct DemoPart {
    RgbImage image; ///< uint8 [size,size,3].
    Mask mask;      ///< [size,size], 1 where the defect changed the picture; all 0 for a good part.
};

/// Draws one part, as a camera above it would see it. The same arguments give the same bytes; no state, any thread.
///
/// A defective part is the good part of the same seed plus the defect: more than 3 px away from the mask the two pictures
/// are equal.
/// @param category     A name from demoCategories().
/// @param defectClass  One of the category's defects, or "good".
/// @param size         Width and height in px, 64 to 1024.
/// Throws ErrorCode::BadOption for a category, class or size that does not exist.
[[nodiscard]] DemoPart renderDemoPart(std::string_view category, std::string_view defectClass, std::uint64_t seed, int size);

/// Writes a data set in the MVTec AD layout: train/good, test/good, test/<class>, ground_truth/<class>/000_mask.png, and a
/// small demo.json that marks the folder as ours.
///
/// Renders on all cores into a hidden folder beside @p out and renames it at the end: after a stop or a failure @p out is
/// as it was. Progress comes from the workers, one call at a time. An earlier demo in @p out is replaced. Throws ErrorCode::BadOption; BadInput when @p out holds anything that
/// is not an earlier demo; Unwritable; Cancelled.
void writeDemoDataset(const std::filesystem::path &out, const DemoOptions &options, const RunContext &context = {});

} // namespace flawscope
