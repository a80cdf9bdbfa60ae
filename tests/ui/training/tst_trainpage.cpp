// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/training/trainingdesk.h"
#include "ui/base/emptystate.h"
#include "ui/base/messagebar.h"
#include "ui/encoders/encodersdialog.h"
#include "ui/training/losscurves.h"
#include "ui/training/mappreview.h"
#include "ui/training/numberbox.h"
#include "ui/training/optionsform.h"
#include "ui/training/runform.h"
#include "ui/training/runmonitor.h"
#include "ui/training/trainpage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

class TrainPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        m_page.reset();
        m_desk.reset();
        m_workspace.reset();
    }

    void nothingToLearnFrom();
    void estimates();
    void namesRuns();
    void presetKeepsChanges();
    void warnsOfRandomWeights();
    void refusesWrongSize();
    void trainsByAClick();
    void offersToResume();
    void watchesAPicture();
    void encodersBesideTheWork();

private:
    void make(bool pictures = true) { m_workspace = makeTinyProject(toPath(m_folder->filePath(QStringLiteral("project"))), pictures); }
    void open()
    {
        m_page.reset();
        m_desk.reset();
        m_desk = std::make_unique<TrainingDesk>(m_workspace, m_folder->filePath(QStringLiteral("settings.ini")));
        m_page = std::make_unique<TrainPage>(m_desk->context, m_desk->queue);
        m_page->resize(1100, 700);
        m_page->show();
    }
    template <typename Widget>
    [[nodiscard]] Widget *find(const char *name) const
    {
        return m_page->findChild<Widget *>(QLatin1String(name));
    }
    [[nodiscard]] RunForm &form() const { return m_page->form(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Workspace> m_workspace;
    std::unique_ptr<TrainingDesk> m_desk;
    std::unique_ptr<TrainPage> m_page;
};

void TrainPageTest::nothingToLearnFrom()
{
    make(false);
    open();
    QSignalSpy import(m_desk->actions["data.import"], &QAction::triggered);
    auto *nothing = m_page->findChild<EmptyState *>();
    QVERIFY(nothing->isVisible());
    QTest::mouseClick(nothing->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(import.count(), 1);
    QVERIFY(!m_desk->actions["train.start"]->isEnabled());
}

void TrainPageTest::estimates()
{
    make();
    open();
    form().setOptions(tinyRun());
    auto *cost = find<QLabel>("costLine");
    QTRY_VERIFY_WITH_TIMEOUT(cost->text().contains(QStringLiteral("memory")), 30000);
    QVERIFY2(cost->text().startsWith(QStringLiteral("About")), qPrintable(cost->text()));
    QVERIFY2(find<QLabel>("dataLine")->text().contains(QStringLiteral("12 good")), qPrintable(find<QLabel>("dataLine")->text()));
    QVERIFY2(find<QLabel>("dataLine")->text().contains(QStringLiteral("1 held out")), qPrintable(find<QLabel>("dataLine")->text()));
    const QString small = cost->text();
    TrainJobOptions larger = tinyRun();
    larger.preprocessing.size = "1024";
    form().setOptions(larger);
    QTRY_VERIFY_WITH_TIMEOUT(cost->text() != small && cost->isVisible(), 30000);
}

void TrainPageTest::namesRuns()
{
    make();
    open();
    auto *name = find<QLineEdit>("runName");
    QCOMPARE(name->text(), QStringLiteral("R18-256"));
    auto *size = form().form().field(QStringLiteral("size"))->findChild<QComboBox *>();
    size->setEditText(QStringLiteral("64"));
    QCOMPARE(name->text(), QStringLiteral("R18-64"));
    m_workspace->addRun("R18-64", tinyRun());
    m_desk->project.reloadRuns();
    QCOMPARE(name->text(), QStringLiteral("R18-64 2"));
    name->selectAll();
    QTest::keyClicks(name, "mine");
    size->setEditText(QStringLiteral("96"));
    QCOMPARE(name->text(), QStringLiteral("mine"));
}

void TrainPageTest::presetKeepsChanges()
{
    make();
    open();
    auto *reset = find<QPushButton>("resetChanges");
    QVERIFY(!reset->isVisible());
    QTest::keyClick(form().form().field(QStringLiteral("epochs"))->findChild<NumberBox *>(), Qt::Key_Up);
    QVERIFY(reset->isVisible());
    auto *preset = find<QWidget>("preset")->findChild<QComboBox *>();
    preset->setCurrentIndex(static_cast<int>(Preset::Paper));
    QCOMPARE(form().options().training.epochs, 6);
    QCOMPARE(form().options().training.batchFibers, TrainingOptions::preset(Preset::Paper).batchFibers);
    QTest::mouseClick(reset, Qt::LeftButton);
    QCOMPARE(form().options().training, TrainingOptions::preset(Preset::Paper));
    QVERIFY(!reset->isVisible());
    QCOMPARE(form().name(), QStringLiteral("R18-256 paper"));
}

void TrainPageTest::warnsOfRandomWeights()
{
    make();
    open();
    auto *field = form().form().field(QStringLiteral("weights"));
    QTRY_VERIFY(field->findChild<QComboBox *>()->count() >= 2); // Download and random: the library is empty.
    QCOMPARE(field->value().toString(), QStringLiteral("random"));
    auto *box = field->findChild<QComboBox *>();
    QVERIFY(box->itemText(box->count() - 1).startsWith(QStringLiteral("Random")));
    const auto *note = find<QLabel>("weights-note");
    QVERIFY(note->isVisible());
    QCOMPARE(note->property("role").toString(), QStringLiteral("warning"));
    form().form().field(QStringLiteral("encoder"))->findChild<QComboBox *>()->setCurrentIndex(2);
    QVERIFY(box->itemText(0).contains(QStringLiteral("22.1")));
}

void TrainPageTest::refusesWrongSize()
{
    make();
    open();
    auto *size = form().form().field(QStringLiteral("size"))->findChild<QComboBox *>();
    size->setEditText(QStringLiteral("100"));
    QVERIFY(!m_desk->actions["train.start"]->isEnabled());
    QVERIFY(!find<QPushButton>("startTraining")->isEnabled());
    QVERIFY2(find<QLabel>("size-note")->text().contains(QStringLiteral("96 or 128")), qPrintable(find<QLabel>("size-note")->text()));
    size->setEditText(QStringLiteral("96"));
    QVERIFY(m_desk->actions["train.start"]->isEnabled());
}

void TrainPageTest::trainsByAClick()
{
    make();
    open();
    form().setOptions(tinyRun(2));
    QTest::mouseClick(find<QPushButton>("startTraining"), Qt::LeftButton);
    const RunId run = m_desk->queue.runningRun();
    QVERIFY(run != 0);
    QCOMPARE(m_page->monitor().run(), run);
    QCOMPARE(find<QPushButton>("startTraining")->text(), QStringLiteral("Queue training"));
    QVERIFY(m_desk->actions["train.pause"]->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(m_page->monitor().preview().hasMap(), 120000);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->queue.runningRun(), 0, 120000);
    const int points = m_page->monitor().curves().trainingPoints(0);
    QVERIFY(points > 0);
    QCOMPARE(m_page->monitor().curves().heldOutPoints(1), 2);
    QVERIFY2(m_page->monitor().figuresText().contains(QStringLiteral("AUROC")), qPrintable(m_page->monitor().figuresText()));
    QVERIFY(!m_desk->actions["train.pause"]->isEnabled());

    open(); // The stored curves come back.
    QCOMPARE(m_page->monitor().run(), run);
    QCOMPARE(m_page->monitor().curves().trainingPoints(0), points);
    QCOMPARE(m_page->monitor().curves().heldOutPoints(1), 2);
    QTRY_VERIFY(m_page->monitor().preview().hasMap());
}

void TrainPageTest::offersToResume()
{
    make();
    open();
    QVERIFY(!m_page->findChild<MessageBar *>()->isVisible());
    QSignalSpy epochs(&m_desk->queue, &TrainingQueue::epochFinished);
    const RunId run = m_desk->queue.enqueue(QStringLiteral("Night"), tinyRun(60));
    QTRY_VERIFY_WITH_TIMEOUT(epochs.count() >= 1, 120000);
    open(); // As if the window had been closed.
    auto *banner = m_page->findChild<MessageBar *>();
    QVERIFY(banner->isVisible());
    QVERIFY2(banner->text().contains(QStringLiteral("Night")), qPrintable(banner->text()));
    QCOMPARE(m_page->monitor().run(), run);
    QTest::mouseClick(banner->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(m_desk->queue.runningRun(), run);
    QVERIFY(!banner->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->queue.runningRun(), 0, 120000);
    QCOMPARE(m_workspace->run(run).state, RunState::Done);
}

void TrainPageTest::watchesAPicture()
{
    make();
    open();
    m_desk->queue.enqueue(QStringLiteral("one"), tinyRun());
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->queue.runningRun(), 0, 120000);
    const ImageId last = m_desk->project.images().front().id;
    m_desk->project.setCurrentImage(last);
    QTest::mouseClick(find<QAbstractButton>("watchCurrent"), Qt::LeftButton);
    QCOMPARE(m_desk->queue.previewImage(), last);
    QVERIFY(m_page->monitor().preview().hasMap()); // Of the finished run.
}

void TrainPageTest::encodersBesideTheWork()
{
    make();
    open();
    m_desk->actions["train.encoders"]->trigger();
    QVERIFY(m_page->encodersDialog() != nullptr);
    QVERIFY(m_page->encodersDialog()->isVisible());
    QVERIFY(!m_page->encodersDialog()->isModal());
    QTRY_VERIFY(m_page->encodersDialog()->findChild<QTableView *>()->model()->rowCount() >= 4);
}

QTEST_MAIN(TrainPageTest)
#include "tst_trainpage.moc"
