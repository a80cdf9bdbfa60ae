// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/histogramview.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

constexpr double kGrabPx = 9; ///< On both sides of a line.
constexpr double kLogFloor = 0.7; ///< Counts begin at 1.

/// Counts are whole numbers: no tick between them.
class CountTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange &range) override { return std::max(1.0, QCPAxisTicker::getTickStep(range)); }
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return countText(std::llround(tick)); }
    QVector<double> createSubTickVector(int, const QVector<double> &) override { return {}; }
};

class LogCountTicker final : public QCPAxisTickerLog {
protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        if (tick < 0.99)
            return {};
        if (tick < 999.5)
            return countText(std::llround(tick));
        const double magnitude = std::floor(std::log10(tick * 1.001));
        static const char *const kSuffix[] = {"", " k", " M", " G"};
        const int thousands = std::min(3, static_cast<int>(magnitude) / 3);
        return countText(std::llround(tick / std::pow(1000.0, thousands))) + QLatin1String(kSuffix[thousands]);
    }
    QVector<double> createSubTickVector(int, const QVector<double> &) override { return {}; }
};

void spanHeight(QCPItemPosition *position, double ratio)
{
    position->setTypeX(QCPItemPosition::ptPlotCoords);
    position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    position->setCoords(0, ratio);
}

} // namespace

HistogramView::HistogramView(ThresholdController &controller, Detail detail, QWidget *parent)
    : QCustomPlot(parent), m_controller(controller), m_detail(detail)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Histogram of scores"));
    setAccessibleDescription(tr("Left and right move the threshold to the next score, with Shift in coarse steps, with Ctrl the unsure line."));
    makePlot();
    makeLines();
    restyle();
    connect(&controller, &ThresholdController::dataChanged, this, &HistogramView::queueBars);
    connect(&controller, &ThresholdController::figuresChanged, this, &HistogramView::queueLines);
}

QSize HistogramView::sizeHint() const { return m_detail == Detail::Large ? QSize(560, 240) : QSize(320, 84); }
QSize HistogramView::minimumSizeHint() const { return m_detail == Detail::Large ? QSize(280, 150) : QSize(160, 56); }

void HistogramView::makePlot()
{
    setPlottingHint(QCP::phFastPolylines, true);
    setNotAntialiasedElements(QCP::aePlottables | QCP::aeItems | QCP::aeGrid | QCP::aeAxes);
    QCPBars **const all[] = {&m_unknown, &m_good, &m_defect};
    for (QCPBars **bars : all) {
        *bars = new QCPBars(xAxis, yAxis);
        (*bars)->setWidthType(QCPBars::wtPlotCoords);
        (*bars)->setAntialiased(false);
    }
    m_empty = new QCPItemText(this);
    m_empty->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_empty->position->setCoords(0.5, 0.5);
    QCPAxisRect *rect = axisRect();
    if (m_detail == Detail::Small) {
        yAxis->setVisible(false);
        xAxis->setTickLabelPadding(1);
        rect->setAutoMargins(QCP::msBottom);
        rect->setMargins(QMargins(kGridPx, 2, kGridPx, 0));
        rect->setMinimumMargins(QMargins(0, 0, 0, 0));
        xAxis->setPadding(0);
    } else {
        rect->setAutoMargins(QCP::msBottom | QCP::msLeft);
        rect->setMargins(QMargins(0, 4, kGridPx + 4, 0));
        xAxis->setLabelPadding(2);
        m_good->setName(tr("Good"));
        m_defect->setName(tr("Defect"));
        m_unknown->setName(tr("Not known"));
        legend->setVisible(true);
        legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
        legend->setIconSize(12, 10);
        legend->setMargins(QMargins(6, 2, 6, 2));
        rect->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignRight);
    }
    xAxis->grid()->setVisible(false);
    xAxis->setSubTicks(false);
    yAxis->setSubTicks(false);
}

void HistogramView::makeLines()
{
    addLayer(QStringLiteral("lines"), layer(QStringLiteral("overlay")), QCustomPlot::limAbove);
    m_lines = layer(QStringLiteral("lines"));
    m_lines->setMode(QCPLayer::lmBuffered);
    for (QCPItemRect **rect : {&m_shade, &m_bandShade, &m_hover}) {
        *rect = new QCPItemRect(this);
        (*rect)->setLayer(m_lines);
        (*rect)->setPen(Qt::NoPen);
        spanHeight((*rect)->topLeft, 0);
        spanHeight((*rect)->bottomRight, 1);
    }
    m_shade->bottomRight->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_shade->bottomRight->setCoords(1, 1);
    for (QCPItemLine **line : {&m_unsure, &m_threshold}) {
        *line = new QCPItemLine(this);
        (*line)->setLayer(m_lines);
        spanHeight((*line)->start, 0);
        spanHeight((*line)->end, 1);
    }
    m_tag = new QCPItemText(this);
    m_tag->setLayer(m_lines);
    m_tag->setPadding(QMargins(4, 1, 4, 1));
    spanHeight(m_tag->position, 0);
    m_tag->setClipToAxisRect(false);
}

