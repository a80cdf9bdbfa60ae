// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/tensorplan.h"

namespace flawscope {

/// One value of a pickle. Containers, storages and tensors lie in the Pickle and are named by @c index.
struct PickleValue {
    enum class Kind : std::uint8_t { None, Bool, Int, Float, Text, List, Tuple, Dict, Storage, Tensor, Global };

    Kind kind = Kind::None;
    std::uint32_t index = 0;   ///< Into sequences (List, Tuple, Dict), storages, tensors; of a Global: which.
    std::int64_t integer = 0;  ///< Of an Int or Bool.
    std::string_view text{};   ///< Of a Text; borrowed from the file.
};

/// A block of numbers that the pickle refers to and that lies elsewhere in the file.
struct PickledStorage {
    ElementType type = ElementType::F32;
    std::string_view key;       ///< Name of the record, or key of the legacy format.
    std::uint64_t elements = 0; ///< As the pickle says; not yet compared with the file.
};

/// A view of a storage; each index that it allows, and no more elements than the storage has, lie in the storage as announced.
struct PickledTensor {
    std::uint32_t storage = 0;
    std::uint64_t offset = 0; ///< In elements.
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;
};

/// What a pickle describes.
struct Pickle {
    PickleValue root;
    std::vector<std::vector<PickleValue>> sequences; ///< Lists and tuples; of a dictionary key, value, key, value, …
    std::vector<PickledStorage> storages;
    std::vector<PickledTensor> tensors;
    std::size_t bytes = 0; ///< Length of the pickle.
};

/// Longest pickle that is read; 500 tensors take 70 kB.
inline constexpr std::size_t kMaxPickleBytes = std::size_t{16} << 20;
/// Most values, copies included, of one pickle.
inline constexpr std::size_t kMaxPickleValues = 4'000'000;
/// Most containers, and most storages, of one pickle.
inline constexpr std::size_t kMaxPickleObjects = 1'000'000;
/// Most tensors of one file.
inline constexpr std::size_t kMaxPickledTensors = 100'000;

/// Reads one pickle of protocol 2 from the start of @p bytes with a stack machine that can make tensors, plain containers and
/// plain values, and nothing else: no name in the file is ever looked up outside of a fixed table, nothing is executed.
/// The result borrows from @p bytes. Throws ErrorCode::BadFormat that names the refused global or opcode; @p name stands for the file.
[[nodiscard]] Pickle readPickle(std::span<const std::uint8_t> bytes, const std::string &name);

} // namespace flawscope
