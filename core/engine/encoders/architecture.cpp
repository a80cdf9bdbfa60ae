// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/architecture_p.h"

#include <algorithm>
#include <array>

namespace flawscope {

namespace {

int tapIndex(const Architecture &net, const std::string &name)
{
    const auto found = std::ranges::find(net.taps, name, &TapInfo::name);
    return found == net.taps.end() ? -1 : static_cast<int>(found - net.taps.begin());
}

// ResNets (He et al. 2015; the wide one: Zagoruyko and Komodakis 2016) -------------------------------------------

struct ResNetShape {
    std::array<int, 4> depths;
    int inner;     ///< Channels inside the blocks of layer1.
    int outer;     ///< Channels that leave the blocks of layer1.
    bool isBottleneck;
};

Block resnetBlock(const ResNetShape &shape, const std::string &path, int in, int layer, int stride)
{
    const int inner = shape.inner << layer;
    const int outer = shape.outer << layer;
    Block block;
    const auto unit = [&](int number, int from, int to, int kernel, int step, Activation activation) {
        const std::string n = std::to_string(number);
        block.units.push_back({.conv = path + ".conv" + n, .norm = path + ".bn" + n, .in = from, .out = to, .kernel = kernel,
                               .stride = step, .activation = activation});
    };
    if (shape.isBottleneck) {
        unit(1, in, inner, 1, 1, Activation::Relu);
        unit(2, inner, inner, 3, stride, Activation::Relu);
        unit(3, inner, outer, 1, 1, Activation::None);
    } else {
        unit(1, in, inner, 3, stride, Activation::Relu);
        unit(2, inner, outer, 3, 1, Activation::None);
    }
    if (stride != 1 || in != outer)
        block.shortcut = ConvUnit{.conv = path + ".downsample.0", .norm = path + ".downsample.1", .in = in, .out = outer,
                                  .kernel = 1, .stride = stride};
    block.residual = true;
    block.activation = Activation::Relu;
    return block;
}

void buildResNet(Architecture &net, const ResNetShape &shape)
{
    Block stem;
    stem.units.push_back({.conv = "conv1", .norm = "bn1", .in = 3, .out = 64, .kernel = 7, .stride = 2, .activation = Activation::Relu});
    stem.maxPool = true;
    net.blocks.push_back(stem);
    int channels = 64;
    for (int layer = 0; layer < 4; ++layer) {
        const std::string path = "layer" + std::to_string(layer + 1);
        for (int i = 0; i < shape.depths[layer]; ++i) {
            net.blocks.push_back(resnetBlock(shape, path + '.' + std::to_string(i), channels, layer, layer > 0 && i == 0 ? 2 : 1));
            channels = shape.outer << layer;
        }
        net.blocks.back().tap = tapIndex(net, path);
    }
}

// Inverted residuals: MobileNetV3 (Howard et al. 2019), EfficientNet (Tan and Le 2019) ----------------------------

struct InvertedShape {
    int in = 0;
    int expanded = 0;
    int out = 0;
    int kernel = 3;
    int stride = 1;
    int squeezed = 0; ///< 0: no squeeze and excitation.
    Activation activation = Activation::Relu;
    Activation squeezeActivation = Activation::Relu;
    bool hardGate = false;
};

Block invertedBlock(const Architecture &net, const std::string &path, const InvertedShape &shape)
{
    Block block;
    int position = 0;
    const auto next = [&] { return path + ".block." + std::to_string(position++); };
    const auto unit = [&](int in, int out, int kernel, int stride, int groups, Activation activation) {
        const std::string name = next();
        block.units.push_back({.conv = name + ".0", .norm = name + ".1", .in = in, .out = out, .kernel = kernel, .stride = stride,
                               .groups = groups, .activation = activation, .convTap = tapIndex(net, name + ".0"),
                               .tap = tapIndex(net, name)});
    };
    if (shape.expanded != shape.in)
        unit(shape.in, shape.expanded, 1, 1, 1, shape.activation);
    unit(shape.expanded, shape.expanded, shape.kernel, shape.stride, shape.expanded, shape.activation);
    if (shape.squeezed > 0)
        block.squeeze = SqueezeUnit{.path = next(), .channels = shape.expanded, .squeezed = shape.squeezed,
                                    .inner = shape.squeezeActivation, .hardGate = shape.hardGate};
    unit(shape.expanded, shape.out, 1, 1, 1, Activation::None);
    block.residual = shape.stride == 1 && shape.in == shape.out;
    return block;
}

void addStem(Architecture &net, int channels, Activation activation)
{
    Block stem;
    stem.units.push_back({.conv = "features.0.0", .norm = "features.0.1", .in = 3, .out = channels, .kernel = 3, .stride = 2,
                          .activation = activation});
    net.blocks.push_back(stem);
}

/// The nearest multiple of 8, but not more than a tenth below.
int roundedToEight(double channels)
{
    const int rounded = std::max(8, static_cast<int>(channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

void buildMobileNetV3Large(Architecture &net)
{
    net.normEpsilon = 1e-3;
    struct Row {
        int kernel, expanded, out;
        bool squeezes, isHard;
        int stride;
    };
    static constexpr std::array<Row, 15> kRows{{{3, 16, 16, false, false, 1},  {3, 64, 24, false, false, 2},
                                                {3, 72, 24, false, false, 1},  {5, 72, 40, true, false, 2},
                                                {5, 120, 40, true, false, 1},  {5, 120, 40, true, false, 1},
                                                {3, 240, 80, false, true, 2},  {3, 200, 80, false, true, 1},
                                                {3, 184, 80, false, true, 1},  {3, 184, 80, false, true, 1},
                                                {3, 480, 112, true, true, 1},  {3, 672, 112, true, true, 1},
                                                {5, 672, 160, true, true, 2},  {5, 960, 160, true, true, 1},
                                                {5, 960, 160, true, true, 1}}};
    int channels = 16;
    addStem(net, channels, Activation::Hardswish);
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        const Row &row = kRows[i];
        net.blocks.push_back(invertedBlock(net, "features." + std::to_string(i + 1),
                                           {.in = channels, .expanded = row.expanded, .out = row.out, .kernel = row.kernel,
                                            .stride = row.stride, .squeezed = row.squeezes ? roundedToEight(row.expanded / 4) : 0,
                                            .activation = row.isHard ? Activation::Hardswish : Activation::Relu, .hardGate = true}));
        channels = row.out;
    }
}

void buildEfficientNetB4(Architecture &net)
{
    struct Row {
        int expansion, kernel, stride, out, depth;
    };
    // B0's table with its widths times 1.4 (rounded to eights) and its depths times 1.8 (rounded up).
    static constexpr std::array<Row, 7> kRows{{{1, 3, 1, 24, 2}, {6, 3, 2, 32, 4}, {6, 5, 2, 56, 4}, {6, 3, 2, 112, 6},
                                               {6, 5, 1, 160, 6}, {6, 5, 2, 272, 8}, {6, 3, 1, 448, 2}}};
    int channels = 48;
    addStem(net, channels, Activation::Silu);
    for (std::size_t stage = 0; stage < kRows.size(); ++stage) {
        const Row &row = kRows[stage];
        for (int i = 0; i < row.depth; ++i) {
            net.blocks.push_back(invertedBlock(net, "features." + std::to_string(stage + 1) + '.' + std::to_string(i),
                                               {.in = channels, .expanded = roundedToEight(channels * row.expansion), .out = row.out,
                                                .kernel = row.kernel, .stride = i == 0 ? row.stride : 1, .squeezed = channels / 4,
                                                .activation = Activation::Silu, .squeezeActivation = Activation::Silu}));
            channels = row.out;
        }
    }
}

// -------------------------------------------------------------------------------------------------------------------

bool hasTap(const ConvUnit &unit)
{
    return unit.convTap >= 0 || unit.tap >= 0;
}

/// Drops whatever the deepest tap does not need.
void cutAfterDeepestTap(Architecture &net)
{
    const auto isNeeded = [](const Block &block) { return block.tap >= 0 || std::ranges::any_of(block.units, hasTap); };
    while (!net.blocks.empty() && !isNeeded(net.blocks.back()))
        net.blocks.pop_back();
    require(!net.blocks.empty(), "every tap of the catalogue exists in its network");
    Block &last = net.blocks.back();
    if (last.tap >= 0)
        return;
    last.residual = false;
    last.shortcut.reset();
    if (last.units.back().tap < 0)
        last.units.back().norm.clear();
}

void number(Architecture &net)
{
    for (Block &block : net.blocks) {
        for (ConvUnit &unit : block.units)
            unit.index = net.unitCount++;
        if (block.shortcut)
            block.shortcut->index = net.unitCount++;
        if (block.squeeze)
            block.squeeze->index = net.squeezeCount++;
    }
}

} // namespace

Architecture buildArchitecture(const EncoderOptions &options)
{
    Architecture net;
    net.options = resolved(options);
    net.taps = chosenTaps(net.options);
    if (net.options.name == "resnet18")
        buildResNet(net, {{2, 2, 2, 2}, 64, 64, false});
    else if (net.options.name == "wide_resnet50_2")
        buildResNet(net, {{3, 4, 6, 3}, 128, 256, true});
    else if (net.options.name == "mobilenet_v3_large")
        buildMobileNetV3Large(net);
    else
        buildEfficientNetB4(net);
    cutAfterDeepestTap(net);
    number(net);
    return net;
}

long parameterCount(const EncoderOptions &options)
{
    const auto ofUnit = [](const ConvUnit &unit) {
        return static_cast<long>(unit.out) * (unit.in / unit.groups) * unit.kernel * unit.kernel + (unit.norm.empty() ? 0L : 2L * unit.out);
    };
    long sum = 0;
    for (const Block &block : buildArchitecture(options).blocks) {
        for (const ConvUnit &unit : block.units)
            sum += ofUnit(unit);
        if (block.shortcut)
            sum += ofUnit(*block.shortcut);
        if (block.squeeze)
            sum += 2L * block.squeeze->channels * block.squeeze->squeezed + block.squeeze->channels + block.squeeze->squeezed;
    }
    return sum;
}

int smallestInput(const EncoderOptions &options)
{
    const Architecture net = buildArchitecture(options);
    int smallest = 32;
    if (net.options.padding != Padding::Reflect)
        return smallest;
    int stride = 1;
    for (const Block &block : net.blocks) {
        for (const ConvUnit &unit : block.units) {
            smallest = std::max(smallest, (stride * unit.pad() + 1 + 31) / 32 * 32);
            stride *= unit.stride;
        }
        stride *= block.maxPool ? 2 : 1;
    }
    return smallest;
}

} // namespace flawscope
