// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace flawscope {

namespace {

constexpr std::size_t kBlock = 8;
constexpr auto kReportEvery = std::chrono::milliseconds(50);

class Loop final {
public:
    Loop(std::size_t count, const RunContext &context, const std::function<void(std::size_t)> &work)
        : m_count(count), m_context(context), m_work(work)
    {
    }

    template <typename AfterItem>
    void run(const AfterItem &afterItem) noexcept
    {
        try {
            while (!m_ended) {
                const std::size_t begin = m_next.fetch_add(kBlock);
                const std::size_t end = std::min(m_count, begin + kBlock);
                if (begin >= end)
                    return;
                for (std::size_t i = begin; i < end && !m_ended; ++i) {
                    m_context.throwIfStopped();
                    m_work(i);
                    afterItem(++m_done);
                }
            }
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_failure)
                m_failure = std::current_exception();
            m_ended = true;
        }
    }

    void rethrow() const
    {
        if (m_failure)
            std::rethrow_exception(m_failure);
    }

private:
    const std::size_t m_count;
    const RunContext &m_context;
    const std::function<void(std::size_t)> &m_work;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_done = 0;
    std::atomic<bool> m_ended = false;
    std::mutex m_mutex;
    std::exception_ptr m_failure;
};

} // namespace

void parallelFor(std::size_t count, std::string_view stage, std::string_view unit, const RunContext &context,
                 const std::function<void(std::size_t)> &work)
{
    const auto report = [&](std::size_t done) {
        context.report({stage, static_cast<double>(done), static_cast<double>(count), unit, {}});
    };
    Loop loop(count, context, work);
    {
        std::vector<std::jthread> workers;
        const std::size_t wanted = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), count / kBlock + 1);
        for (std::size_t i = 1; i < wanted; ++i)
            workers.emplace_back([&loop] { loop.run([](std::size_t) {}); });
        auto last = std::chrono::steady_clock::now();
        loop.run([&](std::size_t done) {
            const auto now = std::chrono::steady_clock::now();
            if (now - last < kReportEvery)
                return;
            last = now;
            report(done);
        });
    }
    loop.rethrow();
    if (count > 0)
        report(count);
}

} // namespace flawscope
