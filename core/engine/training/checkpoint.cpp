// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/checkpoint_p.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/encoders/encoder_p.h"

#include <ATen/Parallel.h>

#include <charconv>
#include <sstream>

namespace flawscope {

namespace {

constexpr const char *kFormat = "1";

struct DescribingVisitor {
    std::ostringstream &out;

    template <typename T>
    void operator()(const OptionSpec &spec, const T &value) const
    {
        out << spec.name << '=';
        if constexpr (std::is_enum_v<T>)
            out << static_cast<int>(value);
        else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            for (const std::string &item : value)
                out << item << ',';
        } else
            out << value;
        out << '\n';
    }
};

std::uint64_t weightsHash(const Encoder &encoder)
{
    std::uint64_t hash = 0xCBF29CE484222325U; // FNV-1a over words
    for (const auto &[name, tensor] : encoder.namedTensors()) {
        const torch::Tensor bytes = tensor.detach().contiguous();
        const auto *words = static_cast<const std::uint32_t *>(bytes.data_ptr());
        for (std::int64_t i = 0; i < bytes.numel() * static_cast<std::int64_t>(bytes.element_size()) / 4; ++i)
            hash = (hash ^ words[i]) * 0x100000001B3U;
    }
    return hash;
}

} // namespace

std::string checkpointFingerprint(const LoadedEncoder &encoder, const Preprocessing &preprocessing, const FlowOptions &flow,
                                  const TrainingOptions &options, const TrainingInput &input, const std::string &device)
{
    std::ostringstream text;
    text.precision(17);
    EncoderOptions::visit(encoder.options(), DescribingVisitor{text});
    FlowOptions::visit(flow, DescribingVisitor{text});
    TrainingOptions::visit(options, DescribingVisitor{text});
    text << "weights=" << std::hex << weightsHash(*encoder.encoder()) << std::dec << "\nsize=" << preprocessing.height << 'x'
         << preprocessing.width << "\nwhite=" << preprocessing.whiteLevel << "\nimages=" << input.trainingImages << '+' << input.heldOutImages
         << "\ndevice=" << device << "\nthreads=" << at::get_num_threads() << "\ndata=" << input.fingerprint << '\n';
    return text.str();
}

void writeCheckpoint(const std::filesystem::path &path, const std::string &fingerprint, const CheckpointState &state,
                     const std::vector<std::unique_ptr<DecoderTrainer>> &decoders)
{
    SafetensorsFile file;
    file.metadata["flawscope-checkpoint"] = kFormat;
    file.metadata["fingerprint"] = fingerprint;
    file.metadata["epoch"] = std::to_string(state.epoch);
    std::ostringstream seconds;
    seconds.precision(17);
    seconds << state.trainingSeconds;
    file.metadata["seconds"] = seconds.str();
    for (const std::unique_ptr<DecoderTrainer> &decoder : decoders)
        decoder->save(file.tensors, file.metadata);
    writeSafetensors(path, file);
}

bool restoreCheckpoint(const std::filesystem::path &path, const std::string &fingerprint, CheckpointState &state,
                       std::vector<std::unique_ptr<DecoderTrainer>> &decoders, const RunContext &context)
{
    std::error_code ignored;
    if (path.empty() || !std::filesystem::exists(path, ignored))
        return false;
    try {
        const SafetensorsFile file = readSafetensors(path);
        const auto note = [&](const char *key) {
            const auto it = file.metadata.find(key);
            return it == file.metadata.end() ? std::string() : it->second;
        };
        if (note("flawscope-checkpoint") != kFormat || note("fingerprint") != fingerprint) {
            context.warn("The checkpoint " + displayPath(path) + " belongs to other data or options; training starts from the beginning.");
            return false;
        }
        const std::string epoch = note("epoch");
        std::from_chars(epoch.data(), epoch.data() + epoch.size(), state.epoch);
        state.trainingSeconds = std::strtod(note("seconds").c_str(), nullptr);
        for (const std::unique_ptr<DecoderTrainer> &decoder : decoders)
            decoder->restore(file.tensors, file.metadata, displayPath(path));
        return true;
    } catch (const Error &error) {
        context.warn("The checkpoint " + displayPath(path) + " cannot be used (" + error.what() + ") Training starts from the beginning.");
        return false;
    }
}

} // namespace flawscope
