// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/dataset/picturedesk.h"
#include "ui/base/format.h"
#include "ui/dataset/classpopup.h"
#include "ui/dataset/datapage.h"
#include "ui/dataset/filterchip.h"
#include "ui/dataset/importpanel.h"
#include "ui/dataset/summarystrip.h"

#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QUrl>

using namespace flawscope;
using namespace flawscope::ui;
namespace fs = std::filesystem;

/// The data page with real keys and clicks.
class DataPageTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyProjectInvites();
    void importsByDrop();
    void importsSeparateFolders();
    void importTellsWhatIsWrong();
    void cancelImportsNothing();
    void gridAndTableShareTheSelection();
    void keysLabelAndUndo();
    void trainingTakesNoDefects();
    void classComesFromThePopup();
    void labellingGoesOnToTheNext();
    void removeAndUndo();
    void filtersByTextAndChips();
    void sortsByHeaderAndBox();
    void summaryCountsAndFilters();
    void enterOpensInspect();
    void readOnlyLabelsNothing();
    void remembersColumnsAndSize();
    void finishedJobsLetGo();

private:
    void openEmpty();
    void openFilled();
    void start(std::shared_ptr<Workspace> workspace);
    void clickItem(QAbstractItemView *view, int row, Qt::KeyboardModifiers modifiers = {});
    void chooseInChip(const char *name, const QString &text);
    template <typename T>
    T *child(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    std::unique_ptr<test::PictureDesk> m_desk;
    DataPage *m_page = nullptr;
    QListView *m_grid = nullptr;
    QTableView *m_table = nullptr;
};

void DataPageTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = toPath(m_folder->path());
}

void DataPageTest::cleanup()
{
    if (m_desk)
        QTRY_VERIFY(m_desk->idle());
    delete m_page;
    m_page = nullptr;
    m_desk.reset();
}

void DataPageTest::start(std::shared_ptr<Workspace> workspace)
{
    m_desk = std::make_unique<test::PictureDesk>(std::move(workspace), m_folder->filePath(QStringLiteral("settings.ini")));
    m_page = new DataPage(m_desk->context);
    m_grid = child<QListView>("imageGrid");
    m_table = child<QTableView>("imageTable");
    m_desk->show(m_page);
}

void DataPageTest::openEmpty() { start(Workspace::create(m_root / "project", "Washers", "anna")); }

void DataPageTest::openFilled()
{
    test::writePictureTree(m_root / "parts");
    const auto workspace = Workspace::create(m_root / "project", "Washers", "anna");
    workspace->importDataset(scanDataset(m_root / "parts", {}, {}), {});
    test::inventScores(*workspace);
    start(workspace);
    QTRY_VERIFY(m_desk->idle());
}

void DataPageTest::clickItem(QAbstractItemView *view, int row, Qt::KeyboardModifiers modifiers)
{
    const QModelIndex index = m_desk->filter.index(row, 0);
    view->scrollTo(index);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, view->visualRect(index).center());
}

void DataPageTest::chooseInChip(const char *name, const QString &text)
{
    auto *chip = child<FilterChip>(name);
    QVERIFY(chip != nullptr);
    QMenu *menu = chip->menu();
    menu->popup(chip->mapToGlobal(QPoint(0, chip->height()))); // QToolButton::showMenu() waits in an event loop.
    QAction *wanted = nullptr;
    for (QAction *action : menu->actions()) {
        if (action->text().startsWith(text))
            wanted = action;
    }
    QVERIFY2(wanted != nullptr, qPrintable(text));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
    QVERIFY(menu->isVisible()); // Several can be ticked.
    menu->close();
}

void DataPageTest::emptyProjectInvites()
{
    openEmpty();
    QSignalSpy demo(m_desk->actions["project.demo"], &QAction::triggered);
    QPushButton *link = nullptr;
    for (QPushButton *button : m_page->findChildren<QPushButton *>(QStringLiteral("secondAction")))
        link = button->isVisible() ? button : link;
    QVERIFY(link != nullptr);
    QTest::mouseClick(link, Qt::LeftButton);
    QCOMPARE(demo.size(), 1);
    QVERIFY(!m_grid->isVisible());
    test::grabForEyes(m_desk->window, QStringLiteral("data-empty"));
}

