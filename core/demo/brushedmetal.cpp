// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

namespace flawscope::demo {

namespace {

constexpr Rgb kSteel{0.60F, 0.61F, 0.62F};

/// Moves and turns grain and colour to those of a rougher place; @p cover in [0, 1].
void cloud(Texel &texel, float cover, const Rgb &tint, float gloss)
{
    texel.albedo = texel.albedo * mix(Rgb{1, 1, 1}, tint, cover);
    texel.gloss = mix(texel.gloss, gloss, cover);
}

void addScratches(Canvas &canvas, Random &flaw)
{
    const int count = 1 + flaw.below(3);
    const Point centre{flaw.between(60, 196), flaw.between(60, 196)};
    const float angle = flaw.between(0.25F, 2.9F);
    const float length = flaw.size(45, 210);
    for (int k = 0; k < count; ++k) {
        Scratch scratch;
        scratch.width = flaw.size(0.5F, 1.3F);
        const bool bright = flaw.chance(0.7F);
        scratch.depth = scratch.width * (bright ? 0.12F : flaw.between(0.7F, 1.3F));
        scratch.bare = bright ? Rgb{1.7F, 1.7F, 1.68F} : Rgb{0.10F, 0.10F, 0.11F};
        scratch.breaks = flaw.chance(0.6F);
        const Point at{centre.x + flaw.around(14), centre.y + flaw.around(14)};
        const Polyline line = scratchPath(flaw, at, length * flaw.between(0.5F, 1), angle + flaw.around(0.12F), flaw.around(0.35F));
        engrave(canvas, line, scratch, flaw.seed());
    }
}

void addDent(Canvas &canvas, Random &flaw)
{
    const float radius = flaw.size(7, 22);
    const float depth = radius * flaw.between(0.06F, 0.13F);
    const Point centre{flaw.between(45, 211), flaw.between(45, 211)};
    const float stretch = flaw.between(1, 1.5F);
    const float angle = flaw.between(0, 3.1416F);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    const std::uint32_t seed = flaw.seed();
    const float reach = 2.6F * radius * stretch;
    canvas.paint({centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach}, [&](float x, float y, Texel &texel) {
        const float u = ((x - centre.x) * cosine + (y - centre.y) * sine) / (radius * stretch);
        const float v = ((y - centre.y) * cosine - (x - centre.x) * sine) / radius;
        const float q = (u * u + v * v) * (1 + 0.16F * noise(seed, u, v));
        texel.height += depth * (0.22F * std::exp(-(q - 1.5F) * (q - 1.5F) * 2.2F) - 1.5F * std::exp(-q * q * 0.8F));
        cloud(texel, 0.5F * smooth(1.5F, 0.3F, q), Rgb{0.68F, 0.68F, 0.69F}, texel.gloss);
    });
}

void addFingerprint(Canvas &canvas, Random &flaw)
{
    const float radius = flaw.between(20, 38);
    const Point centre{flaw.between(50, 206), flaw.between(50, 206)};
    const float angle = flaw.between(0, 6.2832F);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    const float strength = flaw.between(0.6F, 1.0F);
    const float ridgePitch = flaw.between(2.9F, 3.5F);
    const std::uint32_t seed = flaw.seed();
    const float reach = 1.6F * radius;
    canvas.paint({centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach}, [&](float x, float y, Texel &texel) {
        const float u = (x - centre.x) * cosine + (y - centre.y) * sine;
        const float v = (y - centre.y) * cosine - (x - centre.x) * sine;
        const float edge = std::sqrt(u * u * 1.55F + v * v) / radius + 0.12F * noise(seed, u / 9, v / 9);
        const float pad = smooth(1.05F, 0.75F, edge) * smooth(-0.7F, 0.0F, noise(seed + 1, u / 10, v / 10));
        if (pad <= 0)
            return;
        const float arch = v > 0 ? std::sqrt(u * u * 1.7F + v * v * 0.5F) : std::sqrt(u * u * 1.7F + v * v * 1.4F);
        const float phase = (arch + 2.4F * noise(seed + 2, u / 13, v / 13)) * 6.2832F / ridgePitch;
        const float ridge = smooth(-0.35F, 0.45F, std::sin(phase)) * (0.8F + 0.3F * noise(seed + 3, u, v));
        cloud(texel, clamp01(pad * strength * (0.22F + 0.75F * ridge)), Rgb{0.60F, 0.585F, 0.56F}, 0.16F);
    });
}

/// Straw, purple and blue of overheated steel, from the outside inwards.
Rgb heatTint(float heat)
{
    const Rgb straw{0.95F, 0.74F, 0.40F};
    const Rgb purple{0.55F, 0.33F, 0.42F};
    const Rgb blue{0.33F, 0.45F, 0.66F};
    if (heat < 0.45F)
        return mix(Rgb{1, 1, 1}, straw, smooth(0, 0.45F, heat));
    return heat < 0.72F ? mix(straw, purple, smooth(0.45F, 0.72F, heat)) : mix(purple, blue, smooth(0.72F, 1, heat));
}

void addStain(Canvas &canvas, Random &flaw)
{
    const Point centre{flaw.between(45, 211), flaw.between(45, 211)};
    if (flaw.chance(0.4F)) {
        const Blotch burn(flaw, centre, flaw.size(11, 30), 0.2F, flaw.between(1, 1.8F));
        const float peak = flaw.between(0.55F, 1.0F);
        canvas.paint(burn.bounds(burn.radius() * 0.4F), [&](float x, float y, Texel &texel) {
            const float depth = clamp01(-burn.value(x, y) / burn.radius() + 0.25F);
            texel.albedo = texel.albedo * heatTint(peak * smooth(0, 0.95F, depth));
        });
        return;
    }
    const int drops = 1 + flaw.below(4);
    for (int k = 0; k < drops; ++k) {
        const float radius = flaw.size(6, 24);
        const Point at{centre.x + (k > 0 ? flaw.around(40) : 0), centre.y + (k > 0 ? flaw.around(40) : 0)};
        const Blotch drop(flaw, at, radius, 0.16F, flaw.between(1, 1.4F));
        const float strength = flaw.between(0.65F, 1.0F);
        canvas.paint(drop.bounds(5), [&](float x, float y, Texel &texel) {
            const float d = drop.value(x, y);
            const float rim = std::exp(-(d + 1.2F) * (d + 1.2F) / 2.2F);
            cloud(texel, clamp01(strength * (0.38F * smooth(0.8F, -0.8F, d) + 0.5F * rim)), Rgb{0.50F, 0.47F, 0.42F}, 0.2F);
        });
    }
}

} // namespace

void paintBrushedMetal(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw)
{
    const float angle = part.around(0.02F);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    const std::uint32_t seed = part.seed();
    studio.lampX = 112 + part.around(30);
    studio.lampY = -90 + part.around(26);
    studio.lampZ = 300;
    studio.lamp = 0.52F + part.around(0.03F);
    studio.environment = 0.24F;
    studio.exposure = 1.0F + part.around(0.05F);
    studio.hollowDepth = 0.4F;
    studio.vignette = 0.25F;
    studio.noiseSeed = part.seed();

    canvas.paint([&](float x, float y, Texel &texel) {
        const float along = cosine * x + sine * y;
        const float across = cosine * y - sine * x;
        const float broad = noise(seed, along / 230, across * 0.21F);
        const float lines = 0.55F * noise(seed + 1, along / 130, across * 1.1F) + 0.5F * noise(seed + 2, along / 48, across * 1.9F)
                            + 0.3F * noise(seed + 3, along / 17, across * 1.6F);
        const float bright = std::max(0.0F, noise(seed + 4, along / 34, across * 1.35F) - 0.5F);
        texel.albedo = kSteel * (1 + 0.24F * lines + 0.08F * broad + 0.5F * bright);
        texel.height = 0.07F * lines;
        texel.metal = 1;
        texel.gloss = 0.46F + 0.05F * lines;
        texel.grainX = cosine;
        texel.grainY = sine;
    });
    if (defect == "scratch")
        addScratches(canvas, flaw);
    else if (defect == "dent")
        addDent(canvas, flaw);
    else if (defect == "fingerprint")
        addFingerprint(canvas, flaw);
    else if (defect == "stain")
        addStain(canvas, flaw);
}

} // namespace flawscope::demo
