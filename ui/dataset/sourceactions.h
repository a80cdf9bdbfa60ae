// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QObject>
#include <QPointer>

namespace flawscope {
struct SourceRecord;
}

namespace flawscope::ui {

class Job;

/// The folders that pictures come from: looks for missing files when a project is opened, scans all sources again (data.rescan), and points
/// them at another folder. All in the background.
class SourceActions final : public QObject {
    Q_OBJECT
public:
    explicit SourceActions(const ViewContext &context, QObject *parent = nullptr);
    ~SourceActions() override;

    /// Looks whether each file is there.
    void findMissing();
    void rescan();
    /// Points a source at @p folder, and the other sources with missing pictures that have moved along with it.
    void relocate(qint64 source, const QString &folder);

Q_SIGNALS:
    void rescanned(qint64 added, qint64 missing);
    void relocated(int sources);
    void relocateFailed(const QString &sentence);

private:
    void updateEnabled();

    ViewContext m_context;
    QPointer<Job> m_looking;
    QPointer<Job> m_job;
};

} // namespace flawscope::ui
