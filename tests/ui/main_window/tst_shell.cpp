// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/messagebar.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/main_window/commandpalette.h"
#include "ui/main_window/mainwindow.h"
#include "ui/main_window/recentprojects.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListWidget>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace flawscope;
using namespace flawscope::ui;

namespace {

/// Contrast ratio of WCAG 2.1.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &c) {
        const auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
    };
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace

class TestShell final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyActionHasTextTipAndIcon()
    {
        const Actions actions;
        QSet<QString> ids;
        for (const Actions::Entry &entry : actions.entries()) {
            QVERIFY2(!ids.contains(entry.spec->id), entry.spec->id);
            ids.insert(entry.spec->id);
            QVERIFY2(!entry.action->text().isEmpty() && !entry.action->statusTip().isEmpty(), entry.spec->id);
            QVERIFY2(!entry.action->icon().isNull(), entry.spec->icon);
        }
    }

    void noTwoActionsShareAShortcut()
    {
        const Actions actions;
        QHash<QString, QString> keys;
        for (const Actions::Entry &entry : actions.entries()) {
            for (const QKeySequence &key : entry.action->shortcuts()) {
                QVERIFY2(!key.isEmpty(), entry.spec->id);
                const QString text = key.toString(QKeySequence::PortableText);
                QVERIFY2(!keys.contains(text), qPrintable(text + ": " + keys.value(text) + ", " + entry.spec->id));
                keys.insert(text, entry.spec->id);
            }
        }
    }

    void anUnknownActionIsRefused()
    {
        const Actions actions;
        QVERIFY_EXCEPTION_THROWN((void)actions["no.such"], Error);
    }

    void textIsLegible_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("light") << static_cast<int>(ThemeMode::Light);
        QTest::newRow("dark") << static_cast<int>(ThemeMode::Dark);
    }

    void textIsLegible()
    {
        QFETCH(int, mode);
        applyTheme(*qApp, static_cast<ThemeMode>(mode));
        const Colors colors = colorsFor(qApp->palette());
        QCOMPARE(colors.dark, static_cast<ThemeMode>(mode) == ThemeMode::Dark);
        for (const QColor &background : {colors.surface, colors.raised}) {
            for (const QColor &text : {colors.text, colors.textMuted, colors.accent, colors.warning})
                QVERIFY2(contrast(text, background) >= 4.5, qPrintable(QString("%1 on %2: %3").arg(text.name(), background.name()).arg(contrast(text, background))));
            for (const QColor &mark : {colors.good, colors.defect, colors.unsure})
                QVERIFY2(contrast(mark, background) >= 3, qPrintable(QString("%1 on %2").arg(mark.name(), background.name())));
        }
    }

    void thePaletteFindsByAFewLetters()
    {
        QVERIFY(CommandPalette::fit("exp", "Export") > CommandPalette::fit("exp", "Next picture"));
        QVERIFY(CommandPalette::fit("next err", "Next error") > 0);
        QCOMPARE(CommandPalette::fit("zzz", "Next error"), 0);
        QVERIFY(CommandPalette::fit("ner", "Next error") > 0); // letters in order
    }

    void thePaletteTriggersWhatIsChosen()
    {
        QTemporaryDir folder;
        MainWindow window(folder.filePath("settings.ini"));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.actions()["view.palette"]->trigger();
        QVERIFY(window.palette().isVisible());
        auto *field = window.palette().findChild<QLineEdit *>();
        QSignalSpy dark(window.actions()["view.theme-dark"], &QAction::triggered);
        QTest::keyClicks(field, "dark theme");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(dark.count(), 1);
        QVERIFY(!window.palette().isVisible());
        QCOMPARE(window.settings().themeMode(), ThemeMode::Dark);
    }

    void jobsDeliverOnTheGuiThread()
    {
        JobList jobs;
        const QAbstractItemModelTester tester(&jobs, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QThread *delivered = nullptr;
        Job *job = jobs.run("count", [&](const RunContext &context) -> Job::Deliver {
            for (int i = 0; i <= 100; ++i)
                context.report({"scanning", static_cast<double>(i), 100, "files", {}});
            context.warn("Something to know.");
            return [&] { delivered = QThread::currentThread(); };
        });
        QSignalSpy finished(job, &Job::finished);
        QVERIFY(finished.wait());
        QCOMPARE(delivered, QThread::currentThread());
        QCOMPARE(job->state(), Job::State::Done);
        QCOMPARE(job->progress().done, 100.0);
        QCOMPARE(job->warnings(), QStringList{"Something to know."});
    }

    void aFailedJobSaysWhy()
    {
        JobList jobs;
        QSignalSpy failed(&jobs, &JobList::failed);
        Job *job = jobs.run("fail", [](const RunContext &) -> Job::Deliver { throw Error(ErrorCode::BadInput, "The file x is empty."); });
        QVERIFY(failed.wait());
        QCOMPARE(job->error(), QString("The file x is empty."));
        QCOMPARE(job->errorCode(), ErrorCode::BadInput);
    }

    void aCancelledJobSaysNothing()
    {
        JobList jobs;
        QSignalSpy failed(&jobs, &JobList::failed);
        bool delivered = false;
        Job *job = jobs.run("wait", [&](const RunContext &context) -> Job::Deliver {
            while (true) {
                context.throwIfStopped();
                QThread::msleep(1);
            }
            return [&] { delivered = true; };
        });
        QSignalSpy finished(job, &Job::finished);
        job->cancel();
        QVERIFY(finished.wait());
        QCOMPARE(job->state(), Job::State::Cancelled);
        QCOMPARE(failed.count(), 0);
        QVERIFY(!delivered);
    }

    void aListThatGoesStopsItsJobs()
    {
        bool stopped = false;
        {
            JobList jobs;
            jobs.run("wait", [&](const RunContext &context) -> Job::Deliver {
                while (!context.stopRequested())
                    QThread::msleep(1);
                stopped = true;
                return {};
            });
        }
        QVERIFY(stopped);
    }

    void recentProjectsSayWhatIsMissing()
    {
        QTemporaryDir folder;
        AppSettings settings(folder.filePath("settings.ini"));
        Workspace::create(toPath(folder.filePath("one")), "One", "tester");
        settings.addRecentProject(folder.filePath("one"));
        settings.addRecentProject(folder.filePath("gone"));
        settings.addRecentProject(folder.filePath("gone")); // not twice
        RecentProjects recent(settings);
        const QAbstractItemModelTester tester(&recent, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(recent.rowCount(), 2);
        QCOMPARE(recent.index(0, 0).data(RecentProjects::ExistsRole).toBool(), false);
        QCOMPARE(recent.index(1, 0).data(RecentProjects::ExistsRole).toBool(), true);
        recent.forget(folder.filePath("gone"));
        QCOMPARE(recent.rowCount(), 1);
    }

    void aFolderThatIsNoProjectIsRefusedInASentence()
    {
        QTemporaryDir folder;
        MainWindow window(folder.filePath("settings.ini"));
        window.show();
        QVERIFY(!window.openProject(folder.filePath("nothing")));
        QVERIFY(window.messages().isVisible());
        QVERIFY(window.messages().text().contains("nothing"));
        QVERIFY(window.project() == nullptr);
    }

    void numbersAreForPeople()
    {
        QLocale::setDefault(QLocale::English);
        QCOMPARE(percentText(0.9512), QString("95.1 %"));
        QCOMPARE(percentText(std::nullopt), QString("–"));
        QCOMPARE(countText(12345), QString("12,345"));
        QCOMPARE(durationText(200), QString("3 min 20 s"));
        QCOMPARE(scoreText(1.23456), QString("1.235"));
    }
};

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
