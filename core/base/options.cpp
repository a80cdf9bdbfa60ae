// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/options.h"

#include <sstream>

namespace flawscope::detail {

void throwOutOfRange(const OptionSpec &spec, double value)
{
    std::ostringstream text;
    text << "The option " << spec.name << " is " << value << (*spec.unit ? " " : "") << spec.unit << "; it must be ";
    if (std::isinf(spec.max))
        text << "at least " << spec.min;
    else if (std::isinf(spec.min))
        text << "at most " << spec.max;
    else
        text << "from " << spec.min << " to " << spec.max;
    text << '.';
    throw Error(ErrorCode::BadOption, text.str());
}

void throwNotAChoice(const OptionSpec &spec, const std::string &value)
{
    std::string text = std::string("The option ") + spec.name + " is \"" + value + "\"; it must be one of";
    const char *separator = " ";
    for (const char *choice : spec.choices) {
        text += separator;
        text += choice;
        separator = ", ";
    }
    throw Error(ErrorCode::BadOption, text + '.');
}

} // namespace flawscope::detail
