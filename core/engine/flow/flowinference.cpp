// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow/flowinference_p.h"

#include "core/base/error.h"
#include "core/engine/flow/couplingkernels_p.h"
#include "core/engine/flow/positionalencoding_p.h"
#include "core/engine/flow/rowproduct_p.h"

#include <cmath>
#include <numbers>

namespace flawscope {

namespace {

constexpr std::int64_t kTile = 1024; ///< fibers at once: their hidden layer stays in the cache

} // namespace

FlowInference::FlowInference(const Flow &flow, int mapHeight, int mapWidth, torch::Device device, torch::Dtype dtype)
    : m_shape(flow.shape()), m_height(mapHeight), m_width(mapWidth), m_dtype(dtype)
{
    const torch::NoGradGuard noGrad;
    const bool conditional = m_shape.conditionChannels > 0;
    const int half = m_shape.conditionChannels / 2;
    const int c1 = m_shape.c1();
    // Folding in float64 costs nothing and keeps the folded flow as close to the reference as the reference is to itself.
    const auto wide = [](const torch::Tensor &t) { return t.detach().to(torch::kCPU, torch::kFloat64); };
    const auto finish = [&](const torch::Tensor &t, torch::Dtype as) { return t.to(device, as).contiguous(); };
    const torch::Tensor columnEncoding = wide(axisEncoding(m_shape.conditionChannels, conditional ? mapWidth : 1));
    const torch::Tensor rowEncoding = wide(axisEncoding(m_shape.conditionChannels, conditional ? mapHeight : 1));
    for (int k = 0; k < m_shape.blocks; ++k) {
        const CouplingBlock from = flow.block(k);
        const torch::Tensor w1 = wide(from.w1);
        const torch::Tensor mixing = wide(from.mixing);
        const torch::Tensor gain = 2 * kSubnetScale * at::log1p(at::exp(0.5 * wide(from.scale)));
        const torch::Tensor mixed = mixing * gain.unsqueeze(0);
        const torch::Tensor bias = at::mv(mixing, wide(from.offset));
        m_logGain += at::log(gain).sum().item<double>();
        Block to;
        to.w1 = finish(w1.narrow(1, 0, c1), dtype);
        to.w2 = finish(kSubnetScale * wide(from.w2), dtype);
        to.b2 = finish(kSubnetScale * wide(from.b2), dtype);
        to.mixFirst = finish(mixed.narrow(0, 0, c1), dtype);
        to.biasFirst = finish(bias.narrow(0, 0, c1), dtype);
        to.mixSecond = finish(mixed.narrow(0, c1, m_shape.c2()), dtype);
        to.biasSecond = finish(bias.narrow(0, c1, m_shape.c2()), dtype);
        to.columns = finish(at::mm(columnEncoding, w1.narrow(1, c1, half).t()), torch::kFloat32);
        to.rows = finish(at::mm(rowEncoding, w1.narrow(1, c1 + half, half).t()) + wide(from.b1), torch::kFloat32);
        to.gain = finish(gain, torch::kFloat32);
        to.offset = finish(wide(from.offset), torch::kFloat32);
        m_blocks.push_back(std::move(to));
    }
}

torch::Tensor FlowInference::logLikelihood(const torch::Tensor &fibers, std::int64_t first) const
{
    require(fibers.dim() == 2 && fibers.size(1) == m_shape.channels, "fibers are [n,C]");
    const torch::NoGradGuard noGrad;
    if (!fibers.device().is_cpu())
        return onDevice(fibers, first);
    torch::Tensor result = torch::empty({fibers.size(0)});
    for (std::int64_t at = 0; at < fibers.size(0); at += kTile) {
        const std::int64_t n = std::min(kTile, fibers.size(0) - at);
        result.narrow(0, at, n).copy_(onCpu(fibers.narrow(0, at, n), first + at));
    }
    return result;
}

torch::Tensor FlowInference::onCpu(const torch::Tensor &fibers, std::int64_t first) const
{
    const auto n = static_cast<int>(fibers.size(0));
    const kernels::CouplingSizes sizes{n, m_shape.c1(), m_shape.c2()};
    const int stride = m_shape.conditionChannels > 0 ? m_shape.hidden() : 0;
    std::vector<std::int32_t> columns(n);
    std::vector<std::int32_t> rows(n);
    for (int i = 0; i < n; ++i) {
        columns[i] = static_cast<std::int32_t>((first + i) % m_width);
        rows[i] = static_cast<std::int32_t>((first + i) / m_width % m_height);
    }
    const auto product = [&](const torch::Tensor &x, const torch::Tensor &w, const torch::Tensor &b = {}) {
        return rowProduct(x.to(m_dtype), w, b).to(torch::kFloat32);
    };
    torch::Tensor z = torch::empty({n, m_shape.channels});
    torch::Tensor logDet = torch::zeros({n});
    torch::Tensor x1 = torch::empty({n, sizes.c1});
    torch::Tensor x2 = torch::empty({n, sizes.c2});
    kernels::split(sizes, fibers.data_ptr<float>(), x1.data_ptr<float>(), x2.data_ptr<float>());
    for (std::size_t k = 0; k < m_blocks.size(); ++k) {
        const Block &b = m_blocks[k];
        if (k > 0) {
            const torch::Tensor input = z.to(m_dtype);
            x1 = product(input, m_blocks[k - 1].mixFirst, m_blocks[k - 1].biasFirst);
            x2 = product(input, m_blocks[k - 1].mixSecond, m_blocks[k - 1].biasSecond);
        }
        torch::Tensor h = product(x1, b.w1);
        kernels::addConditionAndRelu(h.data_ptr<float>(), n, m_shape.hidden(),
                                     {b.columns.data_ptr<float>(), b.rows.data_ptr<float>(), stride},
                                     {columns.data(), rows.data()});
        const torch::Tensor a = product(h, b.w2, b.b2);
        kernels::couple(sizes, x1.data_ptr<float>(), x2.data_ptr<float>(), a.data_ptr<float>(), z.data_ptr<float>(),
                        logDet.data_ptr<float>());
    }
    z.mul_(m_blocks.back().gain).add_(m_blocks.back().offset);
    torch::Tensor result = torch::empty({n});
    kernels::logLikelihood(n, m_shape.channels, z.data_ptr<float>(), logDet.data_ptr<float>(), static_cast<float>(m_logGain),
                           result.data_ptr<float>());
    return result;
}

torch::Tensor FlowInference::onDevice(const torch::Tensor &fibers, std::int64_t first) const
{
    const std::int64_t n = fibers.size(0);
    const int c1 = m_shape.c1();
    const int c2 = m_shape.c2();
    const torch::Tensor index = torch::arange(first, first + n, torch::TensorOptions(fibers.device()).dtype(torch::kInt64));
    const bool conditional = m_shape.conditionChannels > 0;
    const torch::Tensor columns = conditional ? index.remainder(m_width) : torch::zeros_like(index);
    const torch::Tensor rows = conditional ? index.floor_divide(m_width).remainder(m_height) : columns;
    const auto product = [&](const torch::Tensor &x, const torch::Tensor &w, const torch::Tensor &b = {}) {
        return torch::linear(x.to(m_dtype), w, b).to(torch::kFloat32);
    };
    torch::Tensor x1 = fibers.narrow(1, 0, c1);
    torch::Tensor x2 = fibers.narrow(1, c1, c2);
    torch::Tensor logDet = torch::zeros({n}, fibers.options());
    torch::Tensor z;
    for (std::size_t k = 0; k < m_blocks.size(); ++k) {
        const Block &b = m_blocks[k];
        if (k > 0) {
            x1 = product(z, m_blocks[k - 1].mixFirst, m_blocks[k - 1].biasFirst);
            x2 = product(z, m_blocks[k - 1].mixSecond, m_blocks[k - 1].biasSecond);
        }
        const torch::Tensor h = product(x1, b.w1).add_(b.columns.index_select(0, columns)).add_(b.rows.index_select(0, rows)).relu_();
        const torch::Tensor a = product(h, b.w2, b.b2);
        const torch::Tensor s = kClamp * torch::tanh(a.narrow(1, 0, c2));
        logDet = logDet + s.sum(1);
        z = torch::cat({x1, x2 * torch::exp(s) + a.narrow(1, c2, c2)}, 1);
    }
    z = z * m_blocks.back().gain + m_blocks.back().offset;
    const double c = m_shape.channels;
    return (-0.5 * (z.square().sum(1) + c * std::log(2 * std::numbers::pi)) + (logDet + m_logGain)) / c;
}

} // namespace flawscope
