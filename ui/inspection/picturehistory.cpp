// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/picturehistory.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"

#include <QListWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

QString actionText(const std::string &action)
{
    const auto tr = [](const char *text) { return PictureHistory::tr(text); };
    if (action == "label")
        return tr("label");
    if (action == "split")
        return tr("split");
    if (action == "class")
        return tr("class");
    if (action == "mask")
        return tr("mask");
    if (action == "verdict")
        return tr("verdict");
    if (action == "comment")
        return tr("comment");
    return toQString(action);
}

QString lineOf(const HistoryRow &row)
{
    const QString from = row.from.empty() ? QStringLiteral("–") : toQString(row.from);
    const QString to = row.to.empty() ? QStringLiteral("–") : toQString(row.to);
    return PictureHistory::tr("%1 · %2\n%3: %4 → %5", "when · who, what: from → to").arg(localTimeText(row.when), toQString(row.who), actionText(row.action), from, to);
}

} // namespace

PictureHistory::PictureHistory(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_title(new QToolButton(this)), m_list(new QListWidget(this)), m_timer(new QTimer(this))
{
    m_title->setText(tr("History"));
    m_title->setCheckable(true);
    m_title->setAutoRaise(true);
    m_title->setArrowType(Qt::RightArrow);
    m_title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_title->setFocusPolicy(Qt::TabFocus);
    m_title->setToolTip(tr("Who changed what of this picture, and when"));
    m_title->setAccessibleName(tr("History of the picture"));
    m_list->setAccessibleName(tr("Changes of the picture, the latest first"));
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setWordWrap(true);
    m_list->setMinimumHeight(96);
    m_list->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(m_list, 1);
    m_timer->setSingleShot(true);
    m_timer->setInterval(200); // After an edit, not in the same frame.
    connect(m_timer, &QTimer::timeout, this, &PictureHistory::read);
    connect(m_title, &QToolButton::toggled, this, [this](bool open) {
        m_title->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        m_list->setVisible(open);
        if (open)
            read();
    });
    connect(&context.project, &Project::historyChanged, this, [this] {
        m_stale = true;
        if (m_title->isChecked())
            m_timer->start();
    });
    connect(&context.project, &Project::currentImageChanged, this, &PictureHistory::show);
}

void PictureHistory::read()
{
    if (m_stale) {
        try {
            m_rows = m_context.project.workspace().history();
        } catch (const Error &) {
            m_rows.clear(); // The page of the whole history says why.
        }
        m_stale = false;
    }
    show();
}

void PictureHistory::show()
{
    if (!m_title->isChecked())
        return;
    if (m_stale) {
        m_timer->start();
        return;
    }
    m_list->clear();
    const ImageRecord *record = m_context.project.image(m_context.project.currentImage());
    for (const HistoryRow &row : m_rows) {
        if (record != nullptr && row.subject == record->sample.name)
            m_list->addItem(lineOf(row));
    }
    if (m_list->count() == 0)
        m_list->addItem(tr("Nothing was changed yet"));
}

} // namespace flawscope::ui
