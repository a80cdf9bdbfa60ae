// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/decoders_p.h"

#include "core/base/error.h"

#include <ATen/CPUGeneratorImpl.h>

namespace flawscope {

namespace {

constexpr int kMaxBlocks = 64; ///< As in FlowOptions.

template <typename Visit>
void forEachBehind(const StateDict &tensors, const std::string &prefix, Visit visit)
{
    for (auto it = tensors.lower_bound(prefix); it != tensors.end() && it->first.starts_with(prefix); ++it)
        visit(it->first, it->second);
}

bool hasAny(const StateDict &tensors, const std::string &prefix)
{
    const auto it = tensors.lower_bound(prefix);
    return it != tensors.end() && it->first.starts_with(prefix);
}

/// What the file claims by one block's shape it must hold for all, or memory would be taken for nothing.
void checkHeld(const FlowShape &shape, const StateDict &tensors, const std::string &prefix, const std::string &source)
{
    std::int64_t held = 0;
    forEachBehind(tensors, prefix, [&](const std::string &name, const torch::Tensor &tensor) {
        if (!tensor.is_floating_point())
            throw Error(ErrorCode::BadFormat, source + ": the tensor \"" + name + "\" does not hold floating-point numbers.");
        held += tensor.numel();
    });
    if (shape.blocks > kMaxBlocks)
        throw Error(ErrorCode::Mismatch, source + ": the decoder \"" + prefix + "\" has " + std::to_string(shape.blocks)
                                             + " coupling blocks; at most " + std::to_string(kMaxBlocks) + " are possible.");
    const auto mixing = std::int64_t{shape.channels} * shape.channels * shape.blocks;
    if (held < shape.parameters() + mixing)
        throw Error(ErrorCode::Mismatch, source + ": the decoder \"" + prefix + "\" lacks tensors: it has " + std::to_string(held)
                                             + " values where " + std::to_string(shape.parameters() + mixing) + " are needed.");
}

bool isPermutation(const torch::Tensor &mixing)
{
    return mixing.eq(0).logical_or(mixing.eq(1)).all().item<bool>();
}

/// Whether RᵀR leaves a few random vectors where they are: as sure as the product of the matrices, and much faster.
bool isOrthogonal(const torch::Tensor &mixing)
{
    constexpr int kProbes = 4;
    constexpr double kTolerance = 1e-3;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(1);
    const torch::Tensor probes = torch::randn({mixing.size(0), kProbes}, generator, torch::kFloat32);
    const torch::Tensor moved = mixing.t().matmul(mixing.matmul(probes));
    return (moved - probes).abs().max().item<double>() < kTolerance;
}

} // namespace

StateDict tensorsBehind(const StateDict &tensors, const std::string &prefix)
{
    StateDict found;
    forEachBehind(tensors, prefix, [&](const std::string &name, const torch::Tensor &tensor) {
        found.emplace_hint(found.end(), name.substr(prefix.size()), tensor);
    });
    return found;
}

std::vector<FlowShape> decoderShapes(const StateDict &tensors, const DecoderPrefix &prefix, const std::string &source)
{
    std::vector<FlowShape> shapes;
    for (int l = 0; hasAny(tensors, prefix(l)); ++l) {
        FlowShape shape = Flow::shapeOf(tensors, prefix(l), source);
        checkHeld(shape, tensors, prefix(l), source);
        const auto mixing = tensors.find(prefix(l) + "module_list.0.w_perm");
        if (mixing != tensors.end() && isPermutation(mixing->second))
            shape.permutation = Permutation::Hard;
        if (!shapes.empty() && (shape.blocks != shapes[0].blocks || shape.conditionChannels != shapes[0].conditionChannels))
            throw Error(ErrorCode::Mismatch, source + ": its decoders differ: decoder 0 has " + std::to_string(shapes[0].blocks) + " blocks and "
                                                 + std::to_string(shapes[0].conditionChannels) + " condition channels, decoder "
                                                 + std::to_string(l) + " has " + std::to_string(shape.blocks) + " and "
                                                 + std::to_string(shape.conditionChannels) + ".");
        shapes.push_back(shape);
    }
    return shapes;
}

std::vector<std::shared_ptr<const Flow>> readDecoders(const std::vector<FlowShape> &shapes, const StateDict &tensors,
                                                      const DecoderPrefix &prefix, const std::string &source)
{
    std::vector<std::shared_ptr<const Flow>> decoders;
    for (std::size_t l = 0; l < shapes.size(); ++l) {
        const std::string before = prefix(static_cast<int>(l));
        auto flow = std::make_shared<const Flow>(shapes[l], tensors, before, source);
        if (!flow->parameters().isfinite().all().item<bool>())
            throw Error(ErrorCode::BadFormat, source + ": the decoder \"" + before + "\" has values beyond the range of float32.");
        for (int k = 0; k < shapes[l].blocks; ++k) {
            if (!isOrthogonal(flow->block(k).mixing))
                throw Error(ErrorCode::BadFormat, source + ": the tensor \"" + before + "module_list." + std::to_string(k)
                                                      + ".w_perm\" is not a rotation.");
        }
        decoders.push_back(std::move(flow));
    }
    return decoders;
}

} // namespace flawscope
