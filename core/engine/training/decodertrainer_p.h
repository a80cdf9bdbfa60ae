// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/flow/flowgradient_p.h"
#include "core/engine/training/featurecache_p.h"
#include "core/engine/weights/statedict_p.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace flawscope {

/// One scale's decoder in training: its parameters, its Adam, and the best parameters so far.
///
/// On the CPU steps go through FlowGradient, elsewhere through autograd. Not thread-safe.
class DecoderTrainer final {
public:
    DecoderTrainer(const FlowShape &shape, int scale, const FeatureExtractor::MapSize &size, torch::Device device, const TrainingOptions &options);

    struct EpochWork {
        std::uint64_t fibers = 0;
        double loss = 0;    ///< Mean over the epoch.
        bool whole = false; ///< False: BeforeStep ended it.
    };
    struct StepReport {
        double epochFraction = 0; ///< After the step.
        int fibers = 0;
        double loss = 0;
        double learningRate = 0;
    };
    /// Called before each step with the share of fibers done so far; may throw to stop. Returns the rate for the step; nothing ends the pass.
    using BeforeStep = std::function<std::optional<double>(double epochFraction, int stepFibers)>;
    using AfterStep = std::function<void(const StepReport &)>;

    /// One pass over all fibers in an order that seed, epoch and scale settle.
    EpochWork trainEpoch(const FeatureCache &cache, int epoch, const BeforeStep &beforeStep, const AfterStep &afterStep = {});
    /// Mean loss over a cache; nothing when @p poll, called for each batch, says false.
    [[nodiscard]] std::optional<double> evaluate(const FeatureCache &cache, const std::function<bool()> &poll);
    /// Remembers the parameters when @p loss is the best so far; counts the epochs without progress.
    void note(int epoch, double loss);

    [[nodiscard]] bool done() const { return m_options.patience > 0 && m_epochsWithoutProgress >= m_options.patience; }
    [[nodiscard]] int bestEpoch() const { return m_bestEpoch; }
    [[nodiscard]] double bestLoss() const { return m_bestLoss; }
    [[nodiscard]] double lastLoss() const { return m_lastLoss; }
    [[nodiscard]] double lastHeldOutLoss() const { return m_lastHeldOutLoss; }

    /// Whether it took a step at all.
    [[nodiscard]] bool trained() const { return m_adam.steps > 0; }
    /// The flow as it is now, on its device.
    [[nodiscard]] const Flow &present() const { return m_flow; }
    /// The flow with the best parameters, or the last where nothing was noted. On the CPU.
    [[nodiscard]] std::shared_ptr<const Flow> result() const;

    void save(StateDict &tensors, std::map<std::string, std::string> &notes) const;
    void restore(const StateDict &tensors, const std::map<std::string, std::string> &notes, const std::string &source);

private:
    double step(FiberBatch &batch, double learningRate);
    double stepOnDevice(const FiberBatch &batch, double learningRate);
    [[nodiscard]] torch::Tensor lossOnDevice(const FiberBatch &batch) const;
    [[nodiscard]] std::string prefix() const { return "decoder" + std::to_string(m_scale) + "."; }

    TrainingOptions m_options;
    int m_scale;
    FeatureExtractor::MapSize m_size;
    torch::Device m_device;
    Flow m_flow;
    FlatAdam m_adam;
    std::unique_ptr<FlowGradient> m_gradient; ///< CPU only.
    torch::Tensor m_conditions;               ///< Other devices only: [H·W, D].
    torch::Tensor m_best;                     ///< Parameters of the best epoch.
    int m_bestEpoch = 0;
    double m_bestLoss = 0;
    int m_epochsWithoutProgress = 0;
    double m_lastLoss = 0;
    double m_lastHeldOutLoss = 0;
};

} // namespace flawscope
