// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may include whom. app → ui → core, and nothing points up; LibTorch and OpenCV stay behind private headers.
#include <QtTest>

#include <QDirIterator>
#include <QRegularExpression>

namespace {

struct Rule {
    const char *name;
    const char *files;   ///< Regular expression: the files that it binds, relative to the source tree.
    const char *allowed; ///< Regular expression: only these includes are allowed, or empty for any.
    const char *refused; ///< Regular expression: these are refused, or empty for none.
    const char *wrong;   ///< An include that must be caught, so that the rule is seen to work.
    const char *right;   ///< An include that must go through.
};

constexpr const char *kStandard = "^([a-z0-9_]+|[a-z0-9_]+intrin\\.h|(dlfcn|fcntl|unistd|malloc|sched|sys/[a-z]+)\\.h";

QString allowing(const char *more)
{
    return QString(kStandard) + more + ")$";
}

const Rule kRules[] = {
    {"core knows no Qt", "^core/", "", "^(Q[A-Z]|Qt[A-Z0-9]|q[a-z]+\\.h$)|\\.moc$", "QString", "vector"},
    {"core knows neither ui nor app", "^core/", "", "^(ui|app|tests)/", "ui/main_window/mainwindow.h", "core/base/error.h"},
    {"ui does not know app", "^ui/", "", "^(app|tests)/", "app/cli/arguments.h", "core/base/error.h"},
    {"base stands on the standard library", "^core/base/", "|core/base/.*", "", "nlohmann/json.hpp", "core/base/error.h"},
    {"engine stands on LibTorch and base alone", "^core/engine/", "|core/(base|engine)/.*|(torch|ATen|c10)/.*", "",
     "opencv2/core.hpp", "torch/torch.h"},
    {"public headers hide LibTorch and OpenCV", "^core/.*(?<!_p)\\.h$", "", "^(torch|ATen|c10|opencv2?)/|_p\\.h$",
     "core/engine/weights/statedict_p.h", "core/base/plane.h"},
    {"ui and app see no LibTorch, OpenCV or private header", "^(ui|app)/", "", "^(torch|ATen|c10|opencv2?)/|^core/.*_p\\.h$",
     "torch/torch.h", "core/base/plane.h"},
    {"OpenCV opens no windows", "^(core|ui|app)/", "", "^opencv2/(highgui|opencv)\\b", "opencv2/highgui.hpp", "opencv2/core.hpp"},
};

bool isRefused(const Rule &rule, const QString &include)
{
    if (*rule.allowed && !QRegularExpression(allowing(rule.allowed)).match(include).hasMatch())
        return true;
    return *rule.refused && QRegularExpression(rule.refused).match(include).hasMatch();
}

QStringList includesOf(const QString &text)
{
    static const QRegularExpression line("^[ \\t]*#[ \\t]*include[ \\t]*[<\"]([^>\"]+)[>\"]", QRegularExpression::MultilineOption);
    QStringList includes;
    for (auto match = line.globalMatch(text); match.hasNext();)
        includes << match.next().captured(1);
    return includes;
}

/// Every C++ source of the product, relative path → text.
QMap<QString, QString> productSources()
{
    QMap<QString, QString> sources;
    const QDir root(FLAWSCOPE_SOURCE_DIR);
    for (const QString room : {"core", "ui", "app"}) {
        QDirIterator files(root.filePath(room), {"*.h", "*.cpp", "*.in"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                sources.insert(root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()));
        }
    }
    return sources;
}

} // namespace

class TestLayers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_sources = productSources();
        QVERIFY2(m_sources.contains("core/base/error.h"), "the source tree was not found");
    }

    void nobodyIncludesUpwards_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(kRules)); ++i)
            QTest::newRow(kRules[i].name) << i;
    }

    void nobodyIncludesUpwards()
    {
        QFETCH(int, index);
        const Rule &rule = kRules[index];
        QVERIFY(isRefused(rule, rule.wrong));
        QVERIFY(!isRefused(rule, rule.right));
        const QRegularExpression bound(rule.files);
        QStringList offenders;
        for (auto source = m_sources.cbegin(); source != m_sources.cend(); ++source) {
            if (!bound.match(source.key()).hasMatch())
                continue;
            for (const QString &include : includesOf(source.value())) {
                if (isRefused(rule, include))
                    offenders << source.key() + " includes " + include;
            }
        }
        QVERIFY2(offenders.isEmpty(), qPrintable(offenders.join("\n")));
    }

    void includesAreFound()
    {
        QCOMPARE(includesOf("#include <QString>\n  #  include \"core/a_p.h\" // why\nint x; // #include <no>\n"),
                 QStringList({"QString", "core/a_p.h"}));
    }

    void everySourceNamesItsLicence()
    {
        QStringList offenders;
        for (auto source = m_sources.cbegin(); source != m_sources.cend(); ++source) {
            if (!source.value().startsWith("// SPDX-FileCopyrightText: ")
                || !source.value().contains("\n// SPDX-License-Identifier: GPL-3.0-or-later\n"))
                offenders << source.key();
        }
        QVERIFY2(offenders.isEmpty(), qPrintable("without SPDX lines: " + offenders.join(", ")));
    }

private:
    QMap<QString, QString> m_sources;
};

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
