// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace flawscope::cli {

/// Turns Ctrl-C and SIGTERM into a stop request: the first one asks, the second one ends the process at once with 130.
///
/// Make it before any thread starts: the signals are blocked everywhere and taken by one thread that waits for them, so that
/// nothing runs in a signal handler.
class Interruption final {
public:
    Interruption();

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
};

} // namespace flawscope::cli
