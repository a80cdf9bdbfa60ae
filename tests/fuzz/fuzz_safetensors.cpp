// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/weights/safetensorsheader.h"
#include "tests/fuzz/copyall.h"

#include <algorithm>

using namespace flawscope;

namespace {

/// What was read must be writable, and read the same again.
void checkRoundTrip(const WeightsPlan &plan)
{
    std::map<std::string, SafetensorsEntry> entries;
    for (const auto &[name, tensor] : plan.tensors)
        entries[name] = {tensor.type, tensor.shape};
    const SafetensorsHeader header = makeSafetensorsHeader(entries, plan.metadata, "fuzz");
    std::vector<std::uint8_t> bytes(header.bytes.begin(), header.bytes.end());
    for (const std::string &name : header.dataOrder)
        bytes.insert(bytes.end(), plan.tensors.at(name).storage.begin(), plan.tensors.at(name).storage.end());
    const WeightsPlan again = planSafetensors(bytes, "again");
    require(again.metadata == plan.metadata && again.tensors.size() == plan.tensors.size(), "a header survives the round trip");
    for (const auto &[name, tensor] : plan.tensors) {
        const TensorPlan &other = again.tensors.at(name);
        require(other.type == tensor.type && other.shape == tensor.shape && std::ranges::equal(other.storage, tensor.storage),
                "a tensor survives the round trip");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    WeightsPlan plan;
    try {
        plan = planSafetensors({data, size}, "fuzz");
    } catch (const Error &error) {
        if (error.code() != ErrorCode::BadFormat || std::string_view(error.what()).size() > 1000)
            throw;
        return 0;
    }
    checkRoundTrip(plan);
    fuzz::copyAll(plan, size);
    return 0;
}
