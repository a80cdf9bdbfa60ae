// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

#include <array>
#include <optional>

namespace flawscope::demo {

namespace {

constexpr float kPitch = 76;
constexpr float kRecess = 33.5F;
constexpr float kRadius = 27.5F;
constexpr float kEdge = 7;
constexpr Rgb kCoat{0.80F, 0.40F, 0.09F};
constexpr Rgb kCore{0.83F, 0.79F, 0.70F};
constexpr Rgb kTray{0.30F, 0.36F, 0.41F};

struct Tablet {
    Point centre;
    float turn = 0;
    float size = 1;
    Rgb coat = kCoat;
    std::uint32_t seed = 0;
    bool missing = false;
};

/// How a tablet broke: a line through it, beyond which it is gone.
struct Break {
    int index = 0;
    float cosine = 1;
    float sine = 0;
    float offset = 0;
    std::uint32_t seed = 0;

    /// Distance to the broken edge, negative on what is left.
    float beyond(float dx, float dy) const
    {
        return dx * cosine + dy * sine - offset + 3.5F * fractal(seed, dx / 11, dy / 11, 4);
    }
};

void shadeTray(std::uint32_t seed, float x, float y, const std::array<Point, 9> &recesses, Texel &texel)
{
    const float grain = fractal(seed, x * 0.7F, y * 0.7F, 2);
    texel.albedo = kTray * (1 + 0.035F * grain);
    texel.gloss = 0.34F;
    texel.height = 0.10F * grain;
    for (const Point &recess : recesses) {
        const float dx = x - recess.x;
        const float dy = y - recess.y;
        const float distance = std::sqrt(dx * dx + dy * dy);
        if (distance < kRecess + 4)
            texel.height -= 7 * smooth(kRecess + 2.5F, kRecess - 4, distance);
    }
}

void shadeTablet(const Tablet &tablet, const Break *broken, float x, float y, Texel &texel)
{
    const float dx = x - tablet.centre.x;
    const float dy = y - tablet.centre.y;
    const float r = std::sqrt(dx * dx + dy * dy) / tablet.size;
    if (tablet.missing || r >= kRadius)
        return;
    const float fracture = broken ? broken->beyond(dx, dy) : -1e3F;
    if (fracture > 0)
        return;
    const float q = r / kRadius;
    const float rim = clamp01((kRadius - r) / kEdge);
    const float orange = noise(tablet.seed, dx * 0.55F, dy * 0.55F);
    const float across = dy * std::cos(tablet.turn) - dx * std::sin(tablet.turn);
    const float score = std::exp(-across * across / 2.6F) * smooth(kRadius - 2.5F, kRadius - 6, r);
    texel.height = -6 + 9 * std::sqrt(1 - (1 - rim) * (1 - rim)) + 3.2F * (1 - q * q) - 1.7F * score + 0.05F * orange;
    texel.albedo = tablet.coat * (1 + 0.025F * orange + 0.05F * noise(tablet.seed + 1, dx / 16, dy / 16) - 0.18F * score);
    texel.gloss = 0.44F;
    if (fracture > -5.5F) {
        const float crumb = fractal(broken->seed + 3, x * 0.45F, y * 0.45F, 3);
        const float open = smooth(-5.5F - 2 * crumb, -3.8F - 2 * crumb, fracture);
        texel.albedo = mix(texel.albedo, kCore * (1 + 0.22F * crumb), open);
        texel.height -= open * (1.6F + 0.9F * (fracture + 5.5F)) - 0.9F * crumb * open;
        texel.gloss = mix(texel.gloss, 0.05F, open);
    }
}

/// Crumbs, a hair or a dark speck, on the tablets or on the tray.
void addContamination(Canvas &canvas, Random &flaw)
{
    const Point centre{flaw.between(35, 221), flaw.between(35, 221)};
    if (flaw.chance(0.4F)) {
        Polyline line;
        Point at = centre;
        float angle = flaw.between(0, 6.2832F);
        const float bend = flaw.around(0.35F);
        const float step = flaw.size(4, 9);
        for (int k = 0; k < 12; ++k) {
            line.push_back(at);
            angle += bend + flaw.around(0.25F);
            at = {at.x + step * std::cos(angle), at.y + step * std::sin(angle)};
        }
        paintAlong(canvas, line, 2, [](const Beside &beside, float, float, Texel &texel) {
            const float cover = smooth(1.15F, 0.35F, beside.distance);
            texel.albedo = mix(texel.albedo, Rgb{0.02F, 0.014F, 0.01F}, cover);
            texel.height += 1.1F * cover;
        });
        return;
    }
    const int grains = 1 + flaw.below(6);
    const bool dark = flaw.chance(0.7F);
    for (int k = 0; k < grains; ++k) {
        const Point at{centre.x + (k > 0 ? flaw.around(17) : 0), centre.y + (k > 0 ? flaw.around(17) : 0)};
        const Blotch grain(flaw, at, k > 0 ? flaw.size(1.2F, 3.2F) : flaw.size(2.5F, 7), 0.6F, flaw.between(1, 1.6F));
        const std::uint32_t seed = flaw.seed();
        const Rgb colour = dark ? Rgb{0.035F, 0.03F, 0.026F} : Rgb{0.10F, 0.13F, 0.04F};
        canvas.paint(grain.bounds(2), [&](float x, float y, Texel &texel) {
            const float d = grain.value(x, y);
            const float cover = smooth(0.5F, -0.4F, d);
            texel.albedo = mix(texel.albedo, colour * (1 + 0.5F * noise(seed, x * 0.8F, y * 0.8F)), cover);
            texel.height += cover * std::min(2.2F, 0.4F + 0.6F * std::max(0.0F, -d));
            texel.gloss = mix(texel.gloss, 0.2F, cover);
        });
    }
}

/// Another product's coat, a coat that was sprayed too thin, or a burnt patch.
void spoilColour(Tablet &tablet, Random &flaw)
{
    const int kind = flaw.below(3);
    tablet.coat = kind == 0   ? Rgb{0.30F, 0.36F, 0.42F} * flaw.between(0.8F, 1.2F)
                  : kind == 1 ? mix(kCoat, kCore, flaw.between(0.45F, 0.8F))
                              : kCoat * Rgb{0.62F, 0.42F, 0.38F} * flaw.between(0.6F, 1.0F);
}

} // namespace

void paintTablets(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw)
{
    const Point centre{kSide / 2 + part.around(4), kSide / 2 + part.around(4)};
    const float angle = part.around(0.025F);
    const std::uint32_t plastic = part.seed();
    studio.lampX = -30 + part.around(20);
    studio.lampY = -50 + part.around(20);
    studio.lampZ = 290;
    studio.lamp = 0.86F;
    studio.ambient = 0.40F;
    studio.exposure = 1.0F + part.around(0.05F);
    studio.hollowRadius = 8;
    studio.hollowDepth = 1.5F;
    studio.shadowReach = 26;
    studio.noiseSeed = part.seed();

    std::array<Point, 9> recesses;
    std::array<Tablet, 9> tablets;
    for (int k = 0; k < 9; ++k) {
        const float gx = static_cast<float>(k % 3 - 1) * kPitch;
        const float gy = static_cast<float>(k / 3 - 1) * kPitch;
        recesses[k] = {centre.x + gx * std::cos(angle) - gy * std::sin(angle), centre.y + gx * std::sin(angle) + gy * std::cos(angle)};
        tablets[k] = {{recesses[k].x + part.around(2.2F), recesses[k].y + part.around(2.2F)}, part.around(0.5F),
                      1 + part.around(0.015F), kCoat * (1 + part.around(0.05F)), part.seed(), false};
    }
    const int spoilt = flaw.below(9);
    std::optional<Break> broken;
    if (defect == "missing") {
        tablets[spoilt].missing = true;
    } else if (defect == "colour") {
        spoilColour(tablets[spoilt], flaw);
    } else if (defect == "broken") {
        const float direction = flaw.between(0, 6.2832F);
        broken = Break{spoilt, std::cos(direction), std::sin(direction), flaw.between(-6, 19), flaw.seed()};
    }
    canvas.paint([&](float x, float y, Texel &texel) { shadeTray(plastic, x, y, recesses, texel); });
    for (int k = 0; k < 9; ++k) {
        const Tablet &tablet = tablets[k];
        const Box box{tablet.centre.x - 30, tablet.centre.y - 30, tablet.centre.x + 30, tablet.centre.y + 30};
        const Break *own = broken && broken->index == k ? &*broken : nullptr;
        canvas.paint(box, [&](float x, float y, Texel &texel) { shadeTablet(tablet, own, x, y, texel); });
    }
    if (defect == "contamination")
        addContamination(canvas, flaw);
}

} // namespace flawscope::demo
