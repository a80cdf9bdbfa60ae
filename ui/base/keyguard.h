// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace flawscope::ui {

/// Keeps keys for the control that has the focus: arrows, Space, Escape and the like are shortcuts of the window, too, and would
/// otherwise step to the next picture while a person moves a slider. Sliders, spin boxes, combo boxes, lists and tables keep the keys
/// that they use themselves; a widget with the property "keepsKeys" (QVariantList of Qt::Key) keeps those.
///
/// Install it once, as an event filter of the application.
class KeyGuard final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Lets @p widget, and what is inside it, keep keys without modifiers.
    static void keep(QWidget *widget, const QList<Qt::Key> &keys);

    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace flawscope::ui
