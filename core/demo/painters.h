// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/canvas.h"

#include <string_view>

namespace flawscope::demo {

/// Paints one part. @p part decides pose, light and texture of the good part, @p flaw the defect alone, so that the same
/// @p part with @p defect "good" and with a defect class differ by the defect and nothing else.
using Painter = void (*)(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);

void paintWeave(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);
void paintBrushedMetal(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);
void paintWasher(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);
void paintBoard(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);
void paintTablets(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);
void paintLabel(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw);

} // namespace flawscope::demo
