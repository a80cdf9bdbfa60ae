// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/format.h"

#include "core/base/files.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QLocale>

#include <cmath>

namespace flawscope::ui {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("flawscope::ui::Format", text, nullptr, n);
}

const QString kDash = QStringLiteral("–");

} // namespace

QString scoreText(double score)
{
    if (!std::isfinite(score))
        return kDash;
    return QLocale().toString(score, 'f', 3);
}

QString scoreText(const std::optional<double> &score) { return score ? scoreText(*score) : kDash; }

QString percentText(const std::optional<double> &share)
{
    if (!share || !std::isfinite(*share))
        return kDash;
    const double percent = *share * 100;
    return QCoreApplication::translate("flawscope::ui::Format", "%1 %", "a percentage").arg(QLocale().toString(percent, 'f', std::abs(percent) < 9.95 ? 2 : 1));
}

QString countText(std::int64_t count) { return QLocale().toString(static_cast<qlonglong>(count)); }

QString bytesText(std::uint64_t bytes) { return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat); }

QString durationText(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return kDash;
    if (seconds < 9.95)
        return tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 60)
        return tr("%1 s").arg(whole);
    if (whole < 3600)
        return tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
}

QString timeLeftText(double seconds)
{
    if (!std::isfinite(seconds) || seconds <= 0)
        return {};
    if (seconds < 60)
        return tr("%1 s left").arg(static_cast<int>(std::ceil(seconds)));
    if (seconds < 5400)
        return tr("%1 min left").arg(static_cast<int>(std::round(seconds / 60)));
    return tr("%1 h left").arg(QLocale().toString(seconds / 3600, 'f', 1));
}

QString localTimeText(const std::string &iso8601Utc)
{
    if (iso8601Utc.empty())
        return {};
    QDateTime time = QDateTime::fromString(QString::fromStdString(iso8601Utc), Qt::ISODate);
    time.setTimeSpec(Qt::UTC);
    const QDateTime local = time.toLocalTime();
    const bool thisYear = local.date().year() == QDate::currentDate().year();
    return QLocale().toString(local, thisYear ? QStringLiteral("d MMM HH:mm") : QStringLiteral("d MMM yyyy HH:mm"));
}

QString toQString(const std::string &utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }
QString toQString(const std::filesystem::path &path) { return QFile::decodeName(QByteArray::fromStdString(path.native())); }
std::string toUtf8(const QString &text) { return text.toUtf8().toStdString(); }
std::filesystem::path toPath(const QString &text) { return {QFile::encodeName(text).toStdString()}; }

QString errorHeadline(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadInput: return tr("These files cannot be used");
    case ErrorCode::BadOption: return tr("A setting is out of its range");
    case ErrorCode::BadFormat: return tr("A file is damaged or of another kind");
    case ErrorCode::UnsupportedVersion: return tr("The file was written by a newer Flawscope");
    case ErrorCode::Mismatch: return tr("Two files do not fit together");
    case ErrorCode::Unreadable: return tr("A file cannot be read");
    case ErrorCode::Unwritable: return tr("A file cannot be written");
    case ErrorCode::NoDevice: return tr("The compute device does not exist");
    case ErrorCode::OutOfMemory: return tr("There is not enough memory");
    case ErrorCode::Cancelled: return tr("Stopped");
    case ErrorCode::Internal: break;
    }
    return tr("Something unforeseen went wrong");
}

} // namespace flawscope::ui