void HistogramView::restyle()
{
    const Colors colors = colorsFor(palette());
    stylePlot(*this, colors);
    const auto fill = [](QColor color, int alpha) {
        color.setAlpha(alpha);
        return color;
    };
    m_good->setBrush(fill(colors.good, 165));
    m_defect->setBrush(fill(colors.defect, 165));
    m_unknown->setBrush(QBrush(fill(colors.unsure, 200), Qt::BDiagPattern));
    m_good->setPen(Qt::NoPen);
    m_defect->setPen(Qt::NoPen);
    m_unknown->setPen(QPen(fill(colors.unsure, 200), 1));
    m_empty->setColor(colors.textMuted);
    m_shade->setBrush(fill(colors.defect, colors.dark ? 34 : 26));
    m_bandShade->setBrush(fill(colors.unsure, colors.dark ? 60 : 46));
    m_hover->setBrush(fill(colors.text, 28));
    m_unsure->setPen(QPen(colors.unsure, 2, Qt::DashLine));
    m_tag->setBrush(colors.accent);
    m_tag->setColor(colors.dark ? QColor(16, 21, 27) : QColor(Qt::white));
    QFont tagFont = font();
    tagFont.setBold(true);
    m_tag->setFont(tagFont);
    queueBars();
}

void HistogramView::queueBars()
{
    if (m_barsQueued || !isVisible())
        return;
    m_barsQueued = true;
    QMetaObject::invokeMethod(this, &HistogramView::drawBars, Qt::QueuedConnection);
}

void HistogramView::queueLines()
{
    if (m_linesQueued || m_barsQueued || !isVisible())
        return;
    m_linesQueued = true;
    QMetaObject::invokeMethod(this, [this] {
        m_linesQueued = false;
        placeLines();
        m_lines->replot();
    }, Qt::QueuedConnection);
}

void HistogramView::drawBars()
{
    m_barsQueued = false;
    const auto [low, high] = m_controller.range();
    const int wanted = std::clamp(width() / (m_detail == Detail::Large ? 6 : 5), 24, 160);
    m_bars = {};
    if (m_controller.kind() == ThresholdKind::Images)
        m_bars = imageBars(*m_controller.project().imageIndex(), low, high, wanted);
    else if (m_controller.pixels() != nullptr)
        m_bars = pixelBars(*m_controller.pixels(), low, high, wanted);
    const QVector<double> centres = m_bars.centres();
    const double barWidth = (high - low) / std::max(1, m_bars.count());
    const std::pair<QCPBars *, const QVector<double> *> all[] = {{m_unknown, &m_bars.unknown}, {m_good, &m_bars.good}, {m_defect, &m_bars.defect}};
    for (const auto &[bars, heights] : all) {
        bars->setWidth(barWidth);
        bars->setBaseValue(m_controller.logScale() ? kLogFloor : 0);
        bars->setData(centres, *heights, true);
    }
    xAxis->setRange(low, high);
    setUpCounts();
    m_empty->setText(placeholder());
    m_empty->setVisible(m_bars.count() == 0);
    m_hovered.reset();
    placeLines();
    replot(QCustomPlot::rpQueuedRefresh);
}

void HistogramView::setUpCounts()
{
    const double top = std::max(1.0, m_bars.count() == 0 ? 1.0 : m_bars.tallest());
    if (m_controller.logScale()) {
        yAxis->setScaleType(QCPAxis::stLogarithmic);
        yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new LogCountTicker));
        yAxis->setRange(kLogFloor, top * (m_detail == Detail::Large ? 5 : 1.8)); // Room for the legend.
    } else {
        yAxis->setScaleType(QCPAxis::stLinear);
        yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new CountTicker));
        yAxis->setRange(0, top * (m_detail == Detail::Large ? 1.3 : 1.1));
    }
    yAxis->ticker()->setTickCount(m_detail == Detail::Large ? 5 : 3);
    if (m_detail == Detail::Large) {
        const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
        xAxis->setLabel(pixels ? tr("Score of a pixel") : tr("Score of a picture"));
        yAxis->setLabel(pixels ? tr("Pixels") : tr("Test pictures"));
        const bool unknown = std::any_of(m_bars.unknown.begin(), m_bars.unknown.end(), [](double count) { return count > 0; });
        m_unknown->removeFromLegend();
        if (unknown)
            m_unknown->addToLegend();
    }
}

QString HistogramView::placeholder() const
{
    if (m_controller.kind() == ThresholdKind::Images)
        return tr("No test pictures with scores");
    return m_controller.project().analysing() ? tr("Counting pixels…") : tr("No test pictures with known pixels");
}

