// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/commandpalette.h"

#include "ui/base/actions.h"
#include "ui/base/theme.h"

#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kActionRole = Qt::UserRole;

QString plain(QString text) { return text.remove(QLatin1Char('&')).remove(QStringLiteral("…")); }

} // namespace

CommandPalette::CommandPalette(Actions &actions, QWidget *window)
    : QFrame(window), m_actions(actions), m_field(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGridPx, kGridPx, kGridPx, kGridPx);
    m_field->setPlaceholderText(tr("What do you want to do?"));
    m_field->setAccessibleName(tr("Search actions"));
    m_field->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Actions that fit"));
    m_list->setUniformItemSizes(true);
    m_list->setIconSize(QSize(18, 18));
    m_list->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 6);
    setGraphicsEffect(shadow);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::trigger);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::trigger);
    hide();
}

void CommandPalette::open()
{
    const int width = std::min(640, parentWidget()->width() - 8 * kGridPx);
    resize(width, std::min(440, parentWidget()->height() - 160));
    move((parentWidget()->width() - width) / 2, 72);
    m_field->clear();
    search({});
    show();
    raise();
    m_field->setFocus();
}

int CommandPalette::fit(const QString &needle, const QString &text)
{
    int points = 1;
    for (const QString &word : needle.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto at = text.indexOf(word, 0, Qt::CaseInsensitive);
        if (at >= 0) {
            points += at == 0 ? 100 : text[at - 1].isLetterOrNumber() ? 30 : 60;
            continue;
        }
        qsizetype place = 0; // letters in order
        for (const QChar letter : word) {
            place = text.indexOf(letter, place, Qt::CaseInsensitive);
            if (place < 0)
                return 0;
            ++place;
        }
        points += 5;
    }
    return points;
}

void CommandPalette::search(const QString &text)
{
    struct Hit {
        int points;
        const Actions::Entry *entry;
    };
    QList<Hit> hits;
    for (const Actions::Entry &entry : m_actions.entries()) {
        if (!entry.action->isEnabled())
            continue;
        const QString name = plain(entry.action->text());
        const int best = std::max({3 * fit(text, name), fit(text, m_actions.groupTitle(*entry.spec) + QLatin1Char(' ') + name),
                                   fit(text, name + QLatin1Char(' ') + entry.action->statusTip()) / 2});
        if (best > 0)
            hits.append({best, &entry});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.points > b.points; });
    m_list->clear();
    for (const Hit &hit : hits) {
        const QString key = hit.entry->action->shortcut().toString(QKeySequence::NativeText);
        QString line = tr("%1: %2").arg(m_actions.groupTitle(*hit.entry->spec), plain(hit.entry->action->text()));
        if (!key.isEmpty())
            line += QStringLiteral("    (%1)").arg(key);
        auto *item = new QListWidgetItem(hit.entry->action->icon(), line, m_list);
        item->setToolTip(hit.entry->action->statusTip());
        item->setData(kActionRole, QVariant::fromValue<QObject *>(hit.entry->action));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::trigger()
{
    const QListWidgetItem *item = m_list->currentItem();
    hide();
    parentWidget()->setFocus();
    if (item == nullptr)
        return;
    auto *action = qobject_cast<QAction *>(item->data(kActionRole).value<QObject *>());
    QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut && isVisible()) {
        hide();
    } else if (event->type() == QEvent::ShortcutOverride) {
        event->accept(); // What is typed here is text, not a shortcut of the window.
        return true;
    } else if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape) {
            hide();
            parentWidget()->setFocus();
            return true;
        }
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace flawscope::ui
