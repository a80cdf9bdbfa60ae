// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/encoderlibrary/download.h"
#include "core/encoderlibrary/partfile_p.h"

#include <cstdint>
#include <string>

namespace flawscope {

/// What is asked of a server.
struct TransferRequest {
    std::string url;
    std::uint64_t about = 0; ///< Bytes of the whole file, for progress where the server does not tell; 0: unknown.
    std::uint64_t limit = 0; ///< A longer answer is refused.
};

enum class TransferEnd {
    Whole,     ///< As far as the server's headers tell.
    CutOff,    ///< The connection broke; the part holds what came.
    StartOver, ///< The server's answer does not continue the part.
};

struct TransferOutcome {
    TransferEnd end = TransferEnd::Whole;
    std::string sentence;       ///< For CutOff, what happened.
    std::uint64_t received = 0; ///< Bytes that came and were written.
};

/// One request: appends to @p part what it lacks, or replaces all of it where the server sends the whole.
/// Throws ErrorCode::Unreadable for what the network or the server refuses, BadOption, Unwritable, Cancelled.
[[nodiscard]] TransferOutcome transfer(const TransferRequest &request, const DownloadOptions &options, PartFile &part, const RunContext &context);

} // namespace flawscope
