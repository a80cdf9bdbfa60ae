// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/engine/detection/detector.h"
#include "core/workspace/records.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace flawscope {

/// What a run said of one picture.
struct ImageScore {
    ImageId image = 0;
    float score = 0;        ///< The map's maximum over the whole picture, regions of interest not considered.
    int originalHeight = 0; ///< px
    int originalWidth = 0;  ///< px
};

/// All scores of a run: a snapshot, immutable, free to share between threads. Likelihood maps lie in memory-mapped files
/// (runs/<id>/scores/likelihood<l>.npy, float32 [N,H,W]; scores-2 after the next scoring); anomaly maps are computed when they are
/// asked for. A snapshot stays readable when the run is scored again or removed.
class RunScores final {
public:
    ~RunScores();

    [[nodiscard]] std::span<const ImageScore> images() const;             ///< In the order in which they were scored.
    [[nodiscard]] std::optional<std::size_t> indexOf(ImageId image) const;
    [[nodiscard]] int scales() const;
    [[nodiscard]] int mapHeight() const; ///< The model's input size, px.
    [[nodiscard]] int mapWidth() const;
    [[nodiscard]] std::span<const double> normaliser() const;             ///< m of each scale.
    [[nodiscard]] float scaleHi() const;                                  ///< Upper end of the colour scale for the whole data set.

    /// A at the model's input size, float32 [H,W]. About 2 ms for 256².
    [[nodiscard]] ScoreMap map(std::size_t index) const;
    /// One scale's share of it: 1 − upsample(exp(min(ℓ − m, 0))), float32 [H,W], in [0,1].
    [[nodiscard]] ScoreMap scaleMap(std::size_t index, int scale) const;
    /// The largest score outside @p ignored ([H,W], 1 = not counted; empty: none).
    [[nodiscard]] float score(std::size_t index, const Mask &ignored) const;

private:
    friend class ScoreWriter;
    friend class Workspace;
    struct Private;
    explicit RunScores(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

/// Streams the scores of a run to its folder; without commit() they vanish. One thread.
class ScoreWriter final {
public:
    ~ScoreWriter();
    /// @param likelihoods  for each scale float32 [Hl,Wl], the same sizes in every call
    void add(const ImageScore &score, const LikelihoodMaps &likelihoods);
    /// Flushes to the disk, renames into place, and notes it in the workspace.
    void commit(std::span<const double> normaliser, int mapHeight, int mapWidth, float scaleHi);

private:
    friend class Workspace;
    struct Private;
    explicit ScoreWriter(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace flawscope
