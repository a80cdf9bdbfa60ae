// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

namespace flawscope {

/// Declares one option: the only place for its name, help and limits.
///
/// An options struct S offers `template <typename Self, typename V> static void visit(Self &self, V &&v)` that calls
/// `v(OptionSpec{…}, self.member)` for each member in the order in which a form should show them. Validation, the command
/// line, the JSON in files and the form in the window are visitors.
struct OptionSpec {
    const char *name;                 ///< kebab-case; the long flag, the JSON key.
    const char *help;                 ///< One sentence without a full stop.
    double min = -HUGE_VAL;           ///< Smallest allowed value of a number.
    double max = HUGE_VAL;            ///< Largest allowed value of a number.
    std::vector<const char *> choices{}; ///< For an enum: the words, in the order of its values. For a string: the allowed words.
    const char *unit = "";            ///< "px", "MiB", "images", …
    bool advanced = false;            ///< Folded away in the form, listed last in the help.
};

namespace detail {

[[noreturn]] void throwOutOfRange(const OptionSpec &spec, double value);
[[noreturn]] void throwNotAChoice(const OptionSpec &spec, const std::string &value);

struct ValidatingVisitor {
    template <typename T>
    void operator()(const OptionSpec &spec, const T &value) const
    {
        if constexpr (std::is_enum_v<T>) {
            if (static_cast<std::size_t>(value) >= spec.choices.size())
                throwNotAChoice(spec, std::to_string(static_cast<long>(value)));
        } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
            const auto number = static_cast<double>(value);
            if (!(number >= spec.min && number <= spec.max))
                throwOutOfRange(spec, number);
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (spec.choices.empty())
                return;
            for (const char *choice : spec.choices) {
                if (value == choice)
                    return;
            }
            throwNotAChoice(spec, value);
        }
    }
};

} // namespace detail

/// Throws ErrorCode::BadOption that names field, value and limit for the first value outside its OptionSpec.
template <typename Options>
void validateOptions(const Options &options)
{
    Options::visit(options, detail::ValidatingVisitor{});
}

} // namespace flawscope
