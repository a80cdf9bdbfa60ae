// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/optionbinder.h"

#include <charconv>
#include <cmath>

namespace flawscope::cli {

void OptionBinder::addFlag(const OptionSpec &spec, bool &value)
{
    const std::string name = spec.name;
    const std::string help = helpOf(spec) + (value ? " (default; --no-" + name + " turns it off)" : "");
    CLI::Option *option = m_app.add_flag("--" + name + ",!--no-" + name, help);
    option->group(groupOf(spec));
    remember(option, [option, &value] { value = option->as<bool>(); });
}

void OptionBinder::remember(CLI::Option *option, std::function<void()> store)
{
    m_stores.push_back([option, store = std::move(store)] {
        if (option->count() > 0)
            store();
    });
}

std::string OptionBinder::helpOf(const OptionSpec &spec)
{
    std::string help = spec.help;
    if (!spec.choices.empty()) {
        const char *separator = ": ";
        for (const char *choice : spec.choices) {
            help += separator;
            help += choice;
            separator = ", ";
        }
    }
    if (*spec.unit)
        help += std::string(" [") + spec.unit + ']';
    return help;
}

std::string OptionBinder::groupOf(const OptionSpec &spec) { return spec.advanced ? "Advanced" : "Options"; }

CLI::Validator OptionBinder::choiceCheck(const OptionSpec &spec)
{
    return CLI::Validator(
        [spec](std::string &text) -> std::string {
            try {
                for (const char *choice : spec.choices) {
                    if (text == choice)
                        return {};
                }
                detail::throwNotAChoice(spec, text);
            } catch (const Error &error) {
                return error.what();
            }
        },
        std::string());
}

CLI::Validator OptionBinder::numberCheck(const OptionSpec &spec, bool whole)
{
    return CLI::Validator(
        [spec, whole](std::string &text) -> std::string {
            double value = 0;
            const char *end = text.data() + text.size();
            const auto [rest, code] = std::from_chars(text.data(), end, value);
            if (code != std::errc() || rest != end || !std::isfinite(value))
                return std::string("The option ") + spec.name + " is \"" + text + (whole ? "\"; it must be a whole number." : "\"; it must be a number.");
            if (whole && (std::floor(value) != value || std::abs(value) > 0x1p53 || text.find_first_of(".eE") != std::string::npos))
                return std::string("The option ") + spec.name + " is \"" + text + "\"; it must be a whole number.";
            try {
                if (value < spec.min || value > spec.max)
                    detail::throwOutOfRange(spec, value);
            } catch (const Error &error) {
                return error.what();
            }
            return {};
        },
        std::string());
}

std::vector<std::string> OptionBinder::split(const std::string &list)
{
    std::vector<std::string> words;
    std::istringstream stream(list);
    for (std::string word; std::getline(stream, word, ',');) {
        if (!word.empty())
            words.push_back(word);
    }
    return words;
}

} // namespace flawscope::cli
