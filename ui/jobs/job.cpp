// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job.h"

#include "ui/base/format.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <algorithm>
#include <new>

namespace flawscope::ui {

namespace {

constexpr int kPollMs = 50;

/// What the core calls its stages and units, for the translators.
[[maybe_unused]] constexpr const char *kStages[] = {
    QT_TRANSLATE_NOOP("Stages", "listing"), QT_TRANSLATE_NOOP("Stages", "looking for files"), QT_TRANSLATE_NOOP("Stages", "scanning"),
    QT_TRANSLATE_NOOP("Stages", "comparing"), QT_TRANSLATE_NOOP("Stages", "reading masks"), QT_TRANSLATE_NOOP("Stages", "reading scenes"),
    QT_TRANSLATE_NOOP("Stages", "importing"), QT_TRANSLATE_NOOP("Stages", "demo"), QT_TRANSLATE_NOOP("Stages", "features"),
    QT_TRANSLATE_NOOP("Stages", "training"), QT_TRANSLATE_NOOP("Stages", "normaliser"), QT_TRANSLATE_NOOP("Stages", "held-out scores"),
    QT_TRANSLATE_NOOP("Stages", "scoring"), QT_TRANSLATE_NOOP("Stages", "image scores"), QT_TRANSLATE_NOOP("Stages", "analysing"),
    QT_TRANSLATE_NOOP("Stages", "evaluation"), QT_TRANSLATE_NOOP("Stages", "exporting"), QT_TRANSLATE_NOOP("Stages", "download"),
    QT_TRANSLATE_NOOP("Stages", "verification"), QT_TRANSLATE_NOOP("Stages", "images"), QT_TRANSLATE_NOOP("Stages", "files"),
    QT_TRANSLATE_NOOP("Stages", "maps"), QT_TRANSLATE_NOOP("Stages", "fibers"), QT_TRANSLATE_NOOP("Stages", "epochs"),
    QT_TRANSLATE_NOOP("Stages", "MB")};

} // namespace

QString stageText(const QString &stage) { return QCoreApplication::translate("Stages", stage.toUtf8().constData()); }

Job::Job(const QString &title, Work work, QObject *parent) : QObject(parent), m_title(title), m_work(std::move(work))
{
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &Job::poll);
}

Job::~Job() = default;

void Job::start()
{
    require(m_state == State::Waiting, "a job starts once");
    m_state = State::Running;
    m_clock.start();
    m_stageClock.start();
    m_timer.start();
    m_thread = std::jthread([this](const std::stop_token &stop) { work(stop); });
    Q_EMIT progressChanged();
}

void Job::cancel()
{
    if (m_state == State::Waiting) {
        end(State::Cancelled, {});
        return;
    }
    m_cancelRequested = true;
    m_thread.request_stop();
    Q_EMIT progressChanged();
}

double Job::elapsedSeconds() const { return m_state == State::Running ? static_cast<double>(m_clock.elapsed()) / 1000 : m_seconds; }

void Job::work(const std::stop_token &stop)
{
    const RunContext context(
        stop,
        [this](const Progress &progress) {
            const std::lock_guard lock(m_mutex);
            m_latestStage = progress.stage;
            m_latestUnit = progress.unit;
            m_latest.done = progress.done;
            m_latest.total = progress.total;
            m_latest.detail = progress.detail;
            m_fresh = true;
        },
        [this](const std::string &sentence) {
            const std::lock_guard lock(m_mutex);
            m_newWarnings << toQString(sentence);
            m_fresh = true;
        });
    State state = State::Done;
    Deliver deliver;
    ErrorCode code = ErrorCode::Internal;
    QString sentence;
    try {
        deliver = m_work(context);
    } catch (const Error &error) {
        state = error.code() == ErrorCode::Cancelled ? State::Cancelled : State::Failed;
        code = error.code();
        sentence = toQString(std::string(error.what()));
    } catch (const std::bad_alloc &) {
        state = State::Failed;
        code = ErrorCode::OutOfMemory;
        sentence = QCoreApplication::translate("flawscope::ui::Job", "There is not enough memory for this.");
    } catch (const std::exception &error) {
        state = State::Failed;
        sentence = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this,
        [this, state, deliver = std::move(deliver), code, sentence] {
            m_errorCode = code;
            m_error = sentence;
            end(state, deliver);
        },
        Qt::QueuedConnection);
}

void Job::poll()
{
    Progress latest;
    std::string stage, unit;
    QStringList warnings;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_fresh)
            return;
        m_fresh = false;
        latest = m_latest;
        stage = m_latestStage;
        unit = m_latestUnit;
        warnings.swap(m_newWarnings);
    }
    const QString stageName = stageText(toQString(stage));
    if (stageName != m_progress.stage) {
        m_stageClock.restart();
        m_stageStart = latest.done;
        m_progress.perSecond = 0;
    }
    m_progress.stage = stageName;
    m_progress.unit = stageText(toQString(unit));
    m_progress.detail = toQString(latest.detail);
    m_progress.done = latest.done;
    m_progress.total = latest.total;
    const double seconds = static_cast<double>(m_stageClock.elapsed()) / 1000;
    if (seconds > 0.5 && latest.done > m_stageStart)
        m_progress.perSecond = (latest.done - m_stageStart) / seconds;
    m_progress.secondsLeft = m_progress.perSecond > 0 && latest.total > latest.done ? (latest.total - latest.done) / m_progress.perSecond : 0;
    for (const QString &sentence : warnings) {
        m_warnings << sentence;
        Q_EMIT warned(sentence);
    }
    Q_EMIT progressChanged();
}

void Job::end(State state, const Deliver &deliver)
{
    poll();
    m_timer.stop();
    m_seconds = m_clock.isValid() ? static_cast<double>(m_clock.elapsed()) / 1000 : 0;
    m_state = state;
    m_work = {}; // Lets go of what it held: a listed job must not keep a closed project locked.
    if (state == State::Done && deliver)
        deliver();
    Q_EMIT progressChanged();
    Q_EMIT finished();
}

} // namespace flawscope::ui
