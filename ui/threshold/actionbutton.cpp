// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/actionbutton.h"

#include <QAction>
#include <QToolButton>

namespace flawscope::ui {

QToolButton *actionButton(QAction *action, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(action->objectName());
    button->setProperty("role", "choice");
    button->setText(text);
    button->setIcon(action->icon());
    button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    button->setCheckable(action->isCheckable());
    const auto follow = [button, action, text] {
        button->setEnabled(action->isEnabled());
        button->setChecked(action->isChecked());
        button->setAccessibleName(text.isEmpty() ? QString(action->text()).remove(QLatin1Char('&')) : text);
        if (button->toolTip().isEmpty())
            button->setToolTip(action->toolTip());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QToolButton::clicked, action, [button, action] {
        action->trigger();
        button->setChecked(action->isChecked());
    });
    follow();
    return button;
}

} // namespace flawscope::ui
