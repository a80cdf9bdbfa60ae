// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/estimator.h"

#include "ui/jobs/job.h"

#include <QFile>

#include <utility>

namespace flawscope::ui {

namespace {

constexpr int kSettleMs = 250;

/// A run that tells how fast this network is trained here: the latest of the same network and device.
const RunRecord *comparable(const std::vector<RunRecord> &runs, const TrainJobOptions &options)
{
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (run->state == RunState::Done && run->options.encoder.name == options.encoder.name && run->options.detector.device == options.detector.device
            && run->summary.trainingImages > 0)
            return &*run;
    }
    return nullptr;
}

/// The copies that −1 stood for in a finished run.
int copiesOf(const RunRecord &run)
{
    if (run.options.trainingSet.rotatedCopies >= 0)
        return run.options.trainingSet.rotatedCopies;
    for (int copies = 1; copies < 8; ++copies) {
        const std::size_t share = static_cast<std::size_t>(copies) + 1;
        if (run.summary.trainingImages % share == 0 && rotatedCopiesFor(run.options.trainingSet, run.summary.trainingImages / share) == copies)
            return copies;
    }
    return 0;
}

CostForecast forecast(const TrainJobOptions &options, std::size_t images, const std::vector<RunRecord> &earlier)
{
    CostForecast result;
    MachineRate rate = measuredRate(options.detector.device);
    if (const RunRecord *run = comparable(earlier, options)) {
        TrainJobOptions done = run->options;
        done.trainingSet.rotatedCopies = copiesOf(*run);
        rate = rateOfRun(done, run->summary, rate);
        result.fromEarlierRun = true;
    }
    result.estimate = estimateTraining(options, images, rate);
    result.freeBytes = freeMemoryBytes();
    return result;
}

} // namespace

std::uint64_t freeMemoryBytes()
{
    QFile file(QStringLiteral("/proc/meminfo"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("MemAvailable:"))
            return line.mid(13).trimmed().split(' ').constFirst().toULongLong() * 1024;
    }
    return 0;
}

Estimator::Estimator(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kSettleMs);
    connect(&m_timer, &QTimer::timeout, this, &Estimator::start);
}

Estimator::~Estimator() = default;

void Estimator::request(const TrainJobOptions &options, std::size_t goodTrainingImages, const std::vector<RunRecord> &earlier)
{
    m_request = {options, goodTrainingImages, earlier};
    m_timer.start();
}

void Estimator::start()
{
    if (m_job != nullptr || !m_request) // It starts again when the one under way is done.
        return;
    m_job = new Job(tr("Estimate"), [this, request = *std::exchange(m_request, std::nullopt)](const RunContext &) -> Job::Deliver {
        const CostForecast result = forecast(request.options, request.images, request.earlier);
        return [this, result] { Q_EMIT ready(result); };
    }, this);
    connect(m_job, &Job::finished, this, [this] {
        Job *done = std::exchange(m_job, nullptr);
        if (done->state() == Job::State::Failed)
            Q_EMIT refused(done->error());
        done->deleteLater();
        start();
    });
    m_job->start();
}

} // namespace flawscope::ui
