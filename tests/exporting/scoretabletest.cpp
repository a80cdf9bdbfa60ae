// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exporting/scoretable.h"

#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <limits>

using namespace flawscope;

class ScoreTableTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fields_data();
    void fields();
    void table();
    void numbersIgnoreTheLocale();
    void writes();
};

void ScoreTableTest::fields_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) { QTest::newRow(name) << QByteArray(text) << QByteArray(expected); };
    row("plain", "test/good/000.png", "test/good/000.png");
    row("empty", "", "");
    row("space", " a b ", " a b ");
    row("comma", "a,b.png", "\"a,b.png\"");
    row("quote", "3\" plate.png", "\"3\"\" plate.png\"");
    row("line feed", "two\nlines", "\"two\nlines\"");
    row("carriage return", "two\rlines", "\"two\rlines\"");
    row("semicolon", "a;b", "a;b");
    row("Japanese", "検査/部品 一.png", "検査/部品 一.png");
    row("formula", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0");
    row("formula with comma and quotes", "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    row("plus", "+1", "'+1");
    row("minus", "-1", "'-1");
    row("at", "@SUM(A1)", "'@SUM(A1)");
    row("tab", "\t=1", "'\t=1");
    row("full-width equals sign", "＝1+1", "'＝1+1");
    row("minus inside", "a-1", "a-1");
}

void ScoreTableTest::fields()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const std::string field = csvField(text.toStdString());
    QCOMPARE(QByteArray::fromStdString(field), expected);
}

void ScoreTableTest::table()
{
    const std::vector<ScoreRow> rows = {
        {.path = "test/broken, large/1.png", .split = Split::Test, .label = Label::Defect, .defectClass = "broken, large", .score = 0.1F, .verdict = Verdict::Defect, .regionCount = 2, .largestRegionPx = 5000000000},
        {.path = "train/good/2.png", .split = Split::Train, .label = Label::Good, .defectClass = "good", .score = -1e-20F},
        {.path = "3.png"},
    };
    QCOMPARE(scoreTableCsv(rows), std::string("path,split,label,defect_class,score,verdict,region_count,largest_region_px\n"
                                              "\"test/broken, large/1.png\",test,defect,\"broken, large\",0.1,defect,2,5000000000\n"
                                              "train/good/2.png,train,good,good,-1e-20,good,0,0\n"
                                              "3.png,test,unknown,,0,good,0,0\n"));
}

void ScoreTableTest::numbersIgnoreTheLocale()
{
    const std::vector<ScoreRow> rows = {{.path = "a", .score = 1234567.5F}};
    const std::string before = scoreTableCsv(rows);
    QVERIFY(before.find(",1234567.5,") != std::string::npos);
    for (const char *locale : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"}) {
        if (std::setlocale(LC_ALL, locale))
            break;
    }
    const std::string after = scoreTableCsv(rows);
    std::setlocale(LC_ALL, "C");
    QCOMPARE(after, before);
}

void ScoreTableTest::writes()
{
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "scores.csv";
    const std::vector<ScoreRow> rows(3);
    writeScoreTable(path, rows);
    const auto bytes = readFile(path);
    QCOMPARE(std::string(bytes.begin(), bytes.end()), scoreTableCsv(rows));
}

QTEST_GUILESS_MAIN(ScoreTableTest)
#include "scoretabletest.moc"
