// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAction;
class QToolButton;
class QWidget;

namespace flawscope::ui {

/// A flat button of 28 pixels that shows an action's icon; its text where there is none.
[[nodiscard]] QToolButton *iconButton(QAction *action, QWidget *parent);
/// The same with the text beside the icon.
[[nodiscard]] QToolButton *textButton(QAction *action, QWidget *parent);
/// A thin line between groups of buttons.
[[nodiscard]] QWidget *separatorLine(QWidget *parent);

} // namespace flawscope::ui
