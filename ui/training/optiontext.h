// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace flawscope::ui {

/// What a form calls an option: its name in context "Options", or else the kebab-case name as words, "learning-rate" → "Learning rate".
[[nodiscard]] QString optionLabel(const char *name);
/// The sentence of an OptionSpec in context "Options".
[[nodiscard]] QString optionHelp(const char *help);
/// A unit.
[[nodiscard]] QString optionWord(const char *word);
/// A word of OptionSpec::choices; in English with a capital letter unless it is a code such as "float32".
[[nodiscard]] QString optionChoice(const char *word);

} // namespace flawscope::ui
