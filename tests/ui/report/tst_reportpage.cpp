// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/projectjobs.h"
#include "tests/ui/training/trainingdesk.h"
#include "ui/base/emptystate.h"
#include "ui/report/changedcallsmodel.h"
#include "ui/report/comparisonplot.h"
#include "ui/report/exporttab.h"
#include "ui/report/historymodel.h"
#include "ui/report/historytab.h"
#include "ui/report/reportpage.h"
#include "ui/report/runcomparison.h"
#include "ui/report/runstab.h"
#include "ui/training/runtablemodel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

/// Two tiny runs over a demo project; every test has a copy of its own.
class ReportPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void nothingYet();
    void sortsByFigures();
    void renamesInPlace();
    void releases();
    void asksOnceBeforeDeleting();
    void scoresAgain();
    void actsOnWhatIsLookedAt();
    void exportsAModel();
    void comparesRuns();
    void followsDecisions();
    void jumpsToAPicture();
    void exportsWhatIsChosen();
    void neverOverwritesSilently();
    void historyIsFound();

private:
    void open();
    [[nodiscard]] RunsTab &runs() const { return m_page->runsTab(); }
    [[nodiscard]] ExportTab &exporting() const { return m_page->exportTab(); }
    [[nodiscard]] QString below(const char *name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_origin;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Workspace> m_workspace;
    std::unique_ptr<TrainingDesk> m_desk;
    std::unique_ptr<ReportPage> m_page;
};

void ReportPageTest::initTestCase()
{
    m_origin = std::make_unique<QTemporaryDir>();
    const auto workspace = makeTinyProject(toPath(m_origin->filePath(QStringLiteral("project"))));
    trainRun(*workspace, workspace->addRun("first", tinyRun()), {}, {});
    TrainJobOptions other = tinyRun(2);
    other.training.seed = 7;
    other.encoder.taps = {"layer2"};
    trainRun(*workspace, workspace->addRun("second", other), {}, {});
}

void ReportPageTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    std::filesystem::copy(toPath(m_origin->filePath(QStringLiteral("project"))), toPath(below("project")), std::filesystem::copy_options::recursive);
    m_workspace = Workspace::open(toPath(below("project")), "bert");
    open();
}

void ReportPageTest::open()
{
    m_desk = std::make_unique<TrainingDesk>(m_workspace, below("settings.ini"));
    m_page = std::make_unique<ReportPage>(m_desk->context, m_desk->queue);
    m_page->resize(1200, 760);
    m_page->show();
    QTRY_VERIFY(m_desk->idle());
}

void ReportPageTest::cleanup()
{
    m_page.reset();
    m_desk.reset();
    m_workspace.reset();
}

void ReportPageTest::nothingYet()
{
    m_workspace->removeRun(1);
    m_workspace->removeRun(2);
    m_desk->project.reloadRuns();
    QVERIFY(m_page->findChild<EmptyState *>()->isVisible());
    m_page->showTab(ReportPage::Tab::Export);
    exporting().setFolder(below("out"));
    QVERIFY(!exporting().findChild<QPushButton *>(QStringLiteral("startExport"))->isEnabled());
}

