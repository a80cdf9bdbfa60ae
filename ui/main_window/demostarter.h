// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace flawscope::ui {

class AppSettings;
class JobList;

/// Draws a demo data set in the background and makes a project of it; the window opens it then.
class DemoStarter final : public QObject {
    Q_OBJECT
public:
    DemoStarter(JobList &jobs, AppSettings &settings, QObject *parent = nullptr);

    /// @param category  of demoCategories(). A second call while one is being drawn does nothing.
    void start(const QString &category);
    /// Pictures of each kind; tests draw few. 0: the core's defaults.
    void setCounts(int train, int testGood, int testDefect, int sizePx);

Q_SIGNALS:
    void ready(const QString &projectFolder);

private:
    JobList &m_jobs;
    AppSettings &m_settings;
    bool m_running = false;
    int m_train = 0, m_testGood = 0, m_testDefect = 0, m_sizePx = 0;
};

} // namespace flawscope::ui
