// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/plot.h"
#include "ui/threshold/thresholdcontroller.h"

#include <optional>

namespace flawscope::ui {

/// One curve over all thresholds, of pictures and of pixels, with the point at the threshold. Only the point is drawn anew while a
/// line is dragged.
class CurveView final : public QCustomPlot {
    Q_OBJECT
public:
    enum class Curve { Roc, PrecisionRecall, Pro };
    CurveView(ThresholdController &controller, Curve curve, QWidget *parent = nullptr);

    [[nodiscard]] std::optional<QPointF> picturePoint() const; ///< Where the threshold is on the curve of pictures.
    [[nodiscard]] std::optional<QPointF> pixelPoint() const;
    [[nodiscard]] QSize sizeHint() const override { return {360, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 140}; }

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void makePlot();
    void restyle();
    void queueCurves();
    void queuePoints();
    void drawCurves();
    void placePoints();
    [[nodiscard]] QString nameOf(const QString &what, const std::optional<double> &area) const;

    ThresholdController &m_controller;
    Curve m_curve;
    QCPCurve *m_pictures;
    QCPCurve *m_pixels;
    QCPLayer *m_points;
    QCPItemTracer *m_picturePoint;
    QCPItemTracer *m_pixelPoint;
    bool m_curvesQueued = false;
    bool m_pointsQueued = false;
};

} // namespace flawscope::ui
