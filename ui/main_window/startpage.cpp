// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/startpage.h"

#include "core/demo/demodataset.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/main_window/recentprojects.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    made->setProperty("role", role);
    made->setWordWrap(true);
    return made;
}

/// A folder name out of a project's: no separators, nothing that shells stumble over.
QString folderNameOf(const QString &name)
{
    QString folder;
    for (const QChar c : name.trimmed())
        folder += c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_') || c == QLatin1Char(' ') ? c : QLatin1Char('-');
    return folder.isEmpty() ? QStringLiteral("project") : folder;
}

} // namespace

StartPage::StartPage(Actions &actions, AppSettings &settings, QWidget *parent)
    : QWidget(parent), m_actions(actions), m_settings(settings), m_recent(new RecentProjects(settings, this)), m_left(new QStackedWidget(this)),
      m_category(toQString(demoCategories().front().name))
{
    setObjectName(QStringLiteral("startPage"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(6 * kGridPx, 5 * kGridPx, 6 * kGridPx, 4 * kGridPx);
    layout->setSpacing(6 * kGridPx);
    m_left->addWidget(makeWelcome());
    m_left->addWidget(makeForm());
    m_left->setFixedWidth(400);
    layout->addWidget(m_left);
    layout->addWidget(makeRecent(), 1);
    refresh();
}

QPushButton *StartPage::makeButton(const char *id, const QString &title, const QString &sentence)
{
    QAction *action = m_actions[id];
    auto *button = new QPushButton(this);
    button->setObjectName(QLatin1String(id));
    button->setProperty("role", "card");
    button->setMinimumHeight(72);
    button->setToolTip(action->toolTip());
    button->setAccessibleName(title);
    button->setAccessibleDescription(sentence);
    auto *layout = new QHBoxLayout(button);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, kGridPx);
    layout->setSpacing(2 * kGridPx);
    auto *icon = new QLabel(button);
    icon->setPixmap(action->icon().pixmap(QSize(28, 28), devicePixelRatioF()));
    m_icons.append({icon, action});
    icon->setFixedWidth(32);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(label(title, "strong", button));
    texts->addWidget(label(sentence, "muted", button));
    layout->addWidget(icon);
    layout->addLayout(texts, 1);
    for (QLabel *inner : button->findChildren<QLabel *>())
        inner->setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

QWidget *StartPage::makeWelcome()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx * 3 / 2);
    auto *brand = new QHBoxLayout;
    auto *logo = new QLabel(page);
    logo->setPixmap(QIcon(QStringLiteral(":/flawscope/icons/flawscope.svg")).pixmap(QSize(56, 56), devicePixelRatioF()));
    brand->addWidget(logo);
    brand->addSpacing(kGridPx);
    brand->addWidget(label(tr("Flawscope"), "display", page), 1);
    layout->addLayout(brand);
    layout->addWidget(label(tr("Find defects after learning from good parts alone."), "muted", page));
    layout->addSpacing(kGridPx);
    layout->addWidget(makeButton("project.demo", tr("Try the demo"), tr("Parts drawn by Flawscope, ready to train in a minute")));
    auto *category = new QHBoxLayout;
    auto *parts = new QComboBox(page);
    for (const DemoCategory &demo : demoCategories())
        parts->addItem(toQString(demo.title), toQString(demo.name));
    parts->setAccessibleName(tr("Kind of demo part"));
    parts->setToolTip(tr("Kind of part that the demo draws"));
    connect(parts, &QComboBox::currentIndexChanged, this, [this, parts] { m_category = parts->currentData().toString(); });
    category->addSpacing(2 * kGridPx);
    category->addWidget(label(tr("Demo part"), "muted", page));
    category->addWidget(parts, 1);
    layout->addLayout(category);
    layout->addSpacing(kGridPx);
    layout->addWidget(makeButton("project.new", tr("New project"), tr("From your own pictures of good parts")));
    layout->addWidget(makeButton("project.open", tr("Open project"), tr("A project folder on this computer or on the network")));
    layout->addStretch(1);
    layout->addWidget(label(tr("You can also drop a folder of pictures, or a project, onto this window."), "muted", page));
    return page;
}

