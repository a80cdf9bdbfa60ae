// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/thresholdstrip.h"

#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/threshold/actionbutton.h"
#include "ui/threshold/elidedlabel.h"
#include "ui/threshold/falsealarmpanel.h"
#include "ui/threshold/filterhint.h"
#include "ui/threshold/histogramview.h"
#include "ui/threshold/kindswitch.h"
#include "ui/threshold/provenance.h"
#include "ui/threshold/readout.h"
#include "ui/threshold/thresholdfield.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace flawscope::ui {

namespace {

constexpr int kSliderSteps = 500;
const QString kFoldedKey = QStringLiteral("threshold/stripFolded");
enum Place { PrecisionPlace, RecallPlace, F1Place, OverkillPlace, EscapePlace, LastPlace };

} // namespace

ThresholdStrip::ThresholdStrip(ThresholdController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_panel(new FalseAlarmPanel(controller, this)),
      m_histogram(new HistogramView(controller, HistogramView::Detail::Small, this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_field(new ThresholdField(controller, this)), m_origin(new ElidedLabel(this)), m_filterHint(new FilterHint(controller.context(), this)),
      m_full(new QWidget(this)), m_folded(makeFolded())
{
    setObjectName(QStringLiteral("thresholdStrip"));
    auto *row = new QHBoxLayout(m_full);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * kGridPx);
    row->addWidget(makeControls());
    row->addWidget(makePlot(), 1);
    row->addWidget(makeReadOuts());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGridPx, kGridPx, kGridPx / 2, kGridPx / 2);
    layout->setSpacing(kGridPx / 2);
    layout->addWidget(m_panel);
    layout->addWidget(m_full);
    layout->addWidget(m_folded);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connectSlider();
    connect(&controller, &ThresholdController::dataChanged, this, [this] {
        refreshRules();
        refreshFigures();
    });
    connect(&controller, &ThresholdController::figuresChanged, this, &ThresholdStrip::refreshFigures);
    connect(&controller.context().filter, &ImageFilter::stateChanged, this, &ThresholdStrip::refreshProvenance);
    const auto comeUp = [this] {
        if (!isVisible())
            m_controller.context().actions["step.decide"]->trigger();
        setFolded(false);
    };
    connect(&controller, &ThresholdController::falseAlarmWanted, this, [this, comeUp] {
        comeUp();
        m_panel->open();
    });
    connect(&controller, &ThresholdController::editWanted, this, [this, comeUp] {
        comeUp();
        m_field->setFocus(Qt::ShortcutFocusReason);
        m_field->selectAll();
    });
    setFolded(controller.context().settings.value(kFoldedKey, false).toBool());
    refreshRules();
    refreshFigures();
}

QWidget *ThresholdStrip::makeControls()
{
    Actions &actions = m_controller.context().actions;
    auto *box = new QWidget(m_full);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx / 2);
    auto *first = new QHBoxLayout;
    first->setSpacing(kGridPx);
    first->addWidget(new KindSwitch(m_controller, box));
    first->addStretch(1);
    first->addWidget(m_field);
    auto *rules = new QHBoxLayout;
    rules->setSpacing(kGridPx / 2);
    m_labelRules << actionButton(actions["threshold.f1"], tr("F1-optimal"), box) << actionButton(actions["threshold.youden"], tr("Youden"), box);
    for (QToolButton *button : m_labelRules)
        rules->addWidget(button);
    rules->addWidget(actionButton(actions["threshold.false-alarm"], tr("False-alarm target…"), box));
    rules->addStretch(1);
    layout->addLayout(first);
    layout->addLayout(rules);
    layout->addWidget(m_origin);
    layout->addWidget(m_filterHint);
    layout->addStretch(1);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    return box;
}

QWidget *ThresholdStrip::makePlot()
{
    auto *box = new QWidget(m_full);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_histogram->setFixedHeight(76);
    m_slider->setAccessibleName(tr("Threshold"));
    m_slider->setToolTip(tr("Drag the threshold; arrow keys step finely, Page keys coarsely"));
    m_slider->setRange(0, kSliderSteps);
    m_slider->setPageStep(kSliderSteps / 50);
    m_slider->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(m_histogram);
    layout->addWidget(m_slider);
    return box;
}

QWidget *ThresholdStrip::makeReadOuts()
{
    auto *box = new QWidget(m_full);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kGridPx);
    grid->setVerticalSpacing(kGridPx);
    const Metric metrics[] = {Metric::Precision, Metric::Recall, Metric::F1, Metric::Overkill, Metric::Escape, Metric::Unsure};
    for (const Metric metric : metrics) {
        auto *readOut = new ReadOut(metric, box);
        grid->addWidget(readOut, static_cast<int>(m_readOuts.size()) / 3, static_cast<int>(m_readOuts.size()) % 3);
        m_readOuts << readOut;
    }
    m_readOuts[OverkillPlace]->setMetric(Metric::Overkill, tr("Overkill"));
    m_readOuts[EscapePlace]->setMetric(Metric::Escape, tr("Escapes"));
    grid->addWidget(makeFoldButton(true), 0, 3, Qt::AlignTop);
    grid->setRowStretch(2, 1);
    return box;
}

QWidget *ThresholdStrip::makeFolded()
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    m_summary = new ElidedLabel(box);
    layout->addWidget(m_summary, 1);
    layout->addWidget(makeFoldButton(false));
    return box;
}

