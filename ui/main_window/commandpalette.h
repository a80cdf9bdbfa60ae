// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace flawscope::ui {

class Actions;

/// Finds any action by a few letters of its name, its group or its tip: Ctrl+K. A child of the window, not a dialog; goes away when
/// it loses the focus.
class CommandPalette final : public QFrame {
    Q_OBJECT
public:
    CommandPalette(Actions &actions, QWidget *window);

    /// Shows itself in the upper middle of the window, empty.
    void open();

    /// How well @p needle fits: 0 not at all; words and beginnings of words beat letters in order.
    [[nodiscard]] static int fit(const QString &needle, const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &text);
    void trigger();

    Actions &m_actions;
    QLineEdit *m_field;
    QListWidget *m_list;
};

} // namespace flawscope::ui
