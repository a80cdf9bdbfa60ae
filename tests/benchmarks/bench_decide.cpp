// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_decide [images 10000] [side 256] | bench_decide --pictures FOLDER
// Prints what one move of the threshold costs with page and strip on the (offscreen) screen: all figures, matrix, table, curves,
// histograms, and painting them. Asserts nothing. A frame is 16 ms. With --pictures it saves what it shows, for eyes.
#include "tests/ui/threshold/desk.h"
#include "tests/ui/threshold/scoredproject.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/threshold/falsealarmpanel.h"
#include "ui/threshold/histogramview.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <time.h>

using namespace flawscope;
using namespace flawscope::test;
using namespace flawscope::ui;

namespace {

void wait(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

/// Notes when a widget was painted.
class PaintWatch final : public QObject {
public:
    explicit PaintWatch(QWidget *widget) { widget->installEventFilter(this); }
    bool painted = false;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        painted = painted || event->type() == QEvent::Paint;
        return false;
    }
};

void measure(Desk &desk, const char *what)
{
    constexpr int kMoves = 200;
    const auto [low, high] = desk.controller.range();
    std::vector<double> elapsed;
    std::vector<double> worked;
    int over = 0;
    PaintWatch watch(&desk.page->histogram());
    desk.controller.beginDrag(ThresholdController::Line::Threshold);
    for (int i = 0; i < kMoves; ++i) {
        watch.painted = false;
        QElapsedTimer clock;
        clock.start();
        const double before = threadMs();
        desk.controller.dragTo(low + (high - low) * (0.2 + 0.6 * ((i * 37) % kMoves) / kMoves));
        for (int turn = 0; turn < 20 && !watch.painted; ++turn)
            QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        worked.push_back(threadMs() - before);
        elapsed.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        over += elapsed.back() > 16;
    }
    desk.controller.endDrag();
    const auto mean = [](const std::vector<double> &values) {
        double sum = 0;
        for (const double value : values)
            sum += value;
        return sum / static_cast<double>(values.size());
    };
    std::printf("  %-28s elapsed mean %6.2f ms, max %6.2f ms; this thread's work mean %6.2f ms, max %6.2f ms; %d of %d moves over 16 ms\n", what, mean(elapsed),
                *std::max_element(elapsed.begin(), elapsed.end()), mean(worked), *std::max_element(worked.begin(), worked.end()), over, kMoves);
}

void savePictures(Desk &desk, const QString &folder)
{
    const std::pair<QSize, const char *> sizes[] = {{{880, 600}, "1280"}, {{1060, 780}, "1440"}};
    for (const ThemeMode theme : {ThemeMode::Light, ThemeMode::Dark}) {
        applyTheme(*qApp, theme);
        for (const auto &[size, name] : sizes) {
            desk.window.resize(size);
            const auto save = [&, name = name](const char *what) {
                wait(300);
                const QString file = QStringLiteral("%1/%2-%3-%4.png").arg(folder, QLatin1String(what), QLatin1String(name), theme == ThemeMode::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
                desk.window.grab().save(file);
            };
            desk.actions["threshold.f1"]->trigger();
            save("images");
            desk.actions["threshold.unsure"]->trigger();
            desk.controller.filterToScores(0.9, 1.1);
            desk.actions["threshold.false-alarm"]->trigger();
            save("band");
            desk.strip->falseAlarmPanel().hide();
            desk.filter.setState({});
            desk.actions["threshold.unsure"]->trigger();
            desk.actions["threshold.pixels"]->trigger();
            auto *tabs = desk.page->findChild<QTabWidget *>();
            tabs->setCurrentIndex(2);
            desk.strip->setFolded(true);
            save("pixels");
            desk.strip->setFolded(false);
            tabs->setCurrentIndex(1);
            save("pixels-open");
            tabs->setCurrentIndex(0);
            desk.actions["threshold.pixels"]->trigger();
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    applyTheme(application, ThemeMode::Light);
    const QStringList arguments = QCoreApplication::arguments();
    const bool pictures = arguments.value(1) == QLatin1String("--pictures");
    ScoredProjectOptions options;
    if (!pictures) {
        const int images = arguments.size() > 1 ? arguments[1].toInt() : 10000;
        options.defects = images / 10;
        options.good = images - options.defects;
        options.unknown = 0;
        options.heldOut = 100;
        options.side = arguments.size() > 2 ? arguments[2].toInt() : 256;
        options.cells = 16;
    }
    const QTemporaryDir folder;
    QElapsedTimer clock;
    clock.start();
    const auto workspace = makeScoredProject(toPath(folder.filePath(QStringLiteral("project"))), options);
    std::printf("%d test pictures of %d² pixels; project made in %.1f s\n", options.good + options.defects, options.side, static_cast<double>(clock.restart()) / 1e3);
    Desk desk(workspace, folder.filePath(QStringLiteral("settings.ini")));
    desk.window.resize(1060, 780);
    desk.window.show();
    while (!desk.idle())
        wait(50);
    std::printf("analysed in %.1f s\n", static_cast<double>(clock.elapsed()) / 1e3);
    wait(500);
    if (pictures) {
        savePictures(desk, arguments.value(2));
        return 0;
    }
    measure(desk, "threshold of pictures");
    desk.actions["threshold.pixels"]->trigger();
    wait(300);
    measure(desk, "threshold of pixels");
    return 0;
}
