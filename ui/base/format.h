// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

class QDateTime;

namespace flawscope::ui {

/// Numbers for people: three significant decimals at most, in the user's locale, a dash where there is none.
[[nodiscard]] QString scoreText(double score);
[[nodiscard]] QString scoreText(const std::optional<double> &score);
[[nodiscard]] QString percentText(const std::optional<double> &share);   ///< 0.9512 → "95.1 %"
[[nodiscard]] QString countText(std::int64_t count);                     ///< 12,345
[[nodiscard]] QString bytesText(std::uint64_t bytes);                    ///< "12.3 MB"
[[nodiscard]] QString durationText(double seconds);                      ///< "3 min 20 s"
[[nodiscard]] QString timeLeftText(double seconds);                      ///< "about 3 min left"
[[nodiscard]] QString localTimeText(const std::string &iso8601Utc);      ///< "24 Nov 14:05" in the user's zone; empty for "".

/// UTF-8 and paths of the core.
[[nodiscard]] QString toQString(const std::string &utf8);
[[nodiscard]] QString toQString(const std::filesystem::path &path);
[[nodiscard]] std::string toUtf8(const QString &text);
[[nodiscard]] std::filesystem::path toPath(const QString &text);

/// What kind of thing went wrong, as a translated headline; the sentence of the core says the rest.
[[nodiscard]] QString errorHeadline(ErrorCode code);

} // namespace flawscope::ui
