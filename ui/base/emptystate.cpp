// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/emptystate.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace flawscope::ui {

EmptyState::EmptyState(const QString &icon, const QString &headline, const QString &sentence, QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_headline(new QLabel(headline, this)), m_sentence(new QLabel(sentence, this)),
      m_button(new QPushButton(this))
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
        layout->addWidget(label, 0, label == m_sentence ? Qt::Alignment(Qt::AlignHCenter) : Qt::Alignment());
    }
    m_sentence->setMinimumWidth(280);
    layout->addSpacing(kGridPx);
    layout->addWidget(m_button, 0, Qt::AlignCenter);
    layout->addStretch(3);
    m_button->setProperty("role", "primary");
    m_button->hide();
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

void EmptyState::setTexts(const QString &headline, const QString &sentence)
{
    m_headline->setText(headline);
    m_sentence->setText(sentence);
}

} // namespace flawscope::ui
