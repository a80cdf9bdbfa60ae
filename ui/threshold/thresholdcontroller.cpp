// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/thresholdcontroller.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"

#include <QAction>

#include <algorithm>
#include <cmath>
#include <limits>

namespace flawscope::ui {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kFineSteps = 500;
constexpr int kCoarseSteps = 50;

/// Up to the highest pixel that there is.
double highestPixel(const PixelThresholdIndex &pixels)
{
    constexpr int kBars = 4096;
    const PixelHistogram all = pixels.histogram(0, pixels.gridEnd(), kBars);
    for (int bar = kBars - 1; bar > 0; --bar) {
        const auto i = static_cast<std::size_t>(bar);
        if (all.normal[i] + all.anomalous[i] > 0)
            return all.edges[i + 1];
    }
    return all.edges[1];
}

} // namespace

ThresholdController::ThresholdController(const ViewContext &context, QObject *parent) : QObject(parent), m_context(context)
{
    m_dragTimer.setSingleShot(true);
    m_dragTimer.setInterval(0);
    connect(&m_dragTimer, &QTimer::timeout, this, &ThresholdController::previewDrag);
    m_commitTimer.setSingleShot(true);
    m_commitTimer.setInterval(kRestMs);
    connect(&m_commitTimer, &QTimer::timeout, this, [this] { commit(m_commitText); });
    const Project &project = context.project;
    for (const auto signal : {&Project::scoresChanged, &Project::analysisChanged, &Project::imagesReset, &Project::decisionCommitted})
        connect(&project, signal, this, &ThresholdController::refreshData);
    connect(&project, &Project::imagesChanged, this, &ThresholdController::refreshData);
    connect(&project, &Project::runsChanged, this, &ThresholdController::figuresChanged); // a name
    connect(&project, &Project::currentRunChanged, this, [this] {
        m_dragging = false;
        m_dragTimer.stop();
        m_commitTimer.stop(); // What was not stored yet belongs to the other run.
    });
    connect(&project, &Project::decisionChanged, this, [this] {
        refreshData();
        refreshFigures();
    });
    connectActions();
    m_context.actions["threshold.pixels"]->setChecked(false);
    refreshData();
    refreshFigures();
}

void ThresholdController::connectActions()
{
    Actions &actions = m_context.actions;
    const auto on = [&](const char *id, auto work) { connect(actions[id], &QAction::triggered, this, work); };
    on("threshold.lower", [this] { step(-1, false); });
    on("threshold.raise", [this] { step(1, false); });
    on("threshold.lower-coarse", [this] { step(-1, true); });
    on("threshold.raise-coarse", [this] { step(1, true); });
    on("threshold.f1", [this] { applyRule(ThresholdRule::F1Optimal); });
    on("threshold.youden", [this] { applyRule(ThresholdRule::Youden); });
    on("threshold.false-alarm", [this] { Q_EMIT falseAlarmWanted(); });
    on("threshold.edit", [this] { Q_EMIT editWanted(); });
    on("threshold.pixels", [this](bool pixels) { setKind(pixels ? ThresholdKind::Pixels : ThresholdKind::Images); });
    on("threshold.unsure", [this](bool band) { setUnsureBand(band); });
    on("histogram.log", [this](bool log) { setLogScale(log); });
    on("edit.undo", [this] { commitPending(); }); // connected before the stack: the step that rests is the one that is undone
}

void ThresholdController::refreshData()
{
    const auto images = project().imageIndex();
    const auto &pixels = project().analysis().pixels;
    const bool same = images == m_images && pixels == m_pixels && project().analysing() == m_analysing;
    const Range before = m_range;
    if (!same) {
        m_images = images;
        m_pixels = pixels;
        m_analysing = project().analysing();
        m_ranking = rankScores(labelledScores(project()));
    }
    if (!m_dragging)
        refreshRange();
    if (same && before.low == m_range.low && before.high == m_range.high)
        return;
    updateActions();
    Q_EMIT dataChanged();
    if (!same)
        refreshFigures();
}

void ThresholdController::refreshRange()
{
    double low = 0;
    double high = project().scores() ? project().scores()->scales() : 1;
    if (m_kind == ThresholdKind::Pixels) {
        if (m_pixels)
            high = highestPixel(*m_pixels);
    } else if (const auto first = m_images->nextAbove(-kInfinity); first && std::isfinite(*first)) {
        low = *first;
        high = std::max(low, m_images->nextBelow(kInfinity).value_or(low));
        const double pad = high > low ? 0.04 * (high - low) : 0.5;
        low = low >= 0 ? std::max(0.0, low - pad) : low - pad;
        high += pad;
    }
    for (const std::optional<double> line : {value(), value(Line::Unsure)}) {
        if (line && std::isfinite(*line)) {
            low = std::min(low, *line);
            high = std::max(high, *line);
        }
    }
    m_range = {low, std::max(high, low + 1e-6)};
}

