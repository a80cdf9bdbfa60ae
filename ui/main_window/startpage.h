// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include <utility>

class QAction;
class QLineEdit;
class QListView;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace flawscope::ui {

class Actions;
class AppSettings;
class RecentProjects;

/// What one sees first: new project, open, the demo, and the recent projects with their thumbnail and state.
class StartPage final : public QWidget {
    Q_OBJECT
public:
    StartPage(Actions &actions, AppSettings &settings, QWidget *parent = nullptr);

    /// Reads the recent projects again, and goes back to the first view.
    void refresh();
    /// Shows the form of a new project: name and folder, nothing modal.
    void askForNewProject();
    /// The category that "Try the demo" draws, e.g. "washer".
    [[nodiscard]] QString demoCategory() const { return m_category; }

Q_SIGNALS:
    void openRequested(const QString &folder);
    void createRequested(const QString &folder, const QString &name);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeWelcome();
    QWidget *makeForm();
    QWidget *makeRecent();
    QPushButton *makeButton(const char *action, const QString &title, const QString &sentence);
    void checkForm();

    Actions &m_actions;
    AppSettings &m_settings;
    RecentProjects *m_recent;
    QStackedWidget *m_left;
    QLineEdit *m_name;
    QLineEdit *m_folder;
    QLabel *m_problem;
    QPushButton *m_create;
    QListView *m_list;
    QLabel *m_none;
    QList<std::pair<QLabel *, QAction *>> m_icons; ///< Painted anew when the theme changes.
    QString m_category;
    bool m_folderTyped = false;
};

} // namespace flawscope::ui
