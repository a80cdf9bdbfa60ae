// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/encoder_p.h"

#include <array>
#include <cmath>
#include <sstream>

namespace flawscope {

namespace {

/// From a name of the network to a key of the file.
struct KeyStyle {
    std::string prefix;
    bool dropsFeatures = false; ///< The authors save a MobileNet's `features` alone: "0.0.weight".

    [[nodiscard]] std::string key(const std::string &name) const
    {
        static const std::string kFeatures = "features.";
        return prefix + (dropsFeatures && name.starts_with(kFeatures) ? name.substr(kFeatures.size()) : name);
    }
};

/// The style in which most names are found.
KeyStyle styleOf(const StateDict &weights, const std::map<std::string, torch::Tensor> &wanted)
{
    KeyStyle best;
    std::size_t most = 0;
    for (const char *outer : {"", "encoder_state_dict.", "state_dict.", "model.", "encoder.", "backbone."}) {
        for (const char *inner : {"", "module."}) {
            for (const bool drops : {false, true}) {
                const KeyStyle style{std::string(outer) + inner, drops};
                std::size_t found = 0;
                for (const auto &[name, tensor] : wanted)
                    found += weights.count(style.key(name));
                if (found > most) {
                    most = found;
                    best = style;
                }
            }
        }
    }
    return best;
}

std::string shapeText(at::IntArrayRef shape)
{
    std::ostringstream text;
    text << shape;
    return text.str();
}

/// The tensor as it would be loaded; integers are no weights.
bool isFinite(const std::string &name, const torch::Tensor &tensor)
{
    const torch::Tensor values = tensor.to(torch::kFloat32);
    if (!values.isfinite().all().item<bool>())
        return false;
    return !name.ends_with("running_var") || values.ge(0).all().item<bool>();
}

void checkTensor(const std::string &name, const torch::Tensor &wanted, const torch::Tensor &given, WeightsReport &report)
{
    if (given.sizes() != wanted.sizes())
        report.wrongShape.push_back(name + " is " + shapeText(given.sizes()) + " where " + shapeText(wanted.sizes()) + " is needed");
    else if (!given.is_floating_point())
        report.wrongShape.push_back(name + " holds " + std::string(c10::toString(given.scalar_type())) + " where floating-point numbers are needed");
    else if (!isFinite(name, given))
        report.notFinite.push_back(name);
}

std::string firstOf(const std::vector<std::string> &items)
{
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, items.size()); ++i)
        text += (i ? ", " : "") + items[i];
    return items.size() > kShown ? text + " and " + std::to_string(items.size() - kShown) + " more" : text;
}

std::string misfit(const Encoder &encoder, const WeightsReport &report)
{
    std::string text;
    const auto add = [&](const std::vector<std::string> &items, const std::string &sentence) {
        if (!items.empty())
            text += " " + sentence + firstOf(items) + ".";
    };
    const std::size_t needed = encoder.namedTensors().size();
    if (report.missing.size() == needed)
        text += " None of the " + std::to_string(needed) + " names that are needed is in the file";
    else if (!report.missing.empty())
        text += " Missing: " + firstOf(report.missing);
    if (!text.empty())
        text += "; is it a file for another network, or one that ends before the deepest tap?";
    add(report.wrongShape, "Wrong shape: ");
    add(report.notFinite, "NaN, infinite or impossible values: ");
    return text;
}

} // namespace

WeightsReport checkWeights(const Encoder &encoder, const StateDict &weights)
{
    const auto wanted = encoder.namedTensors();
    const KeyStyle style = styleOf(weights, wanted);
    WeightsReport report;
    std::map<std::string, bool> used;
    for (const auto &[name, tensor] : wanted) {
        const auto given = weights.find(style.key(name));
        if (given == weights.end()) {
            report.missing.push_back(name);
            continue;
        }
        used[given->first] = true;
        checkTensor(name, tensor, given->second, report);
    }
    for (const auto &[key, tensor] : weights) {
        if (key.starts_with(style.prefix) && !used.count(key) && !key.ends_with("num_batches_tracked"))
            report.leftOver.push_back(key);
    }
    return report;
}

void loadWeights(Encoder &encoder, const StateDict &weights, const std::string &fileName)
{
    const WeightsReport report = checkWeights(encoder, weights);
    if (!report.fits()) {
        const EncoderOptions &options = encoder.architecture().options;
        throw Error(ErrorCode::Mismatch, "The weights in " + fileName + " do not fit " + encoderInfo(options.name).title + " up to tap " +
                                             options.taps.back() + "." + misfit(encoder, report));
    }
    const torch::NoGradGuard noGradients;
    const auto wanted = encoder.namedTensors();
    const KeyStyle style = styleOf(weights, wanted);
    for (const auto &[name, tensor] : wanted) {
        torch::Tensor target = tensor;
        target.copy_(weights.at(style.key(name)));
    }
}

void initialiseRandomly(Encoder &encoder, std::uint64_t seed)
{
    const torch::NoGradGuard noGradients;
    auto generator = at::detail::createCPUGenerator(seed);
    for (auto &[name, tensor] : encoder.namedTensors()) {
        torch::Tensor target = tensor;
        if (tensor.dim() == 4) {
            // As torchvision counts, depthwise or not: with the true fan, deep networks of depthwise convolutions explode.
            const double fanOut = static_cast<double>(tensor.size(0) * tensor.size(2) * tensor.size(3));
            target.copy_(torch::empty(tensor.sizes()).normal_(0.0, std::sqrt(2.0 / fanOut), generator));
        } else {
            target.fill_(name.ends_with("running_var") || name.ends_with("weight") ? 1.0 : 0.0);
        }
    }
}

} // namespace flawscope
