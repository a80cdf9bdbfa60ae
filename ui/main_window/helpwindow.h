// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QTextBrowser;

namespace flawscope::ui {

class Actions;

/// Steps, metrics in plain words, and all shortcuts, on one searchable page; about: version, libraries, device, licence. Not modal.
class HelpWindow final : public QDialog {
    Q_OBJECT
public:
    explicit HelpWindow(Actions &actions, QWidget *parent = nullptr);

    void showSection(const QString &anchor); ///< "steps", "metrics", "shortcuts", "about"

private:
    [[nodiscard]] QString html() const;
    [[nodiscard]] QString shortcuts() const;

    Actions &m_actions;
    QLineEdit *m_search;
    QTextBrowser *m_browser;
};

} // namespace flawscope::ui
