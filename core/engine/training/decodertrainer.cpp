// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/decodertrainer_p.h"

#include "core/base/error.h"
#include "core/engine/flow/positionalencoding_p.h"
#include "core/engine/training/arithmetic_p.h"
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace flawscope {

namespace {

/// A small generator whose sequence is the same on every machine (SplitMix64); std's shuffles are not.
class Shuffler final {
public:
    Shuffler(std::uint64_t seed, int epoch, int scale)
        : m_state(seed * 0x9E3779B97F4A7C15U ^ (static_cast<std::uint64_t>(epoch) << 32) ^ static_cast<std::uint64_t>(scale))
    {
        next();
    }

    template <typename T>
    void shuffle(std::vector<T> &values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[next() % i]);
    }

private:
    std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    std::uint64_t m_state;
};

std::string exactText(double value)
{
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

double numberOf(const std::map<std::string, std::string> &notes, const std::string &key, const std::string &source)
{
    const auto it = notes.find(key);
    double value = 0;
    if (it == notes.end() || std::from_chars(it->second.data(), it->second.data() + it->second.size(), value).ec != std::errc())
        throw Error(ErrorCode::BadFormat, source + " is not a checkpoint of this version: \"" + key + "\" is missing.");
    return value;
}

FiberBatch makeBatch(const FeatureCache &cache, int scale, std::span<const std::int64_t> indices)
{
    const FeatureExtractor::MapSize &size = cache.size(scale);
    FiberBatch batch{cache.gather(scale, indices), std::vector<std::int32_t>(indices.size()), std::vector<std::int32_t>(indices.size())};
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const std::int64_t position = indices[i] % size.positions();
        batch.columns[i] = static_cast<std::int32_t>(position % size.width);
        batch.rows[i] = static_cast<std::int32_t>(position / size.width);
    }
    return batch;
}

} // namespace

DecoderTrainer::DecoderTrainer(const FlowShape &shape, int scale, const FeatureExtractor::MapSize &size, torch::Device device,
                               const TrainingOptions &options)
    : m_options(options), m_scale(scale), m_size(size), m_device(device),
      m_flow(Flow(shape, options.seed * 1000 + static_cast<std::uint64_t>(scale)).to(device, torch::kFloat32)),
      m_adam(shape.parameters())
{
    m_adam.moment1 = m_adam.moment1.to(device);
    m_adam.moment2 = m_adam.moment2.to(device);
    if (device.is_cpu())
        m_gradient = std::make_unique<FlowGradient>(m_flow, size.height, size.width);
    else
        m_conditions = positionalEncoding(shape.conditionChannels, size.height, size.width)
                           .view({shape.conditionChannels, size.positions()})
                           .t()
                           .contiguous()
                           .to(device);
}

DecoderTrainer::EpochWork DecoderTrainer::trainEpoch(const FeatureCache &cache, int epoch, const BeforeStep &beforeStep, const AfterStep &afterStep)
{
    Shuffler shuffler(m_options.seed, epoch, m_scale);
    std::vector<std::int64_t> images(cache.images());
    std::iota(images.begin(), images.end(), 0);
    shuffler.shuffle(images);
    const std::int64_t positions = m_size.positions();
    const double total = static_cast<double>(images.size()) * static_cast<double>(positions);
    const std::size_t batchFibers = batchFibersOf(m_options, positions, cache.size(0).positions());
    EpochWork work;
    double sum = 0;
    std::vector<std::int64_t> indices;
    const auto takeStep = [&](std::span<const std::int64_t> chosen) {
        const auto count = static_cast<int>(chosen.size());
        const std::optional<double> rate = beforeStep(static_cast<double>(work.fibers) / total, count);
        if (!rate)
            return false;
        FiberBatch batch = makeBatch(cache, m_scale, chosen);
        const double loss = step(batch, *rate);
        if (!std::isfinite(loss))
            throw Error(ErrorCode::BadOption, "Training of scale " + std::to_string(m_scale + 1) + " diverged in epoch " + std::to_string(epoch)
                                                  + ". Use a smaller learning-rate than " + exactText(m_options.learningRate) + ".");
        sum += loss * count;
        work.fibers += chosen.size();
        if (afterStep)
            afterStep({static_cast<double>(work.fibers) / total, count, loss, *rate});
        return true;
    };
    bool goOn = true;
    for (std::size_t first = 0; first < images.size() && goOn; first += m_options.shuffleImages) {
        const std::size_t last = std::min(images.size(), first + m_options.shuffleImages);
        indices.clear();
        for (std::size_t i = first; i < last; ++i) {
            for (std::int64_t p = 0; p < positions; ++p)
                indices.push_back(images[i] * positions + p);
        }
        shuffler.shuffle(indices);
        // Equal batches instead of a remainder: no fiber is dropped, and no tiny batch shakes Adam.
        const std::size_t batches = stepsFor(indices.size(), batchFibers);
        for (std::size_t b = 0; b < batches && goOn; ++b) {
            const std::size_t from = indices.size() * b / batches;
            goOn = takeStep(std::span(indices).subspan(from, indices.size() * (b + 1) / batches - from));
        }
    }
    work.whole = goOn;
    if (work.fibers > 0)
        m_lastLoss = work.loss = sum / static_cast<double>(work.fibers);
    return work;
}

double DecoderTrainer::step(FiberBatch &batch, double learningRate)
{
    if (!m_gradient)
        return stepOnDevice(batch, learningRate);
    const double loss = m_gradient->compute(batch, m_options.loss);
    m_adam.step(m_flow.parameters(), m_gradient->gradient(), learningRate, &m_gradient->team());
    return loss;
}