void ReportPageTest::sortsByFigures()
{
    const QAbstractItemModelTester tester(&runs().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester sorted(runs().table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTableView &table = runs().table();
    for (const int column : {int(RunTableModel::PixelAurocColumn), int(RunTableModel::TrainTimeColumn), int(RunTableModel::SeedColumn)}) {
        table.sortByColumn(column, Qt::DescendingOrder);
        const QAbstractItemModel *model = table.model();
        QVERIFY(model->index(0, column).data(RunTableModel::SortRole).toDouble() >= model->index(1, column).data(RunTableModel::SortRole).toDouble());
    }
    QCOMPARE(table.model()->index(0, RunTableModel::SeedColumn).data().toString(), QStringLiteral("7"));
    QCOMPARE(table.model()->index(0, RunTableModel::TapsColumn).data().toString(), QStringLiteral("layer2"));
}

void ReportPageTest::renamesInPlace()
{
    runs().select({1});
    m_desk->actions["run.rename"]->trigger();
    auto *editor = runs().table().findChild<QLineEdit *>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, "Line 3");
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(m_workspace->run(1).name, std::string("Line 3"));
    QCOMPARE(toQString(m_desk->project.run(1)->name), QStringLiteral("Line 3"));
}

void ReportPageTest::releases()
{
    runs().select({1});
    QVERIFY(m_desk->actions["run.release"]->isEnabled());
    m_desk->actions["run.release"]->trigger();
    QTRY_VERIFY(m_desk->project.run(1)->released);
    QTRY_VERIFY(!m_desk->actions["run.release"]->isEnabled());
    const int row = runs().model().rowOf(1);
    QVERIFY(runs().model().index(row, 0).data(RunTableModel::ReleasedRole).toBool());
    QVERIFY(!m_desk->project.run(2)->released);
}

void ReportPageTest::asksOnceBeforeDeleting()
{
    runs().select({2});
    m_desk->actions["run.delete"]->trigger();
    auto *sure = runs().findChild<QPushButton *>(QStringLiteral("sureToDelete"));
    QVERIFY(sure->isVisible());
    QCOMPARE(m_desk->project.runs().size(), std::size_t{2});
    QTest::mouseClick(sure, Qt::LeftButton);
    QCOMPARE(m_desk->project.runs().size(), std::size_t{1});
    QCOMPARE(m_desk->project.currentRun(), RunId{1});
    QVERIFY(!std::filesystem::exists(m_workspace->runFolder(2)));
    QVERIFY(!sure->isVisible());
}

void ReportPageTest::scoresAgain()
{
    runs().select({1});
    const auto before = m_workspace->run(1).scoredImages;
    m_workspace->setRemoved(std::vector<ImageId>{m_desk->project.images().back().id}, true);
    m_desk->project.reloadImages();
    m_desk->actions["run.score"]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->idle(), 60000);
    QTRY_COMPARE(m_desk->project.run(1)->scoredImages, before - 1);
}

/// Elsewhere in the window, e.g. in Inspect, nobody sees what is selected here.
void ReportPageTest::actsOnWhatIsLookedAt()
{
    const RunId current = m_desk->project.currentRun();
    const RunId other = current == 1 ? 2 : 1;
    runs().select({other});
    QCOMPARE(runs().actedOn(), other);
    m_page->hide();
    QCOMPARE(runs().actedOn(), current);
    runs().table().clearSelection();
    QVERIFY(m_desk->actions["run.score"]->isEnabled());
    m_page->show();
    QVERIFY(!m_desk->actions["run.score"]->isEnabled());
    m_page->showTab(ReportPage::Tab::History);
    QVERIFY(m_desk->actions["run.delete"]->isEnabled());
    m_desk->actions["run.delete"]->trigger(); // Asks where it is seen.
    QCOMPARE(m_page->tab(), ReportPage::Tab::Runs);
    QVERIFY(runs().findChild<QPushButton *>(QStringLiteral("sureToDelete"))->isVisible());
    QCOMPARE(runs().selectedRun(), current);
    runs().select({other});
    m_desk->actions["run.score"]->trigger();
    QVERIFY(!m_desk->actions["run.score"]->isEnabled()); // Not twice at once.
    QVERIFY(!m_desk->actions["run.delete"]->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->idle(), 60000);
    QTRY_VERIFY(m_desk->actions["run.score"]->isEnabled());
}

void ReportPageTest::exportsAModel()
{
    runs().select({1});
    QVERIFY(m_desk->actions["run.export-model"]->isEnabled());
    runs().exportModelTo(below("model.safetensors"));
    QTRY_VERIFY(QFileInfo::exists(below("model.safetensors")));
    QTRY_VERIFY(m_desk->idle());
    QVERIFY(loadModel(toPath(below("model.safetensors"))).notes.imageThreshold.has_value());
}

