// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/curveview.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"

#include <QWheelEvent>

namespace flawscope::ui {

namespace {

constexpr double kProLimit = 0.3; ///< AUPRO is the area up to here.

QVector<QCPCurveData> curveData(const std::vector<CurvePoint> &points)
{
    QVector<QCPCurveData> data;
    data.reserve(static_cast<qsizetype>(points.size()));
    for (const CurvePoint &point : points)
        data << QCPCurveData(static_cast<double>(data.size()), point.x, point.y);
    return data;
}

std::optional<QPointF> pointOf(const std::optional<double> &x, const std::optional<double> &y)
{
    return x && y ? std::optional(QPointF(*x, *y)) : std::nullopt;
}

} // namespace

CurveView::CurveView(ThresholdController &controller, Curve curve, QWidget *parent) : QCustomPlot(parent), m_controller(controller), m_curve(curve)
{
    makePlot();
    restyle();
    connect(&controller, &ThresholdController::dataChanged, this, &CurveView::queueCurves);
    connect(&controller, &ThresholdController::figuresChanged, this, &CurveView::queuePoints);
}

void CurveView::makePlot()
{
    m_pixels = new QCPCurve(xAxis, yAxis);
    m_pictures = new QCPCurve(xAxis, yAxis);
    xAxis->setRange(0, m_curve == Curve::Pro ? kProLimit : 1.0);
    yAxis->setRange(0, 1.02);
    xAxis->setSubTicks(false);
    yAxis->setSubTicks(false);
    xAxis->setLabelPadding(2);
    yAxis->setLabelPadding(2);
    switch (m_curve) {
    case Curve::Roc:
        xAxis->setLabel(tr("Overkill rate (false positives)"));
        yAxis->setLabel(tr("Recall"));
        setAccessibleName(tr("ROC curve"));
        break;
    case Curve::PrecisionRecall:
        xAxis->setLabel(tr("Recall"));
        yAxis->setLabel(tr("Precision"));
        setAccessibleName(tr("Precision-recall curve"));
        break;
    case Curve::Pro:
        xAxis->setLabel(tr("Share of normal pixels marked (false positives)"));
        yAxis->setLabel(tr("Overlap per defect"));
        setAccessibleName(tr("PRO curve"));
        break;
    }
    axisRect()->setAutoMargins(QCP::msBottom | QCP::msLeft);
    axisRect()->setMargins(QMargins(0, kGridPx, kGridPx * 2, 0));
    axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | (m_curve == Curve::PrecisionRecall ? Qt::AlignLeft : Qt::AlignRight));
    legend->setVisible(true);
    legend->setIconSize(18, 12);
    legend->setMargins(QMargins(6, 4, 6, 4));
    legend->setRowSpacing(0);
    m_pictures->setVisible(m_curve != Curve::Pro);
    if (m_curve == Curve::Pro)
        m_pictures->removeFromLegend();

    addLayer(QStringLiteral("points"), layer(QStringLiteral("overlay")), QCustomPlot::limAbove);
    m_points = layer(QStringLiteral("points"));
    m_points->setMode(QCPLayer::lmBuffered);
    for (QCPItemTracer **tracer : {&m_pixelPoint, &m_picturePoint}) {
        *tracer = new QCPItemTracer(this);
        (*tracer)->setLayer(m_points);
        (*tracer)->setStyle(QCPItemTracer::tsCircle);
        (*tracer)->setSize(11);
        (*tracer)->position->setType(QCPItemPosition::ptPlotCoords);
        (*tracer)->setClipToAxisRect(false);
    }
}

void CurveView::restyle()
{
    const Colors colors = colorsFor(palette());
    stylePlot(*this, colors);
    m_pictures->setPen(QPen(colors.accent, 2));
    m_pixels->setPen(QPen(colors.textMuted, 2, Qt::DotLine));
    m_picturePoint->setPen(QPen(colors.raised, 2));
    m_picturePoint->setBrush(colors.accent);
    m_pixelPoint->setPen(QPen(colors.raised, 2));
    m_pixelPoint->setBrush(colors.textMuted);
    queueCurves();
}

