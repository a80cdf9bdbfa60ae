// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/weights/torchfile.h"
#include "tests/fuzz/copyall.h"
#include "tests/support/torchbytes.h"

using namespace flawscope;

namespace {

/// Input that is no file by itself serves as the pickle of a sound archive: mutations reach the stack machine that way.
std::string wrapped(std::string_view pickle)
{
    const std::string numbers(64, 'x');
    return test::torchZip(std::string(pickle), {{"0", numbers}, {"1", numbers}});
}

void check(std::span<const std::uint8_t> bytes)
{
    WeightsPlan plan;
    try {
        plan = planTorchFile(bytes, "fuzz");
    } catch (const Error &error) {
        if (error.code() != ErrorCode::BadFormat || std::string_view(error.what()).size() > 1000)
            throw;
        return;
    }
    fuzz::copyAll(plan, bytes.size() * 16);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // A copy of its own on the heap, so that AddressSanitizer sees each step beyond its end.
    const std::vector<std::uint8_t> bytes(data, data + size);
    if (looksLikeTorchFile(bytes)) {
        check(bytes);
    } else {
        const std::string file = wrapped({reinterpret_cast<const char *>(data), size});
        check({reinterpret_cast<const std::uint8_t *>(file.data()), file.size()});
    }
    return 0;
}
