// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/estimate.h"
#include "core/workspace/records.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <optional>
#include <vector>

namespace flawscope::ui {

class Job;

/// What a run will cost, and whether the machine has the memory for it.
struct CostForecast {
    TrainingEstimate estimate;
    std::uint64_t freeBytes = 0; ///< Main memory that is free now; 0: not known.
    bool fromEarlierRun = false; ///< Calibrated by a finished run of this project.

    /// With an eighth to spare for everything else that runs.
    [[nodiscard]] bool fits() const { return freeBytes == 0 || estimate.memoryBytes < freeBytes - freeBytes / 8; }
};

/// Main memory that programs may take without swapping; 0 where the system does not tell.
[[nodiscard]] std::uint64_t freeMemoryBytes();

/// Estimates time and memory of a training on a thread of its own, a moment after the options last changed. Not in the list of jobs: it
/// would fill it with noise. GUI thread.
class Estimator final : public QObject {
    Q_OBJECT
public:
    explicit Estimator(QObject *parent = nullptr);
    ~Estimator() override;

    /// @param earlier  finished runs, to learn this machine's real rate from
    void request(const TrainJobOptions &options, std::size_t goodTrainingImages, const std::vector<RunRecord> &earlier);

Q_SIGNALS:
    void ready(const flawscope::ui::CostForecast &forecast);
    void refused(const QString &sentence); ///< Options that cannot be trained with.

private:
    struct Request {
        TrainJobOptions options;
        std::size_t images = 0;
        std::vector<RunRecord> earlier;
    };
    void start();

    QTimer m_timer;
    std::optional<Request> m_request;
    Job *m_job = nullptr;
};

} // namespace flawscope::ui
