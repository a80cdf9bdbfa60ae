// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_inspection [side 2048] [pictures 10] [png|jpg]
// Prints what looking at large pictures costs, to the painted frame of a real page: stepping to the next picture, cold and prefetched,
// a move of the threshold, of the picture and of the brightness. Asserts nothing. Wanted: 200 ms cold, 50 ms prefetched, 16 ms a move.
#include "../ui/inspection/inspectionproject.h"
#include "core/engine/device.h"
#include "ui/base/theme.h"
#include "ui/inspection/imagecanvas.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/inspectorpanel.h"
#include "ui/inspection/inspectpage.h"
#include "ui/inspection/regionmodel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QWheelEvent>

#include <cstdio>
#include <time.h>

using namespace flawscope;
using namespace flawscope::ui;
using namespace flawscope::ui::test;

namespace {

double processorMs()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

struct Series {
    std::vector<double> elapsed, processor;
    void print(const char *what) const
    {
        auto sorted = elapsed;
        std::sort(sorted.begin(), sorted.end());
        auto worked = processor;
        std::sort(worked.begin(), worked.end());
        if (sorted.empty())
            return;
        std::printf("%-46s %7.1f ms median  %7.1f ms worst  %7.1f ms of processors\n", what, sorted[sorted.size() / 2], sorted.back(), worked.empty() ? 0.0 : worked[worked.size() / 2]);
        std::fflush(stdout);
    }
};

void writePictures(const std::filesystem::path &folder, int side, int count, const QString &format)
{
    std::uint32_t noise = 1;
    for (int i = 0; i < count; ++i) {
        const DemoPart part = renderDemoPart("washer", i % 2 ? "scratch" : "good", static_cast<std::uint64_t>(i) + 1, 512);
        RgbImage large = resizeLanczos(part.image, side, side);
        for (std::uint8_t &value : large.pixels) { // A camera's noise, which a PNG has to keep.
            noise = noise * 1664525U + 1013904223U;
            value = static_cast<std::uint8_t>(std::clamp(value + static_cast<int>(noise >> 29) - 4, 0, 255));
        }
        const std::filesystem::path file = folder / (i < 2 ? "train/good" : i % 2 ? "test/scratch" : "test/good");
        std::filesystem::create_directories(file);
        const QImage image(large.pixels.data(), side, side, side * 3, QImage::Format_RGB888);
        image.save(toQString(file / (std::to_string(100 + i))) + QLatin1Char('.') + format, nullptr, 90);
        if (i >= 2 && i % 2) {
            const std::filesystem::path masks = folder / "ground_truth/scratch";
            std::filesystem::create_directories(masks);
            writePng(masks / (std::to_string(100 + i) + "_mask.png"), resizeNearest(part.mask, side, side));
        }
    }
}

class Bench final {
public:
    Bench(InspectionProject &demo) : m_demo(demo), m_page(new InspectPage(demo.context())), m_panel(new InspectorPanel(demo.context()))
    {
        auto *layout = new QHBoxLayout(&m_window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(m_page, 1);
        layout->addWidget(m_panel);
        m_window.resize(1360, 800);
        m_window.show();
        QObject::connect(&m_page->canvas(), &ImageCanvas::painted, m_page, [this](ImageId image, bool picture, bool complete) {
            m_painted = image;
            m_picture = picture;
            m_complete = complete;
            ++m_frames;
        });
    }

    void settle()
    {
        while (!state().cache().isIdle() || !state().picture())
            QApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 5);
        QTest::qWait(30);
    }

    void stepping(bool cold)
    {
        Series first, complete;
        for (int i = 0; i < 12; ++i) {
            settle();
            if (cold)
                state().cache().clear();
            const ImageId next = m_demo.filter->neighbour(m_demo.project->currentImage(), 1);
            QElapsedTimer clock;
            clock.start();
            const double worked = processorMs();
            m_picture = m_complete = false;
            m_demo.project->setCurrentImage(next);
            bool seen = false;
            while (!m_complete || m_painted != next) {
                QApplication::processEvents(QEventLoop::AllEvents, 2);
                if (!seen && m_picture && m_painted == next) {
                    seen = true;
                    first.elapsed.push_back(1e-6 * static_cast<double>(clock.nsecsElapsed()));
                }
            }
            complete.elapsed.push_back(1e-6 * static_cast<double>(clock.nsecsElapsed()));
            complete.processor.push_back(processorMs() - worked);
        }
        first.print(cold ? "next picture, cold: picture painted" : "next picture, prefetched: picture painted");
        complete.print(cold ? "next picture, cold: with overlay" : "next picture, prefetched: with overlay");
    }

    template <typename Act>
    void frame(const char *what, const Act &act)
    {
        settle();
        Series series;
        for (int i = 0; i < 40; ++i) {
            QElapsedTimer clock;
            clock.start();
            const double worked = processorMs();
            const int before = m_frames;
            act(i);
            while (m_frames == before)
                QApplication::processEvents(QEventLoop::AllEvents, 2);
            series.elapsed.push_back(1e-6 * static_cast<double>(clock.nsecsElapsed()));
            series.processor.push_back(processorMs() - worked);
        }
        series.print(what);
    }

