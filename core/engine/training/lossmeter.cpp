// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/lossmeter_p.h"

#include <algorithm>

namespace flawscope {

namespace {

constexpr int kPoints = 200;
constexpr int kFewestInEpoch = 20;

} // namespace

LossMeter::LossMeter(const TrainingRun &run, const TrainingOptions &options, int scale, int epoch)
    : m_run(run), m_scale(scale), m_epoch(epoch), m_pointsPerEpoch(std::max(kFewestInEpoch, kPoints / options.epochs))
{
}

void LossMeter::add(const DecoderTrainer::StepReport &step)
{
    if (!m_run.onLoss)
        return;
    m_sum += step.loss * step.fibers;
    m_fibers += step.fibers;
    const int due = static_cast<int>(step.epochFraction * m_pointsPerEpoch);
    if (due == m_points)
        return;
    m_points = due;
    m_run.onLoss({m_scale, m_epoch + step.epochFraction, m_sum / m_fibers, step.learningRate});
    m_sum = 0;
    m_fibers = 0;
}

} // namespace flawscope