void ThresholdController::refreshFigures()
{
    m_figures = figuresAt(*m_images, m_pixels.get(), project().decision());
    QAction *band = m_context.actions["threshold.unsure"];
    band->setChecked(m_figures.unsureFrom.has_value());
    band->setEnabled(m_kind == ThresholdKind::Images && m_figures.image.has_value());
    Q_EMIT figuresChanged();
}

void ThresholdController::updateActions()
{
    const bool scored = project().scores() != nullptr;
    Actions &actions = m_context.actions;
    for (const char *id : {"threshold.lower", "threshold.raise", "threshold.lower-coarse", "threshold.raise-coarse", "threshold.edit", "threshold.pixels",
                           "threshold.false-alarm", "histogram.log"})
        actions[id]->setEnabled(scored);
    actions["threshold.unsure"]->setEnabled(scored && m_kind == ThresholdKind::Images && m_figures.image);
    for (const char *id : {"threshold.f1", "threshold.youden"})
        actions[id]->setEnabled(scored && whyNoLabels().isEmpty());
    actions["histogram.log"]->setChecked(logScale());
}

QString ThresholdController::whyNoLabels() const
{
    if (m_kind == ThresholdKind::Pixels) {
        if (m_analysing)
            return tr("The pixels are still being counted.");
        if (!m_pixels || !m_pixels->metrics().f1)
            return tr("These rules need test pictures with defects and their masks; there are none. A false-alarm target needs good pictures only.");
        return {};
    }
    if (m_ranking.good > 0 && m_ranking.defects > 0)
        return {};
    return tr("These rules need good and defective test pictures; there are %1 good and %2 defects. A false-alarm target needs good pictures only.")
        .arg(countText(static_cast<std::int64_t>(m_ranking.good)), countText(static_cast<std::int64_t>(m_ranking.defects)));
}

QString ThresholdController::runName() const
{
    const RunRecord *run = project().run(project().currentRun());
    return run == nullptr ? QString() : toQString(run->name);
}

void ThresholdController::setKind(ThresholdKind kind)
{
    if (kind == m_kind)
        return;
    commitPending();
    m_kind = kind;
    m_context.actions["threshold.pixels"]->setChecked(kind == ThresholdKind::Pixels);
    refreshRange();
    updateActions();
    Q_EMIT kindChanged();
    Q_EMIT dataChanged();
    Q_EMIT figuresChanged();
}

void ThresholdController::setLogScale(bool log)
{
    m_log[static_cast<int>(m_kind)] = log;
    m_context.actions["histogram.log"]->setChecked(log);
    Q_EMIT dataChanged();
}

const std::optional<Threshold> &ThresholdController::threshold() const
{
    const Decision &decision = project().decision();
    return m_kind == ThresholdKind::Images ? decision.image : decision.pixel;
}

std::optional<double> ThresholdController::value(Line line) const
{
    const std::optional<Threshold> &current = threshold();
    if (line == Line::Unsure)
        return m_kind == ThresholdKind::Images && current ? project().decision().unsureFrom : std::nullopt;
    return current ? std::optional(current->value) : std::nullopt;
}

void ThresholdController::preview(double value, Line line, const Decision &from)
{
    Decision decision = from;
    if (line == Line::Unsure) {
        if (decision.image)
            decision.unsureFrom = std::min(value, decision.image->value);
    } else if (m_kind == ThresholdKind::Images) {
        decision.image = manualThreshold(project(), m_kind, value);
    } else {
        decision.pixel = manualThreshold(project(), m_kind, std::max(value, 0.0));
    }
    project().previewDecision(decision);
}

void ThresholdController::beginDrag(Line line)
{
    commitPending();
    m_dragging = true;
    m_line = line;
    m_dragStart = project().decision();
    const auto unsure = value(Line::Unsure);
    m_together = unsure && unsure == value() ? unsure : std::nullopt;
    m_dragValue.reset();
}

void ThresholdController::dragTo(double value)
{
    if (!m_dragging)
        return;
    m_dragValue = std::clamp(value, m_range.low, m_range.high);
    m_dragTimer.start();
}

void ThresholdController::previewDrag()
{
    m_dragTimer.stop();
    if (m_dragging && m_dragValue && m_together) // One line upon the other: each goes to its own side.
        m_line = *m_dragValue < *m_together ? Line::Unsure : Line::Threshold;
    if (m_dragging && m_dragValue)
        preview(*std::exchange(m_dragValue, std::nullopt), m_line, m_dragStart);
}

