// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace flawscope::test {

constexpr int kPatience = 240000; ///< ms; for any one command.

/// What a command ended with.
struct Outcome {
    int code = -1; ///< −1: it did not start, crashed, or was killed after kPatience.
    QByteArray out;
    QString err;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Waits for the end of a process that was started, at most kPatience.
inline Outcome finished(QProcess &process)
{
    if (!process.waitForFinished(kPatience)) {
        process.kill();
        process.waitForFinished();
    }
    const bool isNormal = process.error() != QProcess::FailedToStart && process.exitStatus() == QProcess::NormalExit;
    return {isNormal ? process.exitCode() : -1, process.readAllStandardOutput(),
            QString::fromUtf8(process.readAllStandardError())};
}

/// Runs flawscope-cli as a shell would.
inline Outcome cli(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(FLAWSCOPE_CLI), arguments);
    return finished(process);
}

} // namespace flawscope::test
