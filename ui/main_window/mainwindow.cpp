// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/mainwindow.h"

#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"
#include "ui/main_window/jobstrip.h"
#include "ui/main_window/projectview.h"
#include "ui/main_window/startpage.h"
#include "ui/models/project.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>

namespace flawscope::ui {

MainWindow::MainWindow(const QString &settingsFile, QWidget *parent)
    : QMainWindow(parent), m_settings(std::make_unique<AppSettings>(settingsFile)), m_jobs(std::make_unique<JobList>()), m_actions(new Actions(this)),
      m_stack(new QStackedWidget(this)), m_start(new StartPage(*m_actions, *m_settings, this)), m_strip(new JobStrip(*m_jobs, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(960, 600);
    setAcceptDrops(true);
    m_stack->addWidget(m_start);
    setCentralWidget(m_stack);
    statusBar()->addPermanentWidget(m_strip, 1);
    statusBar()->setSizeGripEnabled(false);
    makeMenus();
    connectActions();
    connect(m_jobs.get(), &JobList::failed, this, [this](Job *job) { showError(errorHeadline(job->errorCode()), job->error()); });
    connect(m_start, &StartPage::openRequested, this, &MainWindow::openProject);
    resize(1440, 900);
    restoreGeometry(m_settings->windowGeometry());
    updateTitle();
}

MainWindow::~MainWindow() { closeProject(); }

void MainWindow::makeMenus()
{
    QHash<QString, QMenu *> menus;
    for (const Actions::Entry &entry : m_actions->entries()) {
        const QString group = m_actions->groupTitle(*entry.spec);
        if (!menus.contains(group))
            menus.insert(group, menuBar()->addMenu(group));
        menus[group]->addAction(entry.action);
        addAction(entry.action); // Shortcuts work without the menu.
    }
}

void MainWindow::connectActions()
{
    Actions &actions = *m_actions;
    connect(actions["project.new"], &QAction::triggered, this, &MainWindow::askAndCreate);
    connect(actions["project.open"], &QAction::triggered, this, &MainWindow::askAndOpen);
    connect(actions["project.demo"], &QAction::triggered, this, &MainWindow::startDemo);
    connect(actions["project.close"], &QAction::triggered, this, &MainWindow::closeProject);
    connect(actions["app.quit"], &QAction::triggered, this, &QWidget::close);
    const std::pair<const char *, ThemeMode> themes[] = {
        {"view.theme-light", ThemeMode::Light}, {"view.theme-dark", ThemeMode::Dark}, {"view.theme-system", ThemeMode::System}};
    for (const auto &[id, mode] : themes) {
        connect(actions[id], &QAction::triggered, this, [this, mode = mode] {
            m_settings->setThemeMode(mode);
            applyTheme(*qApp, mode);
        });
    }
}

bool MainWindow::openProject(const QString &folder)
{
    try {
        showProject(Workspace::open(toPath(folder), toUtf8(m_settings->operatorName())));
    } catch (const Error &error) {
        showError(errorHeadline(error.code()), toQString(std::string(error.what())));
        return false;
    }
    m_settings->addRecentProject(folder);
    return true;
}

bool MainWindow::createProject(const QString &folder, const QString &name)
{
    try {
        showProject(Workspace::create(toPath(folder), toUtf8(name), toUtf8(m_settings->operatorName())));
    } catch (const Error &error) {
        showError(errorHeadline(error.code()), toQString(std::string(error.what())));
        return false;
    }
    m_settings->addRecentProject(folder);
    return true;
}

void MainWindow::showProject(std::shared_ptr<Workspace> workspace)
{
    closeProject();
    m_project = std::make_unique<Project>(std::move(workspace), *m_jobs);
    connect(m_project.get(), &Project::failed, this, [this](ErrorCode code, const QString &sentence) { showError(errorHeadline(code), sentence); });
    connect(m_project.get(), &Project::nameChanged, this, &MainWindow::updateTitle);
    m_view = new ProjectView(*m_project, *m_actions, *m_settings, *this);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    updateTitle();
}

void MainWindow::closeProject()
{
    if (m_view == nullptr)
        return;
    rememberLayout();
    delete m_view;
    m_view = nullptr;
    m_project.reset();
    m_stack->setCurrentWidget(m_start);
    m_start->refresh();
    updateTitle();
}

void MainWindow::askAndCreate()
{
    const QString folder = QFileDialog::getSaveFileName(this, tr("Folder of the new project"));
    if (!folder.isEmpty())
        createProject(folder, QFileInfo(folder).fileName());
}

void MainWindow::askAndOpen()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open project"));
    if (!folder.isEmpty())
        openProject(folder);
}

void MainWindow::startDemo() {}

void MainWindow::showError(const QString &headline, const QString &sentence) { statusBar()->showMessage(headline + QStringLiteral(": ") + sentence); }

void MainWindow::rememberLayout() { m_settings->setWindow(saveGeometry(), saveState()); }

void MainWindow::updateTitle() { setWindowTitle(m_project ? tr("%1 – Flawscope").arg(m_project->name()) : tr("Flawscope")); }

void MainWindow::closeEvent(QCloseEvent *event)
{
    closeProject();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event) { event->acceptProposedAction(); }

} // namespace flawscope::ui
