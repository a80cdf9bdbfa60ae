// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

class QApplication;

namespace flawscope::ui {

enum class ThemeMode { System, Light, Dark };

/// The colours that QPalette has no role for. Blue is good, orange is a defect, grey is unsure: told apart by every kind of eye.
struct Colors {
    QColor good;        ///< Normal parts and pixels.
    QColor defect;      ///< Anomalous parts and pixels.
    QColor unsure;
    QColor accent;      ///< The one accent: selection, the threshold line.
    QColor surface;     ///< Panels.
    QColor raised;      ///< Cards and tool bars on a panel.
    QColor border;
    QColor text;
    QColor textMuted;   ///< At least 4.5 : 1 on surface.
    QColor canvas;      ///< Behind pictures: neutral, so that it does not tint what is judged.
    QColor truth;       ///< Outline of the ground truth.
    QColor contour;     ///< Outline of the mask at the threshold.
    QColor warning;
    bool dark = false;
};

/// The colours that go with a palette; cheap.
[[nodiscard]] Colors colorsFor(const QPalette &palette);

/// Sets style, palette and style sheet of the whole application. System follows the desktop at the time of the call.
void applyTheme(QApplication &application, ThemeMode mode);

/// One grid: all spacing is a multiple of it.
inline constexpr int kGridPx = 8;

} // namespace flawscope::ui
