// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/regions.h"

#include <QPainterPath>

namespace flawscope::ui {

/// A region's outline and holes as one path, filled by the odd-even rule.
/// @param scaleX, scaleY  from the map's pixels to those of the path
[[nodiscard]] QPainterPath outlineOf(const Region &region, double scaleX, double scaleY);

/// The outlines of all parts of a mask, in the mask's pixels.
[[nodiscard]] QPainterPath outlineOf(const Mask &mask);

} // namespace flawscope::ui
