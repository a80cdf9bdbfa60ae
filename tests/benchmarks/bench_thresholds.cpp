// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_thresholds [images 10000] [side 256] [threads 2]
// Prints what dragging a threshold costs: building the indexes, one move of the line, and the mask of the picture that is looked
// at. Asserts nothing. A frame is 16 ms.
#include "core/evaluation/thresholdindex.h"
#include "core/imaging/regions.h"
#include "core/imaging/resize.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <time.h>
#include <unistd.h>
#include <vector>

using namespace flawscope;

namespace {

constexpr double kHighest = 3; // scales

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// What this thread, or all threads, have worked: other processes on the machine do not count.
double workedSeconds(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}
double threadSeconds() { return workedSeconds(CLOCK_THREAD_CPUTIME_ID); }

double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    double total = 0;
    double resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// Milliseconds of one call among several.
struct Times {
    double median = 0;
    double worst = 0;
    double processor = 0; ///< Median of all threads' work.
};

/// @p work gets the number of the call.
Times measure(int repeats, const std::function<void(int)> &work)
{
    std::vector<double> elapsed;
    std::vector<double> worked;
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const double before = workedSeconds(CLOCK_PROCESS_CPUTIME_ID);
        work(i);
        worked.push_back(1e3 * (workedSeconds(CLOCK_PROCESS_CPUTIME_ID) - before));
        elapsed.push_back(1e3 * secondsSince(start));
    }
    std::sort(elapsed.begin(), elapsed.end());
    std::sort(worked.begin(), worked.end());
    return {elapsed[elapsed.size() / 2], elapsed.back(), worked[worked.size() / 2]};
}

void print(const char *what, const Times &times)
{
    std::printf("  %-66s median %9.4f ms, worst %9.4f ms; processor %9.4f ms\n", what, times.median, times.worst, times.processor);
}

/// A repeatable random number in [0, 1) for a place.
float noise(std::uint32_t a, std::uint32_t b, std::uint32_t c)
{
    std::uint32_t h = a * 0x9E3779B1U ^ b * 0x85EBCA77U ^ c * 0xC2B2AE3DU;
    h = (h ^ h >> 15) * 0x2C1B3C6DU;
    h = (h ^ h >> 12) * 0x297A2D39U;
    return static_cast<float>((h ^ h >> 15) >> 8) * 0x1p-24F;
}

/// Smooth hills up to 1.5 and, in one image of ten, discs that stand out.
struct Scene {
    int side;

    static bool defect(std::size_t index) { return index % 10 == 0; }

    void make(std::size_t index, ScoreMap &map, Mask &truth) const
    {
        const auto seed = static_cast<std::uint32_t>(index);
        constexpr int kCells = 32;
        const int cell = std::max(1, side / kCells);
        for (int y = 0; y < side; ++y) {
            const float fy = static_cast<float>(y % cell) / static_cast<float>(cell);
            const auto mix = [&](int x) { return noise(seed, y / cell, x) * (1 - fy) + noise(seed, y / cell + 1, x) * fy; };
            for (int left = 0; left < side; left += cell) {
                const float base = mix(left / cell);
                const float slope = (mix(left / cell + 1) - base) / static_cast<float>(cell);
                for (int x = left; x < std::min(side, left + cell); ++x) {
                    const float height = base + slope * static_cast<float>(x - left);
                    map.at(y, x) = 1.5F * height * height * height;
                }
            }
        }
        truth = defect(index) ? Mask(side, side) : Mask();
        for (std::uint32_t spot = 0; spot < (defect(index) ? 3U : 0U); ++spot)
            addDisc(seed, spot, map, truth);
    }

    void addDisc(std::uint32_t seed, std::uint32_t spot, ScoreMap &map, Mask &truth) const
    {
        const auto size = static_cast<float>(side);
        const auto radius = static_cast<int>((0.02F + 0.08F * noise(seed, spot, 1)) * size);
        const int cy = radius + static_cast<int>(noise(seed, spot, 2) * (size - 2 * static_cast<float>(radius) - 1));
        const int cx = radius + static_cast<int>(noise(seed, spot, 3) * (size - 2 * static_cast<float>(radius) - 1));
        for (int y = cy - radius; y <= cy + radius; ++y) {
            for (int x = cx - radius; x <= cx + radius; ++x) {
                if ((y - cy) * (y - cy) + (x - cx) * (x - cx) > radius * radius)
                    continue;
                truth.at(y, x) = 1;
                map.at(y, x) = std::min(3.0F, map.at(y, x) + 0.4F + noise(seed, spot, 4));
            }
        }
    }
};

