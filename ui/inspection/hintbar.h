// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace flawscope::ui {

/// One quiet line across a page: what is missing, and a button that mends it.
class HintBar final : public QWidget {
    Q_OBJECT
public:
    explicit HintBar(QWidget *parent = nullptr);

    /// @param action  what the button does; null: no button
    void say(const QString &sentence, QAction *action, const QString &buttonText = {});

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_button;
    QAction *m_action = nullptr;
};

} // namespace flawscope::ui
