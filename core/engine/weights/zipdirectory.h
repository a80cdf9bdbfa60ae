// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace flawscope {

/// The records of a zip archive by name, as they lie in the file.
using ZipRecords = std::map<std::string, std::span<const std::uint8_t>, std::less<>>;

/// Reads the directory of a zip archive (zip64 too) whose records are stored without compression, as torch.save writes them.
/// Every offset is checked; the records borrow from @p bytes. Checksums are not compared, like in PyTorch.
/// Throws ErrorCode::BadFormat that names a compressed, encrypted or repeated record, or the truncation; @p name stands for the file.
[[nodiscard]] ZipRecords readZipDirectory(std::span<const std::uint8_t> bytes, const std::string &name);

} // namespace flawscope
