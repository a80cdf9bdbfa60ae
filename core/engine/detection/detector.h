// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/plane.h"
#include "core/engine/detection/model.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace flawscope {

enum class Precision : std::uint8_t {
    Float32,
    BFloat16, ///< The products in bfloat16, sums and likelihoods in float32; about twice as fast where the hardware has it.
};

/// Where and how a model runs.
struct DetectorOptions {
    std::string device = "auto";
    Precision precision = Precision::Float32;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "device", .help = "auto, cpu, cuda or cuda:N"}, self.device);
        v(OptionSpec{.name = "precision",
                     .help = "Number format of the products; bfloat16 is faster and moves scores by about a percent",
                     .choices = {"float32", "bfloat16"}},
          self.precision);
    }
};

/// ℓ of one image, for each scale: float32 [Hl,Wl].
using LikelihoodMaps = std::vector<ScoreMap>;

/// What the detector says of one image.
struct Detection {
    ScoreMap map;        ///< [H,W] at the model's input size, 0 = normal, at most the number of scales.
    float score = 0;     ///< The map's maximum.
};

/// A trained model made fast for inference. METHOD.md section 5.
///
/// An image's score depends on the image alone: not on the batch, its order, or other images (to 1e-6). Calls take turns
/// inside; make one Detector for each device and share it.
class Detector final {
public:
    /// Throws ErrorCode::NoDevice, OutOfMemory.
    explicit Detector(const Model &model, const DetectorOptions &options = {});
    ~Detector();
    Detector(Detector &&) noexcept;
    Detector &operator=(Detector &&) noexcept;

    [[nodiscard]] const Model &model() const noexcept;
    [[nodiscard]] const std::string &device() const noexcept; ///< "cpu", "cuda:0".

    /// @param images  preprocessed: uint8 RGB of the model's input size
    [[nodiscard]] std::vector<Detection> detect(std::span<const RgbImage> images) const;

    /// The likelihoods alone; anomalyMap() turns them into scores. Small enough to keep for a whole data set.
    [[nodiscard]] std::vector<LikelihoodMaps> likelihoods(std::span<const RgbImage> images) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// A = Σ_scales (1 − upsample(exp(min(ℓ − m, 0)))), the one place for the anomaly map. METHOD.md section 5.
/// @param maxima  m: the model's normaliser; or the test set's own maxima for set-relative scores, which are the reference's
///                up to a constant
/// @return float32 [height,width]
[[nodiscard]] ScoreMap anomalyMap(const LikelihoodMaps &likelihoods, std::span<const double> maxima, int height, int width);

/// The map's maximum.
[[nodiscard]] float imageScore(const ScoreMap &map);

} // namespace flawscope
