// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/encoder_p.h"

#include "core/engine/encoders/interpreter_p.h"

namespace flawscope {

void requireUsableInput(const Architecture &net, const at::Tensor &images)
{
    require(images.dim() == 4 && images.size(1) == 3 && images.size(0) > 0, "images are [B,3,H,W] with B > 0");
    const int smallest = smallestInput(net.options);
    if (images.size(2) < smallest || images.size(3) < smallest)
        throw Error(ErrorCode::BadOption, "An input of " + std::to_string(images.size(3)) + "×" + std::to_string(images.size(2)) +
                                              " pixels is too small for " + encoderInfo(net.options.name).title + " with tap " +
                                              net.taps.back().name + "; it needs at least " + std::to_string(smallest) + "×" +
                                              std::to_string(smallest) + ".");
}

Encoder::Encoder(const EncoderOptions &options) : torch::nn::Module(options.name), m_architecture(buildArchitecture(options))
{
    m_units.resize(m_architecture.unitCount);
    m_squeezes.resize(m_architecture.squeezeCount);
    for (const Block &block : m_architecture.blocks) {
        for (const ConvUnit &unit : block.units)
            addUnit(unit);
        if (block.shortcut)
            addUnit(*block.shortcut);
        if (block.squeeze)
            addSqueeze(*block.squeeze);
    }
    eval();
}

torch::nn::Module &Encoder::moduleAt(const std::string &path)
{
    if (path.empty())
        return *this;
    auto &entry = m_modules[path];
    if (!entry) {
        const auto dot = path.rfind('.');
        const std::string parent = dot == std::string::npos ? "" : path.substr(0, dot);
        entry = std::make_shared<torch::nn::Module>();
        moduleAt(parent).register_module(path.substr(dot == std::string::npos ? 0 : dot + 1), entry);
    }
    return *entry;
}

torch::Tensor Encoder::addParameter(const std::string &path, const char *name, at::IntArrayRef shape)
{
    return moduleAt(path).register_parameter(name, torch::zeros(shape), /*requires_grad=*/false);
}

torch::Tensor Encoder::addBuffer(const std::string &path, const char *name, int channels)
{
    return moduleAt(path).register_buffer(name, torch::zeros({channels}));
}

void Encoder::addUnit(const ConvUnit &unit)
{
    UnitTensors &tensors = m_units[unit.index];
    tensors.weight = addParameter(unit.conv, "weight", {unit.out, unit.in / unit.groups, unit.kernel, unit.kernel});
    if (unit.norm.empty())
        return;
    tensors.normWeight = addParameter(unit.norm, "weight", {unit.out});
    tensors.normBias = addParameter(unit.norm, "bias", {unit.out});
    tensors.runningMean = addBuffer(unit.norm, "running_mean", unit.out);
    tensors.runningVar = addBuffer(unit.norm, "running_var", unit.out);
}

void Encoder::addSqueeze(const SqueezeUnit &unit)
{
    SqueezeTensors &tensors = m_squeezes[unit.index];
    tensors.weight1 = addParameter(unit.path + ".fc1", "weight", {unit.squeezed, unit.channels, 1, 1});
    tensors.bias1 = addParameter(unit.path + ".fc1", "bias", {unit.squeezed});
    tensors.weight2 = addParameter(unit.path + ".fc2", "weight", {unit.channels, unit.squeezed, 1, 1});
    tensors.bias2 = addParameter(unit.path + ".fc2", "bias", {unit.channels});
}

std::map<std::string, torch::Tensor> Encoder::namedTensors() const
{
    std::map<std::string, torch::Tensor> tensors;
    for (const auto &item : named_parameters())
        tensors[item.key()] = item.value();
    for (const auto &item : named_buffers())
        tensors[item.key()] = item.value();
    return tensors;
}

torch::Tensor Encoder::runUnit(const ConvUnit &unit, const torch::Tensor &in, torch::Tensor *convTap) const
{
    const UnitTensors &t = tensors(unit);
    const int pad = unit.pad();
    const bool mirrors = pad > 0 && m_architecture.options.padding == Padding::Reflect;
    const torch::Tensor padded = mirrors ? at::reflection_pad2d(in, {pad, pad, pad, pad}) : in;
    const int zeros = mirrors ? 0 : pad;
    torch::Tensor out = at::conv2d(padded, t.weight, {}, {unit.stride, unit.stride}, {zeros, zeros}, {1, 1}, unit.groups);
    if (convTap)
        *convTap = out;
    if (!unit.norm.empty())
        out = at::batch_norm(out, t.normWeight, t.normBias, t.runningMean, t.runningVar, /*training=*/false, 0.1,
                             m_architecture.normEpsilon, /*cudnn_enabled=*/true);
    return activated(out, unit.activation);
}

torch::Tensor Encoder::runSqueeze(const SqueezeUnit &unit, const torch::Tensor &in) const
{
    const SqueezeTensors &t = tensors(unit);
    const torch::Tensor mean = at::adaptive_avg_pool2d(in, {1, 1});
    const torch::Tensor inner = activated(at::conv2d(mean, t.weight1, t.bias1), unit.inner);
    const torch::Tensor outer = at::conv2d(inner, t.weight2, t.bias2);
    return in * (unit.hardGate ? at::hardsigmoid(outer) : at::sigmoid(outer));
}

std::vector<torch::Tensor> Encoder::forward(const torch::Tensor &images) const
{
    requireUsableInput(m_architecture, images);
    const torch::NoGradGuard noGradients;
    return execute(
        m_architecture, images, [this](const ConvUnit &unit, const torch::Tensor &in, torch::Tensor *tap) { return runUnit(unit, in, tap); },
        [this](const SqueezeUnit &unit, const torch::Tensor &in) { return runSqueeze(unit, in); });
}

std::shared_ptr<Encoder> makeEncoder(const EncoderOptions &options)
{
    return std::make_shared<Encoder>(options);
}

} // namespace flawscope
