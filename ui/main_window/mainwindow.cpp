// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/mainwindow.h"

#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/keyguard.h"
#include "ui/base/messagebar.h"
#include "ui/dataset/datapage.h"
#include "ui/inspection/inspectpage.h"
#include "ui/jobs/joblist.h"
#include "ui/main_window/commandpalette.h"
#include "ui/main_window/demostarter.h"
#include "ui/main_window/helpwindow.h"
#include "ui/main_window/jobpanel.h"
#include "ui/main_window/jobstrip.h"
#include "ui/main_window/preferencesdialog.h"
#include "ui/main_window/projectview.h"
#include "ui/main_window/recentprojects.h"
#include "ui/main_window/startpage.h"
#include "ui/models/project.h"
#include "ui/threshold/thresholdcontroller.h"
#include "ui/training/trainingqueue.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDockWidget>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSet>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUrl>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

/// Actions that need no project.
bool worksWithoutProject(const char *id)
{
    static const QSet<QString> ids = {"project.new", "project.open", "project.demo", "app.preferences", "app.quit", "view.palette", "view.jobs",
                                      "view.theme-light", "view.theme-dark", "view.theme-system", "view.full-screen", "help.contents",
                                      "help.shortcuts", "help.about"};
    return ids.contains(QLatin1String(id));
}

} // namespace

