// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <cstdint>

namespace flawscope {

enum class Loss : std::uint8_t {
    LogSigmoid,    ///< −log σ(ℓ), what the authors' code minimises.
    LogLikelihood, ///< −ℓ, the paper's equation (7) for each dimension.
};

enum class Preset : std::uint8_t {
    Quick,    ///< A first impression.
    Balanced, ///< The default.
    Paper,    ///< The authors' schedule: 25 × 8 passes, a step for every 256 fibers.
};

enum class CachePrecision : std::uint8_t { Float32, Float16 };

/// How the decoders are trained. METHOD.md section 4.
struct TrainingOptions {
    int epochs = 5;                ///< Passes over all cached fibers, rotated copies included.
    int batchFibers = 1024;        ///< Fibers for each step of the optimiser, at the finest scale.
    bool scaleBatches = true;      ///< A scale with a quarter of the positions takes half as many, so that it too sees enough steps.
    double learningRate = 6e-4;    ///< Peak of the schedule; it falls by cosine to a thousandth.
    double warmUpEpochs = 0.5;     ///< The rate climbs from a tenth, linearly, over so many epochs.
    int ratePeriod = 0;            ///< Epochs that share one learning rate (the authors' meta-epoch has 8); 0: it falls with every step.
    Loss loss = Loss::LogSigmoid;
    int patience = 4;              ///< Epochs without a better held-out loss after which a decoder is done; 0: never.
    int shuffleImages = 64;        ///< Images whose fibers are drawn from together.
    std::uint64_t seed = 1;
    int cacheMiB = 4096;           ///< Features beyond this go to a memory-mapped file.
    CachePrecision cachePrecision = CachePrecision::Float32;

    [[nodiscard]] static TrainingOptions preset(Preset preset);
    bool operator==(const TrainingOptions &) const = default;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "epochs", .help = "Passes over the training features", .min = 1, .max = 10000}, self.epochs);
        v(OptionSpec{.name = "batch-fibers", .help = "Feature vectors for each step of the optimiser", .min = 16, .max = 1 << 20, .advanced = true},
          self.batchFibers);
        v(OptionSpec{.name = "scale-batches", .help = "Smaller batches for coarser feature maps", .advanced = true}, self.scaleBatches);
        v(OptionSpec{.name = "learning-rate", .help = "Largest learning rate of Adam", .min = 1e-7, .max = 1, .advanced = true}, self.learningRate);
        v(OptionSpec{.name = "warm-up", .help = "Epochs over which the learning rate climbs", .min = 0, .max = 1000, .unit = "epochs", .advanced = true},
          self.warmUpEpochs);
        v(OptionSpec{.name = "rate-period", .help = "Epochs that share one learning rate; 0: it changes with every step", .min = 0, .max = 1000, .unit = "epochs", .advanced = true},
          self.ratePeriod);
        v(OptionSpec{.name = "loss", .help = "What is minimised", .choices = {"log-sigmoid", "log-likelihood"}, .advanced = true}, self.loss);
        v(OptionSpec{.name = "patience", .help = "Stop a scale after so many epochs without progress on held-out images, 0: never", .min = 0, .max = 1000, .unit = "epochs"},
          self.patience);
        v(OptionSpec{.name = "shuffle-images", .help = "Images whose feature vectors are mixed in a batch", .min = 1, .max = 1 << 20, .advanced = true},
          self.shuffleImages);
        v(OptionSpec{.name = "seed", .help = "Seed of everything that is drawn at random", .min = 0, .max = 9007199254740991.0}, self.seed);
        v(OptionSpec{.name = "cache-memory", .help = "Memory for cached features; more goes to a temporary file", .min = 1, .max = 1 << 22, .unit = "MiB", .advanced = true},
          self.cacheMiB);
        v(OptionSpec{.name = "cache-precision", .help = "Number format of cached features", .choices = {"float32", "float16"}, .advanced = true},
          self.cachePrecision);
    }
};

} // namespace flawscope
