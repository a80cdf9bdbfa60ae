// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/englishplurals.h"

#include <cstring>

namespace flawscope::ui {

QString EnglishPlurals::translate(const char *, const char *sourceText, const char *, int n) const
{
    if (n < 0 || sourceText == nullptr || std::strstr(sourceText, "(s)") == nullptr)
        return {}; // As it stands.
    return QString::fromUtf8(sourceText).replace(QStringLiteral("(s)"), n == 1 ? QString() : QStringLiteral("s"));
}

} // namespace flawscope::ui
