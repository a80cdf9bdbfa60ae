// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/workspace/records.h"

#include <QObject>

#include <vector>

namespace flawscope::ui {

class Project;
class TrainingQueue;

/// What the running training has told so far, for whoever begins to look in the middle: what an interrupted run had stored before, and
/// everything since. GUI thread.
class RunRecording final : public QObject {
    Q_OBJECT
public:
    RunRecording(Project &project, TrainingQueue &queue, QObject *parent = nullptr);

    [[nodiscard]] RunId run() const { return m_run; } ///< The running one, or the last that ran here; 0: none.
    [[nodiscard]] const std::vector<LossPoint> &losses() const { return m_losses; }
    [[nodiscard]] const std::vector<EpochReport> &epochs() const { return m_epochs; } ///< Without maps.
    [[nodiscard]] const ScoreMap &map() const { return m_map; }  ///< Of the latest epoch that brought one.
    [[nodiscard]] int mapEpoch() const { return m_mapEpoch; }
    [[nodiscard]] ImageId mapImage() const { return m_image; }

Q_SIGNALS:
    void started(flawscope::RunId run);

private:
    void follow();

    Project &m_project;
    TrainingQueue &m_queue;
    RunId m_run = 0;
    bool m_live = false;
    ImageId m_image = 0;
    std::vector<LossPoint> m_losses;
    std::vector<EpochReport> m_epochs;
    ScoreMap m_map;
    int m_mapEpoch = 0;
};

} // namespace flawscope::ui
