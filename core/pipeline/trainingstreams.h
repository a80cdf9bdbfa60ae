// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/loader.h"
#include "core/engine/training/trainer.h"
#include "core/pipeline/trainjob.h"

#include <optional>
#include <string>
#include <vector>

namespace flawscope {

/// The pictures that training asks for, read ahead; with their rotated copies, always in the same order.
class TrainingStreams final {
public:
    TrainingStreams(const TrainingPlan &plan, const RunContext &context);

    /// Streams and counts. This object must outlive them.
    [[nodiscard]] TrainingInput input();

    /// Pictures that could not be read, so far; each once.
    [[nodiscard]] const std::vector<Finding> &findings() const noexcept { return m_findings; }

private:
    std::optional<RgbImage> nextTraining();
    std::optional<RgbImage> nextHeldOut();
    std::optional<LoadedImage> nextReadable(std::optional<ImageLoader> &loader, const std::vector<std::size_t> &indices);

    const TrainingPlan &m_plan;
    const RunContext &m_context;
    std::optional<ImageLoader> m_training;
    std::optional<ImageLoader> m_heldOut;
    LoadedImage m_current;
    int m_copiesLeft = 0;
    std::vector<Finding> m_findings;
};

/// Names the data of a plan: files, their sizes and times, and what is made of them. Another value, another training.
[[nodiscard]] std::string fingerprintOf(const TrainingPlan &plan);

} // namespace flawscope
