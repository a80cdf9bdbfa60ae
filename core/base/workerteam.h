// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace flawscope {

/// A fixed number of threads that do the same job together, each on its share, again and again.
///
/// Unlike an OpenMP team it sleeps while it waits, so that a busy machine costs time and not the whole core, and it is the
/// same with every build of LibTorch. run() is for one caller at a time.
class WorkerTeam final {
public:
    /// @param onStart  runs once on each thread before its first job, e.g. to tell LibTorch to stay on it.
    explicit WorkerTeam(int workers, const std::function<void()> &onStart = {});
    ~WorkerTeam();

    [[nodiscard]] int size() const noexcept;

    /// Calls @p job(worker) for each worker in [0, size()), at the same time, and returns when all are done. The first
    /// worker's exception, in the order of workers, is thrown here.
    void run(const std::function<void(int)> &job);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flawscope
