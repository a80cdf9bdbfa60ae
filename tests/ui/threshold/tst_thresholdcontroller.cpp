// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/confusion.h"
#include "tests/ui/threshold/desk.h"
#include "tests/ui/threshold/scoredproject.h"
#include "ui/base/format.h"
#include "ui/base/metrichelp.h"
#include "ui/threshold/figuresmodel.h"
#include "ui/threshold/histogrambars.h"
#include "ui/threshold/provenance.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

/// The moves of the lines, without widgets: what they do to the decision, to history, and to the figures.
class ThresholdControllerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void figuresAreThoseOfARecount();
    void dragIsOneStep();
    void dragWithoutAMoveIsNone();
    void escapeGivesADragUp();
    void ofManyMovesTheLastOneCounts();
    void keysStepToTheNextScore();
    void aStepBeyondTheHighestScoreLeavesNoDefect();
    void restingStepsAreStoredOnceAndUndone();
    void coarseStepsStayInRange();
    void bandKeepsItsOrder();
    void pixelThresholdIsSnapped();
    void rulesAreTheCores();
    void falseAlarmTargetUsesUnseenGoodPictures();
    void withoutDefectsOnlyLabelFreeRules();
    void readOnlyPreviewsButStoresNothing();
    void relabellingCountsAnew();
    void anotherRunDropsWhatRests();
    void barsHoldEveryPicture();
    void modelOfFiguresIsOne();
    void everyMetricIsExplained();
    void provenanceTellsAll();

private:
    std::size_t historyRows() const { return m_desk->project.workspace().history().size(); }
    Confusion recount(double threshold) const { return confusionAt(labelledScores(m_desk->project), threshold); }
    void open(std::shared_ptr<Workspace> workspace);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

void ThresholdControllerTest::open(std::shared_ptr<Workspace> workspace)
{
    m_desk.reset();
    m_desk = std::make_unique<Desk>(std::move(workspace), m_folder->filePath(QStringLiteral("settings.ini")));
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->idle(), 60000);
}

void ThresholdControllerTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    open(makeScoredProject(toPath(m_folder->filePath(QStringLiteral("project")))));
}

void ThresholdControllerTest::cleanup()
{
    m_desk.reset();
    m_folder.reset();
}

void ThresholdControllerTest::figuresAreThoseOfARecount()
{
    ThresholdController &controller = m_desk->controller;
    const auto [low, high] = controller.range();
    for (int i = 0; i <= 40; ++i) {
        const double threshold = low + (high - low) * i / 40;
        controller.moveTo(threshold);
        QCOMPARE(controller.figures().atThreshold, recount(threshold));
        QCOMPARE(controller.figures().pictures.sure, recount(threshold));
        std::uint64_t overkill = 0;
        std::uint64_t escapes = 0;
        for (int row = 0; row < static_cast<int>(m_desk->project.images().size()); ++row) {
            overkill += m_desk->project.isOverkill(row);
            escapes += m_desk->project.isEscape(row);
        }
        QCOMPARE(controller.figures().pictures.sure.falsePositives, overkill);
        QCOMPARE(controller.figures().pictures.sure.falseNegatives, escapes);
    }
}

void ThresholdControllerTest::dragIsOneStep()
{
    ThresholdController &controller = m_desk->controller;
    const std::size_t before = historyRows();
    controller.beginDrag(ThresholdController::Line::Threshold);
    for (int i = 0; i < 10; ++i) {
        controller.dragTo(0.6 + 0.05 * i);
        QCoreApplication::processEvents();
        QCOMPARE(m_desk->project.decision().image->value, 0.6 + 0.05 * i);
        QCOMPARE(historyRows(), before);
    }
    controller.endDrag();
    QCOMPARE(historyRows(), before + 1);
    QCOMPARE(m_desk->project.undoStack().count(), 1);
    const Threshold stored = *m_desk->project.workspace().decision(m_desk->project.currentRun()).image;
    QCOMPARE(stored.value, 0.6 + 0.05 * 9);
    QCOMPARE(stored.rule, ThresholdRule::Manual);
    QCOMPARE(stored.falseAlarms, recount(stored.value).falsePositives);
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    QCOMPARE(controller.figures().atThreshold, recount(1.0));
}

