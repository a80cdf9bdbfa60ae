// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspectionproject.h"
#include "ui/base/theme.h"
#include "ui/inspection/imagecanvas.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/inspectorpanel.h"
#include "ui/inspection/inspectpage.h"
#include "ui/inspection/maskeditor.h"
#include "ui/inspection/masktool.h"
#include "ui/inspection/regionmodel.h"
#include "ui/inspection/regiontable.h"
#include "ui/inspection/roitool.h"
#include "ui/inspection/toolcontroller.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMainWindow>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>

using namespace flawscope;
using namespace flawscope::ui;
using namespace flawscope::ui::test;

namespace {

/// Page and panel beside each other, with all actions, as in the window.
struct View {
    explicit View(InspectionProject &demo) : demo(demo)
    {
        page = new InspectPage(demo.context());
        panel = new InspectorPanel(demo.context());
        auto *row = new QWidget;
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(page, 1);
        layout->addWidget(panel);
        panel->setFixedWidth(288);
        window.setCentralWidget(row);
        for (const Actions::Entry &entry : demo.actions->entries())
            window.addAction(entry.action);
        window.resize(1200, 620);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        page->setFocus();
        settle();
    }
    void settle() const
    {
        QTRY_VERIFY(state().cache().isIdle());
        QTRY_VERIFY(state().picture());
        QTest::qWait(1);
    }
    [[nodiscard]] InspectionState &state() const { return InspectionState::of(demo.context()); }
    [[nodiscard]] ImageCanvas &canvas() const { return page->canvas(); }
    [[nodiscard]] QPoint at(double x, double y) const { return canvas().mapFromImage({x, y}).toPoint(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const { QTest::keyClick(&canvas(), key, modifiers); }
    void drag(const QPoint &from, const QPoint &to, Qt::MouseButton button = Qt::LeftButton) const
    {
        QTest::mousePress(&canvas(), button, {}, from);
        for (int i = 1; i <= 4; ++i) {
            QMouseEvent move(QEvent::MouseMove, from + (to - from) * i / 4, canvas().mapToGlobal(from + (to - from) * i / 4), Qt::NoButton, button, {});
            QApplication::sendEvent(&canvas(), &move);
        }
        QTest::mouseRelease(&canvas(), button, {}, to);
    }

    InspectionProject &demo;
    QMainWindow window;
    InspectPage *page;
    InspectorPanel *panel;
};

std::ptrdiff_t painted(const Mask &mask) { return std::count_if(mask.values.begin(), mask.values.end(), [](std::uint8_t pixel) { return pixel != 0; }); }

} // namespace

class TestInspectPage final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void stepsByKeyAndKeepsNeighboursReady()
    {
        InspectionProject demo;
        View view(demo);
        const QList<ImageId> order = demo.filter->shownImages();
        demo.project->setCurrentImage(order[1]);
        view.settle();
        view.key(Qt::Key_Right);
        QCOMPARE(demo.project->currentImage(), order[2]);
        QVERIFY(view.state().picture()); // was prefetched: there in the same event
        QVERIFY(view.state().map());
        view.key(Qt::Key_Left);
        view.key(Qt::Key_Left);
        QCOMPARE(demo.project->currentImage(), order[0]);
        QVERIFY(view.state().picture());
        view.key(Qt::Key_Right, Qt::ShiftModifier);
        const ImageId error = demo.project->currentImage();
        QVERIFY(error == order[0] || demo.project->isError(demo.project->rowOf(error)));
    }

