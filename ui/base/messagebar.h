// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace flawscope::ui {

/// Says beside the work what went wrong or needs attention, until it is closed: a headline, the sentence that names file and way out, and at
/// most one action. The latest message wins; equal ones do not pile up.
class MessageBar final : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Error, Warning, Info };

    explicit MessageBar(QWidget *parent = nullptr);

    void show(Kind kind, const QString &headline, const QString &sentence);
    /// Offers one way out; goes with the message.
    void offer(QAction *action);
    [[nodiscard]] QString text() const;

private:
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_offer;
    QToolButton *m_close;
};

} // namespace flawscope::ui