    void frames()
    {
        while (m_demo.project->image(m_demo.project->currentImage())->sample.label != Label::Defect)
            m_demo.project->setCurrentImage(m_demo.filter->neighbour(m_demo.project->currentImage(), 1));
        settle();
        const Decision decision = m_demo.project->decision();
        frame("threshold moves", [&](int i) {
            Decision moved = decision;
            moved.pixel->value = 0.05 + 0.02 * i;
            m_demo.project->previewDecision(moved);
        });
        frame("threshold moves where it is far too low", [&](int i) {
            Decision moved = decision;
            moved.pixel->value = 0.04 + 0.002 * i;
            moved.mask.openingRadiusPx = 0;
            m_demo.project->previewDecision(moved);
        });
        std::printf("%-46s %7d\n", "  regions at its lowest", [&] {
            Decision moved = decision;
            moved.pixel->value = 0.1;
            moved.mask.openingRadiusPx = 0;
            m_demo.project->previewDecision(moved);
            return state().regions().rowCount();
        }());
        m_demo.project->previewDecision(decision);
        frame("brightness moves", [&](int i) {
            DisplayOptions display = state().display();
            display.brightness = 0.01 * (i + 1);
            state().setDisplay(display);
        });
        frame("opacity moves", [&](int i) {
            DisplayOptions display = state().display();
            display.opacity = 0.3 + 0.01 * i;
            state().setDisplay(display);
        });
        const auto wheel = [&](int delta) {
            QWheelEvent event({500, 300}, {500, 300}, {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&m_page->canvas(), &event);
        };
        frame("zoom by the wheel", [&](int i) { wheel(i < 20 ? 60 : -60); });
        const auto pan = [&](int i) {
            QKeyEvent key(QEvent::KeyPress, i % 2 == 0 ? Qt::Key_Down : Qt::Key_Up, Qt::ControlModifier);
            QApplication::sendEvent(&m_page->canvas(), &key);
        };
        m_page->canvas().actualSize();
        frame("pan at 100 %", pan);
        wheel(120);
        frame("pan at 125 %", pan);
        m_page->canvas().fit();
        wheel(120);
        frame("pan, reduced", pan);
        for (const auto &[mode, name] : {std::pair(CompareMode::Side, "pan, side by side"), std::pair(CompareMode::Difference, "pan, difference of two runs")}) {
            DisplayOptions display = state().display();
            display.mode = mode;
            display.otherRun = 2;
            state().setDisplay(display);
            frame(name, pan);
        }
    }

private:
    [[nodiscard]] InspectionState &state() const { return InspectionState::of(m_demo.context()); }

    InspectionProject &m_demo;
    QWidget m_window;
    InspectPage *m_page;
    InspectorPanel *m_panel;
    ImageId m_painted = 0;
    bool m_picture = false;
    bool m_complete = false;
    int m_frames = 0;
};

} // namespace

int main(int argc, char **argv)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    prepareProcess(0);
    QApplication application(argc, argv);
    applyTheme(application, ThemeMode::Light);
    const int side = argc > 1 ? std::atoi(argv[1]) : 2048;
    const int count = argc > 2 ? std::atoi(argv[2]) : 10;
    const QString format = argc > 3 ? QString::fromLatin1(argv[3]) : QStringLiteral("png");
    QTemporaryDir folder;
    writePictures(toPath(folder.path()) / "pictures", side, count, format);
    InspectionProject demo(64, false, 1, 1);
    const auto workspace = Workspace::create(toPath(folder.path()) / "project", "Large", "anna");
    workspace->importDataset(scanDataset(toPath(folder.path()) / "pictures", {}, {}), {});
    for (const double strength : {0.85, 0.5})
        score(*workspace, workspace->addRun(strength > 0.6 ? "first" : "second", {}), strength, 256);
    demo.open(workspace);
    demo.waitForJobs();
    std::printf("%d pictures of %d × %d (%s), maps of 256 × 256, window of 1360 × 800, %.1f MB a file\n", count, side, side, qPrintable(format),
                static_cast<double>(std::filesystem::file_size(demo.project->images().front().sample.image)) / 1e6);
    {
        QElapsedTimer clock;
        clock.start();
        for (std::size_t i = 0; i < 4; ++i)
            (void)loadImage(demo.project->images()[i].sample);
        std::printf("%-46s %7.1f ms mean\n", "the core decodes a picture", static_cast<double>(clock.elapsed()) / 4);
        clock.restart();
        const RgbImage image = loadImage(demo.project->images().front().sample);
        clock.restart();
        for (int i = 0; i < 4; ++i)
            (void)Picture(image);
        std::printf("%-46s %7.1f ms mean\n", "  and it becomes what the canvas paints", static_cast<double>(clock.elapsed()) / 4);
    }
    {
        Bench bench(demo);
        bench.stepping(true);
        bench.stepping(false);
        bench.frames();
    }
    demo.waitForJobs();
    return 0;
}
