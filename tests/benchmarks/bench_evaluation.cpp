// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_evaluation [maps 582] [side 256] [threads 0] [memory|stream]
// Prints how long evaluate() takes and the most memory the process ever had; asserts nothing.
#include "core/evaluation/evaluation.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace flawscope;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peakMiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// What all threads have worked so far: what elapsed time would show on an idle machine with one core.
double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
           + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// A repeatable random number in [0, 1) for a place.
float noise(std::uint32_t a, std::uint32_t b, std::uint32_t c)
{
    std::uint32_t h = a * 0x9E3779B1U ^ b * 0x85EBCA77U ^ c * 0xC2B2AE3DU;
    h = (h ^ h >> 15) * 0x2C1B3C6DU;
    h = (h ^ h >> 12) * 0x297A2D39U;
    return static_cast<float>((h ^ h >> 15) >> 8) * 0x1p-24F;
}

struct Scene {
    int side;
    bool defect(std::size_t i) const { return i % 25 < 2; } // 8 %
    const char *defectClass(std::size_t i) const
    {
        constexpr const char *kNames[] = {"blowhole", "break", "crack", "fray", "uneven"};
        return kNames[i / 25 % 5];
    }

    /// A coarse grid of noise, interpolated, as the sum of upsampled flow maps looks; higher where the defect is.
    void make(std::size_t index, ScoreMap &map, Mask &mask) const
    {
        const int cell = std::max(1, side / 32);
        const auto seed = static_cast<std::uint32_t>(index);
        map = ScoreMap(side, side);
        mask = defect(index) ? Mask(side, side) : Mask();
        for (int y = 0; y < side; ++y) {
            const int gy = y / cell;
            const float fy = static_cast<float>(y % cell) / static_cast<float>(cell);
            for (int gx = 0; gx * cell < side; ++gx) {
                const auto mix = [&](int x) { return noise(seed, gy, x) * (1 - fy) + noise(seed, gy + 1, x) * fy; };
                const float left = mix(gx);
                const float slope = (mix(gx + 1) - left) / static_cast<float>(cell);
                for (int x = gx * cell; x < std::min(side, (gx + 1) * cell); ++x) {
                    const float base = left + slope * static_cast<float>(x - gx * cell);
                    map.at(y, x) = 2.0F * base * base * base;
                }
            }
        }
        if (defect(index))
            addDefects(seed, map, mask);
    }

    void addDefects(std::uint32_t seed, ScoreMap &map, Mask &mask) const
    {
        for (std::uint32_t spot = 0; spot < 3; ++spot) {
            const auto radius = static_cast<int>((0.02F + 0.1F * noise(seed, spot, 1)) * static_cast<float>(side));
            const int cy = radius + static_cast<int>(noise(seed, spot, 2) * static_cast<float>(side - 2 * radius));
            const int cx = radius + static_cast<int>(noise(seed, spot, 3) * static_cast<float>(side - 2 * radius));
            for (int y = std::max(0, cy - radius); y < std::min(side, cy + radius); ++y) {
                for (int x = std::max(0, cx - radius); x < std::min(side, cx + radius); ++x) {
                    if ((y - cy) * (y - cy) + (x - cx) * (x - cx) > radius * radius)
                        continue;
                    mask.at(y, x) = 1;
                    map.at(y, x) += 0.8F * noise(seed, spot, 4);
                }
            }
        }
    }
};

} // namespace

int main(int argc, char **argv)
{
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 582;
    const Scene scene{argc > 2 ? std::atoi(argv[2]) : 256};
    EvaluationOptions options;
    options.threads = argc > 3 ? std::atoi(argv[3]) : 0;
    const bool stream = argc > 4 && std::strcmp(argv[4], "stream") == 0;

    std::vector<EvaluatedImage> images(count);
    std::vector<ScoreMap> maps(stream ? 1 : count);
    std::vector<Mask> masks(stream ? 1 : count);
    for (std::size_t i = 0; i < count; ++i) {
        ScoreMap &map = maps[stream ? 0 : i];
        scene.make(i, map, masks[stream ? 0 : i]);
        const double score = *std::max_element(map.values.begin(), map.values.end());
        images[i] = {std::to_string(i), scene.defect(i), scene.defect(i) ? scene.defectClass(i) : "", score};
    }
    const double before = peakMiB();
    const double cpuBefore = cpuSeconds();
    double making = 0;
    const Evaluation found = evaluate(images, [&](std::size_t i, const MapVisitor &visit) {
        if (stream) {
            const auto start = std::chrono::steady_clock::now();
            scene.make(i, maps[0], masks[0]);
            making += secondsSince(start);
        }
        visit(maps[stream ? 0 : i], masks[stream ? 0 : i]);
    }, options);
    const double cpu = cpuSeconds() - cpuBefore;
    const PixelMetrics &pixel = found.overall.pixel;
    std::printf("%zu maps of %d×%d, %s: %llu normal and %llu anomalous pixels, %llu regions, %zu classes\n", count, scene.side,
                scene.side, stream ? "made anew when asked for" : "in memory", static_cast<unsigned long long>(pixel.normalPixels),
                static_cast<unsigned long long>(pixel.anomalousPixels), static_cast<unsigned long long>(pixel.regions), found.classes.size());
    std::printf("  everything %.3f s (of them %.3f s making maps), %.3f s of processor time, peak %.0f MiB, %.0f MiB of it before\n", found.seconds, making, cpu, peakMiB(), before);
    std::printf("  image AUROC %.6f  pixel AUROC %.6f  AUPRO %.6f  AP %.6f  F1 %.6f at %.6f\n", *found.overall.image.auroc, *pixel.auroc,
                *pixel.aupro, *pixel.averagePrecision, pixel.f1->value, pixel.f1->threshold);
}
