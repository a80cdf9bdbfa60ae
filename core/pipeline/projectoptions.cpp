// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/projectoptions.h"

#include "core/base/error.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace flawscope {

namespace {

constexpr int kStep = 32;
constexpr int kLargest = 4096;
constexpr std::size_t kFewestToDivide = 10;
constexpr std::size_t kPicturesWanted = 800; // copies included; enough variety on bottle, and minutes instead of hours for large sets
constexpr int kMostCopies = 3;

[[noreturn]] void refuse(const std::string &text, const std::string &why)
{
    throw Error(ErrorCode::BadOption, "The option size is \"" + text + "\"; " + why);
}

int sideFrom(std::string_view part, const std::string &text)
{
    int side = 0;
    const auto [end, code] = std::from_chars(part.data(), part.data() + part.size(), side);
    if (code != std::errc() || end != part.data() + part.size())
        refuse(text, "it must be one number of pixels, or two as in 256x384.");
    if (side < kStep || side > kLargest)
        refuse(text, std::to_string(side) + " is not from 32 to 4096.");
    if (side % kStep != 0) {
        const int below = side / kStep * kStep;
        refuse(text, std::to_string(side) + " is not a multiple of 32; use " + std::to_string(below) + " or " + std::to_string(below + kStep) + '.');
    }
    return side;
}

} // namespace

Preprocessing preprocessingFrom(const PreprocessingOptions &options)
{
    validateOptions(options);
    Preprocessing preprocessing;
    const std::string_view text = options.size;
    const std::size_t cross = text.find_first_of("xX");
    preprocessing.height = sideFrom(text.substr(0, cross), options.size);
    preprocessing.width = cross == std::string_view::npos ? preprocessing.height : sideFrom(text.substr(cross + 1), options.size);
    preprocessing.whiteLevel = options.whiteLevel;
    return preprocessing;
}

double heldOutShare(const TrainingSetOptions &options, std::size_t goodTrainingImages)
{
    return goodTrainingImages >= kFewestToDivide ? options.holdOut : 0;
}

int rotatedCopiesFor(const TrainingSetOptions &options, std::size_t trainingImages)
{
    if (options.rotatedCopies >= 0)
        return options.rotatedCopies;
    const std::size_t images = std::clamp<std::size_t>(trainingImages, 1, kPicturesWanted);
    return std::clamp(static_cast<int>(kPicturesWanted / images) - 1, 0, kMostCopies);
}

Threshold labelFreeThreshold(const std::vector<double> &goodScores, const LabelFreeOptions &options)
{
    return labelFreeThreshold(goodScores, options.falseAlarmRate, options.confidence,
                              options.rule == LabelFreeRule::Bound ? ThresholdRule::FalseAlarmBound : ThresholdRule::FalseAlarmQuantile);
}

} // namespace flawscope
