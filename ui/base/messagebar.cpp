// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/messagebar.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace flawscope::ui {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_offer(new QPushButton(this)), m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGridPx * 3 / 2, 6, 6, 6);
    layout->setSpacing(kGridPx);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_close->setIcon(themedIcon(QStringLiteral("cancel")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_offer);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void MessageBar::show(Kind kind, const QString &headline, const QString &sentence)
{
    const char *icon = kind == Kind::Error ? "error" : kind == Kind::Warning ? "warning" : "info";
    m_icon->setPixmap(themedIcon(QLatin1String(icon)).pixmap(QSize(20, 20), devicePixelRatioF()));
    m_text->setText(headline.isEmpty() ? sentence.toHtmlEscaped() : QStringLiteral("<b>%1.</b> %2").arg(headline.toHtmlEscaped(), sentence.toHtmlEscaped()));
    setProperty("kind", kind == Kind::Error ? "error" : kind == Kind::Warning ? "warning" : "info");
    style()->unpolish(this);
    style()->polish(this);
    setAccessibleName(headline);
    setAccessibleDescription(sentence);
    m_offer->disconnect();
    m_offer->hide();
    QFrame::show();
}

void MessageBar::offer(QAction *action)
{
    m_offer->setText(action->text());
    connect(m_offer, &QPushButton::clicked, action, &QAction::trigger);
    connect(m_offer, &QPushButton::clicked, this, &QWidget::hide);
    m_offer->show();
}

QString MessageBar::text() const { return m_text->text(); }

} // namespace flawscope::ui
