// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/outputnames.h"

#include <QString>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <set>

using namespace flawscope;

namespace {

constexpr std::size_t kMaxBytes = 3900;

/// What must hold for every list of names.
QString complaint(const std::vector<std::string> &stems)
{
    std::set<std::string> files;
    std::set<std::string> folders;
    for (const std::string &stem : stems) {
        const std::filesystem::path path(stem + ".png");
        if (path.is_absolute() || stem.size() > kMaxBytes || stem.find('\0') != std::string::npos)
            return QString::fromStdString("unusable: " + stem);
        for (const auto &component : path) {
            if (component == ".." || component == "." || component.empty() || component.native().size() > 250)
                return QString::fromStdString("unsafe component: " + stem);
        }
        if (!files.insert(stem).second)
            return QString::fromStdString("twice: " + stem);
        for (std::size_t slash = stem.find('/'); slash != std::string::npos; slash = stem.find('/', slash + 1))
            folders.insert(stem.substr(0, slash));
    }
    for (const std::string &stem : stems) {
        if (folders.contains(stem + ".png") || folders.contains(stem + ".tiff"))
            return QString::fromStdString("file and folder: " + stem);
    }
    return {};
}

} // namespace

class OutputNamesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void longNames();
    void sameNamesSameFiles();
};

void OutputNamesTest::names_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QStringList &names, const QStringList &expected) { QTest::newRow(name) << names << expected; };
    row("plain", {"test/good/000.png", "test/good/001.jpg"}, {"test/good/000", "test/good/001"});
    row("same stem elsewhere", {"a/0.png", "b/0.jpg"}, {"a/0", "b/0"});
    row("differ in ending only", {"a.png", "a.jpg", "b.png"}, {"a.png", "a.jpg", "b"});
    row("kept ending meets a stem", {"a.png", "a.jpg", "a.jpg.bmp"}, {"a.png", "a.jpg", {}});
    row("frames", {"v.avi/000001", "v.avi/000002"}, {"v.avi/000001", "v.avi/000002"});
    row("many dots", {"v1.2.png", "v1.3.png"}, {"v1.2", "v1.3"});
    row("parent", {"../../etc/passwd", "a/../../b.png"}, {"__/__/etc/passwd", "a/__/__/b"});
    row("parent alone", {"..", "a/.."}, {"__", "a/__"});
    row("absolute", {"/etc/passwd.png", "//x.png"}, {"etc/passwd", "x"});
    row("here", {"./a.png", "b/./c.png", "."}, {"a", "b/c", "_"});
    row("nothing", {"", "/"}, {"_", {}});
    row("hidden file", {".png", "a/.hidden"}, {".png", "a/.hidden"});
    row("dots and ending", {"..png", "...png", "a/....png"}, {".", "..", "a/..."});
    row("cleaned names meet", {"../a.png", "__/a.png"}, {});
    row("any script", {"検査/部品 一.png", "брак/№ 3.tif", "عيب.png"}, {"検査/部品 一", "брак/№ 3", "عيب"});
    row("file and folder", {"x.bmp", "x.png/1.png", "y/z.bmp", "y/z.tiff/1.png"}, {{}, "x.png/1", {}, "y/z.tiff/1"});
    row("the same name again", {"a.png", "a.png", "a.png"}, {"a.png", {}, {}});
    row("backslash", {"a\\b.png"}, {"a\\b"});
    row("line feed", {"a\nb.png"}, {"a\nb"});
}

void OutputNamesTest::names()
{
    QFETCH(QStringList, names);
    QFETCH(QStringList, expected);
    std::vector<std::string> input;
    for (const QString &name : names)
        input.push_back(name.toStdString());
    const auto stems = outputStems(input, kMaxBytes);
    QCOMPARE(stems.size(), input.size());
    QCOMPARE(complaint(stems), QString());
    for (qsizetype index = 0; index < expected.size(); ++index) {
        if (!expected[index].isNull())
            QCOMPARE(QString::fromStdString(stems[static_cast<std::size_t>(index)]), expected[index]);
    }
}

void OutputNamesTest::longNames()
{
    std::string wide;
    for (int count = 0; count < 85; ++count)
        wide += "語"; // 255 bytes, of which no multiple of three is a round number.
    std::string deep;
    for (int level = 0; level < 20; ++level)
        deep += wide + "/";
    const std::string withNul("a\0b.png", 7);
    const std::vector<std::string> input = {wide + ".png", wide + "x.png", deep + "1.png", deep + "2.png", deep + "1.jpg", withNul};
    const auto stems = outputStems(input, kMaxBytes);
    QCOMPARE(complaint(stems), QString());
    for (const std::string &stem : stems)
        QVERIFY(QString::fromStdString(stem).toStdString() == stem); // Still UTF-8.
    QVERIFY(stems[2].starts_with("1~") || stems[2].starts_with("1.png~"));
    QCOMPARE(stems[5], std::string("a_b"));
}

void OutputNamesTest::sameNamesSameFiles()
{
    const std::vector<std::string> input = {"a.png", "a.png", std::string(300, 'x') + ".png"};
    QCOMPARE(outputStems(input, kMaxBytes), outputStems(input, kMaxBytes));
    // Fixed: the hash must not change from build to build, or a second export would leave the first one's files beside its own.
    QCOMPARE(outputStems(input, kMaxBytes)[2], std::string(223, 'x') + "~e78ddf9f1ba85555");
}

QTEST_GUILESS_MAIN(OutputNamesTest)
#include "outputnamestest.moc"