void ReportPageTest::comparesRuns()
{
    const QAbstractItemModelTester tester(const_cast<ChangedCallsModel *>(&runs().comparison().changedCalls()), QAbstractItemModelTester::FailureReportingMode::QtTest);
    runs().table().sortByColumn(RunTableModel::SeedColumn, Qt::AscendingOrder);
    runs().table().selectAll();
    QTRY_VERIFY_WITH_TIMEOUT(runs().comparison().isComplete(), 60000);
    QCOMPARE(runs().comparison().roc().curveCount(), 2);

    // Counted anew: each at its own threshold, no regions of interest.
    int expected = 0;
    const auto first = m_workspace->scores(1);
    const auto second = m_workspace->scores(2);
    const double one = m_workspace->decision(1).image->value;
    const double other = m_workspace->decision(2).image->value;
    for (const ImageRecord &image : m_desk->project.images()) {
        const float a = first->images()[*first->indexOf(image.id)].score;
        const float b = second->images()[*second->indexOf(image.id)].score;
        expected += (a >= one) != (b >= other) ? 1 : 0;
    }
    qInfo("%d pictures changed verdict", expected);
    QCOMPARE(runs().comparison().changedCalls().rowCount(), expected);
    runs().select({1});
    QVERIFY(!runs().comparison().isComplete());
}

void ReportPageTest::followsDecisions()
{
    runs().table().selectAll();
    QTRY_VERIFY_WITH_TIMEOUT(runs().comparison().isComplete(), 60000);
    Decision decision = m_desk->project.decision();
    decision.image->value = 1e9; // Everything is good.
    m_desk->project.setDecision(decision, QStringLiteral("image threshold"));
    QTRY_VERIFY_WITH_TIMEOUT(runs().comparison().isComplete() && m_desk->idle(), 60000);
    const RunId other = m_desk->project.currentRun() == 1 ? 2 : 1;
    const auto scores = m_workspace->scores(other);
    const double threshold = m_workspace->decision(other).image->value;
    int defects = 0;
    for (const ImageScore &image : scores->images())
        defects += image.score >= threshold ? 1 : 0;
    QVERIFY(defects > 0);
    QCOMPARE(runs().comparison().changedCalls().rowCount(), defects);
}

void ReportPageTest::jumpsToAPicture()
{
    runs().table().selectAll();
    QTRY_VERIFY_WITH_TIMEOUT(runs().comparison().isComplete(), 60000);
    Decision decision = m_desk->project.decision();
    decision.image->value = 1e9;
    m_desk->project.setDecision(decision, QStringLiteral("image threshold"));
    QTRY_VERIFY_WITH_TIMEOUT(runs().comparison().isComplete() && m_desk->idle(), 60000);
    QSignalSpy inspect(m_desk->actions["step.inspect"], &QAction::triggered);
    auto *list = runs().comparison().findChild<QTableView *>(QStringLiteral("changedCalls"));
    list->setFocus();
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(inspect.count(), 1);
    QCOMPARE(m_desk->project.currentImage(), ImageId(list->model()->index(0, 0).data(ChangedCallsModel::IdRole).toLongLong()));
}

void ReportPageTest::exportsWhatIsChosen()
{
    m_desk->actions["project.export"]->trigger();
    QCOMPARE(m_page->tab(), ReportPage::Tab::Export);
    FilterState filter;
    filter.splits = {static_cast<int>(Split::Test)};
    m_desk->filter.setState(filter);
    const int shown = m_desk->filter.rowCount();
    QVERIFY(shown > 0 && shown < static_cast<int>(m_desk->project.images().size()));
    auto *start = exporting().findChild<QPushButton *>(QStringLiteral("startExport"));
    QVERIFY(!start->isEnabled()); // Where to?
    exporting().setFolder(below("out"));
    QTest::mouseClick(exporting().findChild<QRadioButton *>(QStringLiteral("filtered")), Qt::LeftButton, {}, QPoint(8, 8));
    QVERIFY(start->isEnabled());
    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!exporting().isRunning(), 60000);
    QVERIFY2(exporting().resultText().contains(QString::number(shown)), qPrintable(exporting().resultText()));
    QVERIFY(exporting().findChild<QPushButton *>(QStringLiteral("openFolder"))->isVisible());
    QVERIFY(QFileInfo::exists(below("out/scores.csv")));
    QVERIFY(QFileInfo::exists(below("out/regions.json")));
    int masks = 0;
    for (const auto &file : std::filesystem::recursive_directory_iterator(toPath(below("out/masks"))))
        masks += file.is_regular_file() ? 1 : 0;
    QCOMPARE(masks, shown);
}

