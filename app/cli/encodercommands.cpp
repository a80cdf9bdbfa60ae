// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/optionbinder.h"
#include "app/cli/printing.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/encoderlibrary/download.h"
#include "core/encoderlibrary/encoderlibrary.h"
#include "core/engine/encoders/loadedencoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace flawscope::cli {

namespace {

using Json = nlohmann::ordered_json;

struct EncoderArguments {
    std::vector<std::string> names; ///< Files, or for fetch also encoders.
    std::string weights;
    EncoderOptions encoder;
    DownloadOptions download;
    CLI::Option *encoderGiven = nullptr;
    std::unique_ptr<OptionBinder> binder;
};

using Arguments = std::shared_ptr<EncoderArguments>;

Json reportJson(const WeightsReport &report)
{
    return {{"fits", report.fits()}, {"missing", report.missing}, {"left_over", report.leftOver}, {"wrong_shape", report.wrongShape}, {"not_finite", report.notFinite}};
}

Json encoderJson(const EncoderInfo &info)
{
    Json taps = Json::array();
    for (const TapInfo &tap : info.taps)
        taps.push_back({{"name", tap.name}, {"alias", tap.alias}, {"channels", tap.channels}, {"stride", tap.stride}, {"default", tap.isDefault}});
    EncoderOptions options;
    options.name = info.name;
    return {{"name", info.name}, {"title", info.title}, {"padding", info.padding == Padding::Zeros ? "zeros" : "reflect"},
            {"parameters", parameterCount(options)}, {"smallest_input", smallestInput(options)}, {"taps", std::move(taps)}};
}

void printCatalogue()
{
    for (const EncoderInfo &info : encoderCatalogue()) {
        EncoderOptions options;
        options.name = info.name;
        std::printf("%s  (%s, %.1f million parameters up to its default taps, input from %d px)\n", info.name.c_str(), info.title.c_str(),
                    static_cast<double>(parameterCount(options)) / 1e6, smallestInput(options));
        for (const TapInfo &tap : info.taps)
            std::printf("  %-26s %-10s %5d channels, stride %2d%s\n", tap.name.c_str(), tap.alias.c_str(), tap.channels, tap.stride, tap.isDefault ? ", default" : "");
    }
}

void printList(const char *title, const std::vector<std::string> &names)
{
    constexpr std::size_t kShown = 20;
    if (names.empty())
        return;
    std::printf("  %s (%zu):\n", title, names.size());
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i)
        std::printf("    %s\n", names[i].c_str());
    if (names.size() > kShown)
        std::printf("    … and %zu more\n", names.size() - kShown);
}

/// Against the encoder that was asked for, or else every one.
int checkWeights(const EncoderArguments &arguments, const Session &session)
{
    const bool one = arguments.encoderGiven->count() > 0;
    Json json = Json::array();
    bool fits = false;
    for (const EncoderInfo &info : encoderCatalogue()) {
        if (one && info.name != arguments.encoder.name)
            continue;
        EncoderOptions options = one ? arguments.encoder : EncoderOptions();
        options.name = info.name;
        const WeightsReport report = checkWeightsFile(options, std::filesystem::path(arguments.weights));
        fits = fits || report.fits();
        if (session.json) {
            json.push_back(reportJson(report));
            json.back()["encoder"] = info.name;
            json.back()["taps"] = resolved(options).taps;
            continue;
        }
        std::printf("%s %s %s\n", displayPath(std::filesystem::path(arguments.weights)).c_str(), report.fits() ? "fits" : "does not fit", info.name.c_str());
        if (one || report.fits()) {
            printList("missing", report.missing);
            printList("wrong shape", report.wrongShape);
            printList("not finite", report.notFinite);
            printList("left over, harmless", report.leftOver);
        } else {
            std::printf("  %zu missing, %zu of the wrong shape, %zu not finite\n", report.missing.size(), report.wrongShape.size(), report.notFinite.size());
        }
    }
    if (session.json)
        printJson({{"weights", displayPath(std::filesystem::path(arguments.weights))}, {"encoders", json}});
    return fits ? 0 : 1;
}

