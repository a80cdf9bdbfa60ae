// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/datapage.h"

#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/emptystate.h"
#include "ui/base/format.h"
#include "ui/base/messagebar.h"
#include "ui/base/theme.h"
#include "ui/dataset/filterbar.h"
#include "ui/dataset/imagegrid.h"
#include "ui/dataset/imagetable.h"
#include "ui/dataset/importpanel.h"
#include "ui/dataset/labelactions.h"
#include "ui/dataset/relocatebar.h"
#include "ui/dataset/selectionlink.h"
#include "ui/dataset/sourceactions.h"
#include "ui/dataset/summarystrip.h"
#include "ui/models/imagefilter.h"

#include <QActionGroup>
#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSlider>
#include <QStackedWidget>
#include <QToolTip>
#include <QUrl>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

const QString kTableKey = QStringLiteral("browser/table");
const QString kSizeKey = QStringLiteral("browser/thumbnailSize");
constexpr int kDefaultThumbnailPx = 144;

QStringList localPaths(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

DataPage::DataPage(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_labels(new LabelActions(context, this)), m_sources(new SourceActions(context, this)), m_messages(new MessageBar(this)),
      m_relocate(new RelocateBar(context, *m_sources, this)), m_import(new ImportPanel(context, this)), m_empty(makeEmptyState()), m_browser(makeBrowser()),
      m_content(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("dataPage"));
    setAcceptDrops(true);
    for (QWidget *content : {m_empty, m_browser, static_cast<QWidget *>(m_import)})
        m_content->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_relocate);
    layout->addWidget(m_content, 1);
    connectActions();
    showView(context.settings.value(kTableKey, false).toBool());
    showContent();
}

DataPage::~DataPage() = default;

QWidget *DataPage::makeEmptyState()
{
    auto *state = new EmptyState(QStringLiteral("import"), tr("Drop a folder of good parts here"),
                                 tr("Flawscope learns from pictures of good parts alone. Pictures of defects, with masks or without, help to test it. They all stay where they are."), this);
    state->setAction(m_context.actions["data.import"], tr("Import…"));
    state->setSecondAction(m_context.actions["project.demo"], tr("Try the demo"));
    return state;
}

QWidget *DataPage::makeBrowser()
{
    auto *page = new QWidget(this);
    m_summary = new SummaryStrip(m_context, page);
    m_filterBar = new FilterBar(m_context, page);
    m_grid = new ImageGrid(m_context, page);
    m_table = new ImageTable(m_context, page);
    auto *nothing = new EmptyState(QStringLiteral("filter"), tr("No picture passes the filter"), tr("Every picture is still there; the filter shows none of them."), page);
    nothing->setAction(m_context.actions["data.clear-filter"]);
    m_nothingShown = nothing;
    m_views = new QStackedWidget(page);
    for (QWidget *view : {static_cast<QWidget *>(m_grid), static_cast<QWidget *>(m_table), m_nothingShown})
        m_views->addWidget(view);
    new SelectionLink(*m_grid, m_context.filter);
    new SelectionLink(*m_table, m_context.filter);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_views, 1);
    connect(m_grid, &QAbstractItemView::activated, this, &DataPage::openImage);
    connect(m_table, &QAbstractItemView::activated, this, &DataPage::openImage);
    connect(m_filterBar, &FilterBar::leaveText, this, [this] { view()->setFocus(); });
    QSlider *size = m_filterBar->sizeSlider();
    connect(size, &QSlider::valueChanged, this, [this](int px) {
        m_grid->setThumbnailSize(px);
        m_context.settings.setValue(kSizeKey, px);
    });
    size->setValue(m_context.settings.value(kSizeKey, kDefaultThumbnailPx).toInt());
    m_grid->setThumbnailSize(size->value());
    return page;
}

