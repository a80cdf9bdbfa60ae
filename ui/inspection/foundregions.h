// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <QPainterPath>
#include <QPoint>
#include <QRect>
#include <QSize>

#include <vector>

namespace flawscope::ui {

/// A region of the mask at the pixel threshold, in pixels of the original picture.
struct FoundRegion {
    qint64 areaPx = 0;
    double peakScore = 0;
    double meanScore = 0;
    QRect box;
    QPointF peak;      ///< Centre of the map's pixel with the peak score.
    QPainterPath path; ///< Outline and holes, odd-even.
};

/// The regions of a map at a decision's pixel threshold: pixels that do not count are left out, the mask is opened at the map's
/// size, regions below the minimum area (in original pixels) go. Nothing without a pixel threshold. Highest peak first.
/// @param ignored   as in RunAnalysis; empty: none
/// @param original  size of the picture
[[nodiscard]] std::vector<FoundRegion> foundRegions(const ScoreMap &map, const Mask &ignored, const Decision &decision, const QSize &original);

/// The mask itself at the picture's size, made as exported masks are: the map is enlarged first, so that its outlines are smooth.
[[nodiscard]] Mask fullSizeMask(const ScoreMap &map, const Mask &ignored, const Decision &decision, const QSize &original);

} // namespace flawscope::ui
