// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/classpopup.h"

#include "ui/base/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace flawscope::ui {

ClassPopup::ClassPopup(const QStringList &known, int pictures, QWidget *window)
    : QFrame(window, Qt::Popup), m_known(known), m_edit(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("classPopup"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(StyledPanel);
    setFixedWidth(280);
    auto *title = new QLabel(tr("Defect class of %n picture(s)", nullptr, pictures), this);
    title->setBuddy(m_edit);
    m_edit->setPlaceholderText(tr("scratch, dent, …"));
    m_edit->setAccessibleName(tr("Defect class"));
    m_edit->installEventFilter(this);
    m_list->setAccessibleName(tr("Known classes"));
    m_list->setFocusPolicy(Qt::NoFocus); // Up and Down in the field move in it.
    m_list->setFrameShape(NoFrame);
    m_list->setMaximumHeight(168);
    m_list->setVisible(!known.isEmpty());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGridPx + 4, kGridPx + 4, kGridPx + 4, kGridPx + 4);
    layout->setSpacing(kGridPx);
    layout->addWidget(title);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    connect(m_edit, &QLineEdit::textEdited, this, &ClassPopup::narrow);
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) {
        m_edit->setText(item->text());
        accept();
    });
    narrow({});
}

void ClassPopup::setText(const QString &text)
{
    m_edit->setText(text);
    m_edit->selectAll();
}

void ClassPopup::open()
{
    adjustSize();
    const QWidget *window = parentWidget();
    const QWidget *focus = QApplication::focusWidget();
    const QWidget *anchor = focus != nullptr && window->isAncestorOf(focus) ? focus : window;
    const QPoint middle = anchor->mapToGlobal(QPoint(anchor->width() / 2, anchor->height() / 3));
    move(middle - QPoint(width() / 2, 0));
    show();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void ClassPopup::narrow(const QString &text)
{
    m_list->clear();
    for (const QString &name : std::as_const(m_known)) {
        if (name.contains(text.trimmed(), Qt::CaseInsensitive))
            m_list->addItem(name);
    }
}

void ClassPopup::accept()
{
    const QString text = m_edit->text().trimmed();
    if (text.isEmpty())
        return;
    Q_EMIT chosen(text);
    close();
}

bool ClassPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        accept();
        return true;
    }
    if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_list->count() > 0) {
        const int row = m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1);
        m_list->setCurrentRow(qBound(0, row, m_list->count() - 1));
        m_edit->setText(m_list->currentItem()->text());
        return true;
    }
    if (key == Qt::Key_Tab && m_list->count() > 0) { // Completes to the first that fits.
        m_edit->setText(m_list->item(qMax(0, m_list->currentRow()))->text());
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace flawscope::ui
