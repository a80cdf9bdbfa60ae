// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/emptystate.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace flawscope::ui {

EmptyState::EmptyState(const QString &icon, const QString &headline, const QString &sentence, QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_headline(new QLabel(headline, this)), m_sentence(new QLabel(sentence, this)),
      m_button(new QPushButton(this)), m_second(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4 * kGridPx, 4 * kGridPx, 4 * kGridPx, 4 * kGridPx);
    layout->setSpacing(kGridPx);
    layout->addStretch(2);
    m_icon->setPixmap(themedIcon(icon).pixmap(QSize(48, 48), devicePixelRatioF(), QIcon::Disabled));
    m_headline->setProperty("role", "heading");
    m_sentence->setProperty("role", "muted");
    m_sentence->setMaximumWidth(560);
    for (QLabel *label : {m_icon, m_headline, m_sentence}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(label != m_icon);
        if (label != m_sentence) {
            layout->addWidget(label);
            continue;
        }
        auto *middle = new QHBoxLayout; // Alignment in the column would cut a sentence of several lines.
        middle->addStretch(1);
        middle->addWidget(label, 100);
        middle->addStretch(1);
        layout->addLayout(middle);
    }
    layout->addSpacing(kGridPx);
    layout->addWidget(m_button, 0, Qt::AlignCenter);
    layout->addWidget(m_second, 0, Qt::AlignCenter);
    layout->addStretch(3);
    m_button->setProperty("role", "primary");
    m_button->hide();
    m_second->setProperty("role", "link");
    m_second->setObjectName(QStringLiteral("secondAction"));
    m_second->setAccessibleName(tr("Another way on"));
    m_second->setFlat(true);
    m_second->setCursor(Qt::PointingHandCursor);
    m_second->hide();
}

void EmptyState::setAction(QAction *action, const QString &text)
{
    m_button->disconnect(this);
    m_button->setText(text.isEmpty() ? action->text() : text);
    m_button->setToolTip(action->toolTip());
    m_button->setEnabled(action->isEnabled());
    connect(m_button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, m_button, [this, action] { m_button->setEnabled(action->isEnabled()); });
    m_button->show();
}

void EmptyState::setSecondAction(QAction *action, const QString &text)
{
    m_second->disconnect(this);
    m_second->setText(text.isEmpty() ? action->text() : text);
    m_second->setAccessibleName(m_second->text());
    m_second->setToolTip(action->toolTip());
    connect(m_second, &QPushButton::clicked, action, &QAction::trigger);
    m_second->show();
}

} // namespace flawscope::ui
