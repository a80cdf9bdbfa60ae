// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/relocatebar.h"

#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/dataset/sourceactions.h"
#include "ui/models/project.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

qint64 missingOf(const Project &project)
{
    return std::count_if(project.images().begin(), project.images().end(), [](const ImageRecord &image) { return image.missing; });
}

} // namespace

RelocateBar::RelocateBar(const ViewContext &context, SourceActions &sources, QWidget *parent)
    : QFrame(parent), m_context(context), m_sources(sources), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_source(new QComboBox(this)), m_folder(new QLineEdit(this)),
      m_browse(new QPushButton(tr("&Choose…"), this)), m_apply(new QPushButton(tr("&Relocate"), this)), m_error(new QLabel(this))
{
    setObjectName(QStringLiteral("relocateBar"));
    setFrameShape(StyledPanel);
    paintIcon();
    auto *close = new QToolButton(this);
    close->setIcon(themedIcon(QStringLiteral("cancel")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close"));
    m_source->setAccessibleName(tr("Folder that has moved"));
    m_source->setToolTip(tr("Folder that has moved"));
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_source->setMinimumContentsLength(16);
    m_folder->setPlaceholderText(tr("Where it is now"));
    m_folder->setAccessibleName(tr("Where the folder is now"));
    m_folder->setMinimumWidth(160);
    m_apply->setProperty("role", "primary");
    m_error->setWordWrap(true);
    m_error->setVisible(false);
    auto *line = new QHBoxLayout;
    line->setSpacing(kGridPx);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_icon, m_text, m_source, m_folder, m_browse, m_apply, close})
        line->addWidget(widget, widget == m_source || widget == m_folder ? 1 : 0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, kGridPx, kGridPx, kGridPx);
    layout->addLayout(line);
    layout->addWidget(m_error);
    connect(close, &QToolButton::clicked, this, [this] {
        m_dismissed = missingOf(m_context.project);
        hide();
    });
    connect(m_browse, &QPushButton::clicked, this, &RelocateBar::browse);
    connect(m_apply, &QPushButton::clicked, this, &RelocateBar::relocate);
    connect(m_folder, &QLineEdit::returnPressed, this, &RelocateBar::relocate);
    connect(m_folder, &QLineEdit::textChanged, this, [this](const QString &text) { m_apply->setEnabled(!text.trimmed().isEmpty()); });
    connect(&sources, &SourceActions::relocated, this, &RelocateBar::hide);
    connect(&sources, &SourceActions::relocateFailed, this, [this](const QString &sentence) {
        m_error->setText(sentence);
        m_error->show();
        m_apply->setEnabled(true);
        m_folder->setFocus();
    });
    connect(&context.project, &Project::imagesReset, this, &RelocateBar::openIfMissing);
    connect(context.actions["data.relocate"], &QAction::triggered, this, &RelocateBar::open);
    m_apply->setEnabled(false);
    hide();
    openIfMissing();
}

void RelocateBar::paintIcon() { m_icon->setPixmap(themedIcon(QStringLiteral("relocate")).pixmap(QSize(18, 18), devicePixelRatioF())); }

void RelocateBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
}

void RelocateBar::openIfMissing()
{
    const qint64 missing = missingOf(m_context.project);
    if (missing == 0 || m_context.project.readOnly()) {
        hide();
    } else if (missing != m_dismissed) {
        fill();
        show();
    }
}

void RelocateBar::open()
{
    fill();
    show();
    m_folder->setFocus();
}

void RelocateBar::fill()
{
    const qint64 missing = missingOf(m_context.project);
    m_text->setText(missing > 0 ? tr("%n picture(s) are not where they were. Folder", nullptr, static_cast<int>(missing)) : tr("Folder that has moved"));
    m_error->hide();
    m_source->clear();
    std::vector<SourceRecord> sources;
    try {
        sources = m_context.project.workspace().sources();
    } catch (const Error &error) {
        m_error->setText(toQString(std::string(error.what())));
        m_error->show();
    }
    std::stable_sort(sources.begin(), sources.end(), [](const SourceRecord &a, const SourceRecord &b) { return a.missing > b.missing; });
    for (const SourceRecord &source : sources) {
        const QString folder = QDir::toNativeSeparators(toQString(source.folder));
        const QString text = source.missing > 0 ? tr("%1 (%2 of %3 missing)").arg(folder, countText(source.missing), countText(source.images)) : folder;
        m_source->addItem(text, static_cast<qlonglong>(source.id));
        m_source->setItemData(m_source->count() - 1, text, Qt::ToolTipRole);
    }
    m_folder->clear();
}

void RelocateBar::browse()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Where the folder is now"), QDir::homePath());
    if (folder.isEmpty())
        return;
    m_folder->setText(QDir::toNativeSeparators(folder));
    relocate();
}

void RelocateBar::relocate()
{
    const QString folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    if (folder.isEmpty() || m_source->currentIndex() < 0)
        return;
    m_error->hide();
    m_apply->setEnabled(false);
    m_sources.relocate(m_source->currentData().toLongLong(), folder);
}

} // namespace flawscope::ui
