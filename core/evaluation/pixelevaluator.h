// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/base/plane.h"
#include "core/base/runcontext.h"
#include "core/evaluation/roc.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace flawscope {

/// How figures are computed; the defaults are the paper's.
struct EvaluationOptions {
    double fprLimit = 0.3;  ///< AUPRO is integrated for false-positive rates in [0, fprLimit] and divided by fprLimit.
    int curvePoints = 1000; ///< Most points that a curve keeps for plotting; the figures do not depend on it.
    bool perClass = true;   ///< Also each defect class against all good images.
    int threads = 0;        ///< 0: one for each core.
    int chunkPixels = 8 << 20; ///< Normal pixels sorted at a time, or more where there are many anomalous; the figures do not depend on it.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "fpr-limit", .help = "False-positive rate up to which AUPRO is integrated", .min = 1e-6, .max = 1}, self.fprLimit);
        v(OptionSpec{.name = "curve-points", .help = "Most points of a plotted curve", .min = 16, .max = 1e6}, self.curvePoints);
        v(OptionSpec{.name = "per-class", .help = "Also evaluate each defect class against all good images"}, self.perClass);
        v(OptionSpec{.name = "evaluation-threads", .help = "Threads that sort pixels, 0 for one on each core", .min = 0, .max = 256, .advanced = true}, self.threads);
        v(OptionSpec{.name = "chunk-pixels", .help = "Normal pixels that are sorted at a time", .min = 1, .max = 1 << 28, .unit = "px", .advanced = true}, self.chunkPixels);
    }
};

/// One image of the test set as evaluation sees it.
struct EvaluatedImage {
    std::string name;        ///< For messages.
    bool defect = false;
    std::string defectClass; ///< "scratch", …; may be empty. Ignored for good images.
    double score = 0;        ///< Image score, higher is more anomalous; not NaN.
};

/// Takes an image's score map [H,W] and its ground truth [H,W]. An empty mask means: all good for a good image, not known for a
/// defect image, which then counts in no pixel figure.
template <typename Score>
using MapVisitorOf = std::function<void(const Plane<Score> &map, const Mask &mask)>;
using MapVisitor = MapVisitorOf<float>;
using PreciseMapVisitor = MapVisitorOf<double>;

/// Reads, or computes, the map and mask of image @p index and calls @p visit with them once. Called on the caller's thread, one
/// image at a time: twice for a defect image, once for a good one, both times with the same maps.
template <typename Score>
using MapSourceOf = std::function<void(std::size_t index, const MapVisitorOf<Score> &visit)>;
using MapSource = MapSourceOf<float>;          ///< Of a ScoreMap, what Flawscope computes.
using PreciseMapSource = MapSourceOf<double>;  ///< Of float64 maps, for other people's.

/// Pixel figures of a set of images. Every figure is absent where it is undefined: without normal or without anomalous pixels.
struct PixelMetrics {
    std::uint64_t normalPixels = 0;
    std::uint64_t anomalousPixels = 0;
    std::uint64_t regions = 0;              ///< 8-connected ground-truth regions.
    std::uint64_t images = 0;
    std::uint64_t imagesWithoutMask = 0;    ///< Defect images without ground truth, left out.
    std::optional<double> auroc;
    std::optional<double> aupro;
    std::optional<double> averagePrecision;
    std::optional<BestThreshold> f1;
    std::vector<CurvePoint> roc;
    std::vector<CurvePoint> pro;             ///< The whole curve, up to a false-positive rate of 1.
    std::vector<CurvePoint> precisionRecall;
};

/// Pixel figures of the whole test set, and of each defect class's images with all good images.
struct PixelEvaluation {
    struct ForClass {
        std::string defectClass;
        PixelMetrics metrics;
    };
    PixelMetrics overall;
    std::vector<ForClass> classes; ///< Sorted by name; none for an empty name.
};

/// Computes pixel AUROC, AUPRO, precision-recall and the F1-optimal threshold, exactly, equal scores included.
///
/// Pass 1 sorts the anomalous pixels, each with its weight 1/(|region|·regions). Pass 2 sorts the normal pixels chunk by chunk and
/// counts how many fall on and between the anomalous scores, which is all that the figures depend on. Memory: about 40 bytes for
/// each anomalous pixel, 12 for each pixel of a chunk (400 MB at most, unless chunkPixels asks for more), and one map; about twice
/// that for float64. Maps may differ in size; infinite scores are allowed, NaN is not.
///
/// Throws ErrorCode::BadInput for a NaN or an empty map, Mismatch where a mask does not fit its map, a good image has defect pixels
/// or a map changes between the passes, each naming the image; Cancelled. METHOD.md section 6.
[[nodiscard]] PixelEvaluation evaluatePixels(std::span<const EvaluatedImage> images, const MapSource &maps,
                                             const EvaluationOptions &options = {}, const RunContext &context = {});
[[nodiscard]] PixelEvaluation evaluatePixels(std::span<const EvaluatedImage> images, const PreciseMapSource &maps,
                                             const EvaluationOptions &options = {}, const RunContext &context = {});

} // namespace flawscope