void DataPage::connectActions()
{
    Actions &actions = m_context.actions;
    connect(actions["data.import"], &QAction::triggered, this, &DataPage::askImport);
    connect(actions["data.grid"], &QAction::triggered, this, [this] { chooseView(false); });
    connect(actions["data.table"], &QAction::triggered, this, [this] { chooseView(true); });
    connect(actions["data.clear-filter"], &QAction::triggered, this, [this] { m_context.filter.setState({}); });
    connect(actions["edit.select-all"], &QAction::triggered, this, [this] { m_context.project.setSelection(m_context.filter.shownImages()); });
    connect(actions["edit.find"], &QAction::triggered, this, [this] {
        m_context.actions["step.data"]->trigger();
        m_filterBar->focusText();
    });
    actions["data.import"]->setEnabled(!m_context.project.readOnly());
    connect(&m_context.project, &Project::imagesReset, this, &DataPage::showContent);
    connect(&m_context.filter, &QAbstractItemModel::modelReset, this, [this] { showView(m_context.actions["data.table"]->isChecked()); });
    // Elsewhere one picture is looked at: keys act on it, not on what was selected here before.
    connect(&m_context.project, &Project::currentImageChanged, this, [this](ImageId image) {
        if (!isVisible())
            m_context.project.setSelection(image == 0 ? QList<ImageId>() : QList<ImageId>{image});
    });
    connect(m_labels, &LabelActions::said, this, &DataPage::say);
    connect(m_import, &ImportPanel::closed, this, [this] {
        m_importing = false;
        showContent();
    });
    connect(m_import, &ImportPanel::imported, this, [this](qint64 added, int findings) {
        m_context.filter.setState({});
        m_messages->show(MessageBar::Kind::Info, tr("%1 pictures imported").arg(countText(added)),
                         findings == 0 ? tr("Nothing is wrong with them.") : tr("The scan has %n finding(s) about them.", nullptr, findings));
        if (findings > 0)
            m_messages->offer(m_context.actions["view.findings"]);
    });
    connect(m_sources, &SourceActions::rescanned, this, [this](qint64 added, qint64 missing) {
        m_messages->show(missing > 0 ? MessageBar::Kind::Warning : MessageBar::Kind::Info, tr("Sources scanned again"),
                         tr("%1 pictures are new, %2 are missing.").arg(countText(added), countText(missing)));
    });
    connect(m_sources, &SourceActions::relocated, this, [this](int sources) {
        m_messages->show(MessageBar::Kind::Info, tr("Pictures found again"), tr("%n folder(s) relocated.", nullptr, sources));
    });
}

void DataPage::setLabelling(bool active) { m_labels->setActive(active); }

void DataPage::askImport()
{
    m_context.actions["step.data"]->trigger();
    m_importing = true;
    showContent();
    if (m_import->isEmpty())
        m_import->askForFolder();
    if (m_import->isEmpty() && m_context.project.images().empty()) { // Nothing chosen: back to where folders can be dropped.
        m_importing = false;
        showContent();
    }
}

void DataPage::importFolders(const QStringList &folders)
{
    if (folders.isEmpty())
        return;
    if (m_context.project.readOnly()) {
        say(toQString(m_context.project.workspace().readOnlyReason()));
        return;
    }
    m_context.actions["step.data"]->trigger();
    m_importing = true;
    m_import->addFolders(folders);
    showContent();
}

void DataPage::showContent()
{
    QWidget *content = m_importing ? static_cast<QWidget *>(m_import) : m_context.project.images().empty() ? m_empty : m_browser;
    m_content->setCurrentWidget(content);
    setFocusProxy(content == m_browser ? view() : nullptr);
}

QWidget *DataPage::view() const { return m_context.actions["data.table"]->isChecked() ? static_cast<QWidget *>(m_table) : m_grid; }

void DataPage::chooseView(bool table)
{
    m_context.settings.setValue(kTableKey, table); // Here alone: the filter shows the view again in frames of a drag.
    showView(table);
}

void DataPage::showView(bool table)
{
    m_context.actions["data.grid"]->setChecked(!table);
    m_context.actions["data.table"]->setChecked(table);
    m_filterBar->sizeSlider()->setEnabled(!table);
    const bool nothing = m_context.filter.rowCount() == 0 && !m_context.project.images().empty();
    const bool focused = m_views->currentWidget() != nullptr && m_views->currentWidget()->hasFocus();
    m_views->setCurrentWidget(nothing ? m_nothingShown : view());
    if (focused)
        m_views->currentWidget()->setFocus();
    showContent();
}

void DataPage::say(const QString &sentence)
{
    if (isVisible()) {
        m_messages->show(MessageBar::Kind::Warning, QString(), sentence);
        return;
    }
    const QWidget *place = window();
    QToolTip::showText(place->mapToGlobal(QPoint(place->width() / 2 - 200, place->height() - 120)), sentence, window());
}

void DataPage::openImage()
{
    m_context.actions["step.inspect"]->trigger();
}

void DataPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localPaths(*event->mimeData()).isEmpty() && !m_context.project.readOnly())
        event->acceptProposedAction();
}

void DataPage::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    importFolders(localPaths(*event->mimeData()));
}

} // namespace flawscope::ui
