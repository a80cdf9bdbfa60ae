// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/metrichelp.h"

#include <QCoreApplication>

namespace flawscope::ui {

namespace {

#define M(metric, name, formula, meaning) \
    {Metric::metric, QT_TRANSLATE_NOOP("Metrics", name), QT_TRANSLATE_NOOP("Metrics", formula), QT_TRANSLATE_NOOP("Metrics", meaning)}

constexpr MetricHelp kHelp[] = {
    M(Threshold, "Threshold", "score ≥ threshold: defect",
      "Everything that scores at or above this line is called a defect. Lower it and fewer defects escape, but more good parts are thrown away."),
    M(Precision, "Precision", "defects found / all called defect",
      "Of all that is called a defect, the share that really is one. 90 % means: of ten parts in the reject bin, one is good."),
    M(Recall, "Recall", "defects found / all defects", "Of all real defects, the share that is found. What is missing to 100 % escapes."),
    M(F1, "F1", "2 · precision · recall / (precision + recall)",
      "One figure for precision and recall together: near 1 only if few good parts are rejected and few defects are missed. Good for comparing, but it "
      "counts a missed defect like a rejected good part; your costs may differ."),
    M(Accuracy, "Accuracy", "right calls / all calls",
      "The share of calls that are right. Misleading where defects are rare: calling everything good is then right most of the time."),
    M(Overkill, "Overkill rate", "good called defect / all good",
      "The share of good parts that are thrown away or inspected again for nothing: the false alarms of the line."),
    M(Escape, "Escape rate", "defects called good / all defects", "The share of defects that pass as good and reach the customer."),
    M(Unsure, "Unsure", "between the two lines",
      "Parts that score between the two lines get no automatic verdict: a person looks at them. Other figures count only the parts that got a verdict."),
    M(Iou, "Overlap (IoU)", "shared pixels / pixels of either",
      "How well the marked area and the real defect cover each other, over all pixels: 1 is a perfect outline, 0 is no common pixel. Large defects count most."),
    M(RegionOverlap, "Overlap per defect (PRO)", "mean over defects of their covered share",
      "How much of each single defect is marked, on average: a small scratch counts as much as a large stain."),
    M(Auroc, "AUROC", "chance that a defect scores above a good one",
      "How well scores tell good from defect at all, whatever the threshold: 1 is perfect, 0.5 is a coin toss. For pixels it looks good easily, because most are good."),
    M(AveragePrecision, "Average precision", "area under the precision-recall curve",
      "How pure the reject bin stays while more and more defects are found, whatever the threshold. Stricter than AUROC where defects are rare."),
    M(Aupro, "AUPRO", "area under the PRO curve up to 30 % false alarms",
      "How well the areas of defects are found at any threshold, small ones counting as much as large ones: 1 is perfect. The usual figure for comparing methods."),
    M(FalseAlarmBound, "Proven false-alarm rate", "Clopper-Pearson upper bound",
      "With the confidence that you chose, no more than this share of future good parts is called a defect. The more good parts the threshold was found "
      "from, the lower the share that can be proven: 299 good ones without a false alarm prove 1 % at 95 % confidence."),
};

#undef M

QString translated(const char *text) { return QCoreApplication::translate("Metrics", text); }
const MetricHelp &helpOf(Metric metric) { return kHelp[static_cast<std::size_t>(metric)]; }

} // namespace

std::span<const MetricHelp> metricHelp() { return kHelp; }
QString metricName(Metric metric) { return translated(helpOf(metric).name); }
QString metricFormula(Metric metric) { return translated(helpOf(metric).formula); }
QString metricMeaning(Metric metric) { return translated(helpOf(metric).meaning); }

QString metricToolTip(Metric metric)
{
    return QStringLiteral("<p><b>%1</b><br>%2</p><p><i>%3</i></p>")
        .arg(metricName(metric).toHtmlEscaped(), metricMeaning(metric).toHtmlEscaped(), metricFormula(metric).toHtmlEscaped());
}

} // namespace flawscope::ui
