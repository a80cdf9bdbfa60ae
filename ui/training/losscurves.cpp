// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/losscurves.h"

#include "ui/base/theme.h"

#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

constexpr int kDrawMs = 50;

/// Neither blue nor orange, which say good and defect; told apart by colour-blind eyes and by their lightness.
QColor scaleColor(int scale, bool dark)
{
    static const QColor kLight[] = {QColor("#6A3D9A"), QColor("#00857A"), QColor("#B23A77"), QColor("#6B6B00"), QColor("#444444")};
    static const QColor kDark[] = {QColor("#B99AE0"), QColor("#4CC9BB"), QColor("#EE8BBB"), QColor("#CFCF66"), QColor("#BBBBBB")};
    return (dark ? kDark : kLight)[scale % 5];
}

} // namespace

LossCurves::LossCurves(QWidget *parent) : QCustomPlot(parent)
{
    setAccessibleName(tr("Loss curves"));
    setToolTip(tr("Loss of each scale over the epochs: lines for the training pictures, dots for good pictures that are held out. Lower is better; dots that rise "
                  "while the line falls mean that training has gone on for too long."));
    m_rate = addGraph(xAxis, yAxis2);
    yAxis2->setVisible(true);
    yAxis2->setLabel(tr("Learning rate"));
    yAxis2->setNumberFormat(QStringLiteral("gb"));
    yAxis2->setNumberPrecision(2);
    yAxis2->ticker()->setTickCount(3);
    yAxis2->grid()->setVisible(false);
    xAxis->setLabel(tr("Epoch"));
    yAxis->setLabel(tr("Loss"));
    for (QCPAxis *axis : {xAxis, yAxis, yAxis2}) {
        axis->setSubTicks(false);
        axis->setLabelPadding(2);
    }
    m_top = legend;
    plotLayout()->insertRow(0);
    plotLayout()->addElement(0, 0, m_top);
    plotLayout()->setRowStretchFactor(0, 0.001);
    m_top->setFillOrder(QCPLegend::foColumnsFirst);
    m_top->setWrap(6);
    m_top->setMargins(QMargins(kGridPx, 4, kGridPx, 0));
    m_top->setIconSize(18, 10);
    m_top->setColumnSpacing(12);
    m_top->setVisible(true);
    start({}, 0);
}

void LossCurves::start(const QStringList &scales, int epochs)
{
    for (QCPGraph *graph : m_training + m_heldOut)
        removeGraph(graph);
    m_training.clear();
    m_heldOut.clear();
    m_rate->data()->clear();
    m_rate->setName(tr("learning rate"));
    m_rate->removeFromLegend();
    m_epochs = epochs;
    m_haveLosses = false;
    for (const QString &scale : scales) {
        m_training << addGraph();
        m_training.constLast()->setName(scale);
    }
    for (int i = 0; i < scales.size(); ++i) {
        m_heldOut << addGraph();
        m_heldOut.constLast()->setName(tr("held out"));
        if (i > 0)
            m_heldOut.constLast()->removeFromLegend();
    }
    if (!scales.isEmpty())
        m_rate->addToLegend();
    restyle();
}

void LossCurves::takePoint(const LossPoint &point)
{
    if (point.scale < 0 || point.scale >= m_training.size())
        return;
    QCPGraph *graph = m_training[point.scale];
    if (!m_haveLosses) {
        for (QCPGraph *former : m_training)
            former->data()->clear();
        m_rate->data()->clear();
        m_haveLosses = true;
    }
    if (!graph->data()->isEmpty() && (graph->data()->constEnd() - 1)->key >= point.epoch)
        graph->data()->removeAfter(point.epoch - 1e-9); // A resumed training has come here again.
    graph->addData(point.epoch, point.loss);
    if (point.scale == 0) {
        m_rate->data()->removeAfter(point.epoch - 1e-9);
        m_rate->addData(point.epoch, point.learningRate);
    }
}