struct Worker {
    PixelThresholdIndex::Builder builder{kHighest};
    double makingSeconds = 0;
    double addingSeconds = 0;
};

PixelThresholdIndex::Builder countAll(const Scene &scene, std::vector<RankedImage> &images, int threads)
{
    std::vector<Worker> workers(static_cast<std::size_t>(threads));
    std::vector<std::thread> running;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t t = 0; t < workers.size(); ++t) {
        running.emplace_back([&, t] {
            Worker &worker = workers[t];
            ScoreMap map(scene.side, scene.side);
            Mask truth;
            for (std::size_t i = t; i < images.size(); i += workers.size()) {
                const double begin = threadSeconds();
                scene.make(i, map, truth);
                images[i] = {static_cast<std::int64_t>(i), *std::max_element(map.values.begin(), map.values.end()), Scene::defect(i)};
                const double made = threadSeconds();
                worker.builder.add(map, truth, Scene::defect(i));
                worker.makingSeconds += made - begin;
                worker.addingSeconds += threadSeconds() - made;
            }
        });
    }
    double making = 0;
    double adding = 0;
    for (std::size_t t = 0; t < workers.size(); ++t) {
        running[t].join();
        making += workers[t].makingSeconds;
        adding += workers[t].addingSeconds;
    }
    const double elapsed = secondsSince(start);
    const Times merging = measure(1, [&](int) {
        for (std::size_t t = 1; t < workers.size(); ++t)
            workers[0].builder.merge(workers[t].builder);
    });
    const double pixels = static_cast<double>(images.size()) * scene.side * scene.side;
    std::printf("build, %d threads: %.2f s elapsed with making the maps; processor: making %.2f s, counting %.2f s (%.2f ns a pixel); "
                "merging %.1f ms\n", threads, elapsed, making, adding, 1e9 * adding / pixels, merging.median);
    return std::move(workers[0].builder);
}

void changes(PixelThresholdIndex::Builder &builder, const Scene &scene)
{
    ScoreMap map(scene.side, scene.side);
    Mask truth;
    scene.make(0, map, truth);
    print("swap one image's truth in the builder (remove, add)", measure(50, [&](int) {
        builder.remove(map, truth, true);
        builder.add(map, truth, true);
    }));
    print("build the index from the builder", measure(20, [&](int) { (void)builder.build(); }));
}

void imageIndexes()
{
    for (const std::size_t count : {std::size_t{10'000}, std::size_t{100'000}}) {
        std::vector<RankedImage> images(count);
        for (std::size_t i = 0; i < count; ++i) {
            images[i] = {static_cast<std::int64_t>(i), 3.0 * noise(static_cast<std::uint32_t>(i), 5, 6), {}};
            if (i % 3 != 0)
                images[i].defect = i % 3 == 1;
        }
        print(("image index of " + std::to_string(count) + " scores, from scratch").c_str(), measure(20, [&](int) {
            (void)ImageThresholdIndex(images).size();
        }));
    }
}

/// Where a threshold is on a curve, as a plot marks it.
const CurvePoint &pointAt(const std::vector<CurvePoint> &curve, double threshold)
{
    const auto found = std::lower_bound(curve.begin(), curve.end(), threshold, [](const CurvePoint &point, double t) { return point.threshold > t; });
    return found == curve.end() ? curve.back() : *found;
}

