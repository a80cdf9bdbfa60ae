// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demodataset.h"
#include "core/demo/painters.h"

#include <algorithm>
#include <array>

namespace flawscope {

namespace {

using demo::Canvas;
using demo::Painter;
using demo::Random;
using demo::Rgb;
using demo::Studio;

constexpr int kMinSize = 64;
constexpr int kMaxSize = 1024;
constexpr int kOversampling = 2;
constexpr float kVisible = 7.0F / 255; ///< A change of the picture that counts as defect.
constexpr int kSkirtPx = 3;            ///< Around the mask, in which a defect's invisible traces fade out.
constexpr int kMaxAttempts = 16;

struct Entry {
    DemoCategory category;
    Painter paint;
};

const std::vector<Entry> &entries()
{
    static const std::vector<Entry> all{
        {{"washer", "Steel washer", "A turned steel washer on a rubber conveyor belt.", {"chip", "crack", "rust", "scratch"}},
         demo::paintWasher},
        {{"label", "Printed label", "A white label printed in two colours, glued to a carton.",
          {"misprint", "scratch", "smear", "tear"}},
         demo::paintLabel},
        {{"weave", "Twill weave", "A cotton twill of light warp and blue-grey weft yarns.", {"cut", "hole", "stain", "thread"}},
         demo::paintWeave},
        {{"metal", "Brushed metal", "A sheet of brushed stainless steel under a long lamp.", {"dent", "fingerprint", "scratch", "stain"}},
         demo::paintBrushedMetal},
        {{"board", "Circuit board", "A small assembled circuit board with chips, resistors, capacitors and a connector.",
          {"bridge", "missing", "scratch", "shifted"}},
         demo::paintBoard},
        {{"tablets", "Coated tablets", "Nine coated tablets with a score line in the recesses of a tray.",
          {"broken", "colour", "contamination", "missing"}},
         demo::paintTablets},
    };
    return all;
}

Painter painterOf(std::string_view category, std::string_view defectClass)
{
    for (const Entry &entry : entries()) {
        if (entry.category.name != category)
            continue;
        const auto &defects = entry.category.defects;
        if (defectClass != "good" && std::find(defects.begin(), defects.end(), defectClass) == defects.end())
            throw Error(ErrorCode::BadOption, "The demo category '" + std::string(category) + "' has no defect class '"
                                                  + std::string(defectClass) + "'.");
        return entry.paint;
    }
    throw Error(ErrorCode::BadOption, "There is no demo category '" + std::string(category) + "'.");
}

std::uint64_t textHash(std::string_view text)
{
    std::uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * UINT64_C(0x100000001B3);
    return hash;
}

/// Grows (@p radius > 0) or shrinks (< 0) the set pixels by a square; the outside counts as set when shrinking.
Mask spread(const Mask &mask, int radius)
{
    const std::uint8_t hit = radius > 0 ? 1 : 0;
    const int reach = std::abs(radius);
    Mask middle(mask.height, mask.width, 1 - hit);
    Mask out(mask.height, mask.width, 1 - hit);
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (mask.at(y, x) == hit) {
                for (int k = std::max(0, x - reach); k <= std::min(mask.width - 1, x + reach); ++k)
                    middle.at(y, k) = hit;
            }
        }
    }
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (middle.at(y, x) == hit) {
                for (int k = std::max(0, y - reach); k <= std::min(mask.height - 1, y + reach); ++k)
                    out.at(k, x) = hit;
            }
        }
    }
    return out;
}

