// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace flawscope {

/// Named tensors on the CPU, contiguous, as a file of weights holds them.
using StateDict = std::map<std::string, torch::Tensor>;

/// What a safetensors file holds: tensors and the flat string map of `__metadata__`.
struct SafetensorsFile {
    StateDict tensors;
    std::map<std::string, std::string> metadata;
};

/// Reads a safetensors file. Every size and offset is checked against the file before a byte is allocated; duplicate keys,
/// overlaps, holes, and a header over 100 MB are refused. Tensors own their memory.
/// Throws ErrorCode::BadFormat or Unreadable, naming the file. Thread-safe.
[[nodiscard]] SafetensorsFile readSafetensors(const std::filesystem::path &path);
/// The same for bytes in memory; @p name stands for the file in messages.
[[nodiscard]] SafetensorsFile parseSafetensors(std::span<const std::uint8_t> bytes, const std::string &name);
/// Only the metadata: cheap for a model of any size.
[[nodiscard]] std::map<std::string, std::string> readSafetensorsMetadata(const std::filesystem::path &path);

/// Writes atomically (temporary file, fsync, rename); keys in sorted order, data aligned to 8 bytes, so that equal content gives
/// equal bytes. Dtypes: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL. Throws ErrorCode::Unwritable.
void writeSafetensors(const std::filesystem::path &path, const SafetensorsFile &file);

/// Reads what torch.save wrote, zip or legacy, without executing anything: nested dicts and lists are flattened to dotted keys
/// ("encoder_state_dict.conv1.weight", "decoder_state_dict.0.module_list.0.w_perm"); entries that are not tensors are dropped.
/// Throws ErrorCode::BadFormat that names the refused global or opcode ("… asks for os.system; …"), or the truncation.
[[nodiscard]] StateDict readTorchFile(const std::filesystem::path &path);
[[nodiscard]] StateDict parseTorchFile(std::span<const std::uint8_t> bytes, const std::string &name);

/// Whichever of the above @p path is, by its content and not its name.
[[nodiscard]] StateDict readWeights(const std::filesystem::path &path);

} // namespace flawscope
