// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace flawscope::ui {

class JobList;

/// The strip at the bottom: what runs now, its rate and time left, and a button that stops it. Never modal.
class JobStrip final : public QWidget {
    Q_OBJECT
public:
    explicit JobStrip(JobList &jobs, QWidget *parent = nullptr);

private:
    void update();

    JobList &m_jobs;
    QLabel *m_text;
    QProgressBar *m_bar;
    QLabel *m_rate;
    QToolButton *m_cancel;
};

} // namespace flawscope::ui
