// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace flawscope::ui {

/// English as it is written in the sources needs no translation but for one thing: "%n picture(s)" becomes "1 picture" or "2 pictures".
/// Install it before the translator of another language, which then comes first.
class EnglishPlurals final : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *context, const char *sourceText, const char *disambiguation, int n) const override;
};

} // namespace flawscope::ui
