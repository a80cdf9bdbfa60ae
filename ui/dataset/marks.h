// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/project.h"

#include <QIcon>
#include <QRectF>

class QPainter;

namespace flawscope::ui {

struct Colors;

/// A disc is good, a diamond is a defect, a ring is unknown or unsure: told apart by shape as well as by colour. Labels are filled, calls of the
/// threshold are outlined.
void paintMark(QPainter &painter, const QRectF &box, Label label, const Colors &colors);
void paintMark(QPainter &painter, const QRectF &box, Call call, const Colors &colors);

[[nodiscard]] QColor markColor(Label label, const Colors &colors);
[[nodiscard]] QColor markColor(Call call, const Colors &colors);

/// The mark as an icon of @p side logical pixels.
[[nodiscard]] QIcon markIcon(Label label, const Colors &colors, int side = 12);

/// The icon of an operator's verdict; null for None.
[[nodiscard]] QIcon verdictIcon(OperatorVerdict verdict);

} // namespace flawscope::ui