void ThresholdControllerTest::dragWithoutAMoveIsNone()
{
    const std::size_t before = historyRows();
    m_desk->controller.beginDrag(ThresholdController::Line::Threshold);
    m_desk->controller.endDrag();
    QCOMPARE(historyRows(), before);
    QCOMPARE(m_desk->project.undoStack().count(), 0);
}

void ThresholdControllerTest::escapeGivesADragUp()
{
    m_desk->controller.beginDrag(ThresholdController::Line::Threshold);
    m_desk->controller.dragTo(0.5);
    QCoreApplication::processEvents();
    m_desk->controller.cancelDrag();
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    m_desk->controller.endDrag();
    QCOMPARE(m_desk->project.undoStack().count(), 0);
}

void ThresholdControllerTest::ofManyMovesTheLastOneCounts()
{
    QSignalSpy changes(&m_desk->project, &Project::decisionChanged);
    m_desk->controller.beginDrag(ThresholdController::Line::Threshold);
    for (int i = 0; i < 50; ++i)
        m_desk->controller.dragTo(0.5 + 0.01 * i);
    QCOMPARE(changes.count(), 0);
    QTRY_COMPARE(changes.count(), 1);
    QCOMPARE(m_desk->project.decision().image->value, 0.5 + 0.01 * 49);
    m_desk->controller.endDrag();
}

void ThresholdControllerTest::keysStepToTheNextScore()
{
    const auto index = m_desk->project.imageIndex();
    double value = 1.0;
    for (const char *id : {"threshold.raise", "threshold.raise", "threshold.lower", "threshold.lower", "threshold.lower"}) {
        const bool up = QLatin1String(id) == QLatin1String("threshold.raise");
        value = *(up ? index->nextAbove(value) : index->nextBelow(value));
        m_desk->actions[id]->trigger();
        QCOMPARE(m_desk->project.decision().image->value, value);
    }
}

void ThresholdControllerTest::aStepBeyondTheHighestScoreLeavesNoDefect()
{
    const auto index = m_desk->project.imageIndex();
    m_desk->controller.setValue(*index->nextBelow(std::numeric_limits<double>::infinity()));
    QCOMPARE(index->countFrom(*m_desk->controller.value()), std::uint64_t{1});
    m_desk->controller.step(1, false);
    QCOMPARE(index->countFrom(*m_desk->controller.value()), std::uint64_t{0});
    const double value = *m_desk->controller.value();
    m_desk->controller.step(1, false);
    QCOMPARE(*m_desk->controller.value(), value);
}

void ThresholdControllerTest::restingStepsAreStoredOnceAndUndone()
{
    const std::size_t before = historyRows();
    for (int i = 0; i < 5; ++i)
        m_desk->actions["threshold.raise"]->trigger();
    QCOMPARE(historyRows(), before);
    QTRY_COMPARE(historyRows(), before + 1);
    m_desk->actions["edit.undo"]->trigger();
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    for (int i = 0; i < 3; ++i)
        m_desk->actions["threshold.lower-coarse"]->trigger();
    m_desk->actions["edit.undo"]->trigger(); // Before it was stored: it is the step that is undone all the same.
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    MaskOptions mask;
    mask.openingRadiusPx = 7;
    m_desk->actions["threshold.raise"]->trigger();
    const double raised = *m_desk->controller.value();
    m_desk->controller.setMask(mask); // Another kind of step: both are stored.
    m_desk->controller.commitPending();
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->project.decision().mask.openingRadiusPx, MaskOptions().openingRadiusPx);
    QCOMPARE(m_desk->project.decision().image->value, raised);
}

void ThresholdControllerTest::coarseStepsStayInRange()
{
    const auto [low, high] = m_desk->controller.range();
    for (int i = 0; i < 80; ++i)
        m_desk->controller.step(1, true);
    QCOMPARE(*m_desk->controller.value(), high);
    QCOMPARE(m_desk->controller.range().high, high);
    for (int i = 0; i < 120; ++i)
        m_desk->controller.step(-1, true);
    QCOMPARE(*m_desk->controller.value(), low);
    QCOMPARE(m_desk->controller.range().low, low);
}

