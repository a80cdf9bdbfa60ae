// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/runcontext.h"

#include "core/base/error.h"

namespace flawscope {

void RunContext::throwIfStopped() const
{
    if (stopRequested())
        throw Error(ErrorCode::Cancelled, "The job was stopped.");
}

} // namespace flawscope
