// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <QPainterPath>
#include <QSizeF>

#include <vector>

namespace flawscope::ui {

/// What a shape covers, in pixels of a picture.
[[nodiscard]] QPainterPath pathOf(const RoiShape &shape, const QSizeF &picture);

/// Where scoring does not look, in pixels of a picture; empty where it looks everywhere. As ignoredPixels().
[[nodiscard]] QPainterPath ignoredPath(const std::vector<RoiShape> &shapes, const QSizeF &picture);

} // namespace flawscope::ui
