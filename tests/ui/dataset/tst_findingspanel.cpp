// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/dataset/picturedesk.h"
#include "ui/base/format.h"
#include "ui/dataset/datapage.h"
#include "ui/dataset/findingsmodel.h"
#include "ui/dataset/findingspanel.h"
#include "ui/dataset/importplan.h"
#include "ui/dataset/importpreview.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>

using namespace flawscope;
using namespace flawscope::ui;
namespace fs = std::filesystem;

/// What is wrong with the data: shown, jumped to, mended; folders that moved; folders with roles.
class FindingsPanelTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void modelsAreSound();
    void jumpsToThePictures();
    void removesCopies();
    void mendsLeaks();
    void ignoresAndRestores();
    void movedFolderIsFoundOnce();
    void rolesAreGuessed_data();
    void rolesAreGuessed();
    void planComesBack();

private:
    void open();
    QModelIndex kindRow(const QString &kind) const;
    void select(const QString &kind);
    QPushButton *button(const QString &text) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    std::unique_ptr<test::PictureDesk> m_desk;
    FindingsPanel *m_panel = nullptr;
    QTreeView *m_tree = nullptr;
};

void FindingsPanelTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = toPath(m_folder->path());
}

void FindingsPanelTest::cleanup()
{
    if (m_desk)
        QTRY_VERIFY(m_desk->idle());
    delete m_panel;
    m_panel = nullptr;
    m_desk.reset();
}

void FindingsPanelTest::open()
{
    test::writePictureTree(m_root / "parts");
    fs::copy_file(m_root / "parts/train/good/000.png", m_root / "parts/train/good/copy a.png");
    fs::copy_file(m_root / "parts/train/good/000.png", m_root / "parts/train/good/copy b.png");
    fs::copy_file(m_root / "parts/train/good/003.png", m_root / "parts/test/good/leak.png");
    const auto workspace = Workspace::create(m_root / "project", "Washers", "anna");
    workspace->importDataset(scanDataset(m_root / "parts", {}, {}), {});
    m_desk = std::make_unique<test::PictureDesk>(workspace, m_folder->filePath(QStringLiteral("settings.ini")));
    m_panel = new FindingsPanel(m_desk->context);
    m_tree = m_panel->findChild<QTreeView *>(QStringLiteral("findingsTree"));
    m_desk->show(m_panel, QSize(320, 640));
}

QModelIndex FindingsPanelTest::kindRow(const QString &kind) const
{
    for (int row = 0; row < m_tree->model()->rowCount(); ++row) {
        const QModelIndex index = m_tree->model()->index(row, 0);
        if (index.data(FindingsModel::KindRole) == kind)
            return index;
    }
    return {};
}

void FindingsPanelTest::select(const QString &kind)
{
    const QModelIndex index = kindRow(kind);
    QVERIFY2(index.isValid(), qPrintable(kind));
    m_tree->scrollTo(index);
    QTest::mouseClick(m_tree->viewport(), Qt::LeftButton, {}, m_tree->visualRect(index).center());
}

QPushButton *FindingsPanelTest::button(const QString &text) const
{
    for (QPushButton *button : m_panel->findChildren<QPushButton *>()) {
        if (button->isVisible() && QString(button->text()).remove(QLatin1Char('&')).startsWith(text))
            return button;
    }
    return nullptr;
}

void FindingsPanelTest::modelsAreSound()
{
    FindingsModel findings;
    QAbstractItemModelTester findingsTester(&findings, QAbstractItemModelTester::FailureReportingMode::QtTest);
    findings.setFindings({{Severity::Info, "ignored", "One.", {"/a"}}, {Severity::Problem, "unreadable", "Two.", {"/b"}}, {Severity::Problem, "unreadable", "Three.", {}},
                          {Severity::Warning, "unreadable", "A mask.", {}}});
    QCOMPARE(findings.rowCount(), 3);
    QCOMPARE(findings.index(0, 0).data(FindingsModel::SeverityRole).toInt(), static_cast<int>(Severity::Problem));
    QCOMPARE(findings.rowCount(findings.index(0, 0)), 2);
    QCOMPARE(findings.findingsOf(findings.index(0, 0)).size(), std::size_t{2});
    QCOMPARE(findings.index(1, 0, findings.index(0, 0)).data().toString(), QStringLiteral("Three."));
    findings.setFindings({});
    QCOMPARE(findings.rowCount(), 0);
    ImportPreview preview;
    QAbstractItemModelTester previewTester(&preview, QAbstractItemModelTester::FailureReportingMode::QtTest);
    test::writePictureTree(m_root / "parts");
    preview.setDatasets({scanDataset(m_root / "parts", {}, {})});
    QCOMPARE(preview.pictures(), 13);
}

