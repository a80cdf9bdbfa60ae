// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "ui/base/format.h"

#include <QStringList>
#include <QVariant>

#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace flawscope::ui {

/// An option's value as forms carry it: bool, qlonglong (whole numbers and the place of an enum's word), double, QString (texts and
/// paths), QStringList; an absent number is an invalid QVariant.
template <typename T>
[[nodiscard]] QVariant toVariant(const T &value)
{
    if constexpr (std::is_same_v<T, bool>)
        return value;
    else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
        return QVariant::fromValue(static_cast<qlonglong>(value));
    else if constexpr (std::is_floating_point_v<T>)
        return static_cast<double>(value);
    else if constexpr (std::is_same_v<T, std::optional<double>>)
        return value ? QVariant(*value) : QVariant();
    else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        QStringList list;
        for (const std::string &item : value)
            list << toQString(item);
        return list;
    } else {
        static_assert(std::is_same_v<T, std::string> || std::is_same_v<T, std::filesystem::path>, "no field for this type");
        return toQString(value);
    }
}

/// The reverse.
template <typename T>
void fromVariant(const QVariant &variant, T &value)
{
    if constexpr (std::is_same_v<T, bool>)
        value = variant.toBool();
    else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
        value = static_cast<T>(variant.toLongLong());
    else if constexpr (std::is_floating_point_v<T>)
        value = static_cast<T>(variant.toDouble());
    else if constexpr (std::is_same_v<T, std::optional<double>>)
        value = variant.isValid() ? std::optional(variant.toDouble()) : std::nullopt;
    else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        value.clear();
        for (const QString &item : variant.toStringList())
            value.push_back(toUtf8(item));
    } else if constexpr (std::is_same_v<T, std::string>)
        value = toUtf8(variant.toString());
    else
        value = toPath(variant.toString());
}

} // namespace flawscope::ui
