// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// makeseeds FOLDER: small sound files, FOLDER/safetensors/* and FOLDER/torchfile/*, that the fuzzers start from.
#include "core/base/files.h"
#include "core/engine/weights/safetensorsheader.h"
#include "tests/support/torchbytes.h"

#include <cstdio>

using namespace flawscope;
using flawscope::test::PickleBytes;

namespace {

std::string safetensors(const std::map<std::string, SafetensorsEntry> &entries, const std::map<std::string, std::string> &metadata)
{
    std::string bytes = makeSafetensorsHeader(entries, metadata, "seed").bytes;
    for (const auto &[name, entry] : entries) {
        std::uint64_t count = 0;
        if (checkedBytes(entry.shape, entry.type, count))
            bytes.append(count, '\x3f');
    }
    return bytes;
}

void writeSafetensorsSeeds(const std::filesystem::path &folder)
{
    writeFileAtomically(folder / "empty", safetensors({}, {}));
    writeFileAtomically(folder / "one", safetensors({{"weight", {ElementType::F32, {2, 3}}}}, {{"format", "pt"}}));
    std::map<std::string, SafetensorsEntry> all;
    for (int i = 0; i <= static_cast<int>(ElementType::Bool); ++i)
        all["layer" + std::to_string(i) + ".weight"] = {static_cast<ElementType>(i), {i % 3, 2}};
    all["scalar"] = {ElementType::I64, {}};
    writeFileAtomically(folder / "all", safetensors(all, {{"quote\"\\\n", "\xc3\xa4\xf0\x9f\x99\x82"}, {"b", ""}}));
}

PickleBytes stateDict(bool isLegacy)
{
    PickleBytes pickle;
    pickle.emptyDict().put(0).mark().text("encoder").orderedDict().mark();
    pickle.text("a.weight").tensor("FloatStorage", "0", 16, 2, {2, 3}, {1, 4}, isLegacy);
    pickle.text("a.steps").tensor("LongStorage", "1", 8, 0, {}, {}, isLegacy).raw("u");
    pickle.emptyDict().text("_metadata").orderedDict().raw("sb");
    pickle.text("list").raw("](K\1K\2M\1\1N\x88G").raw(std::string(8, '\1')).raw("e");
    pickle.text("parameter").global("torch._utils", "_rebuild_parameter").mark();
    return pickle.tensor("FloatStorage", "0", 16, 0, {4, 4}, {4, 1}, isLegacy).raw("\x88").orderedDict().raw("tRu");
}

void writeTorchSeeds(const std::filesystem::path &folder)
{
    const std::string numbers(64, '\x3f');
    writeFileAtomically(folder / "pickle", stateDict(false).done());
    writeFileAtomically(folder / "zip", test::torchZip(stateDict(false).done(), {{"0", numbers}, {"1", numbers}}));
    writeFileAtomically(folder / "zip64", test::torchZip(stateDict(false).done(), {{"0", numbers}, {"1", numbers}}, true));
    writeFileAtomically(folder / "legacy", test::torchLegacy(stateDict(true).done(), {{"0", 16, numbers}, {"1", 8, numbers}}));
    writeFileAtomically(folder / "system", PickleBytes().global("os", "system").mark().text("id").raw("tR").done());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("Usage: makeseeds FOLDER\n", stderr);
        return 2;
    }
    writeSafetensorsSeeds(std::filesystem::path(argv[1]) / "safetensors");
    writeTorchSeeds(std::filesystem::path(argv[1]) / "torchfile");
    return 0;
}