Json entryJson(const LibraryEntry &entry)
{
    Json json = {{"file", entry.fileName}, {"encoder", entry.encoder}, {"source", name(entry.source)}, {"path", displayPath(entry.path)},
                 {"bytes", entry.bytes}, {"sha256", entry.sha256}, {"licence", entry.licence}};
    if (entry.isHere()) {
        json["deepest_tap"] = entry.deepestTap;
        json["when"] = entry.when;
        json["problem"] = entry.problem;
    } else {
        json["part_bytes"] = entry.partBytes;
    }
    if (!entry.url.empty())
        json["url"] = entry.url;
    return json;
}

void printEntry(const LibraryEntry &entry)
{
    const double megabytes = static_cast<double>(entry.bytes) / 1e6;
    std::printf("  %-40s %-18s ", entry.fileName.c_str(), entry.encoder.empty() ? "?" : entry.encoder.c_str());
    if (!entry.isHere())
        std::printf("not here; `flawscope-cli encoders fetch %s` downloads %.1f MB (%s)\n", entry.encoder.c_str(), megabytes, entry.licence.c_str());
    else if (!entry.problem.empty())
        std::printf("unusable: %s\n", entry.problem.c_str());
    else
        std::printf("up to %s, %.1f MB, %s %s\n", entry.deepestTap.c_str(), megabytes, name(entry.source), entry.when.c_str());
}

/// The networks are worth a list also where the library cannot be read.
std::vector<LibraryEntry> entriesOrWarning(const EncoderLibrary &library, const Session &session)
{
    try {
        return library.entries();
    } catch (const Error &error) {
        session.printer->warning(error.what());
        return {};
    }
}

int listEncoders(EncoderArguments &arguments, Session &session)
{
    arguments.binder->apply();
    validate(arguments.encoder);
    if (!arguments.weights.empty())
        return checkWeights(arguments, session);
    const EncoderLibrary library;
    const std::vector<LibraryEntry> entries = entriesOrWarning(library, session);
    if (!session.json) {
        printCatalogue();
        std::printf("\nWeights in the library %s\n", displayPath(library.folder()).c_str());
        for (const LibraryEntry &entry : entries)
            printEntry(entry);
        return 0;
    }
    Json list = Json::array();
    for (const EncoderInfo &info : encoderCatalogue())
        list.push_back(encoderJson(info));
    Json files = Json::array();
    for (const LibraryEntry &entry : entries)
        files.push_back(entryJson(entry));
    printJson({{"encoders", list}, {"library", {{"folder", displayPath(library.folder())}, {"files", files}}}});
    return 0;
}

void printChanged(const Json &list, const std::string &text, const Session &session)
{
    session.printer->finish();
    if (session.json)
        printJson({{"files", list}});
    else
        std::fputs(text.c_str(), stdout);
}

int fetchWeights(EncoderArguments &arguments, Session &session)
{
    arguments.binder->apply();
    const EncoderLibrary library;
    Json list = Json::array();
    std::string text;
    for (const std::string &name : arguments.names) {
        const LibraryEntry wanted = library.downloadable(name);
        // The printer finds the rate by itself; the file's name says more.
        const RunContext context(session.context.stopToken(), [&](Progress progress) {
            progress.detail = wanted.fileName;
            session.printer->progress(progress);
        });
        const DownloadSummary summary = download(wanted, library, arguments.download, context);
        list.push_back(entryJson(summary.entry));
        list.back()["was_here"] = summary.wasHere;
        list.back()["resumed_from"] = summary.resumedFrom;
        text += displayPath(summary.entry.path) + (summary.wasHere ? " is here already and whole" : " is here, and its SHA-256 is the published one") + "\n";
    }
    printChanged(list, text, session);
    return 0;
}

