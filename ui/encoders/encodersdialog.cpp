// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/encoders/encodersdialog.h"

#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/messagebar.h"
#include "ui/base/tablelook.h"
#include "ui/base/theme.h"
#include "ui/encoders/encoderlibrarymodel.h"
#include "ui/jobs/job.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

EncodersDialog::EncodersDialog(EncoderLibraryModel &model, QWidget *parent)
    : QDialog(parent), m_model(model), m_table(new QTableView(this)), m_messages(new MessageBar(this)), m_download(new QPushButton(this)),
      m_cancel(new QPushButton(this)), m_add(new QPushButton(this)), m_remove(new QPushButton(this)), m_progress(new QProgressBar(this)), m_detail(new QLabel(this))
{
    setObjectName(QStringLiteral("encodersDialog"));
    setWindowTitle(tr("Encoders and weights"));
    resize(880, 440);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, 2 * kGridPx, 2 * kGridPx, 2 * kGridPx);
    layout->setSpacing(kGridPx);
    auto *intro = new QLabel(tr("Training starts from a network that has seen ImageNet. Without its weights, random ones stand in, and figures mean little."), this);
    intro->setWordWrap(true);
    intro->setProperty("role", "muted");
    layout->addWidget(intro);
    layout->addWidget(m_messages);
    makeTable();
    layout->addWidget(m_table, 1);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the download"));
    m_progress->setRange(0, 1000);
    layout->addWidget(m_progress);
    m_detail->setWordWrap(true);
    m_detail->setProperty("role", "muted");
    m_detail->setTextInteractionFlags(Qt::TextBrowserInteraction);
    layout->addWidget(m_detail);
    makeButtons();
    connect(&model, &EncoderLibraryModel::modelReset, this, &EncodersDialog::keepRow);
    connect(&model, &EncoderLibraryModel::progressed, this, &EncodersDialog::updateSelected);
    connect(&model, &EncoderLibraryModel::failed, this,
            [this](const QString &headline, const QString &sentence) { m_messages->show(MessageBar::Kind::Error, headline, sentence); });
    connect(&model, &EncoderLibraryModel::succeeded, this, [this](const QString &sentence) { m_messages->show(MessageBar::Kind::Info, {}, sentence); });
    if (!model.isLoaded())
        model.reload();
    keepRow();
}

void EncodersDialog::makeTable()
{
    m_table->setModel(&m_model);
    m_table->setAccessibleName(tr("Library of weights"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    styleTable(*m_table);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(EncoderLibraryModel::FileColumn, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (current.isValid())
            m_selected = m_model.index(current.row(), EncoderLibraryModel::FileColumn).data().toString();
        m_sure = false;
        updateSelected();
    });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) { m_model.download(index.row()); });
}

void EncodersDialog::makeButtons()
{
    const auto set = [this](QPushButton *button, const char *icon, const QString &text, const QString &tip, const QString &name) {
        if (icon != nullptr)
            button->setIcon(themedIcon(QLatin1String(icon)));
        button->setText(text);
        button->setToolTip(tip);
        button->setObjectName(name);
        button->setAutoDefault(false);
    };
    set(m_download, nullptr, tr("&Download"), tr("Fetch the selected file; an interrupted download goes on where it was"), QStringLiteral("download"));
    set(m_cancel, "cancel", tr("&Stop"), tr("Stop the download; what has come is kept"), QStringLiteral("stop"));
    set(m_add, "add", tr("&Add file…"), tr("Copy a file of weights (.safetensors, .pth) into the library; the network is found by itself"), QStringLiteral("add"));
    set(m_remove, "delete", tr("&Remove"), tr("Delete the selected file, or what a stopped download has left"), QStringLiteral("remove"));
    m_download->setProperty("role", "primary");
    auto *folder = new QPushButton(this);
    set(folder, "folder", tr("Show &folder"), tr("Open the library's folder in the file manager"), QStringLiteral("folder"));
    auto *close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(kGridPx);
    for (QPushButton *button : {m_download, m_cancel, m_add, m_remove})
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(folder);
    row->addWidget(close);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_download, &QPushButton::clicked, this, [this] { m_model.download(this->row()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_model.cancelDownload(this->row()); });
    connect(m_add, &QPushButton::clicked, this, &EncodersDialog::askForFile);
    connect(m_remove, &QPushButton::clicked, this, &EncodersDialog::askToRemove);
    connect(folder, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(toQString(m_model.library().folder()))); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
}

int EncodersDialog::row() const { return m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1; }

void EncodersDialog::keepRow()
{
    const int row = std::max(0, m_model.rowOf(m_selected));
    if (m_model.rowCount() > 0)
        m_table->selectRow(row);
    updateSelected();
}

void EncodersDialog::updateSelected()
{
    const int row = this->row();
    const LibraryEntry *entry = row < 0 ? nullptr : &m_model.entries()[static_cast<std::size_t>(row)];
    const Job *job = row < 0 ? nullptr : m_model.downloadOf(row);
    m_download->setEnabled(entry != nullptr && !entry->isHere() && job == nullptr);
    m_download->setText(entry != nullptr && entry->partBytes > 0 ? tr("Go on &downloading") : tr("&Download"));
    m_cancel->setEnabled(job != nullptr);
    m_remove->setEnabled(entry != nullptr && job == nullptr && (entry->source == WeightsSource::Added || entry->source == WeightsSource::Downloaded || entry->partBytes > 0));
    m_remove->setText(m_sure ? tr("Really &remove") : tr("&Remove"));
    m_progress->setVisible(job != nullptr);
    if (job != nullptr)
        m_progress->setValue(static_cast<int>(1000 * m_model.index(row, 0).data(EncoderLibraryModel::ShareRole).toDouble()));
    QStringList lines;
    if (entry != nullptr && !entry->problem.empty())
        lines << toQString(entry->problem);
    if (entry != nullptr)
        lines << (entry->licence.empty() ? tr("Licence: unknown. Whoever gave you the file knows.")
                                         : tr("Licence: %1. The weights were trained on ImageNet-1k; its pictures have terms of their own.").arg(toQString(entry->licence)));
    const QString folder = toQString(m_model.library().folder());
    lines << (folder.isEmpty() ? tr("There is no place for a library: set FLAWSCOPE_ENCODERS to a folder.") : tr("They lie in %1").arg(folder));
    m_detail->setText(lines.join(QLatin1Char('\n')));
}

void EncodersDialog::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Add weights"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Weights (*.safetensors *.pth *.pt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, &m_model, &EncoderLibraryModel::addFile);
    dialog->open();
}

void EncodersDialog::askToRemove()
{
    if (!m_sure) { // Asks once, in place.
        m_sure = true;
        updateSelected();
        return;
    }
    m_sure = false;
    m_model.remove(row());
}

} // namespace flawscope::ui
