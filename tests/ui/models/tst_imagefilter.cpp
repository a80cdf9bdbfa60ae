// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/ui/dataset/picturedesk.h"
#include "ui/base/format.h"
#include "ui/models/naturalorder.h"

#include <QAbstractItemModelTester>

#include <algorithm>

using namespace flawscope;
using namespace flawscope::ui;

/// The one filter of the window and the table behind it, against a slow reading of the same records.
class ImageFilterTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void naturalOrder_data();
    void naturalOrder();
    void filters_data();
    void filters();
    void textFindsAnyScript();
    void sorts_data();
    void sorts();
    void followsEdits();
    void followsManyEdits();
    void followsTheThreshold();
    void stepsAround();
    void removalIsUndone();

private:
    [[nodiscard]] QStringList shownNames() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::PictureDesk> m_desk;
    std::unique_ptr<QAbstractItemModelTester> m_tableTester, m_filterTester;
};

void ImageFilterTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const auto root = toPath(m_folder->path());
    test::writePictureTree(root / "parts", 12, 5);
    test::writePicture(root / "parts/test/good/Прокладка 検査.png", 77);
    const auto workspace = Workspace::create(root / "project", "Washers", "anna");
    workspace->importDataset(scanDataset(root / "parts", {}, {}), {});
    test::inventScores(*workspace);
    m_desk = std::make_unique<test::PictureDesk>(workspace, m_folder->filePath(QStringLiteral("settings.ini")));
    m_tableTester = std::make_unique<QAbstractItemModelTester>(&m_desk->table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_filterTester = std::make_unique<QAbstractItemModelTester>(&m_desk->filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void ImageFilterTest::cleanup()
{
    QTRY_VERIFY(m_desk->idle());
    m_filterTester.reset();
    m_tableTester.reset();
    m_desk.reset();
}

QStringList ImageFilterTest::shownNames() const
{
    QStringList names;
    for (int row = 0; row < m_desk->filter.rowCount(); ++row)
        names << m_desk->filter.index(row, ImageTableModel::NameColumn).data().toString();
    return names;
}

void ImageFilterTest::naturalOrder_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::newRow("numbers as people count") << QByteArray("part 9") << QByteArray("part 10");
    QTest::newRow("leading zeros") << QByteArray("007") << QByteArray("8");
    QTest::newRow("any case") << QByteArray("apple") << QByteArray("Banana");
    QTest::newRow("shorter first") << QByteArray("a") << QByteArray("a1");
    QTest::newRow("zeros settle what is equal else") << QByteArray("a01") << QByteArray("a1");
    QTest::newRow("longer than any integer") << QByteArray("x99999999999999999999998") << QByteArray("x99999999999999999999999");
    QTest::newRow("empty first") << QByteArray("") << QByteArray("a");
}

void ImageFilterTest::naturalOrder()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QVERIFY(naturalLess(a.toStdString(), b.toStdString()));
    QVERIFY(!naturalLess(b.toStdString(), a.toStdString()));
    QVERIFY(!naturalLess(a.toStdString(), a.toStdString()));
}

void ImageFilterTest::filters_data()
{
    QTest::addColumn<FilterState>("state");
    const auto row = [](const char *name, FilterState state) { QTest::newRow(name) << state; };
    row("all", {});
    row("training", {.splits = {static_cast<int>(Split::Train)}});
    row("defects", {.labels = {static_cast<int>(Label::Defect)}});
    row("class", {.classes = {QStringLiteral("dent")}});
    row("two classes", {.classes = {QStringLiteral("dent"), QStringLiteral("scratch")}});
    row("text", {.text = QStringLiteral("SCRATCH 001")});
    row("called defect", {.calls = {static_cast<int>(Call::Defect)}});
    row("errors", {.errorsOnly = true});
    row("missing", {.missingOnly = true});
    row("verdict none", {.verdicts = {static_cast<int>(OperatorVerdict::None)}});
    row("score range", {.scoreFrom = 0.4, .scoreTo = 1.5});
    row("only these", {.only = {2, 3}});
    row("several", {.text = QStringLiteral("0"), .splits = {static_cast<int>(Split::Test)}, .labels = {static_cast<int>(Label::Good)}, .scoreTo = 0.9});
}

