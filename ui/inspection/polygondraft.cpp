// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/polygondraft.h"

#include "ui/inspection/viewtransform.h"

#include <QLineF>
#include <QPainter>
#include <QPolygonF>

namespace flawscope::ui {

bool PolygonDraft::isAtStart(const QPointF &at, double scale) const
{
    constexpr double kNearPx = 8;
    return canClose() && QLineF(at, m_corners.front()).length() * scale <= kNearPx;
}

void PolygonDraft::paint(QPainter &painter, const ViewTransform &view) const
{
    if (m_corners.isEmpty())
        return;
    QPolygonF line;
    for (const QPointF &corner : m_corners)
        line << view.mapFromImage(corner);
    QPolygonF open = line;
    open << view.mapFromImage(m_hover);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(16, 16, 16, 180), 4));
    painter.drawPolyline(open);
    painter.setPen(QPen(Qt::white, 2));
    painter.drawPolyline(open);
    painter.setPen(QPen(QColor(16, 16, 16), 1));
    painter.setBrush(Qt::white);
    for (const QPointF &corner : line)
        painter.drawEllipse(corner, corner == line.front() ? 5 : 3.5, corner == line.front() ? 5 : 3.5);
    painter.restore();
}

} // namespace flawscope::ui
