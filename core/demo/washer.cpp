// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/inksheet.h"
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

#include <optional>

namespace flawscope::demo {

namespace {

constexpr float kOuter = 93;
constexpr float kInner = 45;
constexpr float kThick = 11;
constexpr float kChamfer = 4.2F;
constexpr float kStampRadius = 69;
constexpr float kStampWidth = 66;
constexpr float kStampHeight = 13;

/// The stamped words, unrolled: x along the ring, y outwards to inwards.
const InkSheet &stamp()
{
    static const InkSheet sheet = [] {
        InkSheet words(kStampWidth, kStampHeight, 6);
        words.text("M12 A4", {1, 1}, 11, 0.95F);
        return words;
    }();
    return sheet;
}

struct Pose {
    Point centre;
    float turn = 0;
};

void shadeBelt(std::uint32_t seed, float drift, float x, float y, Texel &texel)
{
    const float u = (x + y) * 0.62F;
    const float v = (x - y) * 0.62F + drift;
    const float knit = std::sin(u) * std::sin(v);
    const float grain = fractal(seed, x * 0.55F, (y + drift) * 0.55F, 3);
    const float worn = fractal(seed + 9, x / 45, (y + drift) / 90, 3);
    texel.height = 0.28F * knit + 0.22F * grain;
    texel.albedo = Rgb{0.043F, 0.056F, 0.060F} * (1 + 0.10F * knit + 0.28F * grain + 0.22F * worn);
    texel.gloss = 0.28F;
}

void shadeRing(std::uint32_t seed, const Pose &pose, float x, float y, Texel &texel)
{
    const float dx = x - pose.centre.x;
    const float dy = y - pose.centre.y;
    const float radius = std::sqrt(dx * dx + dy * dy);
    const float edge = std::min(kOuter - radius, radius - kInner);
    if (edge < 0)
        return;
    const float angle = std::atan2(dy, dx) - pose.turn;
    const float turns = noise1(seed, radius * 1.15F + angle * 0.16F) + 0.6F * noise1(seed + 1, radius * 2.6F)
                        + 0.5F * noise(seed + 2, radius * 1.7F, angle * 4);
    const bool chamfer = edge < kChamfer;
    texel.height = kThick + (chamfer ? (edge - kChamfer) * 0.75F : 0.0F) + 0.055F * turns;
    texel.albedo = Rgb{0.63F, 0.625F, 0.61F} * (chamfer ? 1.05F : 1 + 0.085F * turns);
    texel.metal = 1;
    texel.gloss = chamfer ? 0.42F : 0.36F + 0.03F * turns;
    texel.grainX = -dy / radius;
    texel.grainY = dx / radius;

    const float s = (angle + 1.5708F) * kStampRadius + kStampWidth / 2;
    const float press = stamp().at(s, kStampHeight / 2 + kStampRadius - radius);
    texel.height -= 0.75F * press;
    texel.albedo = texel.albedo * (1 - 0.42F * press);
}

/// A piece that broke out of the rim.
struct Chip {
    Blotch outline;
    std::uint32_t seed;