void ImageFilterTest::filters()
{
    QFETCH(FilterState, state);
    const Project &project = m_desk->project;
    QStringList expected;
    for (int row = 0; row < static_cast<int>(project.images().size()); ++row) {
        const ImageRecord &image = project.images()[static_cast<std::size_t>(row)];
        const auto in = [](const QList<int> &list, auto value) { return list.isEmpty() || list.contains(static_cast<int>(value)); };
        const QString name = toQString(image.sample.name);
        bool wanted = in(state.splits, image.sample.split) && in(state.labels, image.sample.label) && in(state.calls, project.call(row))
            && in(state.verdicts, image.verdict) && (state.classes.isEmpty() || state.classes.contains(toQString(image.sample.defectClass)))
            && (!state.errorsOnly || project.isError(row)) && (!state.missingOnly || image.missing)
            && (!state.scoreFrom || project.score(row).value_or(-1) >= *state.scoreFrom) && (!state.scoreTo || project.score(row).value_or(9) < *state.scoreTo)
            && (state.only.isEmpty() || state.only.contains(image.id));
        for (const QString &word : state.text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            wanted = wanted && (name + QLatin1Char('\n') + toQString(image.sample.defectClass)).contains(word, Qt::CaseInsensitive);
        if (wanted)
            expected << name;
    }
    m_desk->filter.setState(state);
    QCOMPARE(shownNames(), expected);
    m_desk->filter.setState({});
    QCOMPARE(m_desk->filter.rowCount(), static_cast<int>(project.images().size()));
}

void ImageFilterTest::textFindsAnyScript()
{
    m_desk->filter.setState({.text = QStringLiteral("проКЛАДКА 検")});
    QCOMPARE(m_desk->filter.rowCount(), 1);
    const ImageId id = m_desk->filter.idAt(0);
    m_desk->filter.setState({.text = QStringLiteral("reworked")});
    QCOMPARE(m_desk->filter.rowCount(), 0);
    m_desk->project.edit({{.id = id, .comment = "Reworked on Monday"}}, QStringLiteral("comment"));
    QCOMPARE(m_desk->filter.rowCount(), 1); // The searched text follows the edit.
}

void ImageFilterTest::sorts_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<bool>("descending");
    for (int column = 0; column < ImageTableModel::ColumnCount; ++column) {
        QTest::addRow("column %d up", column) << column << false;
        QTest::addRow("column %d down", column) << column << true;
    }
}

void ImageFilterTest::sorts()
{
    QFETCH(int, column);
    QFETCH(bool, descending);
    const int count = m_desk->filter.rowCount();
    m_desk->filter.sort(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    QCOMPARE(m_desk->filter.rowCount(), count);
    QSet<ImageId> ids;
    for (int row = 0; row < count; ++row) {
        ids << m_desk->filter.idAt(row);
        if (row == 0)
            continue;
        QVariant a = m_desk->filter.index(row - 1, column).data(ImageTableModel::SortRole);
        QVariant b = m_desk->filter.index(row, column).data(ImageTableModel::SortRole);
        if (descending)
            std::swap(a, b);
        if (a.typeId() == QMetaType::QString)
            QVERIFY(!naturalLess(toUtf8(b.toString()), toUtf8(a.toString())));
        else
            QVERIFY(a.toDouble() <= b.toDouble());
    }
    QCOMPARE(ids.size(), count);
    m_desk->filter.sort(-1);
    QVERIFY(std::is_sorted(m_desk->project.images().begin(), m_desk->project.images().end(), [](const auto &a, const auto &b) { return a.id < b.id; }));
    QCOMPARE(m_desk->filter.shownImages().first(), m_desk->project.images().front().id);
}

void ImageFilterTest::followsEdits()
{
    m_desk->filter.setState({.labels = {static_cast<int>(Label::Defect)}});
    const int before = m_desk->filter.rowCount();
    const ImageId id = m_desk->filter.idAt(1);
    QSignalSpy changed(&m_desk->filter, &QAbstractItemModel::dataChanged);
    m_desk->project.edit({{.id = id, .verdict = OperatorVerdict::Ok}}, QStringLiteral("verdict"));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 1);
    m_desk->project.edit({{.id = id, .label = Label::Good, .defectClass = "good"}}, QStringLiteral("label as good"));
    QCOMPARE(m_desk->filter.rowCount(), before - 1);
    QCOMPARE(m_desk->filter.rowOf(id), -1);
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->filter.rowCount(), before);
    QCOMPARE(m_desk->filter.rowOf(id), 1);
    // What the project shows is what the workspace holds.
    const auto stored = m_desk->project.workspace().images();
    for (std::size_t row = 0; row < stored.size(); ++row) {
        QCOMPARE(stored[row].sample.label, m_desk->project.images()[row].sample.label);
        QCOMPARE(stored[row].sample.defectClass, m_desk->project.images()[row].sample.defectClass);
        QCOMPARE(stored[row].sample.mask, m_desk->project.images()[row].sample.mask);
    }
}

