// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/workerteam.h"

namespace flawscope {

/// Threads for jobs that call LibTorch: inside each, LibTorch computes on that thread alone.
/// @param workers  0: as many as LibTorch would use on the calling thread.
[[nodiscard]] std::unique_ptr<WorkerTeam> makeTorchTeam(int workers = 0);

} // namespace flawscope