QToolButton *ThresholdStrip::makeFoldButton(bool fold)
{
    auto *button = new QToolButton(this);
    button->setArrowType(fold ? Qt::DownArrow : Qt::UpArrow);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(fold ? tr("Fold the strip to one line") : tr("Show histogram and figures"));
    button->setAccessibleName(button->toolTip());
    connect(button, &QToolButton::clicked, this, [this, fold] { setFolded(fold); });
    return button;
}

bool ThresholdStrip::isFolded() const { return m_full->isHidden(); }

void ThresholdStrip::setFolded(bool folded)
{
    m_full->setVisible(!folded);
    m_folded->setVisible(folded);
    m_controller.context().settings.setValue(kFoldedKey, folded);
}

void ThresholdStrip::connectSlider()
{
    const auto scoreOf = [this](int step) {
        const auto [low, high] = m_controller.range();
        return low + (high - low) * step / kSliderSteps;
    };
    connect(m_slider, &QSlider::sliderPressed, this, [this] { m_controller.beginDrag(ThresholdController::Line::Threshold); });
    connect(m_slider, &QSlider::sliderReleased, this, [this] { m_controller.endDrag(); });
    connect(m_slider, &QSlider::valueChanged, this, [this, scoreOf](int step) {
        if (m_controller.dragging())
            m_controller.dragTo(scoreOf(step));
        else
            m_controller.moveTo(scoreOf(step));
    });
}

void ThresholdStrip::refreshSlider()
{
    if (m_slider->isSliderDown())
        return;
    const auto [low, high] = m_controller.range();
    const QSignalBlocker quiet(m_slider);
    const auto value = m_controller.value();
    m_slider->setEnabled(value.has_value());
    m_slider->setValue(value ? static_cast<int>(std::lround((*value - low) / (high - low) * kSliderSteps)) : 0);
}

void ThresholdStrip::refreshRules()
{
    Actions &actions = m_controller.context().actions;
    const QString why = m_controller.whyNoLabels();
    for (QToolButton *button : m_labelRules) {
        const QString tip = actions[button->objectName().toLatin1().constData()]->toolTip();
        button->setToolTip(why.isEmpty() ? tip : QStringLiteral("%1<p><i>%2</i></p>").arg(tip, why.toHtmlEscaped()));
    }
    const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
    m_readOuts[LastPlace]->setMetric(pixels ? Metric::Iou : Metric::Unsure, metricName(pixels ? Metric::Iou : Metric::Unsure));
}

QString ThresholdStrip::countAndRate(std::uint64_t count, const std::optional<double> &rate) const
{
    if (m_controller.kind() == ThresholdKind::Pixels)
        return percentText(rate);
    return rate ? tr("%1 · %2", "count and rate").arg(countText(static_cast<std::int64_t>(count)), percentText(rate)) : percentText(rate);
}

Confusion ThresholdStrip::counts() const
{
    const ThresholdFigures &figures = m_controller.figures();
    if (m_controller.kind() == ThresholdKind::Images)
        return figures.pictures.sure;
    return figures.pixels ? figures.pixels->pixels : Confusion();
}

void ThresholdStrip::refreshFigures()
{
    const ThresholdFigures &figures = m_controller.figures();
    const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
    const bool waiting = pixels && m_controller.pixels() == nullptr && m_controller.project().analysing();
    const Confusion c = counts();
    const std::uint64_t all = m_controller.project().imageIndex()->size();
    const QString last = pixels                ? scoreText(figures.iou())
                         : figures.unsureFrom  ? countAndRate(figures.unsure(), all == 0 ? std::nullopt : std::optional(static_cast<double>(figures.unsure()) / static_cast<double>(all)))
                                               : tr("no band");
    const QString values[] = {scoreText(c.precision()), scoreText(c.recall()), scoreText(c.f1()), countAndRate(c.falsePositives, c.overkillRate()),
                              countAndRate(c.falseNegatives, c.escapeRate()), last};
    for (int place = 0; place <= LastPlace; ++place)
        m_readOuts[place]->setValue(waiting ? tr("counting…") : values[place], waiting || (place == LastPlace && !pixels && !figures.unsureFrom));
    m_summary->setText(tr("Threshold %1   ·   precision %2   ·   recall %3   ·   F1 %4   ·   overkill %5   ·   escapes %6")
                           .arg(scoreText(m_controller.value()), values[PrecisionPlace], values[RecallPlace], values[F1Place], values[OverkillPlace], values[EscapePlace]));
    refreshSlider();
    refreshProvenance();
}

void ThresholdStrip::refreshProvenance()
{
    m_origin->setVisible(m_filterHint->isHidden());
    const std::optional<Threshold> &threshold = m_controller.threshold();
    if (!threshold) {
        m_origin->setText(tr("No threshold yet"), tr("Choose a rule, or type a value."));
        return;
    }
    const QString readOnly = m_controller.project().readOnly() ? tr("Read-only, not stored: ") : QString();
    m_origin->setText(readOnly + shortProvenance(*threshold, m_controller.kind(), m_controller.runName()),
                      provenance(*threshold, m_controller.kind(), m_controller.runName()));
}

void ThresholdStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

void ThresholdStrip::paintEvent(QPaintEvent *)
{
    const Colors colors = colorsFor(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors.raised);
    painter.setPen(colors.border);
    painter.drawLine(0, 0, width(), 0);
}

} // namespace flawscope::ui