QWidget *StartPage::makeForm()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx * 3 / 2);
    layout->addWidget(label(tr("New project"), "display", page));
    layout->addWidget(label(tr("A project is a folder of its own; your pictures stay where they are."), "muted", page));
    m_name = new QLineEdit(page);
    m_name->setObjectName(QStringLiteral("projectName"));
    m_name->setPlaceholderText(tr("Washers, line 3"));
    m_folder = new QLineEdit(page);
    m_folder->setObjectName(QStringLiteral("projectFolder"));
    auto *browse = new QPushButton(tr("Choose…"), page);
    m_problem = label({}, "warning", page);
    m_create = new QPushButton(tr("Create project"), page);
    m_create->setObjectName(QStringLiteral("createProject"));
    m_create->setProperty("role", "primary");
    auto *back = new QPushButton(tr("Back"), page);
    auto *row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    row->addWidget(browse);
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Folder"), row);
    qobject_cast<QLabel *>(form->labelForField(row))->setBuddy(m_folder);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch(1);
    buttons->addWidget(m_create);
    layout->addLayout(buttons);
    layout->addStretch(1);
    connect(m_name, &QLineEdit::textChanged, this, &StartPage::checkForm);
    connect(m_folder, &QLineEdit::textEdited, this, [this] {
        m_folderTyped = true;
        checkForm();
    });
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Where the project's folder is made"), QFileInfo(m_folder->text()).path());
        if (!folder.isEmpty())
            m_folder->setText(QDir(folder).filePath(folderNameOf(m_name->text())));
        m_folderTyped = !folder.isEmpty();
        checkForm();
    });
    const auto create = [this] {
        if (m_create->isEnabled())
            Q_EMIT createRequested(m_folder->text(), m_name->text().trimmed());
    };
    connect(m_create, &QPushButton::clicked, this, create);
    connect(m_name, &QLineEdit::returnPressed, this, create);
    connect(m_folder, &QLineEdit::returnPressed, this, create);
    connect(back, &QPushButton::clicked, this, [this] { m_left->setCurrentIndex(0); });
    return page;
}

QWidget *StartPage::makeRecent()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, kGridPx, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addWidget(label(tr("Recent projects"), "heading", page), 0, Qt::AlignTop);
    m_none = label(tr("Projects that you open appear here."), "muted", page);
    m_list = new QListView(page);
    m_list->setObjectName(QStringLiteral("recentProjects"));
    m_list->setModel(m_recent);
    m_list->setItemDelegate(new RecentProjectDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Recent projects"));
    m_list->viewport()->setAutoFillBackground(false);
    const auto open = [this](const QModelIndex &index) { Q_EMIT openRequested(index.data(RecentProjects::FolderRole).toString()); };
    connect(m_list, &QListView::clicked, this, open);
    connect(m_list, &QListView::activated, this, open);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        const QString folder = m_list->indexAt(at).data(RecentProjects::FolderRole).toString();
        if (folder.isEmpty())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        connect(menu->addAction(tr("Remove from this list")), &QAction::triggered, this, [this, folder] {
            m_recent->forget(folder);
            refresh();
        });
        menu->popup(m_list->viewport()->mapToGlobal(at));
    });
    layout->addWidget(m_none, 0, Qt::AlignTop);
    layout->addWidget(m_list, 1);
    layout->addStretch(0);
    return page;
}

void StartPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (const auto &[label, action] : m_icons)
        label->setPixmap(action->icon().pixmap(QSize(28, 28), devicePixelRatioF()));
}

void StartPage::refresh()
{
    m_recent->refresh();
    m_none->setVisible(m_recent->rowCount() == 0);
    m_list->setVisible(m_recent->rowCount() > 0);
    m_left->setCurrentIndex(0);
}

void StartPage::askForNewProject()
{
    m_left->setCurrentIndex(1);
    m_folderTyped = false;
    m_name->clear();
    checkForm();
    m_name->setFocus();
}

void StartPage::checkForm()
{
    if (!m_folderTyped)
        m_folder->setText(QDir(m_settings.projectsFolder()).filePath(folderNameOf(m_name->text().isEmpty() ? tr("Project") : m_name->text())));
    const QDir folder(m_folder->text());
    QString problem;
    if (!m_name->text().trimmed().isEmpty() && folder.exists() && !folder.isEmpty())
        problem = tr("The folder %1 is not empty. Choose another name or folder.").arg(QDir::toNativeSeparators(folder.path()));
    m_problem->setText(problem);
    m_create->setEnabled(problem.isEmpty() && !m_name->text().trimmed().isEmpty() && !m_folder->text().trimmed().isEmpty());
}

} // namespace flawscope::ui