void ThresholdControllerTest::bandKeepsItsOrder()
{
    ThresholdController &controller = m_desk->controller;
    m_desk->actions["threshold.unsure"]->trigger();
    QVERIFY(controller.figures().unsureFrom);
    QVERIFY(*controller.figures().unsureFrom < 1.0);
    const std::size_t before = historyRows();
    controller.beginDrag(ThresholdController::Line::Unsure);
    controller.dragTo(2.0); // beyond the threshold
    controller.endDrag();
    QCOMPARE(*m_desk->project.decision().unsureFrom, 1.0);
    QCOMPARE(historyRows(), before + 1);
    controller.setValue(0.6, ThresholdController::Line::Unsure);
    controller.beginDrag(ThresholdController::Line::Threshold);
    controller.dragTo(0.4);
    QTRY_COMPARE(m_desk->project.decision().image->value, 0.4);
    QCOMPARE(*m_desk->project.decision().unsureFrom, 0.4);
    controller.dragTo(0.9); // On the way back the band is what it was.
    controller.endDrag();
    QCOMPARE(*m_desk->project.decision().unsureFrom, 0.6);
    const BandCounts expected = m_desk->project.imageIndex()->band(0.6, 0.9);
    QVERIFY(expected.unsureGood + expected.unsureDefects > 0);
    QCOMPARE(controller.figures().pictures, expected);
    m_desk->actions["threshold.unsure"]->trigger();
    QVERIFY(!m_desk->project.decision().unsureFrom);
}

void ThresholdControllerTest::pixelThresholdIsSnapped()
{
    m_desk->actions["threshold.pixels"]->trigger();
    QCOMPARE(m_desk->controller.kind(), ThresholdKind::Pixels);
    QVERIFY(!m_desk->actions["threshold.unsure"]->isEnabled());
    const PixelThresholdIndex &pixels = *m_desk->controller.pixels();
    m_desk->controller.setValue(0.123456789);
    QCOMPARE(*m_desk->controller.value(), pixels.snapped(0.123456789));
    QCOMPARE(m_desk->controller.figures().pixels->pixels, pixels.at(0.123456789).pixels);
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    const double before = *m_desk->controller.value();
    m_desk->controller.step(1, false);
    QVERIFY(std::abs(*m_desk->controller.value() - before - (m_desk->controller.range().high - m_desk->controller.range().low) / 500) <= pixels.binWidth());
}

void ThresholdControllerTest::rulesAreTheCores()
{
    const std::vector<LabelledScore> scores = labelledScores(m_desk->project);
    m_desk->actions["threshold.f1"]->trigger();
    QCOMPARE(m_desk->project.decision().image->value, f1Threshold(scores)->value);
    QCOMPARE(m_desk->project.decision().image->rule, ThresholdRule::F1Optimal);
    QCOMPARE(m_desk->project.decision().image->goodCount, std::uint64_t{30});
    m_desk->actions["threshold.youden"]->trigger();
    QCOMPARE(m_desk->project.decision().image->value, youdenThreshold(scores)->value);
    m_desk->actions["threshold.pixels"]->trigger();
    m_desk->actions["threshold.f1"]->trigger();
    QCOMPARE(m_desk->project.decision().pixel->value, m_desk->controller.pixels()->metrics().f1->threshold);
    m_desk->actions["threshold.youden"]->trigger();
    QCOMPARE(m_desk->project.decision().pixel->value, m_desk->controller.pixels()->youden()->threshold);
}

void ThresholdControllerTest::falseAlarmTargetUsesUnseenGoodPictures()
{
    QCOMPARE(goodScores(m_desk->project, GoodSource::HeldOut).size(), std::size_t{12});
    QCOMPARE(goodScores(m_desk->project, GoodSource::Test).size(), std::size_t{30});
    QCOMPARE(goodScores(m_desk->project, GoodSource::Both).size(), std::size_t{42});
    LabelFreeOptions options;
    options.falseAlarmRate = 0.1;
    m_desk->controller.applyFalseAlarm(GoodSource::Both, options);
    const Threshold threshold = *m_desk->project.decision().image;
    QCOMPARE(threshold.goodCount, std::uint64_t{42});
    QCOMPARE(threshold.falseAlarms, std::uint64_t{4});
    QCOMPARE(threshold.rule, ThresholdRule::FalseAlarmQuantile);
    QCOMPARE(m_desk->project.workspace().decision(m_desk->project.currentRun()).image->falseAlarmRate, std::optional(0.1));
    options.confidence = 0.9; // The same line, but another promise: that is stored, too.
    m_desk->controller.applyFalseAlarm(GoodSource::Both, options);
    QCOMPARE(m_desk->project.workspace().decision(m_desk->project.currentRun()).image->confidence, 0.9);
}

