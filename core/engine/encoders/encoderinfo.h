// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace flawscope {

/// How the convolutions larger than 1×1 see past the border of their input.
enum class Padding : std::uint8_t {
    Reflect, ///< Mirrored: what the authors' ResNets do.
    Zeros,   ///< Zeros: what torchvision does, and the authors' other networks.
    Default, ///< Whichever of the two the method uses for this network; resolved() replaces it.
};

/// One place in a network where features can be taken.
struct TapInfo {
    std::string name;  ///< Stable, stands in model files: "layer2", "features.6.block.3.0".
    int channels = 0;  ///< C of the feature map.
    int stride = 0;    ///< Input pixels for each position of the map.
    bool isDefault = false;
    std::string alias; ///< "stride8": the same tap for whoever does not know the network; empty for a tap without one.
};

/// A network of the catalogue.
struct EncoderInfo {
    std::string name;  ///< As in torchvision: "resnet18".
    std::string title; ///< "ResNet-18".
    std::vector<TapInfo> taps; ///< Finest first.
    Padding padding = Padding::Reflect; ///< What Padding::Default stands for.
};

/// All networks, in the order in which a form should offer them.
[[nodiscard]] const std::vector<EncoderInfo> &encoderCatalogue();

/// Throws ErrorCode::BadOption that lists what exists.
[[nodiscard]] const EncoderInfo &encoderInfo(const std::string &name);

/// Which frozen network, tapped where. METHOD.md section 1.
struct EncoderOptions {
    std::string name = "resnet18";
    std::vector<std::string> taps; ///< Empty: the network's default taps.
    Padding padding = Padding::Default;

    bool operator==(const EncoderOptions &) const = default;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "encoder",
                     .help = "Network whose features are modelled",
                     .choices = {"resnet18", "wide_resnet50_2", "mobilenet_v3_large", "efficientnet_b4"}},
          self.name);
        v(OptionSpec{.name = "taps", .help = "Where features are taken, e.g. layer2,layer3; empty for the network's own choice"}, self.taps);
        v(OptionSpec{.name = "padding",
                     .help = "How convolutions see past the border; default is what the method uses for the network",
                     .choices = {"reflect", "zeros", "default"},
                     .advanced = true},
          self.padding);
    }
};

/// The same options with the taps spelled out, finest first, each by its name and once, and the padding decided.
/// Throws ErrorCode::BadOption that names the wrong encoder or tap and lists the right ones.
[[nodiscard]] EncoderOptions resolved(const EncoderOptions &options);

/// The taps of resolved(@p options), finest first. Throws like resolved().
[[nodiscard]] std::vector<TapInfo> chosenTaps(const EncoderOptions &options);

/// Throws ErrorCode::BadOption like resolved().
void validate(const EncoderOptions &options);

/// Learned parameters (without running statistics) of the network cut after its deepest tap. Throws like resolved().
[[nodiscard]] long parameterCount(const EncoderOptions &options);

/// Smallest height and width of the input, a multiple of 32, at which no mirrored border is wider than the map that it
/// mirrors. Throws like resolved().
[[nodiscard]] int smallestInput(const EncoderOptions &options);

/// How a file of weights fits a network; empty lists where it does.
struct WeightsReport {
    std::vector<std::string> missing;    ///< Names that the network needs and the file lacks.
    std::vector<std::string> leftOver;   ///< Names in the file that the network has no place for; harmless.
    std::vector<std::string> wrongShape; ///< "conv1.weight is [64, 3, 3, 3] where [64, 3, 7, 7] is needed".
    std::vector<std::string> notFinite;  ///< Names of tensors with NaN, infinite or impossible values.

    [[nodiscard]] bool fits() const noexcept { return missing.empty() && wrongShape.empty() && notFinite.empty(); }
};

} // namespace flawscope