void DataPageTest::importsByDrop()
{
    openEmpty();
    test::writePictureTree(m_root / "Teile – пример 部品");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(m_folder->filePath(QStringLiteral("Teile – пример 部品")))});
    QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_page, &enter);
    QVERIFY(enter.isAccepted());
    QApplication::sendEvent(m_page, &drop);
    auto *import = child<QPushButton>("importButton");
    QVERIFY(import->isVisible());
    QTRY_VERIFY(import->isEnabled());
    QVERIFY(m_desk->project.images().empty()); // Nothing before it is asked for.
    QVERIFY2(import->text().contains(QStringLiteral("13")), qPrintable(import->text()));
    const QAbstractItemModel *preview = child<QTreeView>("previewTree")->model();
    QCOMPARE(preview->rowCount(), 2); // Training and test.
    QCOMPARE(preview->index(0, 1).data().toString(), QStringLiteral("6"));
    QCOMPARE(preview->rowCount(preview->index(1, 0)), 3);
    test::grabForEyes(m_desk->window, QStringLiteral("data-import"));
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_COMPARE(m_desk->project.images().size(), std::size_t{13});
    QTRY_VERIFY(m_grid->isVisible());
    QVERIFY(!import->isVisible());
    QCOMPARE(m_desk->project.currentImage(), m_desk->project.images().front().id);
}

void DataPageTest::importsSeparateFolders()
{
    openEmpty();
    for (unsigned i = 0; i < 4; ++i)
        test::writePicture(m_root / "line" / "good" / (std::to_string(i) + ".png"), i);
    for (unsigned i = 0; i < 3; ++i) {
        test::writePicture(m_root / "line" / "scratch" / (std::to_string(i) + ".png"), 50 + i);
        test::writeDefectMask(m_root / "line" / "scratch masks" / (std::to_string(i) + ".png"));
    }
    m_page->importFolders({m_folder->filePath(QStringLiteral("line/good")), m_folder->filePath(QStringLiteral("line/scratch")),
                           m_folder->filePath(QStringLiteral("line/scratch masks"))});
    auto *import = child<QPushButton>("importButton");
    QTRY_VERIFY(import->isEnabled());
    test::grabForEyes(m_desk->window, QStringLiteral("data-import-roles"));
    QVERIFY2(import->text().contains(QLatin1Char('7')), qPrintable(import->text()));
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_COMPARE(m_desk->project.images().size(), std::size_t{7});
    const ImageRecord &defect = m_desk->record(m_desk->find("scratch/1.png"));
    QCOMPARE(defect.sample.label, Label::Defect);
    QCOMPARE(defect.sample.defectClass, std::string("scratch"));
    QCOMPARE(defect.sample.split, Split::Test);
    QCOMPARE(defect.sample.mask, m_root / "line" / "scratch masks" / "1.png");
    QCOMPARE(m_desk->record(m_desk->find("good/1.png")).sample.split, Split::Train);
    QCOMPARE(m_desk->project.workspace().sources().size(), std::size_t{1});
    // Another scan reads the folders as a person said.
    test::writePicture(m_root / "line" / "scratch" / "9.png", 99);
    QTRY_VERIFY(m_desk->actions["data.rescan"]->isEnabled());
    m_desk->actions["data.rescan"]->trigger();
    QTRY_COMPARE(m_desk->project.images().size(), std::size_t{8});
    QCOMPARE(m_desk->record(m_desk->find("scratch/9.png")).sample.label, Label::Defect);
    QCOMPARE(m_desk->record(m_desk->find("scratch/1.png")).sample.label, Label::Defect);
}

