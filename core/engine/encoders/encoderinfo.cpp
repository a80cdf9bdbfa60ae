// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/encoderinfo.h"

#include <algorithm>

namespace flawscope {

namespace {

std::vector<TapInfo> resnetTaps(int width)
{
    return {{"layer1", width, 4, false, "stride4"},
            {"layer2", width * 2, 8, true, "stride8"},
            {"layer3", width * 4, 16, true, "stride16"},
            {"layer4", width * 8, 32, true, "stride32"}};
}

std::vector<EncoderInfo> buildCatalogue()
{
    return {
        {"resnet18", "ResNet-18", resnetTaps(64), Padding::Reflect},
        {"wide_resnet50_2", "WideResNet-50-2", resnetTaps(256), Padding::Reflect},
        {"mobilenet_v3_large",
         "MobileNetV3-Large",
         {{"features.3.block.2.0", 24, 4, false, "stride4"},
          {"features.6.block.3.0", 40, 8, true, "stride8"},
          {"features.12.block.3.0", 112, 16, true, "stride16"},
          {"features.15.block.3.0", 160, 32, true, "stride32"}},
         Padding::Zeros},
        {"efficientnet_b4",
         "EfficientNet-B4",
         {{"features.2.3.block.3", 32, 4, false, "stride4"},
          {"features.3.3.block.3", 56, 8, true, "stride8"},
          {"features.5.5.block.3", 160, 16, true, "stride16"},
          {"features.6.7.block.3", 272, 32, true, "stride32"},
          {"features.7.1.block.3", 448, 32, false, ""}},
         Padding::Zeros},
    };
}

template <typename Range, typename Name>
std::string joined(const Range &range, Name name)
{
    std::string text;
    for (const auto &item : range)
        text += (text.empty() ? "" : ", ") + name(item);
    return text;
}

std::string tapWithAlias(const TapInfo &tap)
{
    return tap.alias.empty() ? tap.name : tap.name + " (" + tap.alias + ")";
}

} // namespace

const std::vector<EncoderInfo> &encoderCatalogue()
{
    static const std::vector<EncoderInfo> kCatalogue = buildCatalogue();
    return kCatalogue;
}

const EncoderInfo &encoderInfo(const std::string &name)
{
    const auto &catalogue = encoderCatalogue();
    const auto found = std::ranges::find(catalogue, name, &EncoderInfo::name);
    if (found == catalogue.end())
        throw Error(ErrorCode::BadOption, "There is no encoder '" + name + "'; there are " +
                                              joined(catalogue, [](const EncoderInfo &info) { return info.name; }) + ".");
    return *found;
}

std::vector<TapInfo> chosenTaps(const EncoderOptions &options)
{
    const EncoderInfo &info = encoderInfo(options.name);
    for (const std::string &wanted : options.taps) {
        const bool exists = !wanted.empty() && std::ranges::any_of(info.taps, [&](const TapInfo &tap) {
            return tap.name == wanted || tap.alias == wanted;
        });
        if (!exists)
            throw Error(ErrorCode::BadOption,
                        info.title + " has no tap '" + wanted + "'; it has " + joined(info.taps, tapWithAlias) + ".");
    }
    std::vector<TapInfo> taps;
    std::ranges::copy_if(info.taps, std::back_inserter(taps), [&](const TapInfo &tap) {
        const auto isThis = [&](const std::string &wanted) { return wanted == tap.name || wanted == tap.alias; };
        return options.taps.empty() ? tap.isDefault : std::ranges::any_of(options.taps, isThis);
    });
    return taps;
}

EncoderOptions resolved(const EncoderOptions &options)
{
    validateOptions(options);
    EncoderOptions result{options.name, {}, options.padding};
    for (const TapInfo &tap : chosenTaps(options))
        result.taps.push_back(tap.name);
    if (result.padding == Padding::Default)
        result.padding = encoderInfo(options.name).padding;
    return result;
}

void validate(const EncoderOptions &options)
{
    static_cast<void>(resolved(options));
}

} // namespace flawscope
