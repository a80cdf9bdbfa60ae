// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/tensorplan.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace flawscope {

static_assert(std::endian::native == std::endian::little, "Files of weights are little-endian and are copied as they are.");

namespace {

struct ElementInfo {
    std::string_view name;
    std::size_t size;
};

constexpr std::array<ElementInfo, 10> kElements = {
    {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1}, {"U8", 1}, {"BOOL", 1}}};

template <std::size_t Size>
void gather(const TensorPlan &plan, std::span<std::uint8_t> out)
{
    const std::size_t rank = plan.shape.size();
    std::vector<std::int64_t> index(rank, 0);
    std::size_t from = 0;
    for (std::size_t to = 0; to < out.size(); to += Size) {
        std::memcpy(out.data() + to, plan.storage.data() + from * Size, Size);
        for (std::size_t d = rank; d-- > 0;) {
            const auto stride = static_cast<std::size_t>(plan.strides[d]);
            if (++index[d] < plan.shape[d]) {
                from += stride;
                break;
            }
            from -= stride * static_cast<std::size_t>(plan.shape[d] - 1);
            index[d] = 0;
        }
    }
}

/// Bytes of the well-formed UTF-8 sequence at the start of @p text, or 0.
std::size_t sequenceLength(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (length == 0 || length > text.size())
        return 0;
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < low || byte(1) > high)
        return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

} // namespace

std::size_t elementSize(ElementType type) noexcept
{
    return kElements[static_cast<std::size_t>(type)].size;
}

std::string_view elementName(ElementType type) noexcept
{
    return kElements[static_cast<std::size_t>(type)].name;
}

std::vector<std::int64_t> contiguousStrides(std::span<const std::int64_t> shape)
{
    std::vector<std::int64_t> strides(shape.size());
    std::int64_t step = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
        strides[d] = step;
        step *= std::max<std::int64_t>(shape[d], 1);
    }
    return strides;
}

bool checkedBytes(std::span<const std::int64_t> shape, ElementType type, std::uint64_t &bytes) noexcept
{
    if (shape.size() > kMaxTensorRank)
        return false;
    auto product = static_cast<std::int64_t>(elementSize(type));
    bool isEmpty = false;
    for (const std::int64_t size : shape) {
        if (size < 0 || __builtin_mul_overflow(product, std::max<std::int64_t>(size, 1), &product))
            return false;
        isEmpty = isEmpty || size == 0;
    }
    bytes = isEmpty ? 0 : static_cast<std::uint64_t>(product);
    return true;
}

void copyElements(const TensorPlan &plan, std::span<std::uint8_t> out)
{
    if (out.empty())
        return;
    if (plan.strides == contiguousStrides(plan.shape)) {
        require(out.size() <= plan.storage.size(), "a planned tensor lies in its storage");
        std::memcpy(out.data(), plan.storage.data(), out.size());
    } else {
        switch (elementSize(plan.type)) {
        case 1: gather<1>(plan, out); break;
        case 2: gather<2>(plan, out); break;
        case 4: gather<4>(plan, out); break;
        default: gather<8>(plan, out); break;
        }
    }
    if (plan.type == ElementType::Bool)
        std::ranges::transform(out, out.begin(), [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0); });
}

bool isUtf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string quotedName(std::string_view text)
{
    constexpr std::size_t kMaxQuoted = 80;
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out = "\"";
    while (!text.empty() && out.size() <= kMaxQuoted) {
        const std::size_t length = sequenceLength(text);
        const auto byte = static_cast<std::uint8_t>(text.front());
        // C1 controls (U+0080 to U+009F) are escaped like the C0 ones: terminals obey both.
        const bool isControl = byte < 0x20 || byte == 0x7F || (byte == 0xC2 && length == 2 && static_cast<std::uint8_t>(text[1]) < 0xA0);
        if (length == 0 || isControl) {
            out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
            text.remove_prefix(1);
        } else {
            out += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
    return out + (text.empty() ? "\"" : "…\"");
}

void throwBadFile(const std::string &file, const std::string &problem)
{
    throw Error(ErrorCode::BadFormat, file + " " + problem + ".");
}

} // namespace flawscope
