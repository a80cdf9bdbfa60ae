// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace flawscope::ui {

/// What stands where there is nothing to show yet: an icon, one sentence, and one button that does what comes next.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(const QString &icon, const QString &headline, const QString &sentence, QWidget *parent = nullptr);

    /// The button triggers @p action and bears @p text, or the action's own.
    void setAction(QAction *action, const QString &text = {});
    /// A second way on, as a link below the button.
    void setSecondAction(QAction *action, const QString &text = {});

private:
    QLabel *m_icon;
    QLabel *m_headline;
    QLabel *m_sentence;
    QPushButton *m_button;
    QPushButton *m_second;
};

} // namespace flawscope::ui
