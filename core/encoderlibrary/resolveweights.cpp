// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/resolveweights.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>

namespace flawscope {

namespace {

/// Why find() finds nothing, and what helps.
std::string nothingFits(const EncoderOptions &options, const EncoderLibrary &library)
{
    const EncoderOptions wanted = resolved(options);
    std::string sentence = "The encoder library " + displayPath(library.folder()) + " has no weights for " + encoderInfo(wanted.name).title + " up to tap "
                           + wanted.taps.back() + ".";
    bool canBeFetched = false;
    for (const LibraryEntry &entry : library.entries()) {
        if (entry.encoder != wanted.name)
            continue;
        if (!entry.isHere())
            canBeFetched = true;
        else
            sentence += " " + (entry.problem.empty() ? entry.fileName + " ends at tap " + entry.deepestTap + "." : entry.problem);
    }
    return canBeFetched ? sentence + " `flawscope-cli encoders fetch " + wanted.name + "` downloads ImageNet weights." : sentence;
}

} // namespace

ResolvedWeights resolveWeights(TrainJobOptions &options, const EncoderLibrary &library, const RunContext &context)
{
    if (options.weights == "random") {
        options.weights.clear();
        return {WeightsOrigin::Random, {}};
    }
    const bool isAsked = options.weights == "library";
    if (!options.weights.empty() && !isAsked)
        return {WeightsOrigin::Given, {}};
    validate(options.encoder);
    try {
        if (const auto found = library.find(options.encoder)) {
            library.verify(*found, context);
            options.weights = found->path;
            return {WeightsOrigin::Library, "The encoder starts from " + found->fileName + " of the encoder library " + displayPath(found->path.parent_path()) + "."};
        }
        if (isAsked)
            throw Error(ErrorCode::BadInput, nothingFits(options.encoder, library));
        return {WeightsOrigin::Random, nothingFits(options.encoder, library)};
    } catch (const Error &error) {
        // A library that nobody asked for must not keep anybody from training.
        if (isAsked || error.code() != ErrorCode::Unreadable)
            throw;
        return {WeightsOrigin::Random, error.what()};
    }
}

} // namespace flawscope