    void apply(float x, float y, const Texel &belt, Texel &texel) const
    {
        if (texel.metal < 0.5F)
            return;
        const float d = outline.value(x, y);
        const float rough = fractal(seed, x * 0.35F, y * 0.35F, 3);
        const float slope = 3.4F + 1.2F * rough;
        if (d > slope)
            return;
        if (d < 0) {
            texel = belt;
            return;
        }
        texel.height = 2 + (texel.height - 2) * smooth(0, 1, d / slope) + 0.9F * rough;
        texel.albedo = Rgb{0.40F, 0.395F, 0.39F} * (1 + 0.35F * rough);
        texel.gloss = 0.2F;
        texel.grainX = texel.grainY = 0;
    }
};

Chip makeChip(Random &flaw, const Pose &pose)
{
    const bool outer = flaw.chance(0.7F);
    const float radius = outer ? flaw.size(6, 19) : flaw.size(5, 12);
    const float at = outer ? kOuter + radius * flaw.between(-0.35F, 0.25F) : kInner - radius * flaw.between(-0.35F, 0.25F);
    const float angle = flaw.between(0, 6.2832F);
    const Point centre{pose.centre.x + at * std::cos(angle), pose.centre.y + at * std::sin(angle)};
    return {Blotch(flaw, centre, radius, 0.35F, flaw.between(1, 1.5F)), flaw.seed()};
}

Point onRing(Random &flaw, const Pose &pose, float inset)
{
    const float radius = flaw.between(kInner + inset, kOuter - inset);
    const float angle = flaw.between(0, 6.2832F);
    return {pose.centre.x + radius * std::cos(angle), pose.centre.y + radius * std::sin(angle)};
}

void carve(Canvas &canvas, const Polyline &line, float width, std::uint32_t seed)
{
    paintAlong(canvas, line, width + 2, [&](const Beside &at, float x, float y, Texel &texel) {
        if (texel.metal < 0.5F)
            return;
        const float half = width * (1 - 0.65F * at.along) * (1 + 0.3F * noise(seed, x * 0.8F, y * 0.8F));
        const float open = smooth(half + 0.45F, half - 0.25F, at.distance);
        texel.albedo = mix(texel.albedo, Rgb{0.018F, 0.016F, 0.015F}, open);
        texel.height -= 2.5F * open;
        texel.height += 0.2F * smooth(2, 0.5F, at.distance) * (1 - open) * (at.side > 0 ? 1.0F : -1.0F);
    });
}

void addCrack(Canvas &canvas, Random &flaw, const Pose &pose)
{
    const float angle = flaw.between(0, 6.2832F);
    const bool fromInside = flaw.chance(0.6F);
    const float start = fromInside ? kInner - 0.5F : kOuter + 0.5F;
    const Point from{pose.centre.x + start * std::cos(angle), pose.centre.y + start * std::sin(angle)};
    const float heading = angle + (fromInside ? 0.0F : 3.1416F) + flaw.around(0.5F);
    const Polyline line = crackPath(flaw, from, flaw.size(16, 52), heading, 0.75F);
    const float width = flaw.between(0.75F, 1.35F);
    carve(canvas, line, width, flaw.seed());
    if (line.size() > 6 && flaw.chance(0.5F)) {
        const Point fork = line[line.size() / 2];
        carve(canvas, crackPath(flaw, fork, flaw.between(8, 20), heading + (flaw.chance(0.5F) ? 0.8F : -0.8F), 0.7F), width * 0.65F, flaw.seed());
    }
}

void addScratches(Canvas &canvas, Random &flaw, const Pose &pose)
{
    const Point centre = onRing(flaw, pose, 12);
    const float radial = std::atan2(centre.y - pose.centre.y, centre.x - pose.centre.x);
    const float angle = radial + flaw.around(0.9F);
    const int count = 1 + flaw.below(3);
    const float length = flaw.size(26, 80);
    Canvas before = canvas;
    for (int k = 0; k < count; ++k) {
        Scratch scratch;
        scratch.width = flaw.size(0.6F, 1.3F);
        scratch.depth = scratch.width;
        scratch.bare = flaw.chance(0.7F) ? Rgb{1.7F, 1.7F, 1.66F} : Rgb{0.10F, 0.095F, 0.09F};
        scratch.breaks = flaw.chance(0.5F);
        const Point at{centre.x + flaw.around(9), centre.y + flaw.around(9)};
        const Polyline line = scratchPath(flaw, at, length * flaw.between(0.6F, 1), angle + flaw.around(0.12F), flaw.around(0.4F));
        engrave(canvas, line, scratch, flaw.seed());
    }
    for (int y = 0; y < canvas.side(); ++y) {
        for (int x = 0; x < canvas.side(); ++x) {
            if (before.at(y, x).metal < 0.5F)
                canvas.at(y, x) = before.at(y, x);
        }
    }
}

void addRust(Canvas &canvas, Random &flaw, const Pose &pose)
{
    const int spots = 1 + flaw.below(3);
    const Point centre = onRing(flaw, pose, 8);
    for (int k = 0; k < spots; ++k) {
        const Point at{centre.x + (k > 0 ? flaw.around(24) : 0), centre.y + (k > 0 ? flaw.around(24) : 0)};
        const Blotch spot(flaw, at, flaw.size(5, 19), 0.85F, flaw.between(1, 1.8F));
        const std::uint32_t seed = flaw.seed();
        canvas.paint(spot.bounds(9), [&](float x, float y, Texel &texel) {
            if (texel.metal < 0.05F)
                return;
            const float mottle = fractal(seed, x * 0.22F, y * 0.22F, 4);
            const float cover = smooth(1.6F, -1.6F, spot.value(x, y) + 8.5F * mottle);
            const float tone = clamp01(0.5F + 0.8F * fractal(seed + 5, x * 0.5F, y * 0.5F, 3));
            texel.albedo = mix(texel.albedo, mix(Rgb{0.07F, 0.026F, 0.012F}, Rgb{0.34F, 0.125F, 0.032F}, tone), cover);
            texel.metal *= 1 - 0.92F * cover;
            texel.gloss = mix(texel.gloss, 0.08F, cover);
            texel.height += cover * (0.25F + 0.6F * mottle);
        });
    }
}

} // namespace

void paintWasher(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw)
{
    const Pose pose{{kSide / 2 + part.around(6), kSide / 2 + part.around(6)}, part.around(0.08F)};
    const std::uint32_t belt = part.seed();
    const std::uint32_t steel = part.seed();
    const float drift = part.between(0, 900);
    studio.lampX = -70 + part.around(18);
    studio.lampY = -110 + part.around(18);
    studio.lampZ = 290;
    studio.lamp = 0.85F;
    studio.ambient = 0.42F;
    studio.environment = 0.36F;
    studio.exposure = 1.0F + part.around(0.05F);
    studio.hollowRadius = 7;
    studio.hollowDepth = 0.9F;
    studio.shadowReach = 24;
    studio.noiseSeed = part.seed();

    std::optional<Chip> chip;
    if (defect == "chip")
        chip = makeChip(flaw, pose);
    canvas.paint([&](float x, float y, Texel &texel) {
        shadeBelt(belt, drift, x, y, texel);
        const Texel below = texel;
        shadeRing(steel, pose, x, y, texel);
        if (chip)
            chip->apply(x, y, below, texel);
    });
    scatterHairs(canvas, part, 14, 7, 0.35F, Rgb{0.30F, 0.30F, 0.29F}, 0.25F);
    if (defect == "crack")
        addCrack(canvas, flaw, pose);
    else if (defect == "scratch")
        addScratches(canvas, flaw, pose);
    else if (defect == "rust")
        addRust(canvas, flaw, pose);
}

} // namespace flawscope::demo