void LossCurves::takeEpoch(const EpochReport &epoch)
{
    m_epochs = std::max(m_epochs, epoch.epochs);
    for (int scale = 0; scale < m_training.size(); ++scale) {
        const auto place = static_cast<std::size_t>(scale);
        if (!m_haveLosses && place < epoch.trainingLoss.size())
            m_training[scale]->addData(epoch.epoch, epoch.trainingLoss[place]);
        if (place < epoch.heldOutLoss.size() && std::isfinite(epoch.heldOutLoss[place])) {
            m_heldOut[scale]->data()->removeAfter(epoch.epoch - 1e-9);
            m_heldOut[scale]->addData(epoch.epoch, epoch.heldOutLoss[place]);
        }
    }
    if (!m_haveLosses)
        m_rate->addData(epoch.epoch, epoch.learningRate);
}

void LossCurves::add(const QList<LossPoint> &points)
{
    for (const LossPoint &point : points)
        takePoint(point);
    queueDraw();
}

void LossCurves::add(const EpochReport &epoch)
{
    takeEpoch(epoch);
    queueDraw();
}

void LossCurves::showStored(const std::vector<LossPoint> &points, const std::vector<EpochReport> &epochs)
{
    for (const LossPoint &point : points)
        takePoint(point);
    for (const EpochReport &epoch : epochs)
        takeEpoch(epoch);
    queueDraw();
}

int LossCurves::trainingPoints(int scale) const { return scale < m_training.size() ? m_training[scale]->data()->size() : 0; }
int LossCurves::heldOutPoints(int scale) const { return scale < m_heldOut.size() ? m_heldOut[scale]->data()->size() : 0; }

void LossCurves::restyle()
{
    const Colors colors = colorsFor(palette());
    stylePlot(*this, colors);
    m_rate->setPen(QPen(colors.textMuted, 1, Qt::DotLine));
    for (int scale = 0; scale < m_training.size(); ++scale) {
        const QColor color = scaleColor(scale, colors.dark);
        m_training[scale]->setPen(QPen(color, 1.5));
        m_heldOut[scale]->setPen(QPen(color, 1, Qt::DashLine));
        m_heldOut[scale]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, color, color, 6));
    }
    queueDraw();
}

void LossCurves::queueDraw()
{
    if (m_queued)
        return;
    m_queued = true;
    QTimer::singleShot(kDrawMs, this, &LossCurves::draw);
}

void LossCurves::draw()
{
    m_queued = false;
    bool found = false;
    QCPRange range;
    for (QCPGraph *graph : m_training + m_heldOut) {
        bool here = false;
        const QCPRange own = graph->data()->valueRange(here);
        if (here)
            range = found ? range.expanded(own) : own;
        found = found || here;
    }
    if (!found)
        range = QCPRange(0, 1);
    const double space = std::max(range.size() * 0.06, 1e-6);
    yAxis->setRange(range.lower - space, range.upper + space);
    xAxis->setRange(0, std::max(1, m_epochs));
    bool haveRate = false;
    const QCPRange rates = m_rate->data()->valueRange(haveRate);
    yAxis2->setRange(0, haveRate && rates.upper > 0 ? rates.upper * 1.1 : 1e-3);
    yAxis2->setVisible(haveRate);
    if (isVisible())
        replot(QCustomPlot::rpQueuedRefresh);
}

void LossCurves::changeEvent(QEvent *event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void LossCurves::showEvent(QShowEvent *event)
{
    QCustomPlot::showEvent(event);
    replot(QCustomPlot::rpQueuedRefresh);
}

void LossCurves::resizeEvent(QResizeEvent *event)
{
    if (!event->size().isEmpty()) // A page that was never shown has no room yet.
        QCustomPlot::resizeEvent(event);
}

void LossCurves::wheelEvent(QWheelEvent *event) { event->ignore(); }

} // namespace flawscope::ui
