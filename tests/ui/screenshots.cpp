// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opens a demo project in the real window, trains where it has no run yet, and takes a picture of every step, at two sizes, light
// and dark: for the README, and for eyes that look for what is ugly.
#include "core/dataset/scan.h"
#include "core/demo/demodataset.h"
#include "core/engine/device.h"
#include "core/workspace/projectjobs.h"
#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/englishplurals.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/main_window/commandpalette.h"
#include "ui/main_window/mainwindow.h"
#include "ui/main_window/projectview.h"
#include "ui/main_window/startpage.h"
#include "ui/models/project.h"
#include "ui/training/trainingqueue.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QEventLoop>
#include <QTimer>

#include <cstdio>

using namespace flawscope;
using namespace flawscope::ui;

namespace {

void wait(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

void waitForJobs(MainWindow &window)
{
    for (int i = 0; i < 6000 && window.jobs().anyActive(); ++i)
        wait(100);
    wait(600);
}

struct Plan {
    QString folder;  ///< Of the project.
    QString weights; ///< Of the encoder; empty: as the window would choose.
    QString out;
};

void makeProject(const Plan &plan)
{
    if (Workspace::isWorkspace(toPath(plan.folder)))
        return;
    const auto workspace = Workspace::create(toPath(plan.folder), "Washers, line 3", "Maria");
    DemoOptions demo;
    writeDemoDataset(toPath(plan.folder) / "pictures", demo);
    workspace->importDataset(scanDataset(toPath(plan.folder) / "pictures", {}, {}), {});
    TrainJobOptions options;
    options.weights = toPath(plan.weights);
    options.encoder.taps = plan.weights.isEmpty() ? std::vector<std::string>{} : std::vector<std::string>{"layer1", "layer2", "layer3"};
    options.training = TrainingOptions::preset(Preset::Quick);
    trainRun(*workspace, workspace->addRun("R18-256 quick", options), {}, {});
    options.training.seed = 2;
    options.preprocessing.size = "128";
    trainRun(*workspace, workspace->addRun("R18-128 quick", options), {}, {});
    workspace->release(1);
}

class Photographer final {
public:
    Photographer(MainWindow &window, const Plan &plan) : m_window(window), m_plan(plan) {}

    void take(const QString &name)
    {
        wait(250);
        const QString file = QDir(m_plan.out).filePath(name + m_suffix + QStringLiteral(".png"));
        if (!m_window.grab().save(file))
            std::fprintf(stderr, "%s could not be written\n", qPrintable(file));
    }

    void round(const QSize &size, ThemeMode theme)
    {
        m_suffix = QStringLiteral("-%1-%2").arg(size.width()).arg(theme == ThemeMode::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
        applyTheme(*qApp, theme);
        m_window.resize(size);
        take(QStringLiteral("start"));
        m_window.startPage().askForNewProject();
        take(QStringLiteral("new-project"));
        if (!m_window.openProject(m_plan.folder))
            return;
        waitForJobs(m_window);
        project();
        m_window.closeProject();
    }

private:
    void project()
    {
        Project &project = *m_window.project();
        Actions &actions = m_window.actions();
        for (const RunRecord &run : project.runs()) {
            if (run.released)
                project.setCurrentRun(run.id);
        }
        waitForJobs(m_window);
        for (std::size_t row = 0; row < project.images().size(); ++row) {
            const Sample &sample = project.images()[row].sample;
            if (sample.label == Label::Defect && !project.isEscape(static_cast<int>(row)))
                project.setCurrentImage(project.images()[row].id);
        }
        const std::pair<const char *, const char *> steps[] = {
            {"step.data", "data"}, {"step.train", "train"}, {"step.inspect", "inspect"}, {"step.decide", "decide"}, {"step.report", "report"}};
        for (const auto &[id, name] : steps) {
            actions[id]->trigger();
            waitForJobs(m_window);
            take(QString::fromLatin1(name));
        }
        actions["step.data"]->trigger();
        actions["data.table"]->trigger();
        take(QStringLiteral("data-table"));
        actions["data.grid"]->trigger();
        actions["step.inspect"]->trigger();
        for (const char *mode : {"compare.side", "compare.swipe", "compare.difference", "compare.single"}) {
            actions[mode]->trigger();
            waitForJobs(m_window);
            if (QLatin1String(mode) != QLatin1String("compare.single"))
                take(QStringLiteral("inspect-") + QString::fromLatin1(mode).mid(8));
        }
        m_window.palette().open();
        take(QStringLiteral("palette"));
        m_window.palette().hide();
    }

    MainWindow &m_window;
    Plan m_plan;
    QString m_suffix;
};

} // namespace

int main(int argc, char **argv)
{
    prepareProcess(0);
    QApplication application(argc, argv);
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QCoreApplication::setApplicationName(QStringLiteral("flawscope"));
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({QStringLiteral("weights"), QStringLiteral("Weights of the ResNet-18 that the demo project trains with."), QStringLiteral("file")});
    parser.addOption({QStringLiteral("project"), QStringLiteral("Folder of the demo project; made where it does not exist."), QStringLiteral("folder")});
    parser.addOption({QStringLiteral("all"), QStringLiteral("Both sizes, light and dark; else 1440 × 900 light.")});
    parser.addPositionalArgument(QStringLiteral("out"), QStringLiteral("Folder for the pictures."));
    parser.process(application);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    const Plan plan{parser.value(QStringLiteral("project")), parser.value(QStringLiteral("weights")), parser.positionalArguments().constFirst()};
    QDir().mkpath(plan.out);
    makeProject(plan);
    const QString settings = QDir(plan.out).filePath(QStringLiteral("settings.ini"));
    {
        MainWindow window(settings);
        window.show();
        Photographer photographer(window, plan);
        const bool all = parser.isSet(QStringLiteral("all"));
        photographer.round({1440, 900}, ThemeMode::Light);
        if (all) {
            photographer.round({1440, 900}, ThemeMode::Dark);
            photographer.round({1280, 720}, ThemeMode::Light);
            photographer.round({1280, 720}, ThemeMode::Dark);
        }
    }
    QFile::remove(settings);
    return 0;
}
