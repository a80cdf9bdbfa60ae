// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/statedict_p.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/weights/safetensorsheader.h"
#include "core/engine/weights/torchfile.h"

#include <algorithm>
#include <array>
#include <new>

namespace flawscope {

namespace {

/// In the order of ElementType.
constexpr std::array<torch::ScalarType, 10> kScalarTypes = {torch::kFloat64, torch::kFloat32, torch::kFloat16, torch::kBFloat16, torch::kInt64,
                                                            torch::kInt32,   torch::kInt16,   torch::kInt8,    torch::kUInt8,    torch::kBool};

std::span<std::uint8_t> tensorBytes(const torch::Tensor &tensor)
{
    return {static_cast<std::uint8_t *>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())};
}

StateDict makeTensors(const WeightsPlan &plan, const std::string &name)
{
    StateDict tensors;
    std::string current;
    try {
        for (const auto &[key, tensor] : plan.tensors) {
            current = key;
            torch::Tensor made = torch::empty(tensor.shape, kScalarTypes[static_cast<std::size_t>(tensor.type)]);
            copyElements(tensor, tensorBytes(made));
            tensors.emplace_hint(tensors.end(), key, std::move(made));
        }
    } catch (const c10::Error &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory for tensor " + quotedName(current) + " of " + name + ".");
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory for tensor " + quotedName(current) + " of " + name + ".");
    }
    return tensors;
}

SafetensorsEntry entryOf(const std::string &key, const torch::Tensor &tensor, const std::string &name)
{
    const auto refuse = [&](const std::string &problem) {
        throw Error(ErrorCode::Unwritable, "Cannot write " + name + ": tensor " + quotedName(key) + ' ' + problem + '.');
    };
    if (!tensor.defined() || tensor.layout() != torch::kStrided)
        refuse("is empty or sparse");
    const auto type = std::ranges::find(kScalarTypes, tensor.scalar_type());
    if (type == kScalarTypes.end())
        refuse(std::string("has the element type ") + c10::toString(tensor.scalar_type()) + ", which safetensors cannot hold");
    return {static_cast<ElementType>(type - kScalarTypes.begin()), tensor.sizes().vec()};
}

} // namespace

SafetensorsFile parseSafetensors(std::span<const std::uint8_t> bytes, const std::string &name)
{
    WeightsPlan plan = planSafetensors(bytes, name);
    return {makeTensors(plan, name), std::move(plan.metadata)};
}

SafetensorsFile readSafetensors(const std::filesystem::path &path)
{
    const MappedFile file(path);
    return parseSafetensors(file.bytes(), displayPath(path));
}

std::map<std::string, std::string> readSafetensorsMetadata(const std::filesystem::path &path)
{
    const MappedFile file(path);
    return planSafetensors(file.bytes(), displayPath(path)).metadata;
}

StateDict parseTorchFile(std::span<const std::uint8_t> bytes, const std::string &name)
{
    return makeTensors(planTorchFile(bytes, name), name);
}

StateDict readTorchFile(const std::filesystem::path &path)
{
    const MappedFile file(path);
    return parseTorchFile(file.bytes(), displayPath(path));
}

StateDict readWeights(const std::filesystem::path &path)
{
    const MappedFile file(path);
    const std::span<const std::uint8_t> bytes = file.bytes();
    const std::string name = displayPath(path);
    if (looksLikeTorchFile(bytes))
        return parseTorchFile(bytes, name);
    constexpr std::size_t kFirstBrace = 8;
    if (bytes.size() <= kFirstBrace || bytes[kFirstBrace] != '{')
        throwBadFile(name, "is not a file of weights: neither safetensors nor what torch.save writes (.pth, .pt)");
    return parseSafetensors(bytes, name).tensors;
}

void writeSafetensors(const std::filesystem::path &path, const SafetensorsFile &file)
{
    const std::string name = displayPath(path);
    try {
        std::map<std::string, SafetensorsEntry> entries;
        for (const auto &[key, tensor] : file.tensors)
            entries.emplace(key, entryOf(key, tensor, name));
        const SafetensorsHeader header = makeSafetensorsHeader(entries, file.metadata, name);
        writeFileAtomically(path, [&](const ByteSink &sink) {
            sink({reinterpret_cast<const std::uint8_t *>(header.bytes.data()), header.bytes.size()});
            for (const std::string &key : header.dataOrder)
                sink(tensorBytes(file.tensors.at(key).detach().cpu().contiguous()));
        });
    } catch (const c10::Error &error) {
        throw Error(ErrorCode::Unwritable, "Cannot write " + name + ": " + error.what_without_backtrace());
    }
}

} // namespace flawscope
