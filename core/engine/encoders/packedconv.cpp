// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/packedconv_p.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace flawscope {

namespace {

/// Calls an operator that has no C++ declaration; None where this LibTorch lacks it.
template <typename... Arguments>
c10::IValue callOperator(const char *name, Arguments &&...arguments)
{
    const auto handle = c10::Dispatcher::singleton().findSchema({name, ""});
    if (!handle)
        return {};
    torch::jit::Stack stack;
    (stack.emplace_back(std::forward<Arguments>(arguments)), ...);
    handle->callBoxed(&stack);
    return stack.empty() ? c10::IValue() : std::move(stack.front());
}

std::vector<std::int64_t> pair(int value)
{
    return {value, value};
}

c10::IValue packed(const at::Tensor &weight, const at::Tensor &bias, const PackedConv::Geometry &geometry)
{
    if (!weight.device().is_cpu() || !at::hasMKLDNN())
        return {};
    // Only a guess for oneDNN's choice of order: other sizes give the same result.
    const std::vector<std::int64_t> inputSize{1, weight.size(1) * geometry.groups, 16 + weight.size(2), 16 + weight.size(3)};
    return callOperator("mkldnn_prepacked::conv2d_prepack", weight.contiguous(), bias.defined() ? c10::IValue(bias) : c10::IValue(),
                        pair(geometry.stride), pair(geometry.pad), pair(1), static_cast<std::int64_t>(geometry.groups), inputSize,
                        std::string(geometry.relu ? "relu" : "none"));
}

} // namespace

PackedConv::PackedConv(const at::Tensor &weight, const at::Tensor &bias, const Geometry &geometry)
    : m_bias(bias), m_packed(packed(weight, bias, geometry)), m_geometry(geometry)
{
    if (m_packed.isNone())
        m_weight = weight.contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor PackedConv::run(const at::Tensor &x) const
{
    if (!m_packed.isNone())
        return callOperator("mkldnn_prepacked::conv2d_run", x, m_packed).toTensor();
    const auto &g = m_geometry;
    const bool benchmark = false;
    const bool deterministic = false;
    const bool cudnn = true;
    const bool tf32 = false; // ten bits of mantissa are not float32, whatever the global switch says
    at::Tensor y = at::_convolution(x, m_weight, m_bias, {g.stride, g.stride}, {g.pad, g.pad}, {1, 1}, /*transposed=*/false, {0, 0},
                                    g.groups, benchmark, deterministic, cudnn, tf32);
    return g.relu ? y.relu_() : y;
}

} // namespace flawscope