/// Turns over 8-connected regions of value @p kind that have fewer than @p pixels.
void removeSmall(Mask &mask, std::uint8_t kind, int pixels)
{
    Mask seen(mask.height, mask.width);
    std::vector<std::pair<int, int>> region;
    for (int y0 = 0; y0 < mask.height; ++y0) {
        for (int x0 = 0; x0 < mask.width; ++x0) {
            if (mask.at(y0, x0) != kind || seen.at(y0, x0))
                continue;
            region.assign(1, {y0, x0});
            seen.at(y0, x0) = 1;
            for (std::size_t i = 0; i < region.size(); ++i) {
                const auto [cy, cx] = region[i];
                for (int y = std::max(0, cy - 1); y <= std::min(mask.height - 1, cy + 1); ++y) {
                    for (int x = std::max(0, cx - 1); x <= std::min(mask.width - 1, cx + 1); ++x) {
                        if (mask.at(y, x) == kind && !seen.at(y, x)) {
                            seen.at(y, x) = 1;
                            region.emplace_back(y, x);
                        }
                    }
                }
            }
            if (static_cast<int>(region.size()) < pixels) {
                for (const auto &[y, x] : region)
                    mask.at(y, x) = 1 - kind;
            }
        }
    }
}

Mask changedPixels(const Plane<Rgb> &good, const Plane<Rgb> &bad)
{
    Mask mask(good.height, good.width);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const Rgb &a = good.values[i];
        const Rgb &b = bad.values[i];
        const float change = std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)});
        mask.values[i] = change > kVisible ? 1 : 0;
    }
    const int join = std::max(1, good.height / 128);
    mask = spread(spread(mask, join), -join);
    const int area = good.height * good.height;
    removeSmall(mask, 0, area / 300);
    removeSmall(mask, 1, std::max(4, area / 8000));
    return mask;
}

/// The defect's picture on the mask, the good one beyond the skirt, a blend on the skirt.
Plane<Rgb> compose(const Plane<Rgb> &good, const Plane<Rgb> &bad, const Mask &mask)
{
    Plane<Rgb> out = good;
    for (int ring = kSkirtPx; ring >= 0; --ring) {
        const Mask within = ring > 0 ? spread(mask, ring) : mask;
        const float share = 1 - static_cast<float>(ring) / (kSkirtPx + 1);
        for (std::size_t i = 0; i < mask.size(); ++i) {
            if (within.values[i])
                out.values[i] = mix(good.values[i], bad.values[i], share);
        }
    }
    return out;
}

Plane<Rgb> take(Painter paint, int size, std::uint64_t part, std::string_view defect, std::uint64_t flaw, Studio &studio)
{
    Canvas canvas(size, kOversampling);
    studio = Studio{};
    paint(canvas, studio, Random(part), defect, Random(flaw));
    return demo::photograph(canvas, studio);
}

} // namespace

const std::vector<DemoCategory> &demoCategories()
{
    static const std::vector<DemoCategory> categories = [] {
        std::vector<DemoCategory> all;
        for (const Entry &entry : entries())
            all.push_back(entry.category);
        return all;
    }();
    return categories;
}

DemoPart renderDemoPart(std::string_view category, std::string_view defectClass, std::uint64_t seed, int size)
{
    const Painter paint = painterOf(category, defectClass);
    if (size < kMinSize || size > kMaxSize)
        throw Error(ErrorCode::BadOption, "The size of a demo picture must lie between 64 and 1024 px, not " + std::to_string(size) + ".");
    const std::uint64_t part = Random(seed ^ textHash(category)).next();
    Studio studio;
    const Plane<Rgb> good = take(paint, size, part, "good", 0, studio);
    if (defectClass == "good")
        return {digitise(good, studio), Mask(size, size)};
    Random flaws(part ^ textHash(defectClass));
    for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Plane<Rgb> bad = take(paint, size, part, defectClass, flaws.next(), studio);
        Mask mask = changedPixels(good, bad);
        const auto area = static_cast<int>(std::count(mask.values.begin(), mask.values.end(), 1));
        if (area >= size * size / 1600)
            return {digitise(compose(good, bad, mask), studio), std::move(mask)};
    }
    throw Error(ErrorCode::Internal, "The demo category '" + std::string(category) + "' drew no visible '" + std::string(defectClass)
                                         + "' for seed " + std::to_string(seed) + ".");
}

} // namespace flawscope
