// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QMainWindow>

#include <memory>

class QDockWidget;
class QStackedWidget;

namespace flawscope {
class Workspace;
}

namespace flawscope::ui {

class Actions;
class AppSettings;
class CommandPalette;
class DemoStarter;
class HelpWindow;
class JobList;
class JobStrip;
class MessageBar;
class PreferencesDialog;
class Project;
class ProjectView;
class StartPage;

/// The one window: the start page, or an open project. Owns actions, settings and jobs.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    /// @param settingsFile  an ini file for tests; empty: the user's own.
    explicit MainWindow(const QString &settingsFile = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Opens a project's folder; what goes wrong is shown on the start page. @return whether it is open
    bool openProject(const QString &folder);
    /// Makes an empty project and opens it. @return whether it is open
    bool createProject(const QString &folder, const QString &name);
    void closeProject();

    [[nodiscard]] Project *project() const { return m_project.get(); }
    [[nodiscard]] ProjectView *view() const { return m_view; } ///< Null while no project is open.
    [[nodiscard]] Actions &actions() const { return *m_actions; }
    [[nodiscard]] JobList &jobs() const { return *m_jobs; }
    [[nodiscard]] AppSettings &settings() const { return *m_settings; }
    [[nodiscard]] StartPage &startPage() const { return *m_start; }
    [[nodiscard]] DemoStarter &demo() const { return *m_demo; }
    [[nodiscard]] CommandPalette &palette() const { return *m_palette; }
    [[nodiscard]] MessageBar &messages() const { return *m_messages; }

    /// Says that something went wrong, beside the work: a strip over the content that can be closed, never a dialog.
    void showError(const QString &headline, const QString &sentence);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void showProject(std::shared_ptr<Workspace> workspace);
    void connectActions();
    void connectThemes();
    void makeMenus();
    void makeJobDock();
    void updateEnabled();
    void askAndOpen();
    void askForName();
    void takeFolders(const QStringList &folders);
    [[nodiscard]] bool maySafelyClose();
    void rememberLayout();

    std::unique_ptr<AppSettings> m_settings;
    std::unique_ptr<JobList> m_jobs;
    Actions *m_actions;
    QStackedWidget *m_stack;
    StartPage *m_start;
    MessageBar *m_messages;
    JobStrip *m_strip;
    CommandPalette *m_palette;
    DemoStarter *m_demo;
    QDockWidget *m_jobDock = nullptr;
    HelpWindow *m_help = nullptr;
    PreferencesDialog *m_preferences = nullptr;
    std::unique_ptr<Project> m_project; ///< Outlives the view.
    ProjectView *m_view = nullptr;
};

} // namespace flawscope::ui
