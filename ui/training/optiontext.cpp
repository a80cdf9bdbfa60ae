// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/optiontext.h"

#include <QCoreApplication>

#include <algorithm>

namespace flawscope::ui {

namespace {

QString translated(const char *text) { return QCoreApplication::translate("Options", text); }

} // namespace

QString optionLabel(const char *name)
{
    QString label = translated(name);
    if (label != QLatin1String(name))
        return label;
    label.replace(QLatin1Char('-'), QLatin1Char(' '));
    if (!label.isEmpty())
        label[0] = label[0].toUpper();
    return label;
}

QString optionHelp(const char *help) { return translated(help); }

QString optionWord(const char *word) { return *word == '\0' ? QString() : translated(word); }

QString optionChoice(const char *word)
{
    QString choice = optionWord(word);
    const bool code = std::any_of(choice.cbegin(), choice.cend(), [](QChar letter) { return letter.isDigit(); });
    if (!choice.isEmpty() && !code)
        choice[0] = choice[0].toUpper();
    return choice;
}

} // namespace flawscope::ui