torch::Tensor DecoderTrainer::lossOnDevice(const FiberBatch &batch) const
{
    std::vector<std::int64_t> positions(batch.rows.size());
    for (std::size_t i = 0; i < positions.size(); ++i)
        positions[i] = std::int64_t{batch.rows[i]} * m_size.width + batch.columns[i];
    const torch::Tensor index = torch::from_blob(positions.data(), {static_cast<std::int64_t>(positions.size())}, torch::kInt64).to(m_device);
    const torch::Tensor l = m_flow.logLikelihood(batch.fibers.to(m_device), m_conditions.index_select(0, index));
    return m_options.loss == Loss::LogSigmoid ? -torch::log_sigmoid(l).mean() : -l.mean();
}

double DecoderTrainer::stepOnDevice(const FiberBatch &batch, double learningRate)
{
    torch::Tensor &parameters = m_flow.parameters();
    parameters.requires_grad_(true);
    const torch::Tensor loss = lossOnDevice(batch);
    const torch::Tensor gradient = torch::autograd::grad({loss}, {parameters})[0];
    parameters.requires_grad_(false);
    m_adam.step(parameters, gradient, learningRate);
    return loss.item<double>();
}

std::optional<double> DecoderTrainer::evaluate(const FeatureCache &cache, const std::function<bool()> &poll)
{
    const torch::NoGradGuard noGrad;
    // So few that a stop is heard within about a second where a fiber is expensive.
    const auto batchFibers = static_cast<std::int64_t>(std::clamp(1e11 / flowFlops(m_flow.shape()), 512.0, 8192.0));
    const std::int64_t total = m_size.positions() * static_cast<std::int64_t>(cache.images());
    std::vector<std::int64_t> indices;
    double sum = 0;
    for (std::int64_t first = 0; first < total; first += batchFibers) {
        if (!poll())
            return std::nullopt;
        indices.resize(std::min(batchFibers, total - first));
        std::iota(indices.begin(), indices.end(), first);
        const FiberBatch batch = makeBatch(cache, m_scale, indices);
        const double loss = m_gradient ? m_gradient->evaluate(batch, m_options.loss) : lossOnDevice(batch).item<double>();
        sum += loss * static_cast<double>(indices.size());
    }
    return sum / static_cast<double>(std::max<std::int64_t>(1, total));
}

void DecoderTrainer::note(int epoch, double loss)
{
    m_lastHeldOutLoss = loss;
    if (m_bestEpoch == 0 || loss < m_bestLoss) {
        m_bestEpoch = epoch;
        m_bestLoss = loss;
        m_epochsWithoutProgress = 0;
        m_best = m_flow.parameters().clone();
    } else {
        ++m_epochsWithoutProgress;
    }
}

std::shared_ptr<const Flow> DecoderTrainer::result() const
{
    Flow flow = m_flow.to(torch::kCPU, torch::kFloat32);
    if (m_best.defined())
        flow.parameters().copy_(m_best);
    return std::make_shared<const Flow>(std::move(flow));
}

void DecoderTrainer::save(StateDict &tensors, std::map<std::string, std::string> &notes) const
{
    m_flow.save(tensors, prefix());
    const auto put = [&](const char *name, const torch::Tensor &tensor) {
        tensors["state." + prefix() + name] = tensor.to(torch::kCPU).contiguous().clone();
    };
    put("moment1", m_adam.moment1);
    put("moment2", m_adam.moment2);
    if (m_best.defined())
        put("best", m_best);
    notes[prefix() + "steps"] = std::to_string(m_adam.steps);
    notes[prefix() + "bestEpoch"] = std::to_string(m_bestEpoch);
    notes[prefix() + "bestLoss"] = exactText(m_bestLoss);
    notes[prefix() + "epochsWithoutProgress"] = std::to_string(m_epochsWithoutProgress);
    notes[prefix() + "lastLoss"] = exactText(m_lastLoss);
    notes[prefix() + "lastHeldOutLoss"] = exactText(m_lastHeldOutLoss);
}

void DecoderTrainer::restore(const StateDict &tensors, const std::map<std::string, std::string> &notes, const std::string &source)
{
    const Flow saved(m_flow.shape(), tensors, prefix(), source);
    const auto vector = [&](const char *name) {
        const auto it = tensors.find("state." + prefix() + name);
        if (it == tensors.end() || it->second.numel() != saved.parameters().numel())
            throw Error(ErrorCode::BadFormat, source + " is not a whole checkpoint.");
        return it->second.to(m_device, torch::kFloat32).clone();
    };
    m_adam.moment1 = vector("moment1");
    m_adam.moment2 = vector("moment2");
    m_adam.steps = static_cast<std::int64_t>(numberOf(notes, prefix() + "steps", source));
    m_bestEpoch = static_cast<int>(numberOf(notes, prefix() + "bestEpoch", source));
    m_bestLoss = numberOf(notes, prefix() + "bestLoss", source);
    m_epochsWithoutProgress = static_cast<int>(numberOf(notes, prefix() + "epochsWithoutProgress", source));
    m_lastLoss = numberOf(notes, prefix() + "lastLoss", source);
    m_lastHeldOutLoss = numberOf(notes, prefix() + "lastHeldOutLoss", source);
    m_best = m_bestEpoch > 0 ? vector("best") : torch::Tensor();
    m_flow = saved.to(m_device, torch::kFloat32);
    if (m_gradient)
        m_gradient = std::make_unique<FlowGradient>(m_flow, m_size.height, m_size.width);
}

} // namespace flawscope