void DataPageTest::importTellsWhatIsWrong()
{
    openEmpty();
    QDir(m_folder->path()).mkpath(QStringLiteral("nothing here"));
    m_page->importFolders({m_folder->filePath(QStringLiteral("nothing here"))});
    auto *problem = child<QLabel>("importProblem");
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("nothing here")), qPrintable(problem->text()));
    QVERIFY(!child<QPushButton>("importButton")->isEnabled());
    test::grabForEyes(m_desk->window, QStringLiteral("data-import-problem"));
}

void DataPageTest::cancelImportsNothing()
{
    openEmpty();
    test::writePictureTree(m_root / "parts");
    m_page->importFolders({m_folder->filePath(QStringLiteral("parts"))});
    QTRY_VERIFY(child<QPushButton>("importButton")->isEnabled());
    QTest::mouseClick(child<QPushButton>("cancelImport"), Qt::LeftButton);
    QVERIFY(!child<QPushButton>("importButton")->isVisible());
    QVERIFY(!m_grid->isVisible());
    QVERIFY(m_desk->project.workspace().images().empty());
    QVERIFY(m_page->findChild<ImportPanel *>()->isEmpty());
}

void DataPageTest::gridAndTableShareTheSelection()
{
    openFilled();
    Project &project = m_desk->project;
    clickItem(m_grid, 2);
    QTRY_COMPARE(project.currentImage(), m_desk->filter.idAt(2));
    clickItem(m_grid, 5, Qt::ShiftModifier);
    QTRY_COMPARE(project.selection().size(), 4);
    QTRY_COMPARE(project.currentImage(), m_desk->filter.idAt(5));
    m_desk->actions["data.table"]->trigger();
    QVERIFY(m_table->isVisible());
    QCOMPARE(m_table->selectionModel()->selectedRows().size(), 4);
    QCOMPARE(m_table->currentIndex().row(), 5);
    clickItem(m_table, 1, Qt::ControlModifier);
    QTRY_COMPARE(project.selection().size(), 5);
    QTest::keyClick(m_table, Qt::Key_Down);
    QTRY_COMPARE(project.selection(), QList<ImageId>{m_desk->filter.idAt(2)});
    project.setCurrentImage(m_desk->filter.idAt(7)); // As stepping does.
    QCOMPARE(m_table->currentIndex().row(), 7);
    m_desk->actions["data.grid"]->trigger();
    QCOMPARE(m_grid->currentIndex().row(), 7);
    QCOMPARE(m_grid->selectionModel()->selectedIndexes().first().row(), 7);
    m_desk->actions["edit.select-all"]->trigger();
    QCOMPARE(project.selection().size(), 13);
    test::grabForEyes(m_desk->window, QStringLiteral("data-selected"));
}

