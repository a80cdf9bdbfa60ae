// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/thresholdfigures.h"

#include <algorithm>

namespace flawscope::ui {

std::optional<double> ThresholdFigures::iou() const
{
    if (!pixels)
        return std::nullopt;
    const Confusion &c = pixels->pixels;
    const std::uint64_t either = c.truePositives + c.falsePositives + c.falseNegatives;
    return either == 0 ? std::nullopt : std::optional(static_cast<double>(c.truePositives) / static_cast<double>(either));
}

ThresholdFigures figuresAt(const ImageThresholdIndex &images, const PixelThresholdIndex *pixels, const Decision &decision)
{
    ThresholdFigures figures;
    if (decision.image) {
        figures.image = decision.image->value;
        if (decision.unsureFrom)
            figures.unsureFrom = std::min(*decision.unsureFrom, *figures.image);
        figures.atThreshold = images.at(*figures.image);
        figures.pictures = images.band(figures.unsureFrom.value_or(*figures.image), *figures.image);
    }
    if (decision.pixel) {
        figures.pixel = decision.pixel->value;
        if (pixels != nullptr)
            figures.pixels = pixels->at(*figures.pixel);
    }
    return figures;
}

} // namespace flawscope::ui