void ThresholdControllerTest::withoutDefectsOnlyLabelFreeRules()
{
    ScoredProjectOptions options;
    options.defects = 0;
    open(makeScoredProject(toPath(m_folder->filePath(QStringLiteral("good only"))), options));
    QVERIFY(!m_desk->controller.whyNoLabels().isEmpty());
    QVERIFY(m_desk->controller.whyNoLabels().contains(QStringLiteral("30")));
    QVERIFY(!m_desk->actions["threshold.f1"]->isEnabled());
    QVERIFY(!m_desk->actions["threshold.youden"]->isEnabled());
    QVERIFY(m_desk->actions["threshold.false-alarm"]->isEnabled());
    m_desk->controller.applyFalseAlarm(GoodSource::Test, {});
    QCOMPARE(m_desk->project.decision().image->goodCount, std::uint64_t{30});
    m_desk->controller.applyRule(ThresholdRule::F1Optimal); // Nothing to find: nothing changes.
    QCOMPARE(m_desk->project.decision().image->rule, ThresholdRule::FalseAlarmQuantile);
}

void ThresholdControllerTest::readOnlyPreviewsButStoresNothing()
{
    const auto writer = m_desk->project.sharedWorkspace(); // holds the lock
    const std::size_t before = historyRows();
    open(Workspace::open(writer->folder(), "berta"));
    if (!m_desk->project.readOnly())
        QSKIP("This system gives one process two locks.");
    m_desk->controller.beginDrag(ThresholdController::Line::Threshold);
    m_desk->controller.dragTo(0.7);
    m_desk->controller.endDrag();
    QCOMPARE(m_desk->project.decision().image->value, 0.7);
    QCOMPARE(m_desk->controller.figures().atThreshold, recount(0.7));
    QCOMPARE(m_desk->project.undoStack().count(), 0);
    QCOMPARE(writer->history().size(), before);
    QCOMPARE(writer->decision(m_desk->project.currentRun()).image->value, 1.0);
}

void ThresholdControllerTest::relabellingCountsAnew()
{
    QSignalSpy data(&m_desk->controller, &ThresholdController::dataChanged);
    const ImageId id = m_desk->project.imageIndex()->idsFrom(1.0).back();
    ImageEdit edit{.id = id};
    edit.label = m_desk->project.image(id)->sample.label == Label::Good ? Label::Defect : Label::Good;
    m_desk->project.edit({edit}, QStringLiteral("label"));
    QVERIFY(data.count() > 0);
    QCOMPARE(m_desk->controller.figures().atThreshold, recount(1.0));
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->idle(), 60000);
}

void ThresholdControllerTest::anotherRunDropsWhatRests()
{
    m_desk->actions["threshold.raise"]->trigger();
    m_desk->project.setCurrentRun(0);
    QVERIFY(!m_desk->actions["threshold.raise"]->isEnabled());
    QTest::qWait(ThresholdController::kRestMs + 100);
    QCOMPARE(m_desk->project.undoStack().count(), 0);
    QVERIFY(!m_desk->controller.value());
}