void DataPageTest::keysLabelAndUndo()
{
    openFilled();
    const int row = m_desk->filter.rowOf(m_desk->find("test/good/001.png"));
    clickItem(m_grid, row);
    const ImageId id = m_desk->filter.idAt(row);
    QTRY_COMPARE(m_desk->project.currentImage(), id);
    QTRY_VERIFY(m_desk->actions["label.defect"]->isEnabled());
    QVERIFY(!m_desk->actions["label.good"]->isEnabled()); // It is.
    QTest::keyClick(m_grid, Qt::Key_D);
    QCOMPARE(m_desk->record(id).sample.label, Label::Defect);
    QCOMPARE(m_desk->record(id).sample.defectClass, std::string("defect"));
    QTRY_VERIFY(m_desk->actions["label.unknown"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_U);
    QCOMPARE(m_desk->record(id).sample.label, Label::Unknown);
    QVERIFY(m_desk->record(id).sample.defectClass.empty());
    QTRY_VERIFY(m_desk->actions["label.good"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_G);
    QCOMPARE(m_desk->record(id).sample.label, Label::Good);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(m_grid, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_desk->record(id).sample.label, Label::Good);
    QCOMPARE(m_desk->record(id).sample.defectClass, std::string("good"));
    QVERIFY(!m_desk->project.undoStack().canUndo());
}

void DataPageTest::trainingTakesNoDefects()
{
    openFilled();
    const ImageId defect = m_desk->find("test/dent/000.png");
    const ImageId good = m_desk->find("test/good/000.png");
    m_desk->project.setSelection({defect});
    m_desk->project.setCurrentImage(defect);
    QTRY_VERIFY(m_desk->actions["split.train"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_T);
    QCOMPARE(m_desk->record(defect).sample.split, Split::Test);
    QVERIFY(!m_desk->project.undoStack().canUndo());
    test::grabForEyes(m_desk->window, QStringLiteral("data-refused"));
    m_desk->project.setSelection({defect, good});
    QTest::keyClick(m_grid, Qt::Key_T);
    QCOMPARE(m_desk->record(defect).sample.split, Split::Test);
    QCOMPARE(m_desk->record(good).sample.split, Split::Train);
    // The other way round: what turns out to be a defect is not trained on.
    m_desk->project.setSelection({good});
    m_desk->project.setCurrentImage(good);
    QTRY_VERIFY(m_desk->actions["label.defect"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_D);
    QCOMPARE(m_desk->record(good).sample.split, Split::Test);
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->record(good).sample.split, Split::Train);
    QCOMPARE(m_desk->record(good).sample.label, Label::Good);
}

void DataPageTest::classComesFromThePopup()
{
    openFilled();
    const ImageId id = m_desk->find("test/dent/001.png");
    m_desk->project.setSelection({id});
    m_desk->project.setCurrentImage(id);
    m_grid->setFocus();
    QTRY_VERIFY(m_desk->actions["label.class"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_C);
    auto *popup = m_desk->window.findChild<ClassPopup *>();
    QVERIFY(popup != nullptr && popup->isVisible());
    auto *edit = popup->findChild<QLineEdit *>();
    QCOMPARE(edit->text(), QStringLiteral("dent"));
    test::grabForEyes(*popup, QStringLiteral("data-class"));
    QTest::keyClicks(edit, QStringLiteral("scr"));
    QTest::keyClick(edit, Qt::Key_Down);
    QCOMPARE(edit->text(), QStringLiteral("scratch"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(m_desk->record(id).sample.defectClass, std::string("scratch"));
    QTRY_VERIFY(m_desk->window.findChild<ClassPopup *>() == nullptr);
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->record(id).sample.defectClass, std::string("dent"));
}

void DataPageTest::labellingGoesOnToTheNext()
{
    openFilled();
    m_desk->filter.setState({.labels = {static_cast<int>(Label::Defect)}});
    const QList<ImageId> shown = m_desk->filter.shownImages();
    clickItem(m_grid, 1);
    QTRY_COMPARE(m_desk->project.currentImage(), shown[1]);
    QTRY_VERIFY(m_desk->actions["label.good"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_G);
    QCOMPARE(m_desk->filter.rowCount(), static_cast<int>(shown.size()) - 1);
    QCOMPARE(m_desk->project.currentImage(), shown[2]);
    QCOMPARE(m_desk->project.selection(), QList<ImageId>{shown[2]});
    QCOMPARE(m_grid->currentIndex().row(), 1);
}

void DataPageTest::removeAndUndo()
{
    openFilled();
    clickItem(m_grid, 3);
    QTRY_COMPARE(m_desk->project.currentImage(), m_desk->filter.idAt(3));
    const ImageId gone = m_desk->filter.idAt(3);
    const ImageId next = m_desk->filter.idAt(4);
    QTRY_VERIFY(m_desk->actions["data.remove"]->isEnabled());
    QTest::keyClick(m_grid, Qt::Key_Delete);
    QCOMPARE(m_desk->project.rowOf(gone), -1);
    QCOMPARE(m_desk->project.currentImage(), next);
    QVERIFY(fs::exists(m_root / "parts/train/good/000.png"));
    QTest::keyClick(m_grid, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(m_desk->project.rowOf(gone) >= 0);
}

void DataPageTest::filtersByTextAndChips()
{
    openFilled();
    m_desk->actions["edit.find"]->trigger();
    auto *text = child<QLineEdit>("filterText");
    QTRY_VERIFY(text->hasFocus());
    QTest::keyClicks(text, QStringLiteral("dent"));
    QCOMPARE(m_desk->filter.rowCount(), 2);
    QCOMPARE(child<QLabel>("countLabel")->text(), QStringLiteral("2 of 13 pictures"));
    QTest::keyClick(text, Qt::Key_Return);
    QVERIFY(m_grid->hasFocus());
    m_desk->actions["data.clear-filter"]->trigger();
    QCOMPARE(m_desk->filter.rowCount(), 13);
    QVERIFY(text->text().isEmpty());
    QVERIFY(!m_desk->actions["data.clear-filter"]->isEnabled());
    chooseInChip("labelChip", ImageTableModel::labelText(Label::Defect));
    QCOMPARE(m_desk->filter.rowCount(), 4);
    chooseInChip("classChip", QStringLiteral("scratch"));
    QCOMPARE(m_desk->filter.rowCount(), 2);
    test::grabForEyes(m_desk->window, QStringLiteral("data-filtered"));
    chooseInChip("splitChip", ImageTableModel::splitText(Split::Train));
    QCOMPARE(m_desk->filter.rowCount(), 0);
    QVERIFY(!m_grid->isVisible()); // Says so instead.
    test::grabForEyes(m_desk->window, QStringLiteral("data-nothing-shown"));
    m_desk->actions["data.clear-filter"]->trigger();
    QVERIFY(m_grid->isVisible());
    chooseInChip("callChip", ImageTableModel::callText(Call::Defect));
    for (const ImageId id : m_desk->filter.shownImages())
        QCOMPARE(m_desk->project.call(m_desk->project.rowOf(id)), Call::Defect);
}

void DataPageTest::sortsByHeaderAndBox()
{
    openFilled();
    m_desk->actions["data.table"]->trigger();
    QHeaderView *header = m_table->horizontalHeader();
    const QPoint score(header->sectionViewportPosition(ImageTableModel::ScoreColumn) + 20, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, score);
    QCOMPARE(m_desk->filter.sortColumn(), static_cast<int>(ImageTableModel::ScoreColumn));
    auto *box = child<QComboBox>("sortBox");
    QCOMPARE(box->currentData().toInt(), static_cast<int>(ImageTableModel::ScoreColumn));
    QTest::mouseClick(child<QToolButton>("sortOrder"), Qt::LeftButton);
    QCOMPARE(header->sortIndicatorOrder(), m_desk->filter.sortOrder());
    double last = m_desk->filter.sortOrder() == Qt::DescendingOrder ? 1e9 : -1e9;
    for (int row = 0; row < m_desk->filter.rowCount(); ++row) {
        const double value = m_desk->filter.index(row, 0).data(ImageTableModel::ScoreRole).toDouble();
        QVERIFY(m_desk->filter.sortOrder() == Qt::DescendingOrder ? value <= last : value >= last);
        last = value;
    }
    test::grabForEyes(m_desk->window, QStringLiteral("data-table"));
    m_desk->window.resize(904, 540); // What a window of 1280 × 720 leaves.
    test::grabForEyes(m_desk->window, QStringLiteral("data-table-small"));
    m_desk->actions["data.grid"]->trigger();
    test::grabForEyes(m_desk->window, QStringLiteral("data-grid-small"));
}

void DataPageTest::summaryCountsAndFilters()
{
    openFilled();
    QCOMPARE(child<QToolButton>("trainCount")->text(), QStringLiteral("6 good"));
    QCOMPARE(child<QToolButton>("defectCount")->text(), QStringLiteral("4 defects"));
    QVERIFY(!child<QToolButton>("unknownCount")->isVisible());
    QTest::mouseClick(child<QToolButton>("defectCount"), Qt::LeftButton);
    QCOMPARE(m_desk->filter.rowCount(), 4);
    QTest::mouseClick(child<QToolButton>("defectCount"), Qt::LeftButton);
    QCOMPARE(m_desk->filter.rowCount(), 13);
    std::vector<ImageEdit> edits;
    for (const ImageRecord &image : m_desk->project.images()) {
        if (image.sample.label == Label::Defect)
            edits.push_back({.id = image.id, .label = Label::Good, .defectClass = "good"});
    }
    m_desk->project.edit(edits, QStringLiteral("label as good"));
    QVERIFY(m_page->findChild<SummaryStrip *>()->hint().contains(QStringLiteral("good pictures alone")));
}

void DataPageTest::enterOpensInspect()
{
    openFilled();
    QSignalSpy inspect(m_desk->actions["step.inspect"], &QAction::triggered);
    clickItem(m_grid, 1);
    QTest::keyClick(m_grid, Qt::Key_Return);
    QCOMPARE(inspect.size(), 1);
    clickItem(m_grid, 2);
    QTest::mouseDClick(m_grid->viewport(), Qt::LeftButton, {}, m_grid->visualRect(m_desk->filter.index(2, 0)).center());
    QCOMPARE(inspect.size(), 2);
    // Keys that are image.next elsewhere move in the grid.
    QSignalSpy next(m_desk->actions["image.next"], &QAction::triggered);
    clickItem(m_grid, 1);
    QTest::keyClick(m_grid, Qt::Key_Right);
    QTRY_COMPARE(m_desk->project.currentImage(), m_desk->filter.idAt(2));
    QCOMPARE(next.size(), 0);
}

void DataPageTest::readOnlyLabelsNothing()
{
    test::writePictureTree(m_root / "parts");
    const auto writer = Workspace::create(m_root / "project", "Washers", "anna");
    writer->importDataset(scanDataset(m_root / "parts", {}, {}), {});
    const auto reader = Workspace::open(m_root / "project", "bert");
    if (!reader->readOnly())
        QSKIP("One process may open a project twice.");
    start(reader);
    clickItem(m_grid, 0);
    QTest::keyClick(m_grid, Qt::Key_D);
    for (const char *id : {"label.good", "label.defect", "split.test", "data.remove", "data.import", "data.rescan", "data.relocate"})
        QVERIFY2(!m_desk->actions[id]->isEnabled(), id);
    m_page->importFolders({m_folder->filePath(QStringLiteral("parts"))});
    QVERIFY(!child<QPushButton>("importButton")->isVisible());
}

void DataPageTest::remembersColumnsAndSize()
{
    openFilled();
    m_desk->actions["data.table"]->trigger();
    m_table->horizontalHeader()->resizeSection(ImageTableModel::NameColumn, 411);
    child<QSlider>("thumbnailSize")->setValue(200);
    QTRY_VERIFY(m_desk->idle());
    delete m_page;
    m_page = new DataPage(m_desk->context);
    m_desk->window.layout()->addWidget(m_page);
    m_page->show();
    m_grid = child<QListView>("imageGrid");
    m_table = child<QTableView>("imageTable");
    QVERIFY(m_table->isVisible());
    QCOMPARE(m_table->columnWidth(ImageTableModel::NameColumn), 411);
    QCOMPARE(child<QSlider>("thumbnailSize")->value(), 200);
}

void DataPageTest::finishedJobsLetGo()
{
    openFilled();
    const std::weak_ptr<Workspace> workspace = m_desk->project.sharedWorkspace();
    m_desk->actions["data.rescan"]->trigger();
    QTRY_VERIFY(m_desk->idle());
    QTest::qWait(0);
    QVERIFY(m_desk->jobs.rowCount() > 0);
    QCOMPARE(workspace.use_count(), 1L); // The project's own: closing it lets the next window write.
}

QTEST_MAIN(DataPageTest)
#include "tst_datapage.moc"
