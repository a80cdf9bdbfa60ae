// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/workerteam.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace flawscope {

struct WorkerTeam::Private {
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable done;
    const std::function<void(int)> *job = nullptr;
    std::uint64_t round = 0;
    int running = 0;
    bool closing = false;
    std::vector<std::exception_ptr> errors;
    std::vector<std::thread> threads;

    void work(int worker)
    {
        std::uint64_t seen = 0;
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [&] { return closing || round != seen; });
            if (closing)
                return;
            seen = round;
            const std::function<void(int)> &current = *job;
            lock.unlock();
            std::exception_ptr error;
            try {
                current(worker);
            } catch (...) {
                error = std::current_exception();
            }
            lock.lock();
            errors[worker] = error;
            if (--running == 0)
                done.notify_one();
        }
    }

    void close()
    {
        {
            const std::lock_guard lock(mutex);
            closing = true;
        }
        wake.notify_all();
        for (std::thread &thread : threads)
            thread.join();
    }
};

WorkerTeam::WorkerTeam(int workers, const std::function<void()> &onStart) : d(std::make_unique<Private>())
{
    const int count = std::max(1, workers);
    d->errors.resize(count);
    try {
        for (int w = 0; w < count; ++w) {
            d->threads.emplace_back([this, w, onStart] {
                if (onStart)
                    onStart();
                d->work(w);
            });
        }
    } catch (...) { // The system has no more threads; those that run must not be left behind, which would end the process.
        d->close();
        throw;
    }
}

WorkerTeam::~WorkerTeam()
{
    d->close();
}

int WorkerTeam::size() const noexcept
{
    return static_cast<int>(d->threads.size());
}

void WorkerTeam::run(const std::function<void(int)> &job)
{
    std::unique_lock lock(d->mutex);
    d->job = &job;
    d->running = size();
    ++d->round;
    d->wake.notify_all();
    d->done.wait(lock, [this] { return d->running == 0; });
    for (std::exception_ptr &error : d->errors) {
        if (error)
            std::rethrow_exception(std::exchange(error, nullptr));
    }
}

} // namespace flawscope
