// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAction;
class QToolButton;
class QWidget;

namespace flawscope::ui {

/// A flat button that does what an action of the registry does, under a shorter name; enabled, checked and explained as the action is.
/// @param text  empty: the icon alone, or the action's text where it has no icon
[[nodiscard]] QToolButton *actionButton(QAction *action, const QString &text, QWidget *parent);

} // namespace flawscope::ui
