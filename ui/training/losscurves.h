// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"
#include "ui/base/plot.h"

#include <QStringList>

#include <vector>

namespace flawscope::ui {

/// The losses of a run over its epochs: for each scale a line for training and dots for the held-out pictures, and the learning rate on
/// an axis of its own. Draws at most 20 times a second.
class LossCurves final : public QCustomPlot {
    Q_OBJECT
public:
    explicit LossCurves(QWidget *parent = nullptr);

    /// Forgets all points. @param scales  a name for each scale, finest first
    void start(const QStringList &scales, int epochs);
    void add(const QList<LossPoint> &points);
    void add(const EpochReport &epoch);
    /// What a run that is over has left.
    void showStored(const std::vector<LossPoint> &points, const std::vector<EpochReport> &epochs);

    [[nodiscard]] int trainingPoints(int scale) const; ///< As many as are drawn.
    [[nodiscard]] int heldOutPoints(int scale) const;
    [[nodiscard]] QSize sizeHint() const override { return {480, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {280, 150}; }

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void takePoint(const LossPoint &point);
    void takeEpoch(const EpochReport &epoch);
    void restyle();
    void queueDraw();
    void draw();

    QCPGraph *m_rate;
    QList<QCPGraph *> m_training;
    QList<QCPGraph *> m_heldOut;
    QCPLegend *m_top;
    int m_epochs = 0;
    bool m_haveLosses = false; ///< Loss points came; else the epochs' means stand for them.
    bool m_queued = false;
};

} // namespace flawscope::ui