void HistogramView::placeLines()
{
    const auto [low, high] = m_controller.range();
    const std::optional<double> threshold = m_controller.value();
    const std::optional<double> unsure = m_controller.value(Line::Unsure);
    m_threshold->setVisible(threshold.has_value());
    m_shade->setVisible(threshold.has_value());
    m_tag->setVisible(threshold.has_value());
    m_unsure->setVisible(unsure.has_value());
    m_bandShade->setVisible(unsure.has_value());
    m_hover->setVisible(m_hovered.has_value());
    if (m_hovered) {
        m_hover->topLeft->setCoords(m_bars.low(*m_hovered), 0);
        m_hover->bottomRight->setCoords(m_bars.high(*m_hovered), 1);
    }
    if (!threshold)
        return;
    const double at = std::clamp(*threshold, low, high);
    m_threshold->setPen(QPen(m_tag->brush().color(), hasFocus() ? 4 : 2)); // Keys go to it.
    m_threshold->start->setCoords(at, 0);
    m_threshold->end->setCoords(at, 1);
    m_shade->topLeft->setCoords(at, 0);
    placeTag(*threshold);
    if (unsure) {
        const double from = std::clamp(*unsure, low, at);
        m_unsure->start->setCoords(from, 0);
        m_unsure->end->setCoords(from, 1);
        m_bandShade->topLeft->setCoords(from, 0);
        m_bandShade->bottomRight->setCoords(at, 1);
    }
}

void HistogramView::placeTag(double value)
{
    const auto [low, high] = m_controller.range();
    const double at = std::clamp(value, low, high);
    m_tag->setText(scoreText(value));
    m_tag->position->setCoords(at, 0);
    m_tag->setPositionAlignment((at < (low + high) / 2 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
}

void HistogramView::setHovered(std::optional<int> bar)
{
    if (bar == m_hovered)
        return;
    m_hovered = bar;
    queueLines();
}

QPoint HistogramView::pointOf(double score) const
{
    return {static_cast<int>(std::lround(xAxis->coordToPixel(score))), axisRect()->center().y()};
}

std::optional<HistogramView::Line> HistogramView::lineAt(const QPointF &point) const
{
    const auto distance = [&](Line line) {
        const auto value = m_controller.value(line);
        return value ? std::abs(xAxis->coordToPixel(std::clamp(*value, m_controller.range().low, m_controller.range().high)) - point.x()) : 1e9;
    };
    const double main = distance(Line::Threshold);
    const double unsure = distance(Line::Unsure);
    if (std::min(main, unsure) > kGrabPx)
        return std::nullopt;
    return main <= unsure ? Line::Threshold : Line::Unsure;
}

std::optional<int> HistogramView::barAt(const QPointF &point) const
{
    if (!axisRect()->rect().contains(point.toPoint()))
        return std::nullopt;
    const std::optional<int> bar = m_bars.barAt(xAxis->pixelToCoord(point.x()));
    if (!bar || m_bars.tallest(*bar) <= 0)
        return std::nullopt;
    const double top = std::min(yAxis->coordToPixel(m_bars.tallest(*bar)), axisRect()->bottom() - 10.0); // Low bars can be hit, too.
    return point.y() >= top ? bar : std::nullopt;
}

QString HistogramView::barToolTip(int bar) const
{
    const double low = m_bars.low(bar);
    const double high = m_bars.high(bar);
    const auto number = [](double value) { return countText(std::llround(value)); };
    QString text = tr("Scores %1 to %2").arg(scoreText(low), scoreText(high)).toHtmlEscaped();
    text = QStringLiteral("<p style='white-space:pre'><b>%1</b><br>").arg(text);
    if (m_controller.kind() == ThresholdKind::Pixels) {
        text += tr("%1 normal pixels, %2 anomalous pixels").arg(number(m_bars.good[bar]), number(m_bars.defect[bar]));
        return text + QStringLiteral("</p><p>") + tr("Click: only pictures that reach this score") + QStringLiteral("</p>");
    }
    text += tr("%1 good, %2 defects").arg(number(m_bars.good[bar]), number(m_bars.defect[bar]));
    if (m_bars.unknown[bar] > 0)
        text += tr(", %1 not known").arg(number(m_bars.unknown[bar]));
    const Project &project = m_controller.project();
    const auto ids = project.imageIndex()->idsBetween(low, high);
    constexpr std::size_t kNames = 3;
    for (std::size_t i = 0; i < std::min(kNames, ids.size()); ++i) {
        if (const ImageRecord *image = project.image(ids[i]))
            text += QStringLiteral("<br>") + toQString(image->sample.name).toHtmlEscaped();
    }
    if (ids.size() > kNames)
        text += QStringLiteral("<br>") + tr("and %1 more").arg(countText(static_cast<std::int64_t>(ids.size() - kNames)));
    return text + QStringLiteral("</p><p>") + tr("Click: only these pictures") + QStringLiteral("</p>");
}

} // namespace flawscope::ui
