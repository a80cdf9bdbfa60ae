// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QHash>
#include <QList>
#include <QObject>
#include <QString>

namespace flawscope::ui {

/// One line of the registry.
struct ActionSpec {
    const char *id;       ///< "image.next"; stable.
    const char *group;    ///< English heading in palette and shortcut list, translated in context "Actions".
    const char *text;     ///< English, translated in context "Actions"; with & for the mnemonic.
    const char *tip;      ///< English, one sentence, translated in context "Actions".
    const char *icon;     ///< Name of a themedIcon.
    const char *shortcut; ///< Portable text; several separated by "; ". May be empty.
    bool checkable = false;
};

/// Every action of the window, declared once in actions.cpp: menus, tool bars, the command palette and the list of shortcuts
/// come from here. Pages connect to QAction::triggered and switch actions on and off; nobody makes a QAction of his own for
/// anything that a person can do.
class Actions final : public QObject {
    Q_OBJECT
public:
    explicit Actions(QObject *parent = nullptr);

    /// Throws ErrorCode::Internal for an id that does not exist: a typing error is found by the first test.
    [[nodiscard]] QAction *operator[](const char *id) const;

    struct Entry {
        const ActionSpec *spec;
        QAction *action;
    };
    [[nodiscard]] const QList<Entry> &entries() const { return m_entries; } ///< In the order of the table.
    [[nodiscard]] QString groupTitle(const ActionSpec &spec) const;
    /// Sets texts and tool tips again, after a change of language.
    void retranslate();

private:
    QList<Entry> m_entries;
    QHash<QString, QAction *> m_byId;
};

} // namespace flawscope::ui