void moves(const PixelThresholdIndex &pixels, const ImageThresholdIndex &images, const Scene &scene)
{
    constexpr int kMoves = 400;
    const auto thresholdOf = [](int move) { return 0.01 + 1.8 * move / kMoves; };
    double sum = 0;
    const auto figures = [&](int move) {
        const double t = pixels.snapped(thresholdOf(move));
        const PixelFigures pixel = pixels.at(t);
        sum += static_cast<double>(pixel.pixels.truePositives) + pixel.falsePositiveRate.value_or(0) + pixel.meanOverlap.value_or(0);
        const BandCounts band = images.band(0.8 * t, t);
        sum += static_cast<double>(images.at(t).truePositives + band.unsureGood + images.countFrom(t) + images.idsBetween(0.8 * t, t).size());
        sum += pointAt(pixels.metrics().roc, t).y + pointAt(pixels.metrics().pro, t).y + pointAt(pixels.metrics().precisionRecall, t).y;
    };
    ScoreMap map(scene.side, scene.side);
    Mask truth;
    scene.make(0, map, truth);
    const auto mask = [&](int move) { sum += thresholdMask(map, pixels.snapped(thresholdOf(move)), {}).values[0]; };
    print("one move: all figures of pixels and images, points on the curves", measure(kMoves, figures));
    print("  and the histogram in 512 bars", measure(kMoves, [&](int) { sum += static_cast<double>(pixels.histogram(0, 3, 512).normal[3]); }));
    print("one move with the mask of the visible map (opening radius 4)", measure(kMoves, [&](int move) {
        figures(move);
        mask(move);
    }));
    print("one move with that mask enlarged to 2048 × 2048 (nearest)", measure(kMoves / 4, [&](int move) {
        figures(4 * move);
        sum += resizeNearest(thresholdMask(map, pixels.snapped(thresholdOf(4 * move)), {}), 2048, 2048).values[0];
    }));
    const int radius = 4 * 2048 / scene.side;
    print("one move as exported: map enlarged to 2048 × 2048, then its mask", measure(kMoves / 20, [&](int move) {
        figures(20 * move);
        const ScoreMap large = resizeBilinear(map, 2048, 2048, false);
        sum += thresholdMask(large, pixels.snapped(thresholdOf(20 * move)), {.openingRadiusPx = radius, .minimumAreaPx = 0}).values[0];
    }));
    const ScoreMap large = resizeBilinear(map, 2048, 2048, false);
    print("  the same with the enlarged map kept between moves", measure(kMoves / 20, [&](int move) {
        sum += thresholdMask(large, pixels.snapped(thresholdOf(20 * move)), {.openingRadiusPx = radius, .minimumAreaPx = 0}).values[0];
    }));
    std::printf("  (checksum %g)\n", sum);
}

void masks()
{
    double sum = 0;
    for (const int side : {256, 512, 1024, 2048}) {
        ScoreMap map(side, side);
        Mask truth;
        Scene{side}.make(0, map, truth);
        for (const int radius : {0, 4, 15, 32}) {
            const std::string what = "thresholdMask " + std::to_string(side) + " × " + std::to_string(side) + ", opening radius " + std::to_string(radius);
            print(what.c_str(), measure(20, [&](int i) {
                sum += thresholdMask(map, 0.1 + 0.05 * i, {.openingRadiusPx = radius, .minimumAreaPx = 0}).values[0];
            }));
        }
    }
    std::printf("  (checksum %g)\n", sum);
}

} // namespace

int main(int argc, char **argv)
{
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
    const Scene scene{argc > 2 ? std::atoi(argv[2]) : 256};
    const int threads = argc > 3 ? std::atoi(argv[3]) : 2;

    std::vector<RankedImage> images(count);
    const double before = residentMiB();
    PixelThresholdIndex::Builder builder = countAll(scene, images, threads);
    const double built = residentMiB();
    const auto pixels = builder.build();
    const PixelMetrics &metrics = pixels->metrics();
    std::printf("%zu maps of %d × %d: %llu normal and %llu anomalous pixels, %llu regions; AUROC %.6f AUPRO %.6f F1 %.6f at %.6f\n", count,
                scene.side, scene.side, static_cast<unsigned long long>(metrics.normalPixels),
                static_cast<unsigned long long>(metrics.anomalousPixels), static_cast<unsigned long long>(metrics.regions),
                metrics.auroc.value_or(0), metrics.aupro.value_or(0), metrics.f1 ? metrics.f1->value : 0, metrics.f1 ? metrics.f1->threshold : 0);
    std::printf("memory: the merged builder %.1f MiB, with the index %.1f MiB\n", built - before, residentMiB() - before);
    changes(builder, scene);
    imageIndexes();
    moves(*pixels, ImageThresholdIndex(images), scene);
    masks();
}
