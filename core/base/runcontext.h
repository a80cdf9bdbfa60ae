// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

namespace flawscope {

/// One report of how far a job is. @c total is 0 while it is not known.
struct Progress {
    std::string_view stage; ///< What is being done, in English, e.g. "training"; a key for translation.
    double done = 0;        ///< In @c unit.
    double total = 0;       ///< In @c unit.
    std::string_view unit;  ///< "images", "files", "epochs", …
    std::string detail;     ///< Optional: the current loss, the current file.
};

/// How a blocking job of the core hears that it should stop and tells how far it is.
///
/// Cheap to copy. The callbacks are called on whichever thread does the work, one call at a time for each job.
class RunContext final {
public:
    using ProgressCallback = std::function<void(const Progress &)>;
    using WarningCallback = std::function<void(const std::string &)>;

    RunContext() = default;
    explicit RunContext(std::stop_token stop, ProgressCallback progress = {}, WarningCallback warning = {})
        : m_stop(std::move(stop)), m_progress(std::move(progress)), m_warning(std::move(warning))
    {
    }

    [[nodiscard]] bool stopRequested() const noexcept { return m_stop.stop_requested(); }
    [[nodiscard]] const std::stop_token &stopToken() const noexcept { return m_stop; }

    /// Throws Error with ErrorCode::Cancelled when a stop was requested. Poll it for each batch, tile or file.
    void throwIfStopped() const;

    void report(const Progress &progress) const
    {
        if (m_progress)
            m_progress(progress);
    }

    /// A full sentence that the user should see although the job goes on.
    void warn(const std::string &sentence) const
    {
        if (m_warning)
            m_warning(sentence);
    }

private:
    std::stop_token m_stop;
    ProgressCallback m_progress;
    WarningCallback m_warning;
};

} // namespace flawscope
