// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QListView;

namespace flawscope::ui {

class Actions;
class AppSettings;

/// What one sees first: new project, open, the demo, and the recent projects with their thumbnail and state.
class StartPage final : public QWidget {
    Q_OBJECT
public:
    StartPage(Actions &actions, AppSettings &settings, QWidget *parent = nullptr);

    /// Reads the recent projects again.
    void refresh();

Q_SIGNALS:
    void openRequested(const QString &folder);

private:
    Actions &m_actions;
    AppSettings &m_settings;
};

} // namespace flawscope::ui
