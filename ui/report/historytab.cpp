// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/historytab.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/tablelook.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"
#include "ui/report/historymodel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

HistoryTab::HistoryTab(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new HistoryModel(context.project, this)), m_filtered(new QSortFilterProxyModel(this)), m_text(new QLineEdit(this)),
      m_count(new QLabel(this)), m_table(new QTableView(this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, 2 * kGridPx);
    layout->setSpacing(kGridPx);
    auto *row = new QHBoxLayout;
    row->setSpacing(kGridPx);
    m_text->setPlaceholderText(tr("Find in history"));
    m_text->setAccessibleName(tr("Find in history"));
    m_text->setToolTip(tr("Shows the lines that contain this text, e.g. a name, a picture or threshold"));
    m_text->setClearButtonEnabled(true);
    m_text->setObjectName(QStringLiteral("historyFilter"));
    m_text->setMaximumWidth(320);
    m_count->setProperty("role", "muted");
    auto *button = new QToolButton(this);
    button->setDefaultAction(context.actions["history.export"]);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(tr("Export history"));
    row->addWidget(m_text, 1);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(button);
    layout->addLayout(row);
    makeTable();
    layout->addWidget(m_table, 1);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filtered->setFilterFixedString(text);
        refresh();
    });
    connect(&context.project, &Project::historyChanged, this, [this] {
        if (isVisible())
            refresh();
    }, Qt::QueuedConnection); // After the edit that it tells of.
    context.actions["history.export"]->setEnabled(true);
    connect(context.actions["history.export"], &QAction::triggered, this, &HistoryTab::askForFile);
}

void HistoryTab::makeTable()
{
    m_table->setModel(m_filtered);
    m_table->setAccessibleName(tr("History"));
    m_table->setAlternatingRowColors(true);
    styleTable(*m_table, 26);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(true);
    const int widths[] = {160, 90, 90, 260, 130};
    for (int column = 0; column < 5; ++column)
        m_table->setColumnWidth(column, widths[column]);
}

int HistoryTab::shownRows() const { return m_filtered->rowCount(); }

void HistoryTab::refresh()
{
    m_model->refresh();
    m_count->setText(m_text->text().isEmpty() ? tr("%n line(s)", nullptr, m_model->rowCount())
                                              : tr("%1 of %n line(s)", nullptr, m_model->rowCount()).arg(countText(m_filtered->rowCount())));
}

void HistoryTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void HistoryTab::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Export history"), QStringLiteral("history.csv"), tr("Table (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // Asks before it replaces a file.
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &HistoryTab::exportTo);
    dialog->open();
}

void HistoryTab::exportTo(const QString &file)
{
    m_context.project.jobs().run(tr("Exporting history"), [workspace = m_context.project.sharedWorkspace(), path = toPath(file)](const RunContext &) -> Job::Deliver {
        workspace->exportHistory(path);
        return {};
    })->setSummary(file);
}

} // namespace flawscope::ui
