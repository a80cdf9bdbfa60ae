// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/threshold/desk.h"
#include "tests/ui/threshold/scoredproject.h"
#include "ui/base/emptystate.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/threshold/confusionview.h"
#include "ui/threshold/falsealarmpanel.h"
#include "ui/threshold/filterhint.h"
#include "ui/threshold/histogramview.h"
#include "ui/threshold/maskfields.h"
#include "ui/threshold/matrixcell.h"
#include "ui/threshold/thresholdfield.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

/// Page and strip under real keys and a real mouse.
class DecidePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void dragWithTheMouse_data();
    void dragWithTheMouse();
    void grabAreaIsWide();
    void draggingTheBand();
    void arrowKeysStep();
    void arrowKeysAreNotThePictures();
    void clickOnABarFilters();
    void barsTellTheirPictures();
    void cellsCountAndFilter();
    void unsureColumnComesWithTheBand();
    void pointsLieOnTheCurves();
    void barsAreNotMadeAnewByADrag();
    void sliderDrags();
    void typedValue();
    void falseAlarmPanel();
    void maskCleaning();
    void foldedStrip();
    void everythingFitsTheSmallWindow();
    void withoutARun();
    void everyControlHasAName();

private:
    HistogramView &histogram() const { return m_desk->page->histogram(); }
    void drag(HistogramView &view, double from, double to);
    std::size_t historyRows() const { return m_desk->project.workspace().history().size(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

void DecidePageTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_desk = std::make_unique<Desk>(makeScoredProject(toPath(m_folder->filePath(QStringLiteral("project")))), m_folder->filePath(QStringLiteral("settings.ini")));
    m_desk->window.resize(1000, 760);
    m_desk->window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_desk->window));
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->idle(), 60000);
    QTRY_VERIFY(histogram().bars().count() > 0 && m_desk->strip->histogram().bars().count() > 0);
}

void DecidePageTest::cleanup()
{
    m_desk.reset();
    m_folder.reset();
}

void DecidePageTest::drag(HistogramView &view, double from, double to)
{
    const QPoint start = view.pointOf(from);
    const QPoint end = view.pointOf(to);
    QTest::mousePress(&view, Qt::LeftButton, {}, start);
    for (int i = 1; i <= 8; ++i)
        QTest::mouseMove(&view, start + (end - start) * i / 8);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, end);
}

void DecidePageTest::dragWithTheMouse_data()
{
    QTest::addColumn<bool>("onStrip");
    QTest::newRow("page") << false;
    QTest::newRow("strip") << true;
}

void DecidePageTest::dragWithTheMouse()
{
    QFETCH(bool, onStrip);
    HistogramView &view = onStrip ? m_desk->strip->histogram() : histogram();
    const std::size_t before = historyRows();
    drag(view, 1.0, 1.4);
    const double value = m_desk->project.decision().image->value;
    const double pixel = view.xAxis->pixelToCoord(1) - view.xAxis->pixelToCoord(0);
    QVERIFY2(std::abs(value - 1.4) <= 1.5 * pixel, qPrintable(QString::number(value)));
    QCOMPARE(historyRows(), before + 1);
    QCOMPARE(m_desk->project.undoStack().count(), 1);
    const Confusion counts = confusionAt(labelledScores(m_desk->project), value);
    QCOMPARE(m_desk->page->matrix().count(Label::Good, Call::Defect), counts.falsePositives);
    QCOMPARE(m_desk->page->matrix().count(Label::Defect, Call::Good), counts.falseNegatives);
    QCOMPARE(m_desk->page->matrix().cell(Label::Defect, Call::Defect)->text(), countText(static_cast<std::int64_t>(counts.truePositives)));
    QCOMPARE(m_desk->project.workspace().decision(m_desk->project.currentRun()).image->value, value);
    m_desk->actions["edit.undo"]->trigger();
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
}

void DecidePageTest::grabAreaIsWide()
{
    const QPoint line = histogram().pointOf(1.0);
    QTest::mouseMove(&histogram(), line + QPoint(6, 0));
    QCOMPARE(histogram().cursor().shape(), Qt::SplitHCursor);
    QTest::mousePress(&histogram(), Qt::LeftButton, {}, line + QPoint(6, 0));
    QVERIFY(m_desk->controller.dragging());
    QTest::mouseRelease(&histogram(), Qt::LeftButton, {}, line + QPoint(6, 0));
    QCOMPARE(m_desk->project.decision().image->value, 1.0); // Grabbing beside the line does not move it.
    QCOMPARE(m_desk->project.undoStack().count(), 0);
    QTest::mouseMove(&histogram(), QPoint(line.x() + 40, histogram().axisRect()->top() + 3));
    QVERIFY(histogram().cursor().shape() != Qt::SplitHCursor);
}

