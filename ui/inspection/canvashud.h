// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QPainterPath>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace flawscope::ui {

/// White on dark, which reads on every picture and in both themes.
/// @param corner  of @p area where it stands
/// @return what it covers
QRectF drawChip(QPainter &painter, const QRectF &area, Qt::Corner corner, const QString &text);

/// The colours with the scores at their ends, and where the pixel threshold is among them.
struct Legend {
    QImage gradient; ///< Upright.
    double lo = 0;
    double hi = 1;
    std::optional<double> threshold;
};
void drawLegend(QPainter &painter, const QRectF &area, const Legend &legend);

/// Lines along the edges of pixels, crisp at any zoom, with a dark rim that keeps them legible on any background.
/// @param path  in logical pixels
void drawOutline(QPainter &painter, const QPainterPath &path, const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine);

} // namespace flawscope::ui
