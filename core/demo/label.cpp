// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/inksheet.h"
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

#include <functional>

namespace flawscope::demo {

namespace {

constexpr float kWidth = 204;
constexpr float kHeight = 152;
constexpr float kCorner = 7;
constexpr float kPaperThick = 0.9F;
constexpr float kEdge = 0.9F; ///< Over which a cut edge of the paper fades.
constexpr Rgb kBlack{0.022F, 0.022F, 0.026F};
constexpr Rgb kAccent{0.012F, 0.125F, 0.235F};
constexpr Rgb kPaper{0.80F, 0.795F, 0.775F};

const InkSheet &accentPrint()
{
    static const InkSheet print = [] {
        InkSheet sheet(kWidth, kHeight, 5);
        sheet.bar(8, 8, kWidth - 8, 38);
        sheet.disc({24, 23}, 10.5F, 0);
        sheet.disc({24, 23}, 7.2F, 1);
        sheet.disc({26.5F, 20.5F}, 3.6F, 0);
        sheet.text("NORDLAGER", {42, 14}, 13, 1.35F, 0);
        sheet.text("PRECISION PARTS", {43, 30.2F}, 4.4F, 0.4F, 0);
        sheet.bar(8, kHeight - 12.5F, kWidth - 8, kHeight - 9.5F);
        return sheet;
    }();
    return print;
}

const InkSheet &blackPrint()
{
    static const InkSheet print = [] {
        InkSheet sheet(kWidth, kHeight, 5);
        sheet.text("BEARING 6204-2RS", {10, 45}, 12.5F, 1.2F);
        sheet.text("ART. 40 127 730", {10, 64}, 7, 0.62F);
        sheet.text("LOT 2403-17", {10, 75}, 7, 0.62F);
        sheet.text("QTY 10 PCS", {86, 75}, 7, 0.62F);
        sheet.bar(10, 86, 136, 86.8F);
        sheet.barCode("4006381333931", {12, 92}, 1.18F, 32);
        sheet.text("4 006381 333931", {20, 129}, 5.6F, 0.45F);
        sheet.matrixCode(77, {148, 64}, 2.9F, 16);
        sheet.text("20X47X14", {147, 117}, 7.5F, 0.7F);
        sheet.text("DIN 625", {147, 129}, 5.6F, 0.45F);
        return sheet;
    }();
    return print;
}

/// Coverage of black and accent ink at a place of the label.
struct Ink {
    float black = 0;
    float accent = 0;
};
Ink printAt(float u, float v) { return {blackPrint().at(u, v), accentPrint().at(u, v)}; }

/// What a defect makes of the print and the paper; the defaults are the good label.
struct Flaw {
    std::function<Ink(float u, float v)> print = printAt;
    /// Distance of a place to the remaining paper's edge, negative on the paper.
    std::function<float(float u, float v)> paper = [](float, float) { return -1e3F; };
    bool torn = false; ///< The paper's white core shows along that edge.
    std::function<bool(float u, float v, Texel &texel)> flap = [](float, float, Texel &) { return false; };
};

Point somewhereInPrint(Random &flaw)
{
    return {flaw.between(18, kWidth - 18), flaw.between(16, kHeight - 16)};
}

void addVoid(Flaw &out, Random &flaw)
{
    const Blotch blotch(flaw, somewhereInPrint(flaw), flaw.size(9, 26), 0.5F, flaw.between(1, 2.2F));
    const float left = flaw.between(0, 0.25F);
    const std::uint32_t seed = flaw.seed();
    out.print = [=](float u, float v) {
        const Ink ink = printAt(u, v);
        const float speckle = 3.5F * noise(seed, u * 0.7F, v * 0.7F);
        const float keep = mix(left, 1.0F, smooth(-1.2F, 1.2F, blotch.value(u, v) + speckle));
        return Ink{ink.black * keep, ink.accent * keep};
    };
}

void addDeadNozzles(Flaw &out, Random &flaw)
{
    const float row = flaw.between(14, kHeight - 30);
    const float thick = flaw.size(1.2F, 3.4F);
    const int lines = 1 + flaw.below(3);
    const float from = flaw.chance(0.5F) ? 0.0F : flaw.between(0, 100);
    const float until = from + flaw.between(70, 204);
    out.print = [=](float u, float v) {
        const Ink ink = printAt(u, v);
        const float phase = (v - row) / (thick * 2.6F);
        const auto line = static_cast<float>(floorInt(phase));
        const bool dead = u > from && u < until && line >= 0 && line < static_cast<float>(lines) && (phase - line) < 0.42F;
        return dead ? Ink{ink.black * 0.05F, ink.accent * 0.05F} : ink;
    };
}

void addShift(Flaw &out, Random &flaw)
{
    const float from = flaw.between(40, 110);
    const float until = from + flaw.size(10, 34);
    const float shift = flaw.between(2.5F, 6) * (flaw.chance(0.5F) ? 1.0F : -1.0F);
    out.print = [=](float u, float v) {
        return v > from && v < until ? printAt(u - shift * smooth(from, from + 4, v), v) : printAt(u, v);
    };
}

void addSmear(Flaw &out, Random &flaw)
{
    const Point centre = somewhereInPrint(flaw);
    const float halfWidth = flaw.size(5, 14);
    const float length = flaw.size(18, 48);
    const float angle = flaw.around(0.7F) + (flaw.chance(0.5F) ? 0.0F : 3.1416F);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    const std::uint32_t seed = flaw.seed();
    const float strength = flaw.between(0.6F, 1.0F);
    out.print = [=](float u, float v) {
        const Ink own = printAt(u, v);
        const float along = (u - centre.x) * cosine + (v - centre.y) * sine;
        const float across = (v - centre.y) * cosine - (u - centre.x) * sine;
        const float inside = smooth(halfWidth, halfWidth * 0.6F, std::abs(across) + 2 * noise(seed, along / 12, across / 5))
                             * smooth(-length * 0.7F, -length * 0.4F, along) * smooth(length, length * 0.5F, along);
        if (inside <= 0)
            return own;
        Ink dragged;
        constexpr int kSteps = 14;
        for (int k = 1; k <= kSteps; ++k) {
            const float back = length * 0.75F * static_cast<float>(k) / kSteps;
            const Ink source = printAt(u - back * cosine, v - back * sine);
            const float fade = (1 - 0.75F * static_cast<float>(k) / kSteps) * 3.0F / kSteps;
            dragged = {dragged.black + source.black * fade, dragged.accent + source.accent * fade};
        }
        const float streak = 0.75F + 0.4F * noise(seed + 1, along / 26, across * 0.9F);
        const float share = inside * strength;
        return Ink{mix(own.black, clamp01(0.62F * own.black + dragged.black * streak), share),
                   mix(own.accent, clamp01(0.65F * own.accent + dragged.accent * streak), share)};
    };
}

/// A corner, its direction inwards, and how far along it the paper ends.
struct Corner {
    Point at;
    Point inwards;
    float reach = 0;