void FindingsPanelTest::jumpsToThePictures()
{
    open();
    QSignalSpy data(m_desk->actions["step.data"], &QAction::triggered);
    select(QStringLiteral("duplicate"));
    test::grabForEyes(m_desk->window, QStringLiteral("findings"));
    QTest::mouseClick(button(QStringLiteral("Show")), Qt::LeftButton);
    QCOMPARE(data.size(), 1);
    QCOMPARE(m_desk->filter.rowCount(), 3);
    QVERIFY(m_desk->filter.rowOf(m_desk->find("copy b.png")) >= 0);
}

void FindingsPanelTest::removesCopies()
{
    open();
    const auto before = m_desk->project.images().size();
    select(QStringLiteral("duplicate"));
    QTest::mouseClick(button(QStringLiteral("Remove copies")), Qt::LeftButton);
    QCOMPARE(m_desk->project.images().size(), before - 2);
    QTRY_VERIFY(!kindRow(QStringLiteral("duplicate")).isValid());
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->project.images().size(), before);
    QTRY_VERIFY(kindRow(QStringLiteral("duplicate")).isValid());
}

void FindingsPanelTest::mendsLeaks()
{
    open();
    select(QStringLiteral("leak"));
    QTest::mouseClick(button(QStringLiteral("Remove from training")), Qt::LeftButton);
    QCOMPARE(m_desk->find("train/good/003.png"), ImageId{0});
    QVERIFY(m_desk->find("leak.png") != 0);
    QTRY_VERIFY(!kindRow(QStringLiteral("leak")).isValid());
}

void FindingsPanelTest::ignoresAndRestores()
{
    open();
    select(QStringLiteral("few-images"));
    QTest::mouseClick(button(QStringLiteral("Ignore")), Qt::LeftButton);
    QVERIFY(!kindRow(QStringLiteral("few-images")).isValid());
    FindingsPanel again(m_desk->context);
    QVERIFY(again.findChild<FindingsModel *>()->rowCount() == m_tree->model()->rowCount());
    QTest::mouseClick(m_panel->findChild<QToolButton *>(QString(), Qt::FindDirectChildrenOnly), Qt::LeftButton);
    QVERIFY(kindRow(QStringLiteral("few-images")).isValid());
}

void FindingsPanelTest::movedFolderIsFoundOnce()
{
    // Two sources below one folder; both move with it.
    test::writePictureTree(m_root / "old/washers");
    for (unsigned i = 0; i < 3; ++i)
        test::writePicture(m_root / "old/more parts" / (std::to_string(i) + ".png"), 90 + i);
    const auto workspace = Workspace::create(m_root / "project", "Washers", "anna");
    workspace->importDataset(scanDataset(m_root / "old/washers", {}, {}), {});
    workspace->importDataset(scanDataset(m_root / "old/more parts", {}, {}), {});
    fs::rename(m_root / "old", m_root / "new");
    m_desk = std::make_unique<test::PictureDesk>(workspace, m_folder->filePath(QStringLiteral("settings.ini")));
    auto page = std::make_unique<DataPage>(m_desk->context);
    m_desk->show(page.get());
    auto *bar = page->findChild<QWidget *>(QStringLiteral("relocateBar"));
    QTRY_VERIFY(bar->isVisible()); // Missing ones are looked for when a project opens.
    QCOMPARE(m_desk->project.images().front().missing, true);
    test::grabForEyes(m_desk->window, QStringLiteral("data-missing"));
    auto *box = bar->findChild<QComboBox *>();
    QCOMPARE(box->count(), 2);
    auto *field = bar->findChild<QLineEdit *>();
    QTest::keyClicks(field, m_folder->filePath(QStringLiteral("project")));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(m_desk->idle());
    QVERIFY(bar->isVisible()); // None of its pictures is there.
    field->clear();
    QTest::keyClicks(field, m_folder->filePath(QStringLiteral("new/washers")));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(!bar->isVisible());
    for (const ImageRecord &image : m_desk->project.images())
        QVERIFY(!image.missing && fs::exists(image.sample.image));
    QTRY_VERIFY(m_desk->idle());
    page.reset();
}

