// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace flawscope {

namespace detail {

template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

[[noreturn]] inline void throwWrongType(const std::string &key, const char *wanted, const nlohmann::json &json)
{
    throw Error(ErrorCode::BadFormat, "The entry \"" + key + "\" must be " + wanted + ", but it is "
                                          + (json.is_number() ? std::string("the number ") + json.dump() : std::string("of type ") + json.type_name())
                                          + ".");
}

template <typename T>
[[nodiscard]] bool holdsInteger(const nlohmann::json &json)
{
    if (json.is_number_unsigned())
        return std::in_range<T>(json.template get<std::uint64_t>());
    return json.is_number_integer() && std::in_range<T>(json.template get<std::int64_t>());
}

} // namespace detail

/// Reads @p json into @p value: bool, number, string, or a vector or optional (null: nothing) of these.
/// Throws ErrorCode::BadFormat that names @p key where the type is wrong or the number does not fit; then @p value is unspecified.
template <typename T>
void readJson(const nlohmann::json &json, const std::string &key, T &value)
{
    if constexpr (detail::kIsOptional<T>) {
        if (json.is_null())
            value.reset();
        else
            readJson(json, key, value.emplace());
    } else if constexpr (detail::kIsVector<T>) {
        if (!json.is_array())
            detail::throwWrongType(key, "a list", json);
        value.resize(json.size());
        for (std::size_t i = 0; i < value.size(); ++i)
            readJson(json[i], key + '[' + std::to_string(i) + ']', value[i]);
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!json.is_boolean())
            detail::throwWrongType(key, "true or false", json);
        value = json.get<bool>();
    } else if constexpr (std::is_integral_v<T>) {
        if (!detail::holdsInteger<T>(json))
            detail::throwWrongType(key, "a whole number in the range of its type", json);
        value = json.get<T>();
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!json.is_number() || !std::isfinite(static_cast<T>(json.get<double>())))
            detail::throwWrongType(key, "a finite number", json);
        value = static_cast<T>(json.get<double>());
    } else {
        static_assert(std::is_same_v<T, std::string>, "no JSON for this type");
        if (!json.is_string())
            detail::throwWrongType(key, "a string", json);
        value = json.get<std::string>();
    }
}

/// An options struct as a JSON object: keys are OptionSpec::name, enums are written by their words.
template <typename Options>
[[nodiscard]] nlohmann::json toJson(const Options &options)
{
    nlohmann::json json = nlohmann::json::object();
    Options::visit(options, [&json]<typename T>(const OptionSpec &spec, const T &value) {
        if constexpr (std::is_enum_v<T>) {
            detail::ValidatingVisitor{}(spec, value);
            json[spec.name] = spec.choices[static_cast<std::size_t>(value)];
        } else {
            json[spec.name] = value;
        }
    });
    return json;
}

/// The reverse: members whose key is missing keep their value in @p base, unknown keys are ignored, ranges are not checked
/// (see validateOptions). Throws ErrorCode::BadFormat for a wrong type, BadOption for an unknown word, naming the key.
template <typename Options>
[[nodiscard]] Options fromJson(const nlohmann::json &json, Options base = {})
{
    if (!json.is_object())
        throw Error(ErrorCode::BadFormat, std::string("Options must be a JSON object, but they are of type ") + json.type_name() + ".");
    Options::visit(base, [&json]<typename T>(const OptionSpec &spec, T &value) {
        const auto found = json.find(spec.name);
        if (found == json.end())
            return;
        if constexpr (std::is_enum_v<T>) {
            std::string word;
            readJson(*found, spec.name, word);
            std::size_t index = 0;
            while (index < spec.choices.size() && word != spec.choices[index])
                ++index;
            if (index == spec.choices.size())
                detail::throwNotAChoice(spec, word);
            value = static_cast<T>(index);
        } else {
            readJson(*found, spec.name, value);
        }
    });
    return base;
}

} // namespace flawscope