void CurveView::queueCurves()
{
    if (m_curvesQueued || !isVisible())
        return;
    m_curvesQueued = true;
    QMetaObject::invokeMethod(this, &CurveView::drawCurves, Qt::QueuedConnection);
}

void CurveView::queuePoints()
{
    if (m_pointsQueued || m_curvesQueued || !isVisible())
        return;
    m_pointsQueued = true;
    QMetaObject::invokeMethod(this, [this] {
        m_pointsQueued = false;
        placePoints();
        m_points->replot();
    }, Qt::QueuedConnection);
}

QString CurveView::nameOf(const QString &what, const std::optional<double> &area) const
{
    const QString figure = m_curve == Curve::Roc ? tr("AUROC %1") : m_curve == Curve::Pro ? tr("AUPRO %1") : tr("average precision %1");
    return area ? QStringLiteral("%1, %2").arg(what, figure.arg(scoreText(*area))) : QStringLiteral("%1 –").arg(what);
}

void CurveView::drawCurves()
{
    m_curvesQueued = false;
    const ScoreRanking &ranking = m_controller.ranking();
    const bool roc = m_curve == Curve::Roc;
    m_pictures->data()->set(curveData(roc ? ranking.roc : ranking.precisionRecall), true);
    m_pictures->setName(nameOf(tr("Pictures"), roc ? ranking.auroc : ranking.averagePrecision));
    if (const PixelThresholdIndex *pixels = m_controller.pixels()) {
        const PixelMetrics &metrics = pixels->metrics();
        m_pixels->data()->set(curveData(m_curve == Curve::Pro ? metrics.pro : roc ? metrics.roc : metrics.precisionRecall), true);
        m_pixels->setName(nameOf(tr("Pixels"), m_curve == Curve::Pro ? metrics.aupro : roc ? metrics.auroc : metrics.averagePrecision));
    } else {
        m_pixels->data()->clear();
        m_pixels->setName(m_controller.project().analysing() ? tr("Pixels: counting…") : nameOf(tr("Pixels"), std::nullopt));
    }
    placePoints();
    replot(QCustomPlot::rpQueuedRefresh);
}

std::optional<QPointF> CurveView::picturePoint() const
{
    if (!m_controller.figures().image)
        return std::nullopt;
    const Confusion &counts = m_controller.figures().atThreshold;
    switch (m_curve) {
    case Curve::Roc: return pointOf(counts.overkillRate(), counts.recall());
    case Curve::PrecisionRecall: return pointOf(counts.recall(), counts.precision());
    case Curve::Pro: break;
    }
    return std::nullopt;
}

std::optional<QPointF> CurveView::pixelPoint() const
{
    const std::optional<PixelFigures> &figures = m_controller.figures().pixels;
    if (!figures)
        return std::nullopt;
    switch (m_curve) {
    case Curve::Roc: return pointOf(figures->falsePositiveRate, figures->pixels.recall());
    case Curve::PrecisionRecall: return pointOf(figures->pixels.recall(), figures->pixels.precision());
    case Curve::Pro: return pointOf(figures->falsePositiveRate, figures->meanOverlap);
    }
    return std::nullopt;
}

void CurveView::placePoints()
{
    const std::pair<QCPItemTracer *, std::optional<QPointF>> all[] = {{m_picturePoint, picturePoint()}, {m_pixelPoint, pixelPoint()}};
    for (const auto &[tracer, point] : all) {
        tracer->setVisible(point && point->x() <= xAxis->range().upper);
        if (point)
            tracer->position->setCoords(*point);
    }
}

void CurveView::changeEvent(QEvent *event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void CurveView::showEvent(QShowEvent *event)
{
    QCustomPlot::showEvent(event);
    queueCurves();
}

void CurveView::wheelEvent(QWheelEvent *event) { event->ignore(); } // The page scrolls.

} // namespace flawscope::ui
