// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace flawscope::cli {

/// Makes flags of any options struct that offers visit(): long name, help, unit, limits and choices come from its OptionSpec.
///
/// The structs must outlive the parsing. Values are kept aside until apply(), so that a preset can be set first and what
/// was written on the command line wins.
class OptionBinder final {
public:
    explicit OptionBinder(CLI::App &app) : m_app(app) {}

    template <typename Options>
    void bind(Options &options)
    {
        Options::visit(options, [this](const OptionSpec &spec, auto &value) { add(spec, value); });
    }

    /// Stores what was given on the command line, and nothing else, in the structs.
    void apply() const
    {
        for (const auto &store : m_stores)
            store();
    }

private:
    template <typename T>
    void add(const OptionSpec &spec, T &value)
    {
        const std::string flag = std::string("--") + spec.name;
        const std::string help = helpOf(spec);
        CLI::Option *option = nullptr;
        if constexpr (std::is_same_v<T, bool>) {
            addFlag(spec, value);
            return;
        } else if constexpr (std::is_enum_v<T>) {
            option = addChoice(spec, value);
        } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::filesystem::path>) {
            option = addText(spec, value);
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            option = m_app.add_option(flag, help)->type_name("NAME,…");
            remember(option, [option, &value] { value = split(option->results().back()); });
        } else if constexpr (std::is_same_v<T, std::optional<double>>) {
            option = m_app.add_option(flag, help)->type_name("SCORE")->check(numberCheck(spec, false));
            remember(option, [option, &value] { value = std::stod(option->results().back()); });
        } else {
            static_assert(std::is_arithmetic_v<T>, "the binder knows no such type of option");
            std::ostringstream shown;
            shown << value;
            option = m_app.add_option(flag, help)
                         ->type_name(std::is_integral_v<T> ? "INT" : "NUMBER")
                         ->default_str(shown.str())
                         ->check(numberCheck(spec, std::is_integral_v<T>));
            remember(option, [option, &value] {
                if constexpr (std::is_integral_v<T>)
                    value = static_cast<T>(std::stoll(option->results().back()));
                else
                    value = static_cast<T>(std::stod(option->results().back()));
            });
        }
        option->group(groupOf(spec));
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }

    template <typename T>
    CLI::Option *addChoice(const OptionSpec &spec, T &value)
    {
        const std::string help = helpOf(spec);
        CLI::Option *option = m_app.add_option(std::string("--") + spec.name, help)->type_name("")->check(choiceCheck(spec));
        option->default_str(spec.choices.at(static_cast<std::size_t>(value)));
        remember(option, [option, choices = spec.choices, &value] {
            for (std::size_t i = 0; i < choices.size(); ++i) {
                if (option->results().back() == choices[i])
                    value = static_cast<T>(i);
            }
        });
        return option;
    }

    template <typename T>
    CLI::Option *addText(const OptionSpec &spec, T &value)
    {
        constexpr bool isPath = std::is_same_v<T, std::filesystem::path>;
        const std::string help = helpOf(spec);
        CLI::Option *option = m_app.add_option(std::string("--") + spec.name, help)->type_name(isPath ? "FILE" : "TEXT");
        if constexpr (!isPath)
            option->default_str(value);
        if (!spec.choices.empty())
            option->type_name("")->check(choiceCheck(spec));
        remember(option, [option, &value] { value = T(option->results().back()); });
        return option;
    }

    void addFlag(const OptionSpec &spec, bool &value);
    void remember(CLI::Option *option, std::function<void()> store);

    static std::string helpOf(const OptionSpec &spec);
    static std::string groupOf(const OptionSpec &spec);
    static CLI::Validator choiceCheck(const OptionSpec &spec);
    static CLI::Validator numberCheck(const OptionSpec &spec, bool whole);
    static std::vector<std::string> split(const std::string &list);

    CLI::App &m_app;
    std::vector<std::function<void()>> m_stores;
};

} // namespace flawscope::cli
