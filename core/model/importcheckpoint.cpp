// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/importcheckpoint.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/model/decoders_p.h"

#include <new>

namespace flawscope {

namespace {

constexpr const char *kEncoderPrefix = "encoder_state_dict.";

std::string decoderPrefix(int scale)
{
    return "decoder_state_dict." + std::to_string(scale) + ".";
}

std::string joined(const std::vector<std::string> &items)
{
    std::string text;
    for (const std::string &item : items)
        text += (text.empty() ? "" : ",") + item;
    return text;
}

std::string channelsText(const std::vector<FlowShape> &shapes)
{
    std::vector<std::string> channels;
    for (const FlowShape &shape : shapes)
        channels.push_back(std::to_string(shape.channels));
    return joined(channels);
}

/// The deepest taps of the network's own choice, as many as there are decoders: with two the finest is dropped.
EncoderOptions withTaps(const EncoderOptions &wanted, std::size_t decoders)
{
    EncoderOptions options = resolved(wanted);
    if (wanted.taps.empty() && decoders >= 1 && decoders < options.taps.size())
        options.taps.erase(options.taps.begin(), options.taps.end() - static_cast<std::ptrdiff_t>(decoders));
    return options;
}

/// Taps of a network with just these channels, finest first; empty where it has none.
std::vector<std::string> tapsFor(const EncoderInfo &info, const std::vector<FlowShape> &shapes)
{
    std::vector<std::string> taps;
    for (const TapInfo &tap : info.taps) {
        if (taps.size() < shapes.size() && tap.channels == shapes[taps.size()].channels)
            taps.push_back(tap.name);
    }
    return taps.size() == shapes.size() ? taps : std::vector<std::string>();
}

void checkFit(const std::vector<FlowShape> &shapes, const EncoderOptions &encoder, const std::string &file)
{
    const std::vector<TapInfo> taps = chosenTaps(encoder);
    bool fits = shapes.size() == taps.size();
    std::vector<std::string> wanted;
    for (std::size_t l = 0; l < taps.size(); ++l) {
        fits = fits && shapes[l].channels == taps[l].channels;
        wanted.push_back(std::to_string(taps[l].channels));
    }
    if (fits)
        return;
    std::string hint;
    for (const EncoderInfo &info : encoderCatalogue()) {
        const std::vector<std::string> possible = tapsFor(info, shapes);
        if (!possible.empty())
            hint += (hint.empty() ? " They would fit " : ", or ") + info.name + " with taps " + joined(possible);
    }
    throw Error(ErrorCode::Mismatch, "The checkpoint " + file + " has " + std::to_string(shapes.size()) + " decoders for " + channelsText(shapes)
                                         + " channels, but the taps " + joined(encoder.taps) + " of " + encoder.name + " have " + joined(wanted)
                                         + "." + (hint.empty() ? " No encoder that Flawscope knows has such taps." : hint + "."));
}

Model makeModel(const StateDict &tensors, const EncoderOptions &wanted, const Preprocessing &preprocessing, const std::string &file,
                const std::string &source)
{
    const std::vector<FlowShape> shapes = decoderShapes(tensors, decoderPrefix, file);
    const StateDict encoderTensors = tensorsBehind(tensors, kEncoderPrefix);
    if (shapes.empty() || encoderTensors.empty())
        throw Error(ErrorCode::BadFormat, file + " is not a checkpoint of the CFLOW-AD authors' code: it has no "
                                              + (shapes.empty() ? "decoder_state_dict.0" : "encoder_state_dict")
                                              + ". Weights of an encoder alone belong to training.");
    const EncoderOptions options = withTaps(wanted, shapes.size());
    checkFit(shapes, options, file);
    validate(preprocessing, options);
    const std::shared_ptr<Encoder> encoder = makeEncoder(options);
    loadWeights(*encoder, encoderTensors, file);
    const FlowOptions flow{shapes[0].blocks, shapes[0].conditionChannels, shapes[0].permutation};
    return {LoadedEncoder(encoder, options, source), preprocessing, flow, readDecoders(shapes, tensors, decoderPrefix, file),
            std::vector<double>(shapes.size(), 0.0)};
}

} // namespace

Model importCheckpoint(const std::filesystem::path &path, const EncoderOptions &encoder, const Preprocessing &preprocessing)
{
    validate(encoder);
    const std::string file = displayPath(path);
    try {
        return makeModel(readTorchFile(path), encoder, preprocessing, file, displayPath(path.filename()));
    } catch (const c10::Error &error) {
        throw Error(ErrorCode::BadFormat, "The checkpoint " + file + " cannot be imported: " + error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory for the checkpoint " + file + ".");
    }
}

} // namespace flawscope
