// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/hintbar.h"

#include "ui/base/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace flawscope::ui {

HintBar::HintBar(QWidget *parent) : QWidget(parent), m_text(new QLabel(this)), m_button(new QPushButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, 4, kGridPx, 4);
    layout->setSpacing(kGridPx);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    setAccessibleName(tr("Hint"));
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_action != nullptr)
            m_action->trigger();
    });
}

void HintBar::say(const QString &sentence, QAction *action, const QString &buttonText)
{
    m_text->setText(sentence);
    m_text->setToolTip(sentence);
    if (m_action != nullptr)
        m_action->disconnect(this);
    m_action = action;
    m_button->setVisible(action != nullptr);
    if (action != nullptr) {
        m_button->setEnabled(action->isEnabled()); // As in a project that is only read.
        connect(action, &QAction::changed, this, [this] { m_button->setEnabled(m_action->isEnabled()); });
        m_button->setText(buttonText);
        m_button->setToolTip(action->toolTip());
    }
}

void HintBar::paintEvent(QPaintEvent *)
{
    const Colors colors = colorsFor(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors.raised);
    painter.fillRect(QRect(0, 0, 4, height()), colors.warning);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.border);
}

} // namespace flawscope::ui
