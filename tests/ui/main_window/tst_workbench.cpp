// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hour of an engineer, through the real main window: import, train a tiny model, drag the threshold with the mouse, check that
// figures, mask and filters agree with the core, export, close and open again.
#include "core/demo/demodataset.h"
#include "core/engine/device.h"
#include "core/evaluation/confusion.h"
#include "core/imaging/imagefile.h"
#include "core/workspace/projectjobs.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/messagebar.h"
#include "ui/dataset/datapage.h"
#include "ui/jobs/joblist.h"
#include "ui/main_window/demostarter.h"
#include "ui/main_window/mainwindow.h"
#include "ui/main_window/projectview.h"
#include "ui/main_window/startpage.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/report/reportpage.h"
#include "ui/threshold/decidepage.h"
#include "ui/threshold/histogramview.h"
#include "ui/threshold/thresholdcontroller.h"
#include "ui/training/runform.h"
#include "ui/training/trainingqueue.h"
#include "ui/training/trainpage.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

using namespace flawscope;
using namespace flawscope::ui;

namespace {

constexpr int kPatience = 120'000;

/// The confusion of the labelled test pictures, counted one by one.
Confusion recount(const Project &project, double threshold)
{
    Confusion confusion;
    for (std::size_t row = 0; row < project.images().size(); ++row) {
        const Sample &sample = project.images()[row].sample;
        const auto score = project.score(static_cast<int>(row));
        if (score && sample.split == Split::Test && sample.label != Label::Unknown)
            confusion.add(sample.label == Label::Defect, isDefect(*score, threshold));
    }
    return confusion;
}

} // namespace

