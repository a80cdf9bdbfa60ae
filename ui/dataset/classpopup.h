// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>

class QLineEdit;
class QListWidget;

namespace flawscope::ui {

/// A small field over the window for the class of the selected pictures: type, or take one that is known; Enter takes it, Escape or a click
/// elsewhere leaves everything as it was. Deletes itself when it closes.
class ClassPopup final : public QFrame {
    Q_OBJECT
public:
    ClassPopup(const QStringList &known, int pictures, QWidget *window);

    void setText(const QString &text);
    /// Shows it at the focus, within the window.
    void open();

Q_SIGNALS:
    void chosen(const QString &defectClass);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void narrow(const QString &text);
    void accept();

    QStringList m_known;
    QLineEdit *m_edit;
    QListWidget *m_list;
};

} // namespace flawscope::ui
