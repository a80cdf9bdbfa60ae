// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

struct evp_md_ctx_st;

namespace flawscope {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 final {
public:
    Sha256();

    void add(std::span<const std::uint8_t> bytes);
    /// 64 hexadecimal digits in lower case. Call it once, at the end.
    [[nodiscard]] std::string digits();

private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st *)> m_state;
};

/// Hands over the whole file, piece by piece, and returns its SHA-256 as 64 digits.
/// Throws ErrorCode::Unreadable, or Cancelled within a few megabytes of a stop.
std::string readThrough(const std::filesystem::path &file, const std::function<void(std::span<const std::uint8_t>)> &take, const RunContext &context = {});

[[nodiscard]] std::string sha256OfFile(const std::filesystem::path &file, const RunContext &context = {});

} // namespace flawscope