    float depth(float u, float v) const { return (u - at.x) * inwards.x + (v - at.y) * inwards.y - reach; }
};

Corner makeCorner(Random &flaw, float low, float high)
{
    const bool right = flaw.chance(0.5F);
    const bool bottom = flaw.chance(0.5F);
    const float angle = flaw.between(0.45F, 1.12F);
    return {{right ? kWidth : 0, bottom ? kHeight : 0},
            {std::cos(angle) * (right ? -1.0F : 1.0F), std::sin(angle) * (bottom ? -1.0F : 1.0F)},
            flaw.size(low, high)};
}

void addTornCorner(Flaw &out, Random &flaw)
{
    const Corner corner = makeCorner(flaw, 13, 40);
    const std::uint32_t seed = flaw.seed();
    out.torn = true;
    out.paper = [=](float u, float v) { return -corner.depth(u, v) + 3.2F * fractal(seed, u / 9, v / 9, 4); };
}

void addFoldedCorner(Flaw &out, Random &flaw)
{
    const Corner corner = makeCorner(flaw, 13, 32);
    const std::uint32_t seed = flaw.seed();
    out.paper = [=](float u, float v) { return -corner.depth(u, v); };
    out.flap = [=](float u, float v, Texel &texel) {
        const float depth = corner.depth(u, v);
        const float mu = u - 2 * depth * corner.inwards.x;
        const float mv = v - 2 * depth * corner.inwards.y;
        if (depth < 0 || roundedBox(mu - kWidth / 2, mv - kHeight / 2, kWidth / 2, kHeight / 2, kCorner) > 0)
            return false;
        texel.height += 0.9F + 1.6F * smooth(0, 5, depth) - 0.8F * smooth(4, 22, depth);
        texel.albedo = Rgb{0.60F, 0.575F, 0.52F} * (1 + 0.06F * noise(seed, u / 3, v / 3));
        texel.gloss = 0.1F;
        return true;
    };
}

Flaw makeFlaw(std::string_view defect, Random &flaw)
{
    Flaw out;
    if (defect == "misprint") {
        const int kind = flaw.below(3);
        (kind == 0 ? addDeadNozzles : kind == 1 ? addShift : addVoid)(out, flaw);
    } else if (defect == "smear") {
        addSmear(out, flaw);
    } else if (defect == "tear") {
        (flaw.chance(0.55F) ? addTornCorner : addFoldedCorner)(out, flaw);
    }
    return out;
}

void shadeCarton(std::uint32_t seed, float x, float y, Texel &texel)
{
    const float fibre = 0.6F * noise(seed, x * 0.9F, y * 0.45F) + 0.4F * noise(seed + 1, x * 0.35F, y * 0.9F);
    const float cloud = fractal(seed + 2, x / 40, y / 40, 4);
    texel.albedo = Rgb{0.40F, 0.265F, 0.155F} * (1 + 0.11F * fibre + 0.10F * cloud);
    texel.height = 0.35F * std::sin(x * 6.2832F / 13.0F + 0.6F * cloud) + 0.16F * fibre;
    texel.gloss = 0.1F;
}

/// The paper's upper side with its print; @p torn is the distance to a torn edge, negative on the paper.
void shadePrint(std::uint32_t seed, const Flaw &flaw, float torn, float u, float v, float tooth, Texel &texel)
{
    const float density = 0.955F + 0.03F * noise(seed + 2, u / 7, v / 7) + 0.02F * tooth;
    const Ink ink = flaw.print(u, v);
    texel.albedo = mix(texel.albedo, kAccent, ink.accent * density);
    texel.albedo = mix(texel.albedo, kBlack, ink.black * density);
    if (torn > -4.5F) {
        const float core = smooth(-4.5F - 1.5F * tooth, -2.6F, torn);
        texel.albedo = mix(texel.albedo, Rgb{0.86F, 0.85F, 0.82F} * (1 + 0.12F * noise(seed + 4, u * 1.3F, v * 1.3F)), core);
        texel.height -= 0.5F * core;
        texel.gloss = mix(texel.gloss, 0.05F, core);
    }
}

void shadePaper(std::uint32_t seed, const Flaw &flaw, float u, float v, Texel &texel)
{
    const float torn = flaw.paper(u, v);
    const float outside = std::max(roundedBox(u - kWidth / 2, v - kHeight / 2, kWidth / 2, kHeight / 2, kCorner), torn);
    const float cover = clamp01(0.5F - outside / kEdge);
    if (cover <= 0)
        return;
    const Texel carton = texel;
    const float tooth = noise(seed, u * 0.8F, v * 0.8F);
    texel.height = kPaperThick + 0.4F * noise(seed + 1, u / 60, v / 60) + 0.05F * tooth;
    texel.albedo = kPaper * (1 + 0.018F * tooth);
    texel.gloss = 0.22F;
    if (!flaw.flap(u, v, texel))
        shadePrint(seed, flaw, flaw.torn ? torn : -1e3F, u, v, tooth, texel);
    texel.albedo = mix(carton.albedo, texel.albedo, cover);
    texel.height = mix(carton.height, texel.height, cover);
}

void addScratches(Canvas &canvas, Random &flaw, const std::function<bool(float, float)> &onLabel)
{
    const int count = 1 + flaw.below(2);
    const Point centre{flaw.between(60, 196), flaw.between(75, 180)};
    const float angle = flaw.between(0, 3.1416F);
    const Canvas before = canvas;
    for (int k = 0; k < count; ++k) {
        Scratch scratch;
        scratch.width = flaw.size(0.9F, 1.9F);
        scratch.depth = scratch.width * 1.3F;
        scratch.cover = 0.95F;
        scratch.bare = Rgb{0.50F, 0.44F, 0.35F};
        scratch.gloss = 0.05F;
        scratch.breaks = flaw.chance(0.6F);
        const Point at{centre.x + flaw.around(12), centre.y + flaw.around(12)};
        engrave(canvas, scratchPath(flaw, at, flaw.size(30, 110), angle + flaw.around(0.15F), flaw.around(0.5F)), scratch, flaw.seed());
    }
    for (int y = 0; y < canvas.side(); ++y) {
        for (int x = 0; x < canvas.side(); ++x) {
            if (!onLabel((static_cast<float>(x) + 0.5F) * canvas.step(), (static_cast<float>(y) + 0.5F) * canvas.step()))
                canvas.at(y, x) = before.at(y, x);
        }
    }
}

} // namespace

void paintLabel(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw)
{
    const Point centre{kSide / 2 + part.around(5), kSide / 2 + part.around(6)};
    const float angle = part.around(0.05F);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    const std::uint32_t carton = part.seed();
    const std::uint32_t paper = part.seed();
    studio.lampX = -60 + part.around(25);
    studio.lampY = -50 + part.around(25);
    studio.lamp = 0.78F;
    studio.ambient = 0.36F;
    studio.exposure = 1.0F + part.around(0.05F);
    studio.hollowRadius = 3;
    studio.hollowDepth = 1.2F;
    studio.shadowReach = 5;
    studio.noiseSeed = part.seed();

    const auto toLabel = [&](float x, float y) {
        const float dx = x - centre.x;
        const float dy = y - centre.y;
        return Point{kWidth / 2 + cosine * dx + sine * dy, kHeight / 2 - sine * dx + cosine * dy};
    };
    const Flaw change = makeFlaw(defect, flaw);
    canvas.paint([&](float x, float y, Texel &texel) { shadeCarton(carton, x, y, texel); });
    scatterHairs(canvas, part, 90, 7, 0.35F, Rgb{0.24F, 0.15F, 0.08F}, 0.45F);
    canvas.paint([&](float x, float y, Texel &texel) {
        const Point at = toLabel(x, y);
        shadePaper(paper, change, at.x, at.y, texel);
    });
    if (defect == "scratch") {
        addScratches(canvas, flaw, [&](float x, float y) {
            const Point at = toLabel(x, y);
            return roundedBox(at.x - kWidth / 2, at.y - kHeight / 2, kWidth / 2, kHeight / 2, kCorner) < 0;
        });
    }
}

} // namespace flawscope::demo