void DecidePageTest::draggingTheBand()
{
    m_desk->actions["threshold.unsure"]->trigger();
    const double from = *m_desk->project.decision().unsureFrom;
    drag(histogram(), from, 0.5);
    QVERIFY(std::abs(*m_desk->project.decision().unsureFrom - 0.5) < 0.02);
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    drag(histogram(), *m_desk->project.decision().unsureFrom, 1.5);
    QCOMPARE(*m_desk->project.decision().unsureFrom, 1.0);
    drag(histogram(), 1.0, 1.3); // Both lie there: to the right goes the threshold.
    QVERIFY(m_desk->project.decision().image->value > 1.2);
    QCOMPARE(*m_desk->project.decision().unsureFrom, 1.0);
    m_desk->project.undoStack().undo();
    drag(histogram(), 1.0, 0.6); // To the left goes the other line, wherever on the pixel the two were caught.
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    QVERIFY(std::abs(*m_desk->project.decision().unsureFrom - 0.6) < 0.02);
}

void DecidePageTest::arrowKeysStep()
{
    const auto index = m_desk->project.imageIndex();
    histogram().setFocus();
    QTest::keyClick(&histogram(), Qt::Key_Right);
    QCOMPARE(m_desk->project.decision().image->value, *index->nextAbove(1.0));
    QTest::keyClick(&histogram(), Qt::Key_Left);
    QCOMPARE(m_desk->project.decision().image->value, *index->nextBelow(*index->nextAbove(1.0)));
    const double before = *m_desk->controller.value();
    QTest::keyClick(&histogram(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(std::abs(*m_desk->controller.value() - before - (m_desk->controller.range().high - m_desk->controller.range().low) / 50) < 1e-9);
    QTest::mousePress(&histogram(), Qt::LeftButton, {}, histogram().pointOf(*m_desk->controller.value()));
    const double start = *m_desk->controller.value();
    QTest::mouseMove(&histogram(), histogram().pointOf(0.5));
    QTest::keyClick(&histogram(), Qt::Key_Escape);
    QCOMPARE(*m_desk->controller.value(), start);
    QTest::mouseRelease(&histogram(), Qt::LeftButton, {}, histogram().pointOf(0.5));
    QCOMPARE(*m_desk->controller.value(), start);
}

void DecidePageTest::arrowKeysAreNotThePictures()
{
    QSignalSpy next(m_desk->actions["image.next"], &QAction::triggered);
    m_desk->window.activateWindow();
    histogram().setFocus();
    QTest::keyClick(&histogram(), Qt::Key_Right);
    QCOMPARE(next.count(), 0);
    QVERIFY(*m_desk->controller.value() != 1.0);
}

void DecidePageTest::clickOnABarFilters()
{
    const HistogramBars &bars = histogram().bars();
    int bar = 0;
    for (int i = 0; i < bars.count(); ++i) {
        if (std::abs(histogram().pointOf(bars.low(i)).x() - histogram().pointOf(1.0).x()) > 30 && bars.tallest(i) > bars.tallest(bar))
            bar = i;
    }
    const QPoint point(histogram().pointOf((bars.low(bar) + bars.high(bar)) / 2).x(), histogram().axisRect()->bottom() - 3);
    QTest::mouseClick(&histogram(), Qt::LeftButton, {}, point);
    QCOMPARE(m_desk->filter.state().scoreFrom, std::optional(bars.low(bar)));
    QCOMPARE(m_desk->filter.rowCount(), static_cast<int>(bars.good[bar] + bars.defect[bar] + bars.unknown[bar]));
    QVERIFY(m_desk->filter.rowCount() > 0);
    const auto hints = m_desk->window.findChildren<FilterHint *>();
    QVERIFY(!hints.isEmpty());
    for (const FilterHint *hint : hints)
        QVERIFY(hint->isVisible());
    m_desk->filter.setState({});
    QVERIFY(!hints.first()->isVisible());
}

void DecidePageTest::barsTellTheirPictures()
{
    const auto ids = m_desk->project.imageIndex()->idsFrom(1.0);
    const auto bar = histogram().bars().barAt(*m_desk->project.score(m_desk->project.rowOf(ids.back())));
    QVERIFY(bar);
    QVERIFY(histogram().barToolTip(*bar).contains(toQString(m_desk->project.image(ids.back())->sample.name)));
    m_desk->actions["threshold.pixels"]->trigger();
    QTRY_VERIFY(histogram().bars().unknown.count(0.0) == histogram().bars().count());
    QVERIFY(histogram().barToolTip(0).contains(QStringLiteral("pixels")));
}

void DecidePageTest::cellsCountAndFilter()
{
    m_desk->controller.setValue(0.9);
    QSignalSpy step(m_desk->actions["step.inspect"], &QAction::triggered);
    for (const auto &[truth, call] : {std::pair(Label::Good, Call::Good), std::pair(Label::Good, Call::Defect), std::pair(Label::Defect, Call::Good),
                                      std::pair(Label::Defect, Call::Defect)}) {
        MatrixCell *cell = m_desk->page->matrix().cell(truth, call);
        const std::uint64_t count = m_desk->page->matrix().count(truth, call);
        QCOMPARE(cell->isEnabled(), count > 0);
        if (count == 0)
            continue;
        step.clear();
        QTest::mouseClick(cell, Qt::LeftButton);
        QCOMPARE(step.count(), 1);
        QCOMPARE(m_desk->filter.rowCount(), static_cast<int>(count));
        for (const ImageId id : m_desk->filter.shownImages()) {
            QCOMPARE(m_desk->project.image(id)->sample.label, truth);
            QCOMPARE(m_desk->project.call(m_desk->project.rowOf(id)), call);
        }
        QVERIFY(m_desk->filter.shownImages().contains(m_desk->project.currentImage()));
        QVERIFY(cell->toolTip().contains(countText(static_cast<std::int64_t>(count))));
    }
}

void DecidePageTest::unsureColumnComesWithTheBand()
{
    MatrixCell *cell = m_desk->page->matrix().cell(Label::Good, Call::Unsure);
    QVERIFY(!cell->isVisible());
    m_desk->controller.setValue(0.3, ThresholdController::Line::Unsure);
    QTRY_VERIFY(cell->isVisible());
    const std::uint64_t count = m_desk->page->matrix().count(Label::Good, Call::Unsure);
    QVERIFY(count > 0);
    QTest::mouseClick(cell, Qt::LeftButton);
    QCOMPARE(m_desk->filter.rowCount(), static_cast<int>(count));
    QTest::keyClick(cell, Qt::Key_Space);
    m_desk->actions["threshold.pixels"]->trigger();
    QTRY_VERIFY(!cell->isVisible());
}

void DecidePageTest::pointsLieOnTheCurves()
{
    m_desk->controller.setValue(0.8);
    const Confusion counts = confusionAt(labelledScores(m_desk->project), 0.8);
    const auto roc = m_desk->page->curve(CurveView::Curve::Roc).picturePoint();
    QCOMPARE(*roc, QPointF(*counts.overkillRate(), *counts.recall()));
    QCOMPARE(*m_desk->page->curve(CurveView::Curve::PrecisionRecall).picturePoint(), QPointF(*counts.recall(), *counts.precision()));
    const PixelFigures pixels = m_desk->controller.pixels()->at(0.75);
    QCOMPARE(*m_desk->page->curve(CurveView::Curve::Pro).pixelPoint(), QPointF(*pixels.falsePositiveRate, *pixels.meanOverlap));
    QVERIFY(!m_desk->page->curve(CurveView::Curve::Pro).picturePoint());
}

void DecidePageTest::barsAreNotMadeAnewByADrag()
{
    QSignalSpy replots(&histogram(), &QCustomPlot::afterReplot); // Of the whole plot; the layer of the lines has none.
    QSignalSpy data(&m_desk->controller, &ThresholdController::dataChanged);
    QTest::mousePress(&histogram(), Qt::LeftButton, {}, histogram().pointOf(1.0));
    QTest::qWait(20);
    replots.clear();
    for (int i = 0; i < 10; ++i) {
        QTest::mouseMove(&histogram(), histogram().pointOf(1.0) + QPoint(3 * i, 0));
        QCoreApplication::processEvents();
    }
    QCOMPARE(replots.count(), 0);
    QCOMPARE(data.count(), 0);
    QTest::mouseRelease(&histogram(), Qt::LeftButton, {}, histogram().pointOf(1.0) + QPoint(27, 0));
}

void DecidePageTest::sliderDrags()
{
    auto *slider = m_desk->strip->findChild<QSlider *>();
    const std::size_t before = historyRows();
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Right);
    QTest::keyClick(slider, Qt::Key_Right);
    QVERIFY(*m_desk->controller.value() > 1.0);
    QTRY_COMPARE(historyRows(), before + 1);
    slider->setSliderDown(true);
    slider->setSliderPosition(100);
    slider->setSliderPosition(120);
    slider->setSliderDown(false);
    QCOMPARE(historyRows(), before + 2);
    const auto [low, high] = m_desk->controller.range();
    QVERIFY(std::abs(*m_desk->controller.value() - (low + (high - low) * 120 / 500)) < 1e-9);
}

void DecidePageTest::typedValue()
{
    m_desk->actions["threshold.edit"]->trigger();
    ThresholdField &field = m_desk->strip->field();
    QTRY_VERIFY(field.hasFocus());
    QTest::keyClicks(&field, QLocale().toString(1.25, 'f', 2));
    QCOMPARE(m_desk->project.decision().image->value, 1.0);
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(m_desk->project.decision().image->value, 1.25);
    QCOMPARE(m_desk->project.undoStack().count(), 1);
    QTest::keyClick(&field, Qt::Key_Up);
    QCOMPARE(m_desk->project.decision().image->value, *m_desk->project.imageIndex()->nextAbove(1.25));
}

void DecidePageTest::falseAlarmPanel()
{
    FalseAlarmPanel &panel = m_desk->strip->falseAlarmPanel();
    QVERIFY(!panel.isVisible());
    m_desk->actions["threshold.false-alarm"]->trigger();
    QVERIFY(panel.isVisible());
    QCOMPARE(panel.findChild<QComboBox *>()->count(), 3);
    QTest::keyClick(&panel, Qt::Key_Escape);
    QVERIFY(!panel.isVisible());
    QCOMPARE(m_desk->project.undoStack().count(), 0);
    m_desk->actions["threshold.false-alarm"]->trigger();
    for (QPushButton *button : panel.findChildren<QPushButton *>()) {
        if (button->property("role") == QStringLiteral("primary"))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QVERIFY(!panel.isVisible());
    QCOMPARE(m_desk->project.decision().image->rule, ThresholdRule::FalseAlarmQuantile);
    QCOMPARE(m_desk->project.decision().image->goodCount, std::uint64_t{12});
}

void DecidePageTest::maskCleaning()
{
    QSpinBox *opening = m_desk->page->maskFields().openingRadius();
    QCOMPARE(opening->value(), MaskOptions().openingRadiusPx);
    opening->setFocus();
    QTest::keyClick(opening, Qt::Key_Up);
    QTest::keyClick(opening, Qt::Key_Up);
    QCOMPARE(m_desk->project.decision().mask.openingRadiusPx, MaskOptions().openingRadiusPx + 2);
    QTRY_COMPARE(m_desk->project.undoStack().count(), 1);
    m_desk->project.undoStack().undo();
    QCOMPARE(opening->value(), MaskOptions().openingRadiusPx);
}

void DecidePageTest::foldedStrip()
{
    const int height = m_desk->strip->height();
    m_desk->strip->setFolded(true);
    QTRY_VERIFY(m_desk->strip->height() < height / 2);
    QVERIFY(m_desk->strip->isFolded());
    QVERIFY(ThresholdStrip(m_desk->controller).isFolded()); // It is remembered.
    m_desk->actions["threshold.edit"]->trigger();
    QVERIFY(!m_desk->strip->isFolded());
}

void DecidePageTest::everythingFitsTheSmallWindow()
{
    applyTheme(*qApp, ThemeMode::Light);
    QVERIFY2(m_desk->strip->minimumSizeHint().width() <= 880, qPrintable(QString::number(m_desk->strip->minimumSizeHint().width())));
    QVERIFY2(m_desk->page->minimumSizeHint().width() <= 880, qPrintable(QString::number(m_desk->page->minimumSizeHint().width())));
    QVERIFY(m_desk->strip->sizeHint().height() <= 128);
}

void DecidePageTest::withoutARun()
{
    auto *empty = m_desk->page->findChild<EmptyState *>();
    QVERIFY(!empty->isVisible());
    m_desk->project.setCurrentRun(0);
    QVERIFY(empty->isVisible());
    QSignalSpy train(m_desk->actions["step.train"], &QAction::triggered);
    QTest::mouseClick(empty->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(train.count(), 1);
    m_desk->project.setCurrentRun(1);
    QVERIFY(!empty->isVisible());
}

void DecidePageTest::everyControlHasAName()
{
    const auto plain = [](const QWidget *w) { return w->inherits("QLineEdit") || w->inherits("QScrollBar") || w->inherits("QTabBar") || w->objectName().startsWith(QLatin1String("qt_")); };
    for (const QWidget *widget : m_desk->window.findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || plain(widget) || widget->inherits("QScrollArea") || widget->inherits("QHeaderView"))
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) || widget->inherits("QLabel") || widget->inherits("QListView")
                           || widget->inherits("QTableCornerButton");
        QVERIFY2(named, qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()), widget->objectName())));
    }
}

QTEST_MAIN(DecidePageTest)
#include "tst_decidepage.moc"
