// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/runcontext.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <mutex>
#include <thread>

namespace flawscope::ui {

/// How far a job is, in words of the core translated where the window knows them.
struct JobProgress {
    QString stage;
    QString unit;
    QString detail;
    double done = 0;
    double total = 0;          ///< 0: not known.
    double perSecond = 0;      ///< In unit; 0: not known yet.
    double secondsLeft = 0;    ///< 0: not known.
};

/// One piece of the core's blocking work on a thread of its own.
///
/// The work runs on the worker and returns what is to be done with its result on the GUI thread, where alone models and widgets are
/// touched. Progress arrives at most 20 times a second. cancel() asks; the destructor asks and waits, and delivers nothing.
class Job final : public QObject {
    Q_OBJECT
public:
    using Deliver = std::function<void()>;
    using Work = std::function<Deliver(const RunContext &)>;
    enum class State { Waiting, Running, Done, Failed, Cancelled };

    Job(const QString &title, Work work, QObject *parent = nullptr);
    ~Job() override;

    void start();
    void cancel();

    [[nodiscard]] const QString &title() const { return m_title; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isActive() const { return m_state == State::Waiting || m_state == State::Running; }
    [[nodiscard]] bool cancelRequested() const { return m_cancelRequested; }
    [[nodiscard]] const JobProgress &progress() const { return m_progress; }
    [[nodiscard]] ErrorCode errorCode() const { return m_errorCode; }
    [[nodiscard]] const QString &error() const { return m_error; }          ///< The core's sentence.
    [[nodiscard]] const QStringList &warnings() const { return m_warnings; } ///< Sentences that a person should see.
    [[nodiscard]] double elapsedSeconds() const;

    /// A word that the list shows beside the title when it is done: "1,200 pictures".
    void setSummary(const QString &summary) { m_summary = summary; }
    [[nodiscard]] const QString &summary() const { return m_summary; }

Q_SIGNALS:
    void progressChanged();
    void warned(const QString &sentence);
    /// Done, failed or cancelled; after the delivery. Comes once.
    void finished();

private:
    void work(const std::stop_token &stop);
    void poll();
    void end(State state, const Deliver &deliver);

    QString m_title;
    QString m_summary;
    Work m_work;
    State m_state = State::Waiting;
    bool m_cancelRequested = false;
    JobProgress m_progress;
    ErrorCode m_errorCode = ErrorCode::Internal;
    QString m_error;
    QStringList m_warnings;
    QTimer m_timer;
    QElapsedTimer m_clock;
    QElapsedTimer m_stageClock;
    double m_stageStart = 0;
    double m_seconds = 0;

    std::mutex m_mutex; ///< Guards what follows.
    Progress m_latest;
    std::string m_latestStage, m_latestUnit;
    bool m_fresh = false;
    QStringList m_newWarnings;

    std::jthread m_thread; ///< The last member: joins before the rest goes.
};

/// A stage or unit of the core ("training", "images") in the user's language; unknown ones as they are.
[[nodiscard]] QString stageText(const QString &stage);

} // namespace flawscope::ui
