// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"

#include <QList>
#include <QPointF>
#include <QRect>

namespace flawscope::ui {

/// Sets the pixels whose centre is at most @p radius from the line between two points; all in pixels of the mask. At least the pixel
/// below @p to is set, however thin the brush.
/// @return the box of what may have changed
QRect paintStroke(Mask &mask, const QPointF &from, const QPointF &to, double radius, std::uint8_t value);

/// Sets the pixels whose centre lies in a polygon, by the odd-even rule. @return the box of what may have changed
QRect paintPolygon(Mask &mask, const QList<QPointF> &corners, std::uint8_t value);

/// A box of a mask, row by row.
[[nodiscard]] std::vector<std::uint8_t> cutOut(const Mask &mask, const QRect &box);
void pasteInto(Mask &mask, const QRect &box, const std::vector<std::uint8_t> &pixels);

} // namespace flawscope::ui