void ImageFilterTest::followsManyEdits()
{
    m_desk->filter.sort(ImageTableModel::LabelColumn);
    std::vector<ImageEdit> edits;
    for (const ImageRecord &image : m_desk->project.images())
        edits.push_back({.id = image.id, .label = image.id % 2 ? Label::Defect : Label::Unknown});
    QSignalSpy resets(&m_desk->filter, &QAbstractItemModel::modelReset);
    m_desk->project.edit(edits, QStringLiteral("label"));
    QVERIFY(resets.size() <= 2);
    for (int row = 1; row < m_desk->filter.rowCount(); ++row)
        QVERIFY(m_desk->filter.index(row - 1, 0).data(ImageTableModel::LabelRole).toInt() <= m_desk->filter.index(row, 0).data(ImageTableModel::LabelRole).toInt());
    for (const ImageRecord &image : m_desk->project.images())
        QCOMPARE(image.sample.defectClass.empty(), image.sample.defectClass != "scratch" && image.sample.defectClass != "dent");
}

void ImageFilterTest::followsTheThreshold()
{
    m_desk->filter.setState({.calls = {static_cast<int>(Call::Defect)}});
    const int before = m_desk->filter.rowCount();
    QVERIFY(before > 0);
    Decision decision = m_desk->project.decision();
    decision.image->value = 0;
    m_desk->project.previewDecision(decision);
    QCOMPARE(m_desk->filter.rowCount(), static_cast<int>(m_desk->project.images().size()));
    decision.image->value = 100;
    m_desk->project.previewDecision(decision);
    QCOMPARE(m_desk->filter.rowCount(), 0);
    QCOMPARE(m_desk->filter.neighbour(1, 1), ImageId{0});
    decision.image->value = 1;
    m_desk->project.previewDecision(decision);
    QCOMPARE(m_desk->filter.rowCount(), before);
}

void ImageFilterTest::stepsAround()
{
    const QList<ImageId> shown = m_desk->filter.shownImages();
    QCOMPARE(m_desk->filter.neighbour(shown.last(), 1), shown.first());
    QCOMPARE(m_desk->filter.neighbour(shown.first(), -1), shown.last());
    QCOMPARE(m_desk->filter.neighbour(0, 1), shown.first());
    m_desk->filter.sort(ImageTableModel::ScoreColumn, Qt::DescendingOrder);
    const QList<ImageId> byScore = m_desk->filter.shownImages();
    QCOMPARE(m_desk->filter.neighbour(byScore[2], 1), byScore[3]);
    m_desk->project.edit({{.id = byScore[3], .verdict = OperatorVerdict::Ok}}, QStringLiteral("verdict"));
    QCOMPARE(m_desk->filter.neighbour(byScore[2], 1, ImageFilter::Want::Undecided), byScore[4]);
}

void ImageFilterTest::removalIsUndone()
{
    const auto before = m_desk->project.images().size();
    const QList<ImageId> gone = {m_desk->filter.idAt(0), m_desk->filter.idAt(4)};
    m_desk->project.setSelection(gone);
    m_desk->project.removeImages(gone);
    QCOMPARE(m_desk->project.images().size(), before - 2);
    QVERIFY(m_desk->project.selection().isEmpty() || !gone.contains(m_desk->project.selection().first()));
    QCOMPARE(m_desk->filter.rowOf(gone[1]), -1);
    m_desk->project.undoStack().undo();
    QCOMPARE(m_desk->project.images().size(), before);
    QCOMPARE(m_desk->filter.rowOf(gone[1]), 4);
    m_desk->project.undoStack().redo();
    QCOMPARE(m_desk->project.images().size(), before - 2);
}

QTEST_MAIN(ImageFilterTest)
#include "tst_imagefilter.moc"
