// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/imaging/imagefile.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <functional>
#include <string>

namespace flawscope::test {

inline constexpr const char *kUser = "anna";

/// The sentence that @p action ends with, and its code; empty where it ends well.
inline std::string errorOf(const std::function<void()> &action, ErrorCode *code = nullptr)
{
    try {
        action();
    } catch (const Error &error) {
        if (code)
            *code = error.code();
        return error.what();
    }
    return {};
}

inline void writePicture(const std::filesystem::path &file, std::uint8_t grey = 128)
{
    RgbImage image(8, 8);
    std::fill(image.pixels.begin(), image.pixels.end(), grey);
    writePng(file, image);
}

/// A sample as a scan of @p root gives it; the file is written.
inline Sample pictureBelow(const std::filesystem::path &root, const std::string &name, Split split = Split::Train, Label label = Label::Good)
{
    writePicture(root / name);
    Sample sample;
    sample.image = root / name;
    sample.name = name;
    sample.split = split;
    sample.label = label;
    sample.defectClass = label == Label::Good ? "good" : label == Label::Defect ? "scratch" : "";
    sample.height = sample.width = 8;
    return sample;
}

/// Two good parts to train on, a good one and a defect with a mask to test.
inline Dataset smallDataset(const std::filesystem::path &root)
{
    Dataset dataset;
    dataset.root = root;
    dataset.layout = Layout::MvtecAd;
    dataset.samples.push_back(pictureBelow(root, "train/good/000.png"));
    dataset.samples.push_back(pictureBelow(root, "train/good/001.png"));
    dataset.samples.push_back(pictureBelow(root, "test/good/000.png", Split::Test));
    dataset.samples.push_back(pictureBelow(root, "test/scratch/000.png", Split::Test, Label::Defect));
    Mask mask(8, 8);
    mask.at(3, 4) = 1;
    dataset.samples.back().mask = root / "ground_truth/scratch/000_mask.png";
    writePng(dataset.samples.back().mask, mask);
    return dataset;
}

} // namespace flawscope::test