MainWindow::MainWindow(const QString &settingsFile, QWidget *parent)
    : QMainWindow(parent), m_settings(std::make_unique<AppSettings>(settingsFile)), m_jobs(std::make_unique<JobList>()), m_actions(new Actions(this)),
      m_stack(new QStackedWidget(this)), m_start(new StartPage(*m_actions, *m_settings, this)), m_messages(new MessageBar(this)),
      m_strip(new JobStrip(*m_jobs, this)), m_palette(new CommandPalette(*m_actions, this)), m_demo(new DemoStarter(*m_jobs, *m_settings, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(960, 600);
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    qApp->installEventFilter(new KeyGuard(this));
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(m_start);
    setCentralWidget(centre);
    statusBar()->addPermanentWidget(m_strip, 1);
    statusBar()->setSizeGripEnabled(false);
    makeMenus();
    makeJobDock();
    connectActions();
    connectThemes();
    connect(m_jobs.get(), &JobList::failed, this, [this](Job *job) { showError(errorHeadline(job->errorCode()), job->error()); });
    connect(m_start, &StartPage::openRequested, this, &MainWindow::openProject);
    connect(m_start, &StartPage::createRequested, this, &MainWindow::createProject);
    connect(m_demo, &DemoStarter::ready, this, [this](const QString &folder) {
        if (openProject(folder))
            m_view->showStep(Step::Train);
    });
    resize(1440, 900);
    restoreGeometry(m_settings->windowGeometry());
    updateEnabled();
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

void MainWindow::makeJobDock()
{
    m_jobDock = new QDockWidget(tr("Jobs"), this);
    m_jobDock->setObjectName(QStringLiteral("jobsDock"));
    m_jobDock->setWidget(new JobPanel(*m_jobs, m_jobDock));
    addDockWidget(Qt::RightDockWidgetArea, m_jobDock);
    m_jobDock->hide();
    QAction *toggle = (*m_actions)["view.jobs"];
    connect(toggle, &QAction::toggled, m_jobDock, &QWidget::setVisible);
    connect(m_jobDock, &QDockWidget::visibilityChanged, toggle, [this, toggle] { toggle->setChecked(!m_jobDock->isHidden()); });
}

void MainWindow::connectActions()
{
    Actions &actions = *m_actions;
    connect(actions["project.new"], &QAction::triggered, this, [this] {
        if (!maySafelyClose())
            return;
        closeProject();
        m_start->askForNewProject();
    });
    connect(actions["project.open"], &QAction::triggered, this, &MainWindow::askAndOpen);
    connect(actions["project.demo"], &QAction::triggered, this, [this] { m_demo->start(m_start->demoCategory()); });
    connect(actions["project.close"], &QAction::triggered, this, [this] {
        if (maySafelyClose())
            closeProject();
    });
    connect(actions["project.rename"], &QAction::triggered, this, &MainWindow::askForName);
    connect(actions["project.folder"], &QAction::triggered, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(toQString(m_project->workspace().folder()))); });
    connect(actions["app.quit"], &QAction::triggered, this, &QWidget::close);
    connect(actions["app.preferences"], &QAction::triggered, this, [this] {
        if (m_preferences == nullptr)
            m_preferences = new PreferencesDialog(*m_actions, *m_settings, this);
        m_preferences->show();
        m_preferences->raise();
    });
    connect(actions["view.palette"], &QAction::triggered, m_palette, &CommandPalette::open);
    connect(actions["view.full-screen"], &QAction::toggled, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(actions["view.reset-layout"], &QAction::triggered, this, [this] {
        m_jobDock->hide();
        if (m_view != nullptr)
            m_view->resetDocks();
    });
    const std::pair<const char *, const char *> help[] = {{"help.contents", "steps"}, {"help.shortcuts", "shortcuts"}, {"help.about", "about"}};
    for (const auto &[id, anchor] : help) {
        connect(actions[id], &QAction::triggered, this, [this, anchor = QString::fromLatin1(anchor)] {
            if (m_help == nullptr)
                m_help = new HelpWindow(*m_actions, this);
            m_help->showSection(anchor);
        });
    }
}

void MainWindow::connectThemes()
{
    const std::pair<const char *, ThemeMode> themes[] = {
        {"view.theme-light", ThemeMode::Light}, {"view.theme-dark", ThemeMode::Dark}, {"view.theme-system", ThemeMode::System}};
    for (const auto &[id, mode] : themes) {
        connect((*m_actions)[id], &QAction::triggered, this, [this, mode = mode] {
            m_settings->setThemeMode(mode);
            applyTheme(*qApp, mode);
        });
    }
}

bool MainWindow::openProject(const QString &folder)
{
    if (!maySafelyClose())
        return false;
    closeProject(); // First: the same folder may be open here.
    try {
        showProject(Workspace::open(toPath(folder), toUtf8(m_settings->operatorName())));
    } catch (const Error &error) {
        showError(errorHeadline(error.code()), toQString(std::string(error.what())));
        return false;
    }
    return true;
}

bool MainWindow::createProject(const QString &folder, const QString &name)
{
    closeProject();
    try {
        showProject(Workspace::create(toPath(folder), toUtf8(name), toUtf8(m_settings->operatorName())));
    } catch (const Error &error) {
        showError(errorHeadline(error.code()), toQString(std::string(error.what())));
        return false;
    }
    return true;
}

void MainWindow::showProject(std::shared_ptr<Workspace> workspace)
{
    m_messages->hide();
    m_project = std::make_unique<Project>(std::move(workspace), *m_jobs);
    connect(m_project.get(), &Project::failed, this, [this](ErrorCode code, const QString &sentence) { showError(errorHeadline(code), sentence); });
    connect(m_project.get(), &Project::nameChanged, this, &MainWindow::updateEnabled);
    for (const Actions::Entry &entry : m_actions->entries())
        entry.action->setEnabled(true); // The pages know which of theirs make sense.
    m_view = new ProjectView(*m_project, *m_actions, *m_settings, *this);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    restoreState(m_settings->windowLayout());
    updateEnabled();
    m_settings->addRecentProject(toQString(m_project->workspace().folder()));
    if (m_project->readOnly())
        m_messages->show(MessageBar::Kind::Warning, tr("This project is open read-only"), toQString(m_project->workspace().readOnlyReason()));
}

void MainWindow::closeProject()
{
    if (m_view == nullptr)
        return;
    if (QWidget *focus = QApplication::focusWidget())
        focus->clearFocus(); // A comment that is being typed is stored when its field loses the focus.
    m_view->threshold().commitPending();
    rememberLayout();
    RecentProjects::remember(*m_settings, *m_project);
    delete m_view;
    m_view = nullptr;
    m_project.reset();
    m_messages->hide();
    m_stack->setCurrentWidget(m_start);
    m_start->refresh();
    updateEnabled();
}

void MainWindow::updateEnabled()
{
    setWindowTitle(m_project ? tr("%1 – Flawscope").arg(m_project->name()) : tr("Flawscope"));
    for (const Actions::Entry &entry : m_actions->entries()) {
        if (!worksWithoutProject(entry.spec->id) && m_project == nullptr)
            entry.action->setEnabled(false);
    }
    if (m_project != nullptr)
        (*m_actions)["project.rename"]->setEnabled(!m_project->readOnly());
}

void MainWindow::askAndOpen()
{
    auto *dialog = new QFileDialog(this, tr("Open project"), m_settings->projectsFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openProject);
    dialog->open();
}

void MainWindow::askForName()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename project"));
    dialog->setLabelText(tr("Name of the project"));
    dialog->setTextValue(m_project->name());
    connect(dialog, &QInputDialog::textValueSelected, m_project.get(), [this](const QString &name) {
        if (!name.trimmed().isEmpty())
            m_project->rename(name.trimmed());
    });
    dialog->open();
}

