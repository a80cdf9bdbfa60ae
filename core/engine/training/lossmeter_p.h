// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/decodertrainer_p.h"
#include "core/engine/training/trainer.h"

namespace flawscope {

/// Turns the losses of an epoch's steps into a few LossPoints: about 200 over the whole training, but at least 20 for each epoch.
class LossMeter final {
public:
    /// @param epoch  whole passes done before this one
    LossMeter(const TrainingRun &run, const TrainingOptions &options, int scale, int epoch);

    void add(const DecoderTrainer::StepReport &step);

private:
    const TrainingRun &m_run;
    int m_scale;
    int m_epoch;
    int m_pointsPerEpoch;
    int m_points = 0;
    double m_sum = 0;
    int m_fibers = 0;
};

} // namespace flawscope
