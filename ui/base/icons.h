// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace flawscope::ui {

/// An icon of the own SVG set (resources/icons/NAME.svg, drawn in black on a 24-pixel grid), painted in the palette's text
/// colour at any size: it follows the theme and the scaling. A name that does not exist gives an empty icon.
[[nodiscard]] QIcon themedIcon(const QString &name);

} // namespace flawscope::ui