void MainWindow::showError(const QString &headline, const QString &sentence) { m_messages->show(MessageBar::Kind::Error, headline, sentence); }

void MainWindow::rememberLayout() { m_settings->setWindow(saveGeometry(), saveState()); }

bool MainWindow::maySafelyClose()
{
    if (m_view == nullptr)
        return true;
    if (m_view->inspectPage().hasUnsavedDrawings()) {
        QMessageBox box(QMessageBox::Question, tr("A drawing is not saved"), tr("If you close the project now, the masks that you have drawn since the last save are lost."), {}, this);
        QPushButton *discard = box.addButton(tr("Close and discard"), QMessageBox::DestructiveRole);
        box.addButton(tr("Go on drawing"), QMessageBox::RejectRole);
        box.exec();
        if (box.clickedButton() != discard)
            return false;
    }
    if (m_view->queue().runningRun() == 0)
        return true;
    QMessageBox box(QMessageBox::Question, tr("A training is running"),
                    tr("If you close the project now, the training stops. Its checkpoint is kept, and the run can be resumed later."), {}, this);
    QPushButton *close = box.addButton(tr("Close and keep the checkpoint"), QMessageBox::AcceptRole);
    box.addButton(tr("Go on training"), QMessageBox::RejectRole);
    box.exec();
    return box.clickedButton() == close;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!maySafelyClose()) {
        event->ignore();
        return;
    }
    closeProject();
    m_settings->setWindow(saveGeometry(), m_settings->windowLayout());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.constFirst().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList folders;
    for (const QUrl &url : event->mimeData()->urls()) {
        const QFileInfo file(url.toLocalFile());
        folders << (file.isDir() ? file.absoluteFilePath() : file.absolutePath());
    }
    folders.removeDuplicates();
    event->acceptProposedAction();
    takeFolders(folders);
}

void MainWindow::takeFolders(const QStringList &folders)
{
    if (folders.size() == 1 && Workspace::isWorkspace(toPath(folders.constFirst()))) {
        openProject(folders.constFirst());
        return;
    }
    if (m_project == nullptr) { // A new project, named as the pictures' folder.
        const QString name = QFileInfo(folders.constFirst()).fileName();
        if (!createProject(m_settings->freeProjectFolder(name), name))
            return;
    }
    m_view->showStep(Step::Data);
    m_view->dataPage().importFolders(folders);
}

} // namespace flawscope::ui
