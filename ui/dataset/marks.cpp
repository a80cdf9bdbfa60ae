// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/marks.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace flawscope::ui {

namespace {

enum class Shape { Disc, Diamond, Ring };

void paintShape(QPainter &painter, const QRectF &box, Shape shape, const QColor &color, bool filled)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inner = box.adjusted(1, 1, -1, -1);
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(filled ? QBrush(color) : QBrush(Qt::NoBrush));
    if (shape == Shape::Diamond) {
        const QPointF c = inner.center();
        painter.drawPolygon(QPolygonF({{c.x(), inner.top()}, {inner.right(), c.y()}, {c.x(), inner.bottom()}, {inner.left(), c.y()}}));
    } else {
        painter.drawEllipse(shape == Shape::Ring ? inner.adjusted(0.5, 0.5, -0.5, -0.5) : inner.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter.restore();
}

} // namespace

QColor markColor(Label label, const Colors &colors)
{
    return label == Label::Good ? colors.good : label == Label::Defect ? colors.defect : colors.unsure;
}

QColor markColor(Call call, const Colors &colors)
{
    switch (call) {
    case Call::Good: return colors.good;
    case Call::Defect: return colors.defect;
    case Call::Unsure: return colors.unsure;
    case Call::None: break;
    }
    return colors.textMuted;
}

void paintMark(QPainter &painter, const QRectF &box, Label label, const Colors &colors)
{
    const Shape shape = label == Label::Good ? Shape::Disc : label == Label::Defect ? Shape::Diamond : Shape::Ring;
    paintShape(painter, box, shape, markColor(label, colors), label != Label::Unknown);
}

void paintMark(QPainter &painter, const QRectF &box, Call call, const Colors &colors)
{
    if (call == Call::None)
        return;
    paintShape(painter, box, call == Call::Defect ? Shape::Diamond : Shape::Disc, markColor(call, colors), false);
    if (call == Call::Unsure) {
        painter.setPen(QPen(markColor(call, colors), 1.6));
        painter.drawLine(QPointF(box.center().x(), box.top() + 4), QPointF(box.center().x(), box.bottom() - 4));
    }
}

QIcon markIcon(Label label, const Colors &colors, int side)
{
    QIcon icon;
    for (const int scale : {1, 2}) {
        QPixmap pixmap(scale * side, scale * side);
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintMark(painter, QRectF(0, 0, side, side), label, colors);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

QIcon verdictIcon(OperatorVerdict verdict)
{
    switch (verdict) {
    case OperatorVerdict::Ok: return themedIcon(QStringLiteral("verdict-ok"));
    case OperatorVerdict::NotOk: return themedIcon(QStringLiteral("verdict-not-ok"));
    case OperatorVerdict::Unsure: return themedIcon(QStringLiteral("verdict-unsure"));
    case OperatorVerdict::None: break;
    }
    return {};
}

} // namespace flawscope::ui
