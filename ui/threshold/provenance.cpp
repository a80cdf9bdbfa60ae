// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/provenance.h"

#include "ui/base/format.h"

#include <QCoreApplication>
#include <QLocale>

namespace flawscope::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flawscope::ui::Provenance", text); }

bool isLabelFree(const Threshold &threshold)
{
    return threshold.rule == ThresholdRule::FalseAlarmQuantile || threshold.rule == ThresholdRule::FalseAlarmBound;
}

QString count(std::uint64_t value) { return countText(static_cast<std::int64_t>(value)); }

/// 0.01 → "1 %": what a person typed, not what was measured.
QString wantedPercent(double share) { return tr("%1 %").arg(QLocale().toString(share * 100, 'g', 4)); }

QString labelledText(const Threshold &threshold, ThresholdKind kind, const QString &run)
{
    const QString figure = threshold.figure ? QLocale().toString(*threshold.figure, 'f', 3) : QStringLiteral("–");
    const QString name = threshold.rule == ThresholdRule::Youden ? tr("J %1").arg(figure) : tr("F1 %1").arg(figure);
    if (kind == ThresholdKind::Pixels)
        return tr("%1 on the pixels of the labelled test pictures of run %2: %3 normal and %4 anomalous pixels, %5.") // Training counts no false pixels.
            .arg(ruleText(threshold.rule), run, count(threshold.goodCount), count(threshold.defectCount), name);
    return tr("%1 on the labelled test pictures of run %2: %3 good and %4 defects, %5 false alarms, %6.")
        .arg(ruleText(threshold.rule), run, count(threshold.goodCount), count(threshold.defectCount), count(threshold.falseAlarms), name);
}

QString labelFreeText(const Threshold &threshold, ThresholdKind kind, const QString &run)
{
    const QString target = threshold.falseAlarmRate ? wantedPercent(*threshold.falseAlarmRate) : QStringLiteral("–");
    return tr("False-alarm target %1, from %2 good pictures that run %3 did not learn from: %4 of them are at or above the line. %5")
        .arg(target, count(threshold.goodCount), run, count(threshold.falseAlarms), boundText(threshold, kind));
}

QString manualText(const Threshold &threshold, ThresholdKind kind, const QString &run)
{
    if (threshold.goodCount + threshold.defectCount == 0)
        return tr("Set by hand for run %1.").arg(run);
    const QString text = kind == ThresholdKind::Pixels
                             ? tr("Set by hand on the pixels of the labelled test pictures of run %1: %2 normal and %3 anomalous pixels, %4 false alarms.")
                             : tr("Set by hand on the labelled test pictures of run %1: %2 good and %3 defects, %4 false alarms.");
    return text.arg(run, count(threshold.goodCount), count(threshold.defectCount), count(threshold.falseAlarms));
}

} // namespace

QString ruleText(ThresholdRule rule)
{
    switch (rule) {
    case ThresholdRule::F1Optimal: return tr("F1-optimal");
    case ThresholdRule::Youden: return tr("Youden");
    case ThresholdRule::FalseAlarmQuantile:
    case ThresholdRule::FalseAlarmBound: return tr("False-alarm target");
    case ThresholdRule::Manual: break;
    }
    return tr("Set by hand");
}

QString boundText(const Threshold &threshold, ThresholdKind kind)
{
    const QString what = kind == ThresholdKind::Pixels ? tr("of future good parts get a marked pixel") : tr("of future good parts are called a defect");
    QString text = tr("With %1 confidence at most %2 %3.").arg(wantedPercent(threshold.confidence), percentText(threshold.upperBound), what);
    if (threshold.falseAlarmRate && !threshold.proven)
        text += QLatin1Char(' ') + tr("Proving %1 takes at least %2 good pictures.").arg(wantedPercent(*threshold.falseAlarmRate), count(threshold.goodNeeded));
    return text;
}

QString shortProvenance(const Threshold &threshold, ThresholdKind kind, const QString &run)
{
    if (isLabelFree(threshold))
        return tr("False-alarm target %1 from %2 good pictures, run %3")
            .arg(threshold.falseAlarmRate ? wantedPercent(*threshold.falseAlarmRate) : QStringLiteral("–"), count(threshold.goodCount), run);
    const std::uint64_t all = threshold.goodCount + threshold.defectCount;
    if (kind == ThresholdKind::Pixels)
        return tr("%1 on the test pixels of run %2").arg(ruleText(threshold.rule), run);
    if (all == 0)
        return tr("%1, run %2").arg(ruleText(threshold.rule), run);
    return tr("%1 on %2 test pictures of run %3").arg(ruleText(threshold.rule), count(all), run);
}

QString provenance(const Threshold &threshold, ThresholdKind kind, const QString &run)
{
    if (isLabelFree(threshold))
        return labelFreeText(threshold, kind, run);
    return threshold.rule == ThresholdRule::Manual ? manualText(threshold, kind, run) : labelledText(threshold, kind, run);
}

} // namespace flawscope::ui
