// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/modelfile.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/engine/encoders/encoder_p.h"
#include "core/engine/weights/safetensorsheader.h"
#include "core/engine/weights/torchfile.h"
#include "core/model/decoders_p.h"
#include "core/model/modeldocument.h"

#include <array>
#include <ctime>
#include <new>

namespace flawscope {

namespace {

constexpr const char *kMetadataKey = "flawscope";
constexpr const char *kEncoderPrefix = "encoder.";

std::string decoderPrefix(int scale)
{
    return "decoder" + std::to_string(scale) + ".";
}

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// The description of a Flawscope model; nothing but the header is read.
ModelDocument readDescription(std::span<const std::uint8_t> bytes, const std::string &file)
{
    if (looksLikeTorchFile(bytes))
        throwBadFile(file, "is what torch.save writes, not a Flawscope model; import it as a checkpoint");
    const WeightsPlan plan = planSafetensors(bytes, file);
    const auto text = plan.metadata.find(kMetadataKey);
    if (text == plan.metadata.end())
        throwBadFile(file, "is a safetensors file but not a Flawscope model: its metadata have no \"flawscope\"");
    return parseModelDocument(text->second, file);
}

void checkDecoders(const std::vector<FlowShape> &shapes, const ModelDocument &document, const std::string &file)
{
    const std::vector<TapInfo> taps = chosenTaps(document.encoder);
    if (shapes.size() != taps.size())
        throwBadFile(file, "is damaged: it has " + std::to_string(shapes.size()) + " decoders for " + std::to_string(taps.size()) + " scales");
    for (std::size_t l = 0; l < taps.size(); ++l) {
        if (shapes[l].channels != taps[l].channels || shapes[l].blocks != document.flow.blocks
            || shapes[l].conditionChannels != document.flow.conditionChannels)
            throwBadFile(file, "is damaged: the tensors of decoder " + std::to_string(l) + " do not have the sizes that its description names");
    }
}

Model makeModel(const ModelDocument &document, const StateDict &tensors, const std::string &file)
{
    std::vector<FlowShape> shapes = decoderShapes(tensors, decoderPrefix, file);
    checkDecoders(shapes, document, file);
    for (FlowShape &shape : shapes)
        shape.permutation = document.flow.permutation;
    const std::shared_ptr<Encoder> encoder = makeEncoder(document.encoder);
    loadWeights(*encoder, tensorsBehind(tensors, kEncoderPrefix), file);
    auto decoders = readDecoders(shapes, tensors, decoderPrefix, file);
    try {
        return {LoadedEncoder(encoder, document.encoder, document.encoderSource), document.preprocessing, document.flow, std::move(decoders),
                document.normaliser};
    } catch (const Error &error) {
        throw Error(ErrorCode::BadFormat, "The model file " + file + " is damaged. " + error.what());
    }
}

} // namespace

void saveModel(const std::filesystem::path &path, const Model &model, const ModelNotes &notes)
{
    ModelDocument document{model.encoder().options(), model.encoder().source(), model.flow(), model.preprocessing(), model.normaliser(), notes};
    document.notes.softwareVersion = kVersion;
    if (document.notes.created.empty())
        document.notes.created = utcNow();
    SafetensorsFile file;
    file.metadata[kMetadataKey] = toText(document);
    for (const auto &[name, tensor] : model.encoder().encoder()->namedTensors())
        file.tensors[kEncoderPrefix + name] = tensor;
    for (int l = 0; l < model.scales(); ++l)
        model.decoders()[l]->save(file.tensors, decoderPrefix(l));
    writeSafetensors(path, file);
}

ModelFile loadModel(const std::filesystem::path &path)
{
    const std::string file = displayPath(path);
    const MappedFile mapped(path);
    ModelDocument document = readDescription(mapped.bytes(), file);
    try {
        const StateDict tensors = parseSafetensors(mapped.bytes(), file).tensors;
        return {makeModel(document, tensors, file), std::move(document.notes)};
    } catch (const c10::Error &error) {
        throw Error(ErrorCode::BadFormat, "The model file " + file + " cannot be loaded: " + error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory for the model file " + file + ".");
    }
}

} // namespace flawscope