class TestWorkbench final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        prepareProcess(0);
        QVERIFY(m_folder.isValid());
        qputenv("FLAWSCOPE_ENCODERS", m_folder.filePath("encoders").toUtf8());
        DemoOptions demo;
        demo.trainCount = 12;
        demo.testGoodCount = 4;
        demo.testDefectCount = 2;
        demo.size = 96;
        writeDemoDataset(toPath(m_folder.filePath("Teile 部品")), demo);
        AppSettings settings(m_folder.filePath("settings.ini"));
        settings.setProjectsFolder(m_folder.filePath("projects"));
        open();
    }

    void cleanupTestCase() { m_window.reset(); }

    void aNewProjectComesFromTheForm()
    {
        QTest::mouseClick(m_window->startPage().findChild<QPushButton *>("project.new"), Qt::LeftButton);
        auto *name = m_window->startPage().findChild<QLineEdit *>("projectName");
        QVERIFY(name->isVisible());
        QTest::keyClicks(name, "Washers, line 3");
        QTest::mouseClick(m_window->startPage().findChild<QPushButton *>("createProject"), Qt::LeftButton);
        QVERIFY2(m_window->project() != nullptr, qPrintable(m_window->messages().text()));
        QCOMPARE(m_window->project()->name(), QString("Washers, line 3"));
        QCOMPARE(m_window->view()->step(), Step::Data);
        m_projectFolder = toQString(m_window->project()->workspace().folder());
    }

    void picturesAreShownBeforeTheyAreImported()
    {
        m_window->view()->dataPage().importFolders({m_folder.filePath("Teile 部品")});
        auto *import = m_window->findChild<QPushButton *>("importButton");
        QVERIFY(import != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(import->isEnabled() && import->isVisible(), kPatience);
        QVERIFY(m_window->project()->images().empty());
        QTest::mouseClick(import, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->project()->images().empty(), kPatience);
        const auto &images = m_window->project()->images();
        QCOMPARE(std::count_if(images.begin(), images.end(), [](const ImageRecord &image) { return image.sample.split == Split::Train; }), 12);
        QVERIFY(std::any_of(images.begin(), images.end(), [](const ImageRecord &image) { return !image.sample.mask.empty(); }));
    }

    void aTinyModelIsTrainedInTheBackground()
    {
        press(Qt::Key_2);
        QCOMPARE(m_window->view()->step(), Step::Train);
        auto *form = m_window->view()->trainPage().findChild<RunForm *>();
        QVERIFY(form != nullptr);
        TrainJobOptions options = form->options();
        options.preprocessing.size = "64";
        options.training.epochs = 1;
        options.trainingSet.rotatedCopies = 0;
        options.flow.blocks = 2;
        options.weights.clear();
        form->setOptions(options);
        m_window->actions()["train.start"]->trigger();
        TrainingQueue &queue = m_window->view()->queue();
        QTRY_VERIFY_WITH_TIMEOUT(queue.runningRun() != 0 || !m_window->project()->runs().empty(), kPatience);
        press(Qt::Key_1); // The window goes on meanwhile.
        QCOMPARE(m_window->view()->step(), Step::Data);
        Project &project = *m_window->project();
        QTRY_VERIFY_WITH_TIMEOUT(queue.runningRun() == 0 && project.scores() != nullptr, kPatience);
        QVERIFY2(project.runs().back().state == RunState::Done, project.runs().back().error.c_str());
        QCOMPARE(project.runs().back().options.preprocessing.size, std::string("64"));
        QTRY_VERIFY_WITH_TIMEOUT(project.analysis().pixels != nullptr, kPatience);
        QVERIFY(project.decision().image.has_value());
    }

    void theThresholdIsDraggedWithTheMouse()
    {
        press(Qt::Key_4);
        QCOMPARE(m_window->view()->step(), Step::Decide);
        Project &project = *m_window->project();
        auto *histogram = m_window->view()->decidePage().findChild<HistogramView *>();
        QVERIFY(histogram != nullptr);
        QTRY_VERIFY(histogram->isVisible());
        QTest::qWait(100);
        const double before = project.decision().image->value;
        const QPoint from = histogram->pointOf(before);
        const int step = from.x() > histogram->width() / 2 ? -1 : 1;
        const auto historyBefore = project.workspace().history().size();
        QTest::mousePress(histogram, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 20; ++i)
            QTest::mouseMove(histogram, from + QPoint(4 * i * step, 0));
        QTest::mouseRelease(histogram, Qt::LeftButton, {}, from + QPoint(80 * step, 0));
        QTest::qWait(50);
        const double after = project.decision().image->value;
        QVERIFY2(after != before, "the line did not move");
        QCOMPARE(project.decision().image->rule, ThresholdRule::Manual);
        QCOMPARE(project.imageIndex()->at(after), recount(project, after));
        QCOMPARE(project.workspace().history().size(), historyBefore + 1);
        QCOMPARE(project.workspace().decision(project.currentRun()).image->value, after);
        project.undoStack().undo();
        QCOMPARE(project.decision().image->value, before);
        project.undoStack().redo();
        QCOMPARE(project.decision().image->value, after);
    }

    void verdictFiltersAgreeWithTheCore()
    {
        Project &project = *m_window->project();
        ImageFilter &filter = m_window->view()->filter();
        FilterState state;
        state.calls = {static_cast<int>(Call::Defect)};
        state.splits = {static_cast<int>(Split::Test)};
        filter.setState(state);
        const Confusion confusion = recount(project, project.decision().image->value);
        QCOMPARE(static_cast<std::uint64_t>(filter.rowCount()), confusion.truePositives + confusion.falsePositives);
        filter.setState({});
    }

    void picturesAreSteppedThroughByKey()
    {
        press(Qt::Key_3);
        QCOMPARE(m_window->view()->step(), Step::Inspect);
        Project &project = *m_window->project();
        const ImageId first = m_window->view()->filter().shownImages().front();
        project.setCurrentImage(first);
        press(Qt::Key_Right);
        QCOMPARE(project.currentImage(), m_window->view()->filter().shownImages().at(1));
        press(Qt::Key_Left);
        QCOMPARE(project.currentImage(), first);
    }

    void labelsChangeByKeyAndAreTakenBack()
    {
        Project &project = *m_window->project();
        press(Qt::Key_1);
        for (const ImageRecord &image : project.images()) {
            if (image.sample.split == Split::Test && image.sample.label == Label::Good) {
                project.setCurrentImage(image.id);
                project.setSelection({image.id});
                break;
            }
        }
        const ImageId image = project.currentImage();
        const auto good = [&] { return project.imageIndex()->at(0).good(); };
        const auto before = good();
        QTRY_VERIFY(m_window->actions()["label.defect"]->isEnabled());
        press(Qt::Key_D);
        QCOMPARE(project.image(image)->sample.label, Label::Defect);
        QCOMPARE(good(), before - 1);
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(project.image(image)->sample.label, Label::Good);
        QCOMPARE(good(), before);
    }

    void everythingIsExported()
    {
        press(Qt::Key_5);
        m_window->actions()["project.export"]->trigger();
        auto *folder = m_window->findChild<QLineEdit *>("exportFolder");
        auto *start = m_window->findChild<QPushButton *>("startExport");
        QVERIFY(folder != nullptr && start != nullptr);
        const QString out = m_folder.filePath("Ergebnis");
        folder->setText(out);
        QTRY_VERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(out + "/scores.csv"), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->jobs().anyActive(), kPatience);
        // The mask that was written is the one that the canvas draws: the core's, at the picture's size.
        QDirIterator masks(out + "/masks", {"*.png"}, QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(masks.hasNext());
        const Mask mask = decodeMask(toPath(masks.next()));
        QCOMPARE(mask.height, 96);
        QFile csv(out + "/scores.csv");
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), static_cast<qsizetype>(m_window->project()->scores()->images().size()) + 1);
    }

    void itIsAllThereAfterOpeningAgain()
    {
        const double before = m_window->project()->decision().image->value;
        m_window->view()->threshold().step(1, true); // A step that still rests when the window goes.
        const double threshold = m_window->project()->decision().image->value;
        QVERIFY(threshold > before);
        const auto images = m_window->project()->images().size();
        m_window.reset();
        open();
        QVERIFY(m_window->settings().recentProjects().contains(m_projectFolder));
        QVERIFY(m_window->openProject(m_projectFolder));
        QCOMPARE(m_window->project()->images().size(), images);
        QVERIFY(m_window->project()->scores() != nullptr);
        QCOMPARE(m_window->project()->decision().image->value, threshold);
    }

    void aSecondWindowOpensReadOnlyAndSaysSo()
    {
        MainWindow second(m_folder.filePath("settings2.ini"));
        second.show();
        QVERIFY(second.openProject(m_projectFolder));
        QVERIFY(second.project()->readOnly());
        QVERIFY(second.messages().isVisible());
        const auto runs = second.project()->runs().size();
        QCOMPARE(runs, m_window->project()->runs().size());
    }

    void theDemoTrainsInThreeClicks()
    {
        m_window->closeProject();
        m_window->demo().setCounts(10, 2, 1, 64);
        QTest::mouseClick(m_window->startPage().findChild<QPushButton *>("project.demo"), Qt::LeftButton); // first click
        QTRY_VERIFY_WITH_TIMEOUT(m_window->project() != nullptr, kPatience);
        QCOMPARE(m_window->view()->step(), Step::Train);
        auto *form = m_window->view()->trainPage().findChild<RunForm *>();
        TrainJobOptions options = form->options();
        options.preprocessing.size = "64"; // The test is in a hurry; a person need not touch the form.
        options.training.epochs = 1;
        options.flow.blocks = 1;
        form->setOptions(options);
        auto *start = m_window->view()->trainPage().findChild<QPushButton *>("startTraining");
        QTRY_VERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton); // second click
        QTRY_VERIFY_WITH_TIMEOUT(m_window->view()->queue().runningRun() != 0 || m_window->project()->scores() != nullptr, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->view()->queue().runningRun() == 0, kPatience);
        QCOMPARE(m_window->project()->runs().back().state, RunState::Done);
    }

private:
    void open()
    {
        m_window = std::make_unique<MainWindow>(m_folder.filePath("settings.ini"));
        m_window->resize(1280, 720);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_window.get(), key, modifiers); }

    QTemporaryDir m_folder;
    QString m_projectFolder;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestWorkbench)
#include "tst_workbench.moc"