int addWeights(EncoderArguments &arguments, Session &session)
{
    EncoderLibrary library;
    Json list = Json::array();
    std::string text;
    for (const std::string &file : arguments.names) {
        const LibraryEntry entry = library.add(std::filesystem::path(file), arguments.encoder.name, session.context);
        list.push_back(entryJson(entry));
        text += displayPath(entry.path) + " fits " + entry.encoder + " up to " + entry.deepestTap + "\n";
    }
    printChanged(list, text, session);
    return 0;
}

int removeWeights(EncoderArguments &arguments, Session &session)
{
    EncoderLibrary library;
    Json list = Json::array();
    std::string text;
    for (const std::string &name : arguments.names) {
        const std::vector<LibraryEntry> entries = library.entries();
        const auto entry = std::ranges::find(entries, name, &LibraryEntry::fileName);
        if (entry == entries.end())
            throw Error(ErrorCode::BadInput, "The encoder library " + displayPath(library.folder()) + " has no file '" + name + "'.");
        library.remove(*entry);
        list.push_back({{"file", name}});
        text += displayPath(entry->path) + " is removed\n";
    }
    printChanged(list, text, session);
    return 0;
}

int printFolder(Session &session)
{
    const EncoderLibrary library;
    if (session.json)
        printJson({{"folder", displayPath(library.folder())}});
    else
        std::printf("%s\n", displayPath(library.folder()).c_str());
    return 0;
}

/// A command below `encoders` that takes files or encoders by name.
template <typename Act>
CLI::App *addChild(CLI::App &parent, const char *name, const char *help, const Arguments &arguments, Action &chosen, Act act)
{
    CLI::App *command = parent.add_subcommand(name, help);
    command->fallthrough();
    arguments->binder = std::make_unique<OptionBinder>(*command);
    command->callback([arguments, &chosen, act] { chosen = [arguments, act](Session &session) { return act(*arguments, session); }; });
    return command;
}

void addChildren(CLI::App &parent, Action &chosen)
{
    auto fetched = std::make_shared<EncoderArguments>();
    CLI::App *fetch = addChild(parent, "fetch", "Download ImageNet weights into the library", fetched, chosen, fetchWeights);
    fetch->add_option("name", fetched->names, "Encoder, or file of the list")->required()->type_name("ENCODER");
    fetched->binder->bind(fetched->download);

    auto added = std::make_shared<EncoderArguments>();
    CLI::App *add = addChild(parent, "add", "Check a file of weights and copy it into the library", added, chosen, addWeights);
    add->add_option("file", added->names, "File of weights")->required()->type_name("FILE");
    add->add_option("--encoder", added->encoder.name, "Network that it is for")->required()->type_name("ENCODER");

    auto removed = std::make_shared<EncoderArguments>();
    CLI::App *remove = addChild(parent, "remove", "Delete a file of the library, or what a broken download left", removed, chosen, removeWeights);
    remove->add_option("file", removed->names, "Its name")->required()->type_name("FILE");

    addChild(parent, "path", "The library's folder", std::make_shared<EncoderArguments>(), chosen,
             [](EncoderArguments &, Session &session) { return printFolder(session); });
}

} // namespace

void addEncoders(CLI::App &app, Action &chosen)
{
    CLI::App *command = app.add_subcommand("encoders", "The networks, where features can be taken, and the library of weights; with --weights, whether a file fits");
    command->fallthrough();
    auto arguments = std::make_shared<EncoderArguments>();
    arguments->binder = std::make_unique<OptionBinder>(*command);
    command->add_option("--weights", arguments->weights, "A file of weights to check; exit 1 unless it fits")->type_name("FILE");
    arguments->binder->bind(arguments->encoder);
    arguments->encoderGiven = command->get_option("--encoder");
    command->require_subcommand(0, 1);
    addChildren(*command, chosen);
    command->callback([command, arguments, &chosen] {
        if (command->get_subcommands().empty()) // Else the child has chosen already.
            chosen = [arguments](Session &session) { return listEncoders(*arguments, session); };
    });
}

} // namespace flawscope::cli
