// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/toolbuttons.h"

#include <QAction>
#include <QFrame>
#include <QToolButton>

namespace flawscope::ui {

namespace {

QString plainText(const QAction *action)
{
    QString text = action->text();
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

QToolButton *buttonFor(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus); // A click leaves the keys with the picture.
    button->setIconSize({18, 18});
    button->setMinimumSize(28, 28);
    button->setAccessibleName(plainText(action));
    return button;
}

} // namespace

QToolButton *iconButton(QAction *action, QWidget *parent)
{
    QToolButton *button = buttonFor(action, parent);
    button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    return button;
}

QToolButton *textButton(QAction *action, QWidget *parent)
{
    QToolButton *button = buttonFor(action, parent);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}

QWidget *separatorLine(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setFixedSize(9, 20);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

} // namespace flawscope::ui