void ReportPageTest::neverOverwritesSilently()
{
    QDir().mkpath(below("out"));
    QFile file(below("out/precious.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("mine");
    file.close();
    m_page->showTab(ReportPage::Tab::Export);
    exporting().setFolder(below("out"));
    m_desk->project.setSelection({m_desk->project.images().front().id});
    exporting().setWhich(ExportTab::Which::Selected);
    exporting().start();
    QTRY_VERIFY_WITH_TIMEOUT(!exporting().isRunning(), 60000);
    QVERIFY2(exporting().resultText().contains(QStringLiteral("not empty")), qPrintable(exporting().resultText()));
    QVERIFY(QFileInfo::exists(below("out/precious.txt")));
    QVERIFY(!QFileInfo::exists(below("out/scores.csv")));
    exporting().setFolder(below("new"));
    exporting().start();
    QTRY_VERIFY_WITH_TIMEOUT(!exporting().isRunning(), 60000);
    QVERIFY(QFileInfo::exists(below("new/scores.csv")));
    exporting().start(); // Again: refused, then allowed.
    QTRY_VERIFY_WITH_TIMEOUT(!exporting().isRunning(), 60000);
    QVERIFY(exporting().resultText().contains(QStringLiteral("not empty")));
    exporting().findChild<QCheckBox *>(QStringLiteral("overwrite"))->setChecked(true);
    exporting().start();
    QTRY_VERIFY_WITH_TIMEOUT(!exporting().isRunning(), 60000);
    QVERIFY2(exporting().resultText().contains(QStringLiteral("exported")), qPrintable(exporting().resultText()));
    m_desk->filter.setState({.text = QStringLiteral("no such picture")});
    exporting().setWhich(ExportTab::Which::Filtered);
    QVERIFY(!exporting().findChild<QPushButton *>(QStringLiteral("startExport"))->isEnabled());
    exporting().start(); // Nothing to write: what is there stays.
    QVERIFY(!exporting().isRunning());
    QVERIFY(QFileInfo::exists(below("new/scores.csv")));
}

void ReportPageTest::historyIsFound()
{
    HistoryTab &tab = m_page->historyTab();
    const QAbstractItemModelTester tester(&tab.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_page->showTab(ReportPage::Tab::History);
    const int before = tab.model().rowCount();
    QVERIFY(before > 0);
    ImageEdit edit;
    edit.id = m_desk->project.images().front().id;
    edit.comment = "zebra stripes";
    m_desk->project.edit({edit}, QStringLiteral("comment"));
    QTRY_COMPARE(tab.model().rowCount(), before + 1);
    QCOMPARE(tab.model().index(0, HistoryModel::WhoColumn).data().toString(), QStringLiteral("bert"));
    QTest::keyClicks(tab.findChild<QLineEdit *>(QStringLiteral("historyFilter")), "ZEBRA");
    QCOMPARE(tab.shownRows(), 1);
    tab.exportTo(below("history.csv"));
    QTRY_VERIFY(QFileInfo::exists(below("history.csv")));
    QTRY_VERIFY(m_desk->idle());
    QFile file(below("history.csv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("zebra stripes"));
}

QTEST_MAIN(ReportPageTest)
#include "tst_reportpage.moc"
