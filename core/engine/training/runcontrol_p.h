// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/engine/training/trainer.h"

#include <chrono>

namespace flawscope {

/// What the person wants of a run: pause, stop, or finish; and a clock that stands still in pauses. For the thread that trains.
class RunControl final {
public:
    RunControl(const TrainingRun &run, const RunContext &context) : m_run(run), m_context(context) {}

    /// Waits out a pause, then throws Cancelled on a stop. False: finish with what there is.
    bool poll()
    {
        if (m_run.pausePoint) {
            const Clock::time_point before = Clock::now();
            m_run.pausePoint();
            m_paused += Clock::now() - before;
        }
        m_context.throwIfStopped();
        return !finishing();
    }
    [[nodiscard]] bool finishing() const { return m_run.finishEarly.stop_requested(); }

    /// Since the start, without pauses.
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - m_start - m_paused).count(); }

    [[nodiscard]] const RunContext &context() const { return m_context; }

private:
    using Clock = std::chrono::steady_clock;

    const TrainingRun &m_run;
    const RunContext &m_context;
    Clock::time_point m_start = Clock::now();
    Clock::duration m_paused{};
};

} // namespace flawscope
