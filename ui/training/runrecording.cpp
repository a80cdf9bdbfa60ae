// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/runrecording.h"

#include "core/base/error.h"
#include "ui/models/project.h"
#include "ui/training/trainingqueue.h"

namespace flawscope::ui {

RunRecording::RunRecording(Project &project, TrainingQueue &queue, QObject *parent) : QObject(parent), m_project(project), m_queue(queue)
{
    connect(&queue, &TrainingQueue::changed, this, &RunRecording::follow);
    connect(&queue, &TrainingQueue::lossAdded, this, [this](RunId run, const QList<LossPoint> &points) {
        if (run == m_run)
            m_losses.insert(m_losses.end(), points.begin(), points.end());
    });
    connect(&queue, &TrainingQueue::epochFinished, this, [this](RunId run, const EpochReport &epoch) {
        if (run != m_run)
            return;
        m_epochs.push_back(epoch);
        if (!epoch.previewMap.empty()) {
            m_map = epoch.previewMap;
            m_mapEpoch = epoch.epoch;
        }
        m_epochs.back().previewMap = {};
    });
    follow();
}

void RunRecording::follow()
{
    const RunId running = m_queue.runningRun();
    if (running == 0) {
        m_live = false;
        return;
    }
    if (m_live && running == m_run)
        return;
    m_live = true;
    m_run = running;
    m_image = m_queue.runningPreviewImage();
    m_map = {};
    m_mapEpoch = 0;
    try {
        m_losses = m_project.workspace().lossPoints(running);
        m_epochs = m_project.workspace().epochs(running);
    } catch (const Error &) { // A new run; what was stored of an older one is not worth a message.
        m_losses.clear();
        m_epochs.clear();
    }
    Q_EMIT started(running);
}

} // namespace flawscope::ui
