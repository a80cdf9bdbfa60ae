// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flawscope {

/// What a tensor in a file is made of.
enum class ElementType : std::uint8_t { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

/// Bytes of one element: 1, 2, 4 or 8.
[[nodiscard]] std::size_t elementSize(ElementType type) noexcept;
/// The safetensors name: "F32", "BOOL", …
[[nodiscard]] std::string_view elementName(ElementType type) noexcept;

/// Dimensions and elements that a tensor may have at most, so that no arithmetic on them overflows.
inline constexpr std::size_t kMaxTensorRank = 32;

/// Where a tensor lies in the bytes of a file. Everything is checked: each index that @c shape allows lies in @c storage.
struct TensorPlan {
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;         ///< Each ≥ 0; the product of max(1, size) times the element size fits in int64.
    std::vector<std::int64_t> strides;       ///< In elements, ≥ 0, as many as @c shape.
    std::span<const std::uint8_t> storage;   ///< From the tensor's first element on; borrowed, and perhaps unaligned.
};

/// Tensors by name, and the flat string map of safetensors.
struct WeightsPlan {
    std::map<std::string, TensorPlan> tensors;
    std::map<std::string, std::string> metadata;
};

/// Row-major strides. The shape must have passed checkedBytes().
[[nodiscard]] std::vector<std::int64_t> contiguousStrides(std::span<const std::int64_t> shape);

/// Bytes of a dense tensor, or false where a size is negative, there are too many dimensions, or a product overflows int64.
[[nodiscard]] bool checkedBytes(std::span<const std::int64_t> shape, ElementType type, std::uint64_t &bytes) noexcept;

/// Copies the planned elements in row-major order; @p out has exactly the dense tensor's bytes. Booleans become 0 or 1.
void copyElements(const TensorPlan &plan, std::span<std::uint8_t> out);

/// Whether @p text is well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool isUtf8(std::string_view text) noexcept;

/// A string from a file, made fit for a message: in double quotes, at most 80 bytes, control and non-ASCII bytes escaped unless UTF-8.
[[nodiscard]] std::string quotedName(std::string_view text);

/// Throws ErrorCode::BadFormat: "<file> <problem>."
[[noreturn]] void throwBadFile(const std::string &file, const std::string &problem);

} // namespace flawscope
