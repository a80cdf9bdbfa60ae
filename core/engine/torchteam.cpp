// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/torchteam_p.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>

namespace flawscope {

namespace {

/// OpenMP's thread count is each thread's own, but ATen's setter would change every thread's. So this asks for the runtime
/// that LibTorch brought along, whichever it is.
void computeOnThisThreadAlone()
{
    at::internal::lazy_init_num_threads();
    using SetNumThreads = void (*)(int);
    if (const auto setNumThreads = reinterpret_cast<SetNumThreads>(::dlsym(RTLD_DEFAULT, "omp_set_num_threads")))
        setNumThreads(1);
}

} // namespace

std::unique_ptr<WorkerTeam> makeTorchTeam(int workers)
{
    return std::make_unique<WorkerTeam>(workers > 0 ? workers : at::get_num_threads(), computeOnThisThreadAlone);
}

} // namespace flawscope
