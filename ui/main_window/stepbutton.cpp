// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/stepbutton.h"

#include "ui/base/theme.h"

#include <QAction>
#include <QPainter>

namespace flawscope::ui {

StepButton::StepButton(QAction *action, QWidget *parent) : QToolButton(parent), m_action(action)
{
    setObjectName(action->objectName());
    setIcon(action->icon());
    setIconSize(QSize(3 * kGridPx, 3 * kGridPx));
    setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    setText(QString(action->text()).remove(QLatin1Char('&')));
    setAccessibleName(text());
    setCheckable(true);
    setAutoExclusive(true);
    setFixedWidth(9 * kGridPx);
    setMinimumHeight(60);
    connect(this, &QToolButton::clicked, action, &QAction::trigger);
    setState(StepState::Empty);
}

QString StepButton::stateText(StepState state)
{
    switch (state) {
    case StepState::Empty: return tr("nothing here yet");
    case StepState::Ready: return tr("ready");
    case StepState::Running: return tr("running");
    case StepState::Done: return tr("done");
    case StepState::Attention: return tr("needs attention");
    }
    return {};
}

void StepButton::setState(StepState state)
{
    m_state = state;
    setAccessibleDescription(stateText(state));
    setToolTip(m_action->toolTip() + QStringLiteral("<br><i>%1</i>").arg(stateText(state).toHtmlEscaped()));
    update();
}

void StepButton::paintEvent(QPaintEvent *event)
{
    QToolButton::paintEvent(event);
    if (m_state == StepState::Empty)
        return;
    const Colors colors = colorsFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(width() - 11, 11);
    const QColor color = m_state == StepState::Attention ? colors.warning : m_state == StepState::Running ? colors.accent : colors.textMuted;
    painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (m_state) {
    case StepState::Ready: painter.drawEllipse(QPointF(0, 0), 3.0, 3.0); break;
    case StepState::Running:
        painter.setBrush(color);
        painter.drawEllipse(QPointF(0, 0), 3.5, 3.5);
        break;
    case StepState::Done: painter.drawPolyline(QPolygonF({{-4, 0}, {-1, 3}, {4, -3}})); break;
    case StepState::Attention:
        painter.drawLine(QPointF(0, -5), QPointF(0, 0.5));
        painter.drawPoint(QPointF(0, 4));
        break;
    case StepState::Empty: break;
    }
}

} // namespace flawscope::ui
