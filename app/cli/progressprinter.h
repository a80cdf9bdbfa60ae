// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"

#include <chrono>
#include <mutex>
#include <string>

namespace flawscope::cli {

/// Shows progress and warnings on stderr: one line with a bar, rate and time left on a terminal, plain lines elsewhere.
/// Any thread.
class ProgressPrinter final {
public:
    explicit ProgressPrinter(bool quiet);

    void progress(const Progress &progress);
    /// A line of its own, also when quiet.
    void warning(const std::string &sentence);
    /// A line of its own, unless quiet.
    void note(const std::string &sentence);
    /// Ends the line that is being redrawn.
    void finish();

private:
    using Clock = std::chrono::steady_clock;

    void begin(const Progress &progress, Clock::time_point now);
    void endStage();
    void draw(const Progress &progress, Clock::time_point now);
    void printLine(const Progress &progress, Clock::time_point now);
    [[nodiscard]] std::string figures(const Progress &progress, Clock::time_point now) const;
    void clearLine();

    std::mutex m_mutex;
    bool m_quiet;
    bool m_terminal;
    bool m_lineOpen = false;
    std::string m_stage;
    Clock::time_point m_stageStart;
    Clock::time_point m_lastShown;
    double m_firstDone = 0;
    double m_lastDone = 0;
    bool m_lastComplete = false;
    std::string m_lastText;
};

} // namespace flawscope::cli
