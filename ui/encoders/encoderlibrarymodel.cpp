// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/encoders/encoderlibrarymodel.h"

#include "core/base/error.h"
#include "core/encoderlibrary/download.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"

#include <QLocale>

#include <algorithm>

namespace flawscope::ui {

namespace {

/// Tries one network after the other: a person need not know which one a file is of.
LibraryEntry addToFitting(EncoderLibrary library, const std::filesystem::path &file, const RunContext &context)
{
    std::string names;
    for (const EncoderInfo &info : encoderCatalogue()) {
        try {
            return library.add(file, info.name, context);
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Mismatch)
                throw;
        }
        names += (names.empty() ? "" : ", ") + info.title;
    }
    throw Error(ErrorCode::Mismatch, "The file " + toUtf8(toQString(file)) + " fits none of the networks: " + names + ".");
}

QString sourceText(WeightsSource source)
{
    switch (source) {
    case WeightsSource::Downloadable: return EncoderLibraryModel::tr("to download");
    case WeightsSource::Downloaded: return EncoderLibraryModel::tr("downloaded");
    case WeightsSource::Added: return EncoderLibraryModel::tr("added");
    case WeightsSource::BuiltIn: return EncoderLibraryModel::tr("built in");
    }
    return {};
}

} // namespace

QString encoderTitle(const std::string &name)
{
    const auto &catalogue = encoderCatalogue();
    const auto found = std::find_if(catalogue.begin(), catalogue.end(), [&](const EncoderInfo &info) { return info.name == name; });
    return found == catalogue.end() ? toQString(name) : toQString(found->title);
}

EncoderLibraryModel::EncoderLibraryModel(JobList &jobs, AppSettings &settings, EncoderLibrary library, QObject *parent)
    : QAbstractTableModel(parent), m_jobs(jobs), m_settings(settings), m_library(std::move(library))
{
}

int EncoderLibraryModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_entries.size()); }
int EncoderLibraryModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