    void zoomsAndPans()
    {
        InspectionProject demo;
        View view(demo);
        const double fit = view.canvas().view().zoom();
        view.key(Qt::Key_Z);
        QCOMPARE(view.canvas().view().zoom(), 1.0);
        view.key(Qt::Key_F);
        QCOMPARE(view.canvas().view().zoom(), fit);
        view.key(Qt::Key_Plus, Qt::ShiftModifier);
        const QPoint cursor(300, 200);
        for (int i = 0; i < 6; ++i) {
            QWheelEvent wheel(cursor, view.canvas().mapToGlobal(cursor), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&view.canvas(), &wheel);
        }
        QVERIFY(view.canvas().view().zoom() > 3 * fit);
        const QPointF before = view.canvas().view().mapToImage({0, 0});
        view.drag({300, 200}, {360, 240}, Qt::MiddleButton);
        QVERIFY(view.canvas().view().mapToImage({0, 0}).x() < before.x());
        const QPointF panned = view.canvas().view().mapToImage({0, 0});
        view.key(Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(view.canvas().view().mapToImage({0, 0}).x() > panned.x());
    }

    void contourFollowsTheThreshold()
    {
        InspectionProject demo;
        View view(demo);
        demo.project->setCurrentImage(demo.firstDefect());
        view.settle();
        QTRY_VERIFY(view.state().regions().rowCount() > 0);
        const qint64 area = view.state().regions().regions().front().areaPx;
        Decision decision = demo.project->decision();
        decision.pixel->value *= 1.3;
        demo.project->previewDecision(decision);
        QVERIFY(view.state().regions().rowCount() == 0 || view.state().regions().regions().front().areaPx < area); // in the same frame
        decision.pixel->value = 1e-6;
        demo.project->previewDecision(decision);
        QVERIFY(view.state().regions().regions().front().areaPx > area);
    }

    void regionsAreLinkedBothWays()
    {
        InspectionProject demo;
        View view(demo);
        demo.project->setCurrentImage(demo.firstDefect());
        view.settle();
        QTRY_VERIFY(view.state().regions().rowCount() > 0);
        auto *table = view.panel->findChild<RegionTable *>();
        const FoundRegion region = view.state().regions().regions().front();
        QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, view.at(region.peak.x(), region.peak.y()));
        QCOMPARE(view.state().currentRegion(), 0);
        QVERIFY(table->currentIndex().isValid());
        QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, QPoint(2, 2)); // beside the picture
        QCOMPARE(view.state().currentRegion(), -1);
        QVERIFY(table->selectionModel()->selectedRows().isEmpty());
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Home);
        QTest::keyClick(table, Qt::Key_Down);
        QTest::keyClick(table, Qt::Key_Up);
        QCOMPARE(view.state().currentRegion() >= 0, true);
        const QRectF box(view.state().regions().regions()[static_cast<std::size_t>(view.state().currentRegion())].box);
        QVERIFY(QRectF(view.canvas().rect()).contains(view.canvas().mapFromImage(box.center()))); // brought into view
    }

    void comparesWithLinkedPanes()
    {
        InspectionProject demo;
        View view(demo);
        demo.actions->operator[]("compare.side")->trigger();
        QCOMPARE(view.state().display().mode, CompareMode::Side);
        QVERIFY(view.canvas().view().pane().width() < view.canvas().width() / 2.0);
        demo.actions->operator[]("compare.difference")->trigger();
        QVERIFY(view.state().display().otherRun != 0);
        QTRY_VERIFY(view.state().otherMap() && !view.state().otherMap()->map.empty());
        demo.actions->operator[]("compare.swipe")->trigger();
        view.drag({view.canvas().width() / 2, 100}, {view.canvas().width() / 4, 120});
        QVERIFY(std::abs(view.canvas().swipe() - 0.25) < 0.01);
        QVERIFY(demo.actions->operator[]("compare.swipe")->isChecked());
        demo.actions->operator[]("compare.single")->trigger();
        QVERIFY(!demo.actions->operator[]("compare.swipe")->isChecked());
    }

    void readsOutThePixel()
    {
        InspectionProject demo;
        View view(demo);
        view.settle();
        QMouseEvent move(QEvent::MouseMove, view.at(20.5, 30.5), view.canvas().mapToGlobal(view.at(20.5, 30.5)), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(&view.canvas(), &move);
        QVERIFY2(view.canvas().readout().contains(QStringLiteral("x 20  y 30")), qPrintable(view.canvas().readout()));
        QVERIFY(view.canvas().readout().contains(QStringLiteral("score")));
    }

    void verdictsAndCommentsAreEdits()
    {
        InspectionProject demo;
        View view(demo);
        const ImageId image = demo.project->currentImage();
        view.key(Qt::Key_2, Qt::AltModifier);
        QCOMPARE(demo.project->image(image)->verdict, OperatorVerdict::NotOk);
        auto *button = view.panel->findChild<QToolButton *>(QStringLiteral("verdict.not-ok"));
        QVERIFY(button->isChecked());
        QTest::mouseClick(button, Qt::LeftButton); // a second click takes it back
        QCOMPARE(demo.project->image(image)->verdict, OperatorVerdict::None);
        QVERIFY(!button->isChecked());
        view.key(Qt::Key_C, Qt::AltModifier);
        auto *comment = view.panel->findChild<QLineEdit *>();
        QTRY_VERIFY(comment->hasFocus());
        QTest::keyClicks(comment, QStringLiteral("burr on the rim"));
        QTest::keyClick(comment, Qt::Key_Return);
        QCOMPARE(demo.project->image(image)->comment, std::string("burr on the rim"));
        demo.project->undoStack().undo();
        QVERIFY(demo.project->image(image)->comment.empty());
        QVERIFY(comment->text().isEmpty());
    }

    void drawsSavesAndUndoesAMask()
    {
        InspectionProject demo;
        View view(demo);
        const ImageId image = demo.filter->shownImages().front();
        demo.project->setCurrentImage(image);
        view.settle();
        view.key(Qt::Key_M);
        QCOMPARE(view.page->tools().work(), ToolController::Work::Mask);
        MaskEditor &editor = view.page->tools().maskEditor();
        QVERIFY(editor.mask() != nullptr);
        view.page->tools().setBrushDiameter(10);
        view.drag(view.at(30, 30), view.at(60, 30));
        QVERIFY(editor.isDirty());
        const auto first = painted(*editor.mask());
        QVERIFY(first > 200);
        view.key(Qt::Key_X); // eraser
        view.drag(view.at(30, 30), view.at(40, 30));
        QVERIFY(painted(*editor.mask()) < first);
        view.key(Qt::Key_B);
        demo.project->undoStack().undo();
        QCOMPARE(painted(*editor.mask()), first);
        demo.project->undoStack().redo();
        QVERIFY(painted(*editor.mask()) < first);
        const auto drawn = painted(*editor.mask());
        view.key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!demo.project->image(image)->drawnMask.empty());
        QTRY_VERIFY(!editor.isBusy());
        QCOMPARE(demo.project->image(image)->sample.label, Label::Defect);
        QCOMPARE(painted(loadMask(demo.project->image(image)->sample)), drawn);
        QCOMPARE(demo.project->undoStack().index(), 1); // the strokes have become one edit
        demo.project->undoStack().undo();
        QVERIFY(demo.project->image(image)->drawnMask.empty());
        QTRY_COMPARE(painted(*editor.mask()), std::ptrdiff_t{0});
        view.demo.waitForJobs();
    }

    void polygonAndEscape()
    {
        InspectionProject demo;
        View view(demo);
        view.key(Qt::Key_M);
        view.key(Qt::Key_P);
        MaskEditor &editor = view.page->tools().maskEditor();
        const auto before = painted(*editor.mask());
        for (const QPoint &corner : {view.at(20, 20), view.at(60, 20), view.at(60, 50)})
            QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, corner);
        QVERIFY(!editor.isDirty());
        view.key(Qt::Key_Return);
        QVERIFY(editor.isDirty());
        QVERIFY(std::abs(static_cast<double>(painted(*editor.mask()) - before) - 600) < 60);
        QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, view.at(90, 90));
        view.key(Qt::Key_Escape); // first the polygon
        QVERIFY(editor.isDirty());
        view.key(Qt::Key_Escape); // then the drawing
        QVERIFY(!editor.isDirty());
        QCOMPARE(painted(*editor.mask()), before);
        view.key(Qt::Key_Escape); // then the tool
        QCOMPARE(view.page->tools().work(), ToolController::Work::Look);
        QCOMPARE(demo.project->undoStack().index(), 0);
    }

    void drawingsWaitForTheirPicture()
    {
        InspectionProject demo;
        View view(demo);
        const ImageId image = demo.project->currentImage();
        view.key(Qt::Key_M);
        QVERIFY(!view.page->hasUnsavedDrawings());
        view.drag(view.at(30, 30), view.at(60, 30));
        MaskEditor &editor = view.page->tools().maskEditor();
        const auto drawn = painted(*editor.mask());
        view.key(Qt::Key_Right);
        view.settle();
        QVERIFY(!editor.isDirty());
        QCOMPARE(editor.dirtyImages(), QList<ImageId>{image});
        QVERIFY(view.page->hasUnsavedDrawings()); // also of a picture that nobody looks at
        view.key(Qt::Key_Left);
        QCOMPARE(painted(*editor.mask()), drawn);
        view.key(Qt::Key_Right);
        demo.project->undoStack().undo(); // what is undone is seen
        QCOMPARE(demo.project->currentImage(), image);
        QVERIFY(!editor.isDirty());
        QVERIFY(!view.page->hasUnsavedDrawings());
    }

    void strokesEndWithTheirButton()
    {
        InspectionProject demo;
        View view(demo);
        view.key(Qt::Key_M);
        MaskEditor &editor = view.page->tools().maskEditor();
        view.page->tools().setBrushDiameter(6);
        QTest::mouseDClick(&view.canvas(), Qt::LeftButton, {}, view.at(30, 30));
        QTest::mouseRelease(&view.canvas(), Qt::LeftButton, {}, view.at(30, 30));
        QVERIFY(!editor.inStroke());
        view.drag(view.at(60, 60), view.at(80, 60));
        const int strokes = demo.project->undoStack().index();
        const auto drawn = painted(*editor.mask());
        QTest::mousePress(&view.canvas(), Qt::LeftButton, {}, view.at(30, 90));
        QTest::mousePress(&view.canvas(), Qt::MiddleButton, {}, view.at(40, 90));
        QTest::mouseRelease(&view.canvas(), Qt::MiddleButton, {}, view.at(40, 90));
        QTest::mouseRelease(&view.canvas(), Qt::LeftButton, {}, view.at(40, 90));
        QVERIFY(!editor.inStroke());
        QVERIFY(painted(*editor.mask()) > drawn);
        QCOMPARE(demo.project->undoStack().index(), strokes + 1);
        demo.project->undoStack().undo();
        QCOMPARE(painted(*editor.mask()), drawn);
    }

    void aStrokeStaysWithItsPicture()
    {
        InspectionProject demo;
        View view(demo);
        const ImageId image = demo.project->currentImage();
        view.key(Qt::Key_M);
        MaskEditor &editor = view.page->tools().maskEditor();
        const auto before = painted(*editor.mask());
        QTest::mousePress(&view.canvas(), Qt::LeftButton, {}, view.at(30, 30));
        QVERIFY(editor.inStroke());
        view.key(Qt::Key_Right);
        view.settle();
        const auto next = painted(*editor.mask());
        QMouseEvent move(QEvent::MouseMove, view.at(60, 30), view.canvas().mapToGlobal(view.at(60, 30)), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&view.canvas(), &move);
        QTest::mouseRelease(&view.canvas(), Qt::LeftButton, {}, view.at(60, 30));
        QVERIFY(!editor.inStroke());
        QCOMPARE(painted(*editor.mask()), next);
        QCOMPARE(demo.project->undoStack().index(), 0);
        demo.project->setCurrentImage(image);
        view.settle();
        QVERIFY(editor.mask() != nullptr);
        QCOMPARE(painted(*editor.mask()), before);
    }

    void maskFromThreshold()
    {
        InspectionProject demo;
        View view(demo);
        demo.project->setCurrentImage(demo.firstDefect());
        view.settle();
        demo.actions->operator[]("mask.from-threshold")->trigger();
        MaskEditor &editor = view.page->tools().maskEditor();
        QTRY_VERIFY(editor.isDirty());
        const Mask wanted = fullSizeMask(view.state().map()->map, demo.project->analysis().ignored, demo.project->decision(), view.state().pictureSize());
        QCOMPARE(painted(*editor.mask()), painted(wanted));
        demo.waitForJobs();
    }

    void drawsMovesAndDeletesRegionsOfInterest()
    {
        InspectionProject demo;
        View view(demo);
        view.key(Qt::Key_R);
        QCOMPARE(view.page->tools().work(), ToolController::Work::Roi);
        view.key(Qt::Key_Q);
        view.drag(view.at(10, 10), view.at(50, 40));
        QCOMPARE(demo.project->regionsOfInterest().size(), std::size_t{1});
        QCOMPARE(demo.project->regionsOfInterest().front().kind, RoiShape::Kind::Ignore);
        view.key(Qt::Key_O);
        view.key(Qt::Key_I);
        view.drag(view.at(60, 60), view.at(110, 110));
        QCOMPARE(demo.project->regionsOfInterest().size(), std::size_t{2});
        QCOMPARE(demo.project->regionsOfInterest().back().kind, RoiShape::Kind::Include);
        view.key(Qt::Key_S);
        view.drag(view.at(30, 25), view.at(40, 35));
        const RoiShape::Point moved = demo.project->regionsOfInterest().front().points.front();
        QVERIFY(std::abs(moved.x - 20.0 / 128) < 0.02);
        QCOMPARE(view.page->tools().roiTool().selected(), 0);
        view.drag(view.at(40, 35), view.at(-60, 35)); // against the edge
        const std::vector<RoiShape::Point> pushed = demo.project->regionsOfInterest().front().points;
        QVERIFY(std::abs(pushed[0].x) < 1e-9);
        QVERIFY(std::abs(pushed[1].x - pushed[0].x - 40.0 / 128) < 0.02);
        view.key(Qt::Key_Delete);
        QCOMPARE(demo.project->regionsOfInterest().size(), std::size_t{1});
        view.key(Qt::Key_P);
        for (const QPoint &corner : {view.at(20, 20), view.at(60, 20), view.at(60, 50)})
            QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, corner);
        view.key(Qt::Key_Enter);
        QCOMPARE(demo.project->regionsOfInterest().back().form, RoiShape::Form::Polygon);
        while (demo.project->undoStack().canUndo())
            demo.project->undoStack().undo();
        QVERIFY(demo.project->regionsOfInterest().empty());
        demo.waitForJobs();
    }

    void readOnlyProjectsSaySo()
    {
        InspectionProject demo;
        const auto second = Workspace::open(demo.path("project"), "berta");
        if (!second->readOnly())
            QSKIP("The lock belongs to the process.");
        demo.open(second);
        View view(demo);
        QVERIFY(!demo.actions->operator[]("tool.mask")->isEnabled());
        QCOMPARE(demo.actions->operator[]("tool.mask")->toolTip(), toQString(second->readOnlyReason()));
        QVERIFY(!demo.actions->operator[]("verdict.ok")->isEnabled());
        view.page->tools().setWork(ToolController::Work::Mask);
        QCOMPARE(view.page->tools().work(), ToolController::Work::Look);
    }

    void withoutScores()
    {
        InspectionProject demo(128, false);
        View view(demo);
        QVERIFY(!view.state().isScored());
        view.key(Qt::Key_Right);
        view.settle();
        QVERIFY(view.state().picture());
        QVERIFY(!demo.actions->operator[]("mask.from-threshold")->isEnabled());
    }
};

QTEST_MAIN(TestInspectPage)
#include "tst_inspectpage.moc"
