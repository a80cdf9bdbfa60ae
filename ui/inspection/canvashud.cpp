// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/canvashud.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace flawscope::ui {

namespace {

const QColor kChip(16, 18, 20, 205);
const QColor kOnChip(245, 246, 248);
const QColor kRim(16, 16, 16, 200);

} // namespace

QRectF drawChip(QPainter &painter, const QRectF &area, Qt::Corner corner, const QString &text)
{
    if (text.isEmpty())
        return {};
    const QFontMetricsF metrics(painter.font());
    const double width = std::min(metrics.horizontalAdvance(text) + 2 * kGridPx, area.width() - 2 * kGridPx);
    const double height = metrics.height() + kGridPx;
    const bool right = corner == Qt::TopRightCorner || corner == Qt::BottomRightCorner;
    const bool bottom = corner == Qt::BottomLeftCorner || corner == Qt::BottomRightCorner;
    const QRectF rect(right ? area.right() - kGridPx - width : area.left() + kGridPx, bottom ? area.bottom() - kGridPx - height : area.top() + kGridPx, width, height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kChip);
    painter.drawRoundedRect(rect, 4, 4);
    painter.setPen(kOnChip);
    painter.drawText(rect, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, width - kGridPx));
    painter.restore();
    return rect;
}

void drawLegend(QPainter &painter, const QRectF &area, const Legend &legend)
{
    constexpr double kBarWidth = 12;
    constexpr double kBarHeight = 112;
    const QFontMetricsF metrics(painter.font());
    const QString hi = scoreText(legend.hi);
    const QString lo = scoreText(legend.lo);
    const double textWidth = std::max({metrics.horizontalAdvance(hi), metrics.horizontalAdvance(lo), metrics.horizontalAdvance(scoreText(-legend.hi))});
    const QSizeF size(kBarWidth + textWidth + 4 * kGridPx, kBarHeight + metrics.height() + kGridPx);
    if (size.height() + 2 * kGridPx > area.height() || size.width() * 2 > area.width())
        return;
    const QRectF panel(area.right() - kGridPx - size.width(), area.bottom() - kGridPx - size.height(), size.width(), size.height());
    const QRectF bar(panel.left() + kGridPx, panel.top() + (panel.height() - kBarHeight) / 2, kBarWidth, kBarHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kChip);
    painter.drawRoundedRect(panel, 4, 4);
    painter.drawImage(bar, legend.gradient);
    painter.setPen(kOnChip);
    const auto label = [&](double y, const QString &text) {
        painter.drawText(QRectF(bar.right() + 1.5 * kGridPx, y - metrics.height() / 2, textWidth, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    label(bar.top(), hi);
    label(bar.bottom(), lo);
    if (legend.threshold && *legend.threshold > legend.lo && *legend.threshold < legend.hi) {
        const double y = bar.bottom() - (*legend.threshold - legend.lo) / (legend.hi - legend.lo) * kBarHeight;
        painter.setPen(QPen(kOnChip, 2));
        painter.drawLine(QPointF(bar.left() - 4, y), QPointF(bar.right() + 8, y));
        if (y - bar.top() > metrics.height() && bar.bottom() - y > metrics.height())
            label(y, scoreText(*legend.threshold));
    }
    painter.restore();
}

namespace {

/// Long outlines, as at a threshold far too low: lines of one pixel, which take a tenth of the time of wider ones.
void drawLongOutline(QPainter &painter, const QPainterPath &path, const QColor &color)
{
    painter.setPen(QPen(kRim, 0));
    for (const QPointF &aside : {QPointF(-1, -1), QPointF(1, -1), QPointF(-1, 1), QPointF(1, 1)}) {
        painter.translate(aside);
        painter.drawPath(path);
        painter.translate(-aside);
    }
    painter.setPen(QPen(color, 0));
    painter.drawPath(path);
}

} // namespace

void drawOutline(QPainter &painter, const QPainterPath &path, const QColor &color, double width, Qt::PenStyle style)
{
    constexpr int kLongOutline = 2000; // corners
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    if (path.elementCount() > kLongOutline) {
        drawLongOutline(painter, path, color);
        painter.restore();
        return;
    }
    QPen rim(kRim, width + 2);
    rim.setJoinStyle(Qt::MiterJoin);
    painter.setPen(rim);
    painter.drawPath(path);
    QPen line(color, width, style);
    line.setJoinStyle(Qt::MiterJoin);
    if (style == Qt::CustomDashLine)
        line.setDashPattern({4, 3});
    painter.setPen(line);
    painter.drawPath(path);
    painter.restore();
}

} // namespace flawscope::ui