int EncoderLibraryModel::rowOf(const QString &fileName) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const LibraryEntry &entry) { return toQString(entry.fileName) == fileName; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

Job *EncoderLibraryModel::downloadOf(int row) const
{
    Job *job = m_downloads.value(toQString(m_entries[static_cast<std::size_t>(row)].fileName));
    return job != nullptr && job->isActive() ? job : nullptr;
}

void EncoderLibraryModel::reload()
{
    auto *job = new Job(tr("Weights"), [this, library = m_library](const RunContext &) -> Job::Deliver {
        std::vector<LibraryEntry> entries = library.entries();
        return [this, entries = std::move(entries)] { take(entries); };
    }, this);
    connect(job, &Job::finished, this, [this, job] {
        if (job->state() == Job::State::Failed)
            Q_EMIT failed(errorHeadline(job->errorCode()), job->error());
        job->deleteLater();
        m_loaded = true;
        Q_EMIT loaded();
    });
    job->start();
}

void EncoderLibraryModel::take(std::vector<LibraryEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

void EncoderLibraryModel::download(int row)
{
    const LibraryEntry &entry = m_entries[static_cast<std::size_t>(row)];
    if (entry.isUsable() || downloadOf(row) != nullptr)
        return;
    DownloadOptions options;
    options.baseUrl = toUtf8(m_settings.weightsUrl());
    options.proxy = toUtf8(m_settings.proxy());
    const QString name = toQString(entry.fileName);
    Job *job = m_jobs.run(tr("Downloading %1").arg(name), [guard = QPointer<EncoderLibraryModel>(this), entry, library = m_library, options, name](const RunContext &context) -> Job::Deliver {
        const DownloadSummary summary = flawscope::download(entry, library, options, context);
        return [guard, summary, name] {
            if (guard)
                Q_EMIT guard->succeeded(summary.wasHere ? tr("%1 was here already, and whole.").arg(name)
                                                        : tr("%1 is here, and its SHA-256 is the published one.").arg(name));
        };
    });
    m_downloads.insert(name, job);
    watch(job, name);
}

void EncoderLibraryModel::watch(Job *job, const QString &fileName)
{
    const auto follow = [this, fileName] {
        const int row = rowOf(fileName);
        if (row >= 0)
            Q_EMIT dataChanged(index(row, SizeColumn), index(row, StateColumn));
        Q_EMIT progressed(fileName);
    };
    connect(job, &Job::progressChanged, this, follow);
    connect(job, &Job::finished, this, [this, job, follow] {
        if (job->state() == Job::State::Failed)
            Q_EMIT failed(errorHeadline(job->errorCode()), job->error());
        follow();
        reload();
    });
    follow();
}

void EncoderLibraryModel::cancelDownload(int row)
{
    if (Job *job = downloadOf(row))
        job->cancel();
}

void EncoderLibraryModel::addFile(const QString &file)
{
    Job *job = m_jobs.run(tr("Adding weights"), [guard = QPointer<EncoderLibraryModel>(this), library = m_library, path = toPath(file)](const RunContext &context) -> Job::Deliver {
        const LibraryEntry entry = addToFitting(library, path, context);
        return [guard, entry] {
            if (guard)
                Q_EMIT guard->succeeded(tr("%1 fits %2 up to %3.").arg(toQString(entry.fileName), encoderTitle(entry.encoder), toQString(entry.deepestTap)));
        };
    });
    connect(job, &Job::finished, this, [this, job] {
        if (job->state() == Job::State::Failed)
            Q_EMIT failed(errorHeadline(job->errorCode()), job->error());
        reload();
    });
}

void EncoderLibraryModel::remove(int row)
{
    try {
        m_library.remove(m_entries[static_cast<std::size_t>(row)]);
    } catch (const Error &error) {
        Q_EMIT failed(errorHeadline(error.code()), toQString(std::string(error.what())));
    }
    reload();
}

QString EncoderLibraryModel::tapsText(const LibraryEntry &entry) const
{
    QStringList strides;
    for (const EncoderInfo &info : encoderCatalogue()) {
        if (info.name != entry.encoder)
            continue;
        for (const TapInfo &tap : info.taps) {
            const QString name = tap.name.starts_with("layer") ? toQString(tap.name) : tr("stride %1").arg(tap.stride);
            if (!strides.contains(name))
                strides << name;
            if (tap.name == entry.deepestTap)
                break;
        }
    }
    return strides.size() > 1 ? tr("%1 to %2").arg(strides.constFirst(), strides.constLast()) : strides.join(QString());
}

QString EncoderLibraryModel::stateText(int row) const
{
    const LibraryEntry &entry = m_entries[static_cast<std::size_t>(row)];
    if (const Job *job = downloadOf(row)) {
        const JobProgress &progress = job->progress();
        const QString left = timeLeftText(progress.secondsLeft);
        if (job->cancelRequested())
            return tr("stopping");
        if (progress.total <= 0)
            return tr("connecting…");
        const QString share = QLocale().toString(100 * progress.done / progress.total, 'f', 0);
        return left.isEmpty() ? tr("%1 %").arg(share) : tr("%1 %, %2").arg(share, left);
    }
    if (!entry.problem.empty())
        return tr("cannot be used");
    if (entry.isHere())
        return tr("ready");
    return entry.partBytes > 0 ? tr("%1 of it are here").arg(bytesText(entry.partBytes)) : tr("not here");
}

QVariant EncoderLibraryModel::text(int row, int column) const
{
    const LibraryEntry &entry = m_entries[static_cast<std::size_t>(row)];
    switch (column) {
    case FileColumn: return toQString(entry.fileName);
    case NetworkColumn: return entry.encoder.empty() ? tr("unknown") : encoderTitle(entry.encoder);
    case TapsColumn: return tapsText(entry);
    case SizeColumn: return entry.bytes > 0 ? bytesText(entry.bytes) : QStringLiteral("–");
    case SourceColumn: return sourceText(entry.source);
    case StateColumn: return stateText(row);
    default: return {};
    }
}

QString EncoderLibraryModel::toolTip(int row) const
{
    const LibraryEntry &entry = m_entries[static_cast<std::size_t>(row)];
    QStringList lines{entry.isHere() ? toQString(entry.path) : tr("Would lie at %1").arg(toQString(entry.path))};
    if (!entry.problem.empty())
        lines << toQString(entry.problem);
    if (!entry.sha256.empty())
        lines << tr("SHA-256 %1").arg(toQString(entry.sha256));
    if (!entry.url.empty())
        lines << toQString(entry.url);
    if (!entry.licence.empty())
        lines << tr("Licence %1").arg(toQString(entry.licence));
    return lines.join(QLatin1Char('\n'));
}

QVariant EncoderLibraryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(index.row(), index.column());
    case Qt::ToolTipRole: return toolTip(index.row());
    case Qt::TextAlignmentRole: return static_cast<int>((index.column() == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case UsableRole: return m_entries[static_cast<std::size_t>(index.row())].isUsable();
    case ShareRole: {
        const Job *job = downloadOf(index.row());
        return job != nullptr ? QVariant(job->progress().total > 0 ? job->progress().done / job->progress().total : 0.0) : QVariant();
    }
    default: return {};
    }
}

QVariant EncoderLibraryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return role == Qt::TextAlignmentRole && section == SizeColumn ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter))
               : role == Qt::TextAlignmentRole                        ? QVariant(static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter))
                                                                      : QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case FileColumn: return tr("File");
    case NetworkColumn: return tr("Network");
    case TapsColumn: return tr("Taps");
    case SizeColumn: return tr("Size");
    case SourceColumn: return tr("Source");
    case StateColumn: return tr("State");
    default: return {};
    }
}

} // namespace flawscope::ui
