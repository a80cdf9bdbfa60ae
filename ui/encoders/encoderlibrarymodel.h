// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/encoderlibrary/encoderlibrary.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QPointer>

#include <vector>

namespace flawscope::ui {

class AppSettings;
class Job;
class JobList;

/// The library of encoder weights as a table, and what can be done with it: every operation is a job, and the rows follow. GUI thread.
class EncoderLibraryModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FileColumn, NetworkColumn, TapsColumn, SizeColumn, SourceColumn, StateColumn, ColumnCount };
    enum Role {
        ShareRole = Qt::UserRole + 1, ///< double in [0,1] while it is downloaded, else invalid
        UsableRole                    ///< bool
    };

    EncoderLibraryModel(JobList &jobs, AppSettings &settings, EncoderLibrary library = EncoderLibrary(), QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const std::vector<LibraryEntry> &entries() const { return m_entries; }
    [[nodiscard]] const EncoderLibrary &library() const { return m_library; }
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] int rowOf(const QString &fileName) const; ///< −1 where there is none.
    [[nodiscard]] Job *downloadOf(int row) const;           ///< Null unless it is being downloaded.

    /// Lists the folder again, in the background.
    void reload();
    void download(int row);       ///< Goes on with what an earlier one has left.
    void cancelDownload(int row); ///< Keeps the part.
    /// Copies a file into the library as weights of the first network that it fits.
    void addFile(const QString &file);
    void remove(int row);

Q_SIGNALS:
    void loaded();
    void progressed(const QString &fileName);
    /// Something was refused or broke: a full sentence of the core.
    void failed(const QString &headline, const QString &sentence);
    /// Something came about that a person waited for.
    void succeeded(const QString &sentence);

private:
    [[nodiscard]] QVariant text(int row, int column) const;
    [[nodiscard]] QString stateText(int row) const;
    [[nodiscard]] QString tapsText(const LibraryEntry &entry) const;
    [[nodiscard]] QString toolTip(int row) const;
    void take(std::vector<LibraryEntry> entries);
    void watch(Job *job, const QString &fileName);

    JobList &m_jobs;
    AppSettings &m_settings;
    EncoderLibrary m_library;
    std::vector<LibraryEntry> m_entries;
    QHash<QString, QPointer<Job>> m_downloads;
    bool m_loaded = false;
};

/// "ResNet-18", or the name itself where it is not of the catalogue.
[[nodiscard]] QString encoderTitle(const std::string &name);

} // namespace flawscope::ui
