// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/comparisonplot.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"

#include <QWheelEvent>

namespace flawscope::ui {

namespace {

constexpr double kProLimit = 0.3; ///< AUPRO is the area up to here.

} // namespace

ComparisonPlot::ComparisonPlot(Kind kind, QWidget *parent) : QCustomPlot(parent), m_kind(kind)
{
    xAxis->setRange(0, kind == Kind::Pro ? kProLimit : 1.0);
    yAxis->setRange(0, 1.02);
    xAxis->setSubTicks(false);
    yAxis->setSubTicks(false);
    xAxis->setLabelPadding(2);
    yAxis->setLabelPadding(2);
    switch (kind) {
    case Kind::Roc:
        xAxis->setLabel(tr("Overkill rate"));
        yAxis->setLabel(tr("Recall"));
        setAccessibleName(tr("ROC curves of the compared runs"));
        break;
    case Kind::PrecisionRecall:
        xAxis->setLabel(tr("Recall"));
        yAxis->setLabel(tr("Precision"));
        setAccessibleName(tr("Precision-recall curves of the compared runs"));
        break;
    case Kind::Pro:
        xAxis->setLabel(tr("Normal pixels marked"));
        yAxis->setLabel(tr("Overlap per defect"));
        setAccessibleName(tr("PRO curves of the compared runs"));
        break;
    }
    axisRect()->setMinimumMargins(QMargins(0, kGridPx, kGridPx, 0));
    axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | (kind == Kind::PrecisionRecall ? Qt::AlignLeft : Qt::AlignRight));
    legend->setVisible(true);
    legend->setIconSize(18, 10);
    legend->setMargins(QMargins(6, 4, 6, 4));
    legend->setRowSpacing(0);
    restyle();
}

QPen ComparisonPlot::penOf(int place, bool dark)
{
    static const QColor kLight[] = {QColor("#6A3D9A"), QColor("#00857A"), QColor("#B23A77"), QColor("#6B6B00"), QColor("#444444"), QColor("#1F6FB0")};
    static const QColor kDark[] = {QColor("#B99AE0"), QColor("#4CC9BB"), QColor("#EE8BBB"), QColor("#CFCF66"), QColor("#BBBBBB"), QColor("#7DBBEA")};
    static const Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    return QPen((dark ? kDark : kLight)[place % 6], 2, kStyles[place % 4]);
}

void ComparisonPlot::setCurves(const std::vector<NamedCurve> &curves)
{
    for (QCPCurve *curve : m_curves)
        removePlottable(curve);
    m_curves.clear();
    for (const NamedCurve &named : curves) {
        auto *curve = new QCPCurve(xAxis, yAxis);
        QVector<QCPCurveData> data;
        data.reserve(static_cast<qsizetype>(named.points.size()));
        for (const CurvePoint &point : named.points)
            data << QCPCurveData(static_cast<double>(data.size()), point.x, point.y);
        curve->data()->set(data, true);
        curve->setName(named.area ? QStringLiteral("%1  %2").arg(scoreText(*named.area), named.name) : QStringLiteral("–  %1").arg(named.name));
        m_curves << curve;
    }
    restyle();
}

void ComparisonPlot::restyle()
{
    const Colors colors = colorsFor(palette());
    stylePlot(*this, colors);
    for (int i = 0; i < m_curves.size(); ++i)
        m_curves[i]->setPen(penOf(i, colors.dark));
    if (isVisible())
        replot(QCustomPlot::rpQueuedRefresh);
}

void ComparisonPlot::changeEvent(QEvent *event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void ComparisonPlot::showEvent(QShowEvent *event)
{
    QCustomPlot::showEvent(event);
    replot(QCustomPlot::rpQueuedRefresh);
}

void ComparisonPlot::resizeEvent(QResizeEvent *event)
{
    if (!event->size().isEmpty()) // A page that was never shown has no room yet.
        QCustomPlot::resizeEvent(event);
}

void ComparisonPlot::wheelEvent(QWheelEvent *event) { event->ignore(); }

} // namespace flawscope::ui
