// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interruption.h"

#include <csignal>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace flawscope::cli {

namespace {

constexpr int kInterrupted = 130;

void waitForSignals(const sigset_t &signals, std::stop_source source)
{
    for (;;) {
        int signal = 0;
        if (sigwait(&signals, &signal) != 0)
            continue;
        if (source.stop_requested())
            _exit(kInterrupted);
        constexpr std::string_view text = "\nStopping; once more ends at once.\n";
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
        source.request_stop();
    }
}

} // namespace

Interruption::Interruption()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread(waitForSignals, signals, m_source).detach();
}

} // namespace flawscope::cli
