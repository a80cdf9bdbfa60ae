// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow/flow_p.h"

#include "core/base/error.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <numbers>

namespace flawscope {

namespace {

/// Uniform on SO(C): QR of a Gaussian matrix, signs of diag(R) fixed, one column turned where the determinant is −1.
torch::Tensor drawRotation(int channels, at::Generator &generator)
{
    const torch::Tensor gaussian = torch::randn({channels, channels}, generator, torch::kFloat64);
    auto [q, r] = at::linalg_qr(gaussian);
    q = q * r.diagonal().sign().unsqueeze(0);
    if (at::linalg_det(q).item<double>() < 0)
        q.select(1, 0).neg_();
    return q.to(torch::kFloat32).contiguous();
}

torch::Tensor drawPermutation(int channels, at::Generator &generator)
{
    const torch::Tensor order = torch::randperm(channels, generator, torch::TensorOptions(torch::kInt64));
    return torch::eye(channels).index_select(0, order).contiguous();
}

/// γ for which g = 1.
float neutralScale()
{
    return static_cast<float>(2.0 * std::log(std::expm1(5.0)));
}

const torch::Tensor &find(const StateDict &tensors, const std::string &key, at::IntArrayRef shape, const std::string &source)
{
    const auto it = tensors.find(key);
    if (it == tensors.end())
        throw Error(ErrorCode::Mismatch, source + " has no tensor \"" + key + "\"; it is not a decoder of this architecture.");
    if (it->second.numel() != c10::multiply_integers(shape))
        throw Error(ErrorCode::Mismatch, source + ": the tensor \"" + key + "\" has " + std::to_string(it->second.numel())
                                             + " values, expected " + std::to_string(c10::multiply_integers(shape)) + ".");
    if (!at::isfinite(it->second).all().item<bool>())
        throw Error(ErrorCode::BadFormat, source + ": the tensor \"" + key + "\" holds values that are not finite.");
    return it->second;
}

std::string blockPrefix(const std::string &prefix, int k)
{
    return prefix + "module_list." + std::to_string(k) + ".";
}

} // namespace

torch::Tensor CouplingBlock::gain() const
{
    return 2 * kSubnetScale * at::log1p(at::exp(0.5 * scale));
}

Flow::Flow(const FlowShape &shape, std::uint64_t seed) : m_shape(shape)
{
    require(shape.channels >= 2 && shape.blocks >= 1, "a flow has at least two channels and one block");
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    m_parameters = torch::zeros({shape.parameters()});
    for (int k = 0; k < shape.blocks; ++k) {
        const CouplingBlock views = block(k);
        views.scale.fill_(neutralScale());
        const double bound1 = 1 / std::sqrt(static_cast<double>(shape.c1() + shape.conditionChannels));
        const double bound2 = 1 / std::sqrt(static_cast<double>(shape.hidden()));
        views.w1.uniform_(-bound1, bound1, generator);
        views.b1.uniform_(-bound1, bound1, generator);
        views.w2.uniform_(-bound2, bound2, generator);
        views.b2.uniform_(-bound2, bound2, generator);
        m_mixing.push_back(shape.permutation == Permutation::Rotation ? drawRotation(shape.channels, generator)
                                                                     : drawPermutation(shape.channels, generator));
    }
}

Flow::Flow(const FlowShape &shape, const StateDict &tensors, const std::string &prefix, const std::string &source) : m_shape(shape)
{
    m_parameters = torch::zeros({shape.parameters()});
    for (int k = 0; k < shape.blocks; ++k) {
        const CouplingBlock views = block(k);
        const std::string name = blockPrefix(prefix, k);
        const auto load = [&](const torch::Tensor &view, const char *key) {
            view.copy_(find(tensors, name + key, view.sizes(), source).reshape(view.sizes()));
        };
        load(views.scale, "global_scale");
        load(views.offset, "global_offset");
        load(views.w1, "subnet.0.weight");
        load(views.b1, "subnet.0.bias");
        load(views.w2, "subnet.2.weight");
        load(views.b2, "subnet.2.bias");
        const std::int64_t c = shape.channels;
        m_mixing.push_back(find(tensors, name + "w_perm", {c, c}, source).reshape({c, c}).to(torch::kFloat32).contiguous());
    }
}

FlowShape Flow::shapeOf(const StateDict &tensors, const std::string &prefix, const std::string &source)
{
    FlowShape shape;
    const auto scale = tensors.find(blockPrefix(prefix, 0) + "global_scale");
    const auto w1 = tensors.find(blockPrefix(prefix, 0) + "subnet.0.weight");
    if (scale == tensors.end() || w1 == tensors.end() || w1->second.dim() != 2)
        throw Error(ErrorCode::Mismatch, source + " has no decoder \"" + prefix + "module_list.0\".");
    // A tensor without elements may claim any size; those of real ones are far below, and twice their sum fits an int.
    constexpr std::int64_t kMost = std::int64_t{1} << 24;
    if (scale->second.numel() > kMost || w1->second.size(0) > 4 * kMost || w1->second.size(1) > kMost)
        throw Error(ErrorCode::Mismatch, source + ": the decoder \"" + prefix + "\" is larger than Flawscope reads.");
    shape.channels = static_cast<int>(scale->second.numel());
    shape.conditionChannels = static_cast<int>(w1->second.size(1)) - shape.c1();
    shape.blocks = 0;
    while (tensors.contains(blockPrefix(prefix, shape.blocks) + "global_scale"))
        ++shape.blocks;
    if (shape.channels < 2 || shape.conditionChannels < 0 || shape.conditionChannels % 4 != 0
        || w1->second.size(0) != shape.hidden())
        throw Error(ErrorCode::Mismatch, source + ": the decoder \"" + prefix + "\" is not a coupling flow that Flawscope knows.");
    return shape;
}

CouplingBlock Flow::blockOf(const torch::Tensor &flat, int k) const
{
    const std::int64_t c = m_shape.channels;
    const std::int64_t h = m_shape.hidden();
    const std::int64_t in = m_shape.c1() + m_shape.conditionChannels;
    const std::int64_t out = 2 * std::int64_t{m_shape.c2()};
    std::int64_t position = k * m_shape.blockParameters();
    const auto take = [&](std::initializer_list<std::int64_t> size) {
        const std::int64_t count = c10::multiply_integers(size);
        const torch::Tensor view = flat.narrow(0, position, count).view(at::IntArrayRef(size));
        position += count;
        return view;
    };
    CouplingBlock views;
    views.scale = take({c});
    views.offset = take({c});
    views.w1 = take({h, in});
    views.b1 = take({h});
    views.w2 = take({out, h});
    views.b2 = take({out});
    if (static_cast<std::size_t>(k) < m_mixing.size())
        views.mixing = m_mixing[k];
    return views;
}

void Flow::save(StateDict &tensors, const std::string &prefix) const
{
    const std::int64_t c = m_shape.channels;
    for (int k = 0; k < m_shape.blocks; ++k) {
        const CouplingBlock views = block(k);
        const std::string name = blockPrefix(prefix, k);
        const auto put = [&](const char *key, const torch::Tensor &tensor) {
            tensors[name + key] = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous().clone();
        };
        put("global_scale", views.scale.view({1, c}));
        put("global_offset", views.offset.view({1, c}));
        put("subnet.0.weight", views.w1);
        put("subnet.0.bias", views.b1);
        put("subnet.2.weight", views.w2);
        put("subnet.2.bias", views.b2);
        put("w_perm", views.mixing);
    }
}

Flow Flow::to(torch::Device device, torch::Dtype dtype) const
{
    Flow other;
    other.m_shape = m_shape;
    other.m_parameters = m_parameters.detach().to(device, dtype).clone();
    for (const torch::Tensor &mixing : m_mixing)
        other.m_mixing.push_back(mixing.to(device, dtype));
    return other;
}

Flow::Output Flow::forwardBlock(int k, const torch::Tensor &fibers, const torch::Tensor &conditions) const
{
    const CouplingBlock b = block(k);
    const int c1 = m_shape.c1();
    const int c2 = m_shape.c2();
    const torch::Tensor x1 = fibers.narrow(1, 0, c1);
    const torch::Tensor x2 = fibers.narrow(1, c1, c2);
    const torch::Tensor input = m_shape.conditionChannels > 0 ? torch::cat({x1, conditions}, 1) : x1;
    const torch::Tensor a = kSubnetScale * torch::linear(torch::relu(torch::linear(input, b.w1, b.b1)), b.w2, b.b2);
    const torch::Tensor s = kClamp * torch::tanh(a.narrow(1, 0, c2));
    const torch::Tensor moved = x2 * torch::exp(s) + a.narrow(1, c2, c2);
    const torch::Tensor gain = b.gain();
    const torch::Tensor y = torch::linear(torch::cat({x1, moved}, 1) * gain + b.offset, b.mixing);
    return {y, s.sum(1) + torch::log(gain).sum()};
}

Flow::Output Flow::forward(const torch::Tensor &fibers, const torch::Tensor &conditions) const
{
    Output state{fibers, torch::zeros({fibers.size(0)}, fibers.options())};
    for (int k = 0; k < m_shape.blocks; ++k) {
        Output next = forwardBlock(k, state.z, conditions);
        state.z = next.z;
        state.logDet = state.logDet + next.logDet;
    }
    return state;
}

torch::Tensor Flow::logLikelihood(const torch::Tensor &fibers, const torch::Tensor &conditions) const
{
    const Output out = forward(fibers, conditions);
    const double c = m_shape.channels;
    return (-0.5 * (out.z.square().sum(1) + c * std::log(2 * std::numbers::pi)) + out.logDet) / c;
}

} // namespace flawscope