void FindingsPanelTest::rolesAreGuessed_data()
{
    QTest::addColumn<QStringList>("folders");
    QTest::addColumn<QList<int>>("roles");
    using enum FolderRole;
    const auto row = [](const char *name, const QStringList &folders, std::initializer_list<FolderRole> roles) {
        QList<int> ints;
        for (const FolderRole role : roles)
            ints << static_cast<int>(role);
        QTest::newRow(name) << folders << ints;
    };
    row("one is a data set", {"/d/anything"}, {Whole});
    row("good beside classes", {"/d/good", "/d/scratch", "/d/dent"}, {TrainGood, TestDefect, TestDefect});
    row("masks", {"/d/good", "/d/bad", "/d/bad_masks"}, {TrainGood, TestDefect, Masks});
    row("test", {"/d/train", "/d/test", "/d/test/good"}, {TrainGood, TestUnknown, TestGood});
    row("batches of good parts", {"/d/Montag", "/d/Dienstag"}, {TrainGood, TrainGood});
    row("not ok", {"/d/OK", "/d/NOK"}, {TrainGood, TestDefect});
}

void FindingsPanelTest::rolesAreGuessed()
{
    QFETCH(QStringList, folders);
    QFETCH(QList<int>, roles);
    QList<int> guessed;
    for (const ImportFolder &folder : guessRoles(folders))
        guessed << static_cast<int>(folder.role);
    QCOMPARE(guessed, roles);
}

void FindingsPanelTest::planComesBack()
{
    test::writePicture(m_root / "a/good/1.png", 1);
    test::writePicture(m_root / "a/Kratzer ü/1.png", 2);
    ImportPlan plan;
    plan.folders = {{m_folder->filePath(QStringLiteral("a/good")), FolderRole::TrainGood, {}},
                    {m_folder->filePath(QStringLiteral("a/Kratzer ü")), FolderRole::TestDefect, QStringLiteral("Kratzer ü")}};
    plan.recursive = false;
    const auto workspace = Workspace::create(m_root / "project", "Washers", "anna");
    const std::vector<Dataset> datasets = scanPlan(plan, {}, {});
    QCOMPARE(datasets.size(), std::size_t{1});
    QCOMPARE(datasets.front().root, m_root / "a");
    for (const Dataset &dataset : datasets)
        workspace->importDataset(dataset, {});
    rememberPlan(*workspace, plan, datasets);
    const SourceRecord source = workspace->sources().front();
    const ImportPlan back = planOf(*workspace, source.id, source.folder, source.layout);
    QCOMPARE(back.folders, plan.folders);
    QCOMPARE(back.recursive, false);
    const ImportPlan moved = planOf(*workspace, source.id, m_root / "b", source.layout);
    QCOMPARE(moved.folders.first().folder, m_folder->filePath(QStringLiteral("b/good")));
    // Nothing was noted for a source of the command line: it is read as it was.
    const ImportPlan whole = planOf(*workspace, 4711, m_root / "a", Layout::GoodAndTest);
    QCOMPARE(whole.folders.first().role, FolderRole::Whole);
    QCOMPARE(whole.layout, LayoutHint::GoodAndTest);
}

QTEST_MAIN(FindingsPanelTest)
#include "tst_findingspanel.moc"
