// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"

#include <cstddef>
#include <functional>
#include <string_view>

namespace flawscope {

/// Calls @p work(i) for each i in [0, count) on all cores, in no particular order, and returns when all are done.
///
/// The calling thread works too, and alone reports progress. The first exception of @p work ends the loop and is thrown
/// again here; so is ErrorCode::Cancelled once a stop is requested, after the items that are being worked on.
void parallelFor(std::size_t count, std::string_view stage, std::string_view unit, const RunContext &context,
                 const std::function<void(std::size_t)> &work);

} // namespace flawscope