void ThresholdControllerTest::barsHoldEveryPicture()
{
    const auto index = m_desk->project.imageIndex();
    const auto [low, high] = m_desk->controller.range();
    const HistogramBars bars = imageBars(*index, low, high, 50);
    QCOMPARE(bars.count(), 50);
    QCOMPARE(std::accumulate(bars.good.begin(), bars.good.end(), 0.0), 30.0);
    QCOMPARE(std::accumulate(bars.defect.begin(), bars.defect.end(), 0.0), 20.0);
    QCOMPARE(std::accumulate(bars.unknown.begin(), bars.unknown.end(), 0.0), 4.0);
    for (int bar = 0; bar < bars.count(); ++bar) {
        QCOMPARE(bars.good[bar] + bars.defect[bar] + bars.unknown[bar], static_cast<double>(index->idsBetween(bars.low(bar), bars.high(bar)).size()));
        QCOMPARE(bars.barAt(bars.low(bar)), std::optional(bar));
    }
    QVERIFY(!bars.barAt(high));
    m_desk->controller.setKind(ThresholdKind::Pixels);
    const HistogramBars pixels = pixelBars(*m_desk->controller.pixels(), m_desk->controller.range().low, m_desk->controller.range().high, 50);
    const PixelMetrics &metrics = m_desk->controller.pixels()->metrics();
    QCOMPARE(std::accumulate(pixels.good.begin(), pixels.good.end(), 0.0) + std::accumulate(pixels.defect.begin(), pixels.defect.end(), 0.0),
             static_cast<double>(metrics.normalPixels + metrics.anomalousPixels));
}

void ThresholdControllerTest::modelOfFiguresIsOne()
{
    FiguresModel model(m_desk->controller);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_desk->controller.moveTo(0.8);
    m_desk->controller.setKind(ThresholdKind::Pixels);
    m_desk->controller.moveTo(0.5);
    const auto value = [&](Metric metric, int column) { return model.index(model.rowOf(metric), column).data(FiguresModel::ValueRole); };
    QCOMPARE(value(Metric::Precision, FiguresModel::PicturesColumn).toDouble(), *recount(0.8).precision());
    QCOMPARE(value(Metric::Escape, FiguresModel::PicturesColumn).toDouble(), *recount(0.8).escapeRate());
    const PixelFigures pixels = m_desk->controller.pixels()->at(0.5);
    QCOMPARE(value(Metric::F1, FiguresModel::PixelsColumn).toDouble(), *pixels.pixels.f1());
    QCOMPARE(value(Metric::RegionOverlap, FiguresModel::PixelsColumn).toDouble(), *pixels.meanOverlap);
    QVERIFY(!value(Metric::Aupro, FiguresModel::PicturesColumn).isValid());
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY(model.index(row, 0).data(Qt::ToolTipRole).toString().contains(metricMeaning(model.metric(row)).toHtmlEscaped()));
}

void ThresholdControllerTest::everyMetricIsExplained()
{
    int place = 0;
    for (const MetricHelp &help : metricHelp()) {
        QCOMPARE(static_cast<int>(help.metric), place++);
        QVERIFY(!metricName(help.metric).isEmpty());
        QVERIFY(metricMeaning(help.metric).size() > 30);
    }
    QCOMPARE(place, static_cast<int>(Metric::FalseAlarmBound) + 1);
}

void ThresholdControllerTest::provenanceTellsAll()
{
    const QString run = m_desk->controller.runName();
    QCOMPARE(run, QStringLiteral("R18-256"));
    m_desk->actions["threshold.f1"]->trigger();
    QCOMPARE(shortProvenance(*m_desk->controller.threshold(), ThresholdKind::Images, run), QStringLiteral("F1-optimal on 50 test pictures of run R18-256"));
    const QString text = provenance(*m_desk->controller.threshold(), ThresholdKind::Images, run);
    for (const char *word : {"F1-optimal", "R18-256", "30 good", "20 defects"})
        QVERIFY2(text.contains(QLatin1String(word)), qPrintable(text));
    Threshold pixels = *labelledThreshold(m_desk->project, ThresholdKind::Pixels, ThresholdRule::F1Optimal);
    pixels.falseAlarms = 0; // As training leaves it: nothing is said of what was not counted.
    QVERIFY(!provenance(pixels, ThresholdKind::Pixels, run).contains(QStringLiteral("false alarms")));
    m_desk->controller.applyFalseAlarm(GoodSource::HeldOut, {});
    const QString free = provenance(*m_desk->controller.threshold(), ThresholdKind::Images, run);
    for (const char *word : {"1 %", "12 good", "95 %", "299"})
        QVERIFY2(free.contains(QLatin1String(word)), qPrintable(free));
}

QTEST_MAIN(ThresholdControllerTest)
#include "tst_thresholdcontroller.moc"