void ThresholdController::endDrag()
{
    if (!m_dragging)
        return;
    previewDrag();
    m_dragging = false;
    commit(lineText(m_line));
    Q_EMIT figuresChanged(); // What waited for the end of the drag.
}

void ThresholdController::cancelDrag()
{
    if (!m_dragging)
        return;
    m_dragging = false;
    m_dragTimer.stop();
    project().previewDecision(m_dragStart);
}

QString ThresholdController::lineText(Line line) const
{
    if (line == Line::Unsure)
        return tr("unsure band");
    return m_kind == ThresholdKind::Images ? tr("image threshold") : tr("pixel threshold");
}

void ThresholdController::setValue(double value, Line line)
{
    commitPending();
    preview(value, line, project().decision());
    commit(lineText(line));
}

void ThresholdController::moveTo(double value, Line line)
{
    commitOther(lineText(line));
    preview(value, line, project().decision());
    commitLater(lineText(line));
}

void ThresholdController::step(int direction, bool coarse, Line line)
{
    if (!project().scores() || m_dragging)
        return;
    const std::optional<double> from = value(line);
    if (from || line == Line::Threshold)
        moveTo(stepped(from.value_or((m_range.low + m_range.high) / 2), direction, coarse), line);
}

double ThresholdController::stepped(double value, int direction, bool coarse) const
{
    const double width = m_range.high - m_range.low;
    if (coarse || m_kind == ThresholdKind::Pixels)
        return std::clamp(value + direction * width / (coarse ? kCoarseSteps : kFineSteps), std::min(value, m_range.low), std::max(value, m_range.high));
    if (direction < 0)
        return m_images->nextBelow(value).value_or(value);
    if (const auto next = m_images->nextAbove(value))
        return *next;
    const auto highest = m_images->nextBelow(kInfinity); // One more step: nothing is a defect.
    return highest && value <= *highest ? std::nextafter(static_cast<float>(*highest), std::numeric_limits<float>::infinity()) : value;
}

void ThresholdController::applyRule(ThresholdRule rule)
{
    commitPending();
    const std::optional<Threshold> found = labelledThreshold(project(), m_kind, rule);
    if (!found)
        return;
    Decision decision = project().decision();
    (m_kind == ThresholdKind::Images ? decision.image : decision.pixel) = found;
    project().previewDecision(decision);
    commit(lineText(Line::Threshold));
}

void ThresholdController::applyFalseAlarm(GoodSource source, const LabelFreeOptions &options)
{
    commitPending();
    const std::optional<Threshold> found = falseAlarmThreshold(project(), source, options);
    if (!found)
        return;
    Decision decision = project().decision();
    (m_kind == ThresholdKind::Images ? decision.image : decision.pixel) = found;
    project().previewDecision(decision);
    commit(lineText(Line::Threshold));
}

void ThresholdController::setUnsureBand(bool on)
{
    commitPending();
    Decision decision = project().decision();
    decision.unsureFrom.reset();
    if (on && decision.image)
        decision.unsureFrom = std::max(std::min(m_range.low, decision.image->value), decision.image->value - (m_range.high - m_range.low) / 10);
    project().previewDecision(decision);
    commit(lineText(Line::Unsure));
}

void ThresholdController::setMask(const MaskOptions &mask)
{
    const QString text = tr("mask cleaning");
    commitOther(text);
    Decision decision = project().decision();
    decision.mask = mask;
    project().previewDecision(decision);
    commitLater(text);
}

void ThresholdController::commit(const QString &text)
{
    m_commitTimer.stop();
    if (!project().readOnly())
        project().commitDecision(text);
    if (!m_dragging)
        refreshData();
}

void ThresholdController::commitLater(const QString &text)
{
    m_commitText = text;
    m_commitTimer.start();
}

void ThresholdController::commitOther(const QString &text)
{
    if (m_commitText != text)
        commitPending();
}

void ThresholdController::commitPending()
{
    if (m_commitTimer.isActive())
        commit(m_commitText);
}

void ThresholdController::filterToScores(double low, double high)
{
    FilterState state;
    state.splits = {static_cast<int>(Split::Test)};
    state.scoreFrom = low;
    if (m_kind == ThresholdKind::Images)
        state.scoreTo = high;
    m_context.filter.setState(state);
}

void ThresholdController::filterToCell(Label label, Call call)
{
    FilterState state;
    state.splits = {static_cast<int>(Split::Test)};
    state.labels = {static_cast<int>(label)};
    state.calls = {static_cast<int>(call)};
    m_context.filter.setState(state);
    if (const ImageId first = m_context.filter.neighbour(0, 1))
        project().setCurrentImage(first);
    m_context.actions["step.inspect"]->trigger();
}

} // namespace flawscope::ui
