// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progressprinter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace flawscope::cli {

namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kPlainLine = std::chrono::seconds(5);
constexpr int kBarWidth = 24;

std::string formatted(const char *format, double value)
{
    char text[48];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string duration(double seconds)
{
    const auto whole = static_cast<long>(std::lround(std::min(seconds, 1e8)));
    char text[48];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
    return text;
}

std::string amount(double value) { return formatted(std::floor(value) == value ? "%.0f" : "%.1f", value); }

/// At most @p columns characters, without cutting a UTF-8 sequence.
std::string fitted(const std::string &text, std::size_t columns)
{
    std::size_t used = 0;
    std::size_t end = 0;
    while (end < text.size() && used < columns) {
        do {
            ++end;
        } while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
        ++used;
    }
    return text.substr(0, end);
}

std::size_t terminalColumns()
{
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

ProgressPrinter::ProgressPrinter(bool quiet) : m_quiet(quiet), m_terminal(isatty(STDERR_FILENO) == 1) {}

void ProgressPrinter::progress(const Progress &progress)
{
    if (m_quiet)
        return;
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    if (m_stage != progress.stage || progress.done < m_lastDone)
        begin(progress, now);
    m_lastDone = progress.done;
    m_lastComplete = progress.total > 0 && progress.done >= progress.total;
    if (m_terminal) {
        if (m_lastComplete || now - m_lastShown >= kRedraw)
            draw(progress, now);
    } else {
        m_lastText = figures(progress, now);
        if (now - m_lastShown >= kPlainLine)
            printLine(progress, now);
    }
}

void ProgressPrinter::begin(const Progress &progress, Clock::time_point now)
{
    endStage();
    m_stage = progress.stage;
    m_stageStart = now;
    m_firstDone = progress.done;
    m_lastShown = m_terminal ? Clock::time_point() : now;
    if (!m_terminal) {
        std::string line = m_stage;
        if (progress.total > 0)
            line += ": " + amount(progress.total) + ' ' + std::string(progress.unit);
        std::fprintf(stderr, "%s\n", line.c_str());
    }
}

void ProgressPrinter::endStage()
{
    if (m_terminal) {
        if (m_lineOpen)
            std::fputc('\n', stderr);
        m_lineOpen = false;
    } else if (!m_stage.empty() && m_lastComplete) {
        std::fprintf(stderr, "%s: %s, done in %s\n", m_stage.c_str(), m_lastText.c_str(),
                     duration(std::chrono::duration<double>(Clock::now() - m_stageStart).count()).c_str());
    }
    m_stage.clear();
    m_lastComplete = false;
}

std::string ProgressPrinter::figures(const Progress &progress, Clock::time_point now) const
{
    std::string text = amount(progress.done);
    if (progress.total > 0)
        text += '/' + amount(progress.total);
    text += ' ' + std::string(progress.unit);
    const double seconds = std::chrono::duration<double>(now - m_stageStart).count();
    const double rate = seconds > 0.2 ? (progress.done - m_firstDone) / seconds : 0;
    if (rate > 0) {
        text += rate >= 0.5 ? ", " + formatted(rate >= 10 ? "%.0f/s" : "%.1f/s", rate) : ", " + formatted("%.1f s each", 1 / rate);
        if (progress.total > progress.done)
            text += ", " + duration((progress.total - progress.done) / rate) + " left";
    }
    if (!progress.detail.empty())
        text += ", " + progress.detail;
    return text;
}

void ProgressPrinter::draw(const Progress &progress, Clock::time_point now)
{
    m_lastShown = now;
    std::string line = m_stage + ' ';
    if (progress.total > 0) {
        const int filled = static_cast<int>(std::clamp(progress.done / progress.total, 0.0, 1.0) * kBarWidth);
        line += '[' + std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "] ";
    }
    line += figures(progress, now);
    std::fprintf(stderr, "\r\033[K%s", fitted(line, terminalColumns() - 1).c_str());
    std::fflush(stderr);
    m_lineOpen = true;
}

void ProgressPrinter::printLine(const Progress &, Clock::time_point now)
{
    m_lastShown = now;
    std::fprintf(stderr, "%s: %s\n", m_stage.c_str(), m_lastText.c_str());
}

void ProgressPrinter::clearLine()
{
    if (m_lineOpen)
        std::fputs("\r\033[K", stderr);
    m_lineOpen = false;
}

void ProgressPrinter::warning(const std::string &sentence)
{
    const std::lock_guard lock(m_mutex);
    clearLine();
    std::fprintf(stderr, "warning: %s\n", sentence.c_str());
}

void ProgressPrinter::note(const std::string &sentence)
{
    if (m_quiet)
        return;
    const std::lock_guard lock(m_mutex);
    clearLine();
    std::fprintf(stderr, "%s\n", sentence.c_str());
}

void ProgressPrinter::finish()
{
    const std::lock_guard lock(m_mutex);
    endStage();
}

} // namespace flawscope::cli
