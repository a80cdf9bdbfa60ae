// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

#include <utility>

namespace flawscope::demo {

namespace {

constexpr float kPitch = 9.2F;
constexpr int kFirst = -4; ///< Yarns beyond the frame, because the cloth is rotated and shifted.
constexpr int kYarns = 37;

struct Yarn {
    std::uint32_t seed = 0;
    float shift = 0;
    float width = 1;
    Rgb colour;
    std::vector<std::pair<float, float>> gone; ///< Stretches that are missing.
};

/// What a yarn shows at one place.
struct Thread {
    float height = -1e9F;
    Rgb colour;
};

class Cloth final {
public:
    explicit Cloth(Random &random)
    {
        const std::uint32_t tones = random.seed();
        for (int k = 0; k < kYarns; ++k) {
            const float tone = 1 + 0.07F * random.around(1) + 0.03F * noise1(tones, static_cast<float>(k) * 0.3F);
            m_warp.push_back({random.seed(), random.around(0.5F), random.between(0.94F, 1.06F), Rgb{0.50F, 0.47F, 0.41F} * tone, {}});
            const float other = 1 + 0.07F * random.around(1) + 0.03F * noise1(tones + 1, static_cast<float>(k) * 0.3F);
            m_weft.push_back({random.seed(), random.around(0.5F), random.between(0.94F, 1.06F), Rgb{0.235F, 0.275F, 0.325F} * other, {}});
        }
    }

    [[nodiscard]] std::vector<Yarn> &warp() { return m_warp; }
    [[nodiscard]] std::vector<Yarn> &weft() { return m_weft; }
    static int indexAt(float across) { return std::clamp(floorInt(across / kPitch) - kFirst, 0, kYarns - 1); }
    static float centreOf(int index) { return (static_cast<float>(index + kFirst) + 0.5F) * kPitch; }

    void shade(float u, float v, Texel &texel) const
    {
        const Thread up = threadAt(m_warp, true, u, v);
        const Thread across = threadAt(m_weft, false, v, u);
        const Thread &top = up.height > across.height ? up : across;
        texel.gloss = 0.22F;
        if (top.height < -100) {
            texel.height = -3.2F;
            texel.albedo = Rgb{0.035F, 0.033F, 0.032F};
            texel.gloss = 0.05F;
            return;
        }
        texel.height = top.height;
        texel.albedo = top.colour;
    }

private:
    /// @param across  Coordinate across the yarns. @param along  Along them.
    static Thread threadAt(const std::vector<Yarn> &yarns, bool warp, float across, float along)
    {
        const int index = indexAt(across);
        const Yarn &yarn = yarns[index];
        for (const auto &[from, to] : yarn.gone) {
            if (along > from && along < to)
                return {};
        }
        const float wobble = yarn.shift + 0.45F * noise1(yarn.seed, along / 17);
        const float slub = noise1(yarn.seed + 7, along / 26);
        const float width = 0.475F * kPitch * yarn.width * (1 + 0.06F * noise1(yarn.seed + 3, along / 9) + 0.14F * std::max(0.0F, slub - 0.55F));
        const float d = across - centreOf(index) - wobble;
        const float q = d / width;
        if (q * q >= 1)
            return {};
        const float crossing = along / kPitch - 0.5F;
        const int i = floorInt(crossing);
        const float f = crossing - static_cast<float>(i);
        const float centre = mix(level(index, i - kFirst, warp), level(index, i + 1 - kFirst, warp), smooth(0.02F, 0.98F, f));
        const float twist = warp ? 0.62F : -0.62F;
        const float fibre = noise(yarn.seed, (d + twist * along) * 0.95F, (along - twist * d) * 0.16F)
                            + 0.5F * noise(yarn.seed + 1, (d + twist * along) * 2.1F, (along - twist * d) * 0.3F);
        Thread thread;
        thread.height = 1.45F * centre + 2.5F * std::sqrt(1 - q * q) + 0.28F * fibre;
        thread.colour = yarn.colour * (1 + 0.17F * fibre + 0.06F * noise1(yarn.seed + 9, along / 11) + 0.05F * slub);
        return thread;
    }

    /// 1 where the yarn lies on top, -1 where it dives: a 2/2 twill.
    static float level(int yarn, int crossed, bool warp)
    {
        const int phase = warp ? yarn - crossed : crossed - yarn;
        const bool warpOnTop = ((phase % 4) + 4) % 4 < 2;
        return warpOnTop == warp ? 1.0F : -1.0F;
    }

    std::vector<Yarn> m_warp;
    std::vector<Yarn> m_weft;
};

/// Where the cloth is pushed to by a defect; identity at first.
struct Push {
    Point centre;
    float radius = 0;
    float strength = 0;

    Point source(float u, float v) const
    {
        if (radius <= 0)
            return {u, v};
        const float dx = u - centre.x;
        const float dy = v - centre.y;
        const float pull = strength * std::exp(-(dx * dx + dy * dy) / (radius * radius));
        return {u - dx * pull, v - dy * pull};
    }
};

/// Takes out of each yarn what lies inside @p outline (negative = inside), with frayed ends.
template <typename Outline>
void removeInside(Cloth &cloth, Random &flaw, const Box &box, float fray, Outline &&outline)
{
    const auto clear = [&](std::vector<Yarn> &yarns, float low, float high, float from, float to, bool warp) {
        for (int k = Cloth::indexAt(low); k <= Cloth::indexAt(high); ++k) {
            float first = 1e9F;
            float last = -1e9F;
            for (float a = from; a < to; a += 0.5F) {
                if ((warp ? outline(Cloth::centreOf(k), a) : outline(a, Cloth::centreOf(k))) < 0) {
                    first = std::min(first, a);
                    last = std::max(last, a);
                }
            }
            if (first < last)
                yarns[k].gone.emplace_back(first - fray * flaw.unit(), last + fray * flaw.unit());
        }
    };
    clear(cloth.warp(), box.x0, box.x1, box.y0, box.y1, true);
    clear(cloth.weft(), box.y0, box.y1, box.x0, box.x1, false);
}

void addHole(Cloth &cloth, Push &push, Random &flaw)
{
    const float radius = flaw.size(8, 22);
    const Blotch blotch(flaw, {flaw.between(40, 216), flaw.between(40, 216)}, radius, 0.35F, flaw.between(1, 1.6F));
    removeInside(cloth, flaw, blotch.bounds(2), 3.5F, [&](float u, float v) { return blotch.value(u, v); });
    push = {blotch.centre(), radius * 1.5F, 0.22F};
}

void addCut(Cloth &cloth, Push &push, Random &flaw)
{
    const float length = flaw.size(30, 80);
    const float opening = flaw.between(1.4F, 2.6F) + length * 0.02F;
    const Point centre{flaw.between(60, 196), flaw.between(60, 196)};
    const Polyline line = scratchPath(flaw, centre, length, flaw.between(0, 3.1416F), flaw.around(0.5F));
    removeInside(cloth, flaw, boundsOf(line, 5), 1.6F, [&](float u, float v) {
        const Beside at = besideOf(line, u, v);
        return at.distance - opening * smooth(0, 0.3F, at.along) * smooth(1, 0.7F, at.along);
    });
    push = {centre, length * 0.35F, 0.05F};
}

/// A pick that is missing over a stretch, or a warp end that broke; its neighbours close up a little.
void addMissingThread(Cloth &cloth, Random &flaw)
{
    std::vector<Yarn> &yarns = flaw.chance(0.5F) ? cloth.warp() : cloth.weft();
    const int index = Cloth::indexAt(flaw.between(30, 226));
    const float middle = flaw.between(50, 206);
    const float reach = flaw.size(30, 150);
    yarns[index].gone.emplace_back(middle - reach, middle + reach);
    if (flaw.chance(0.35F)) {
        const float second = reach * flaw.between(0.3F, 0.8F);
        yarns[index + 1].gone.emplace_back(middle - second, middle + second);
    }
}

/// A snag: one yarn pulled out into a loop that lies on the cloth.
void addLoop(Canvas &canvas, Random &flaw)
{
    const float reach = flaw.size(14, 34);
    const Point root{flaw.between(50, 206), flaw.between(50, 206)};
    const float angle = flaw.between(0, 6.2832F);
    const float lean = flaw.around(0.5F);
    const bool dark = flaw.chance(0.5F);
    const Rgb colour = dark ? Rgb{0.25F, 0.29F, 0.34F} : Rgb{0.56F, 0.53F, 0.46F};
    const std::uint32_t seed = flaw.seed();
    Polyline line;
    for (int k = 0; k <= 24; ++k) {
        const float t = static_cast<float>(k) / 24 * 3.1416F;
        const float out = std::sin(t) * reach;
        const float side = (std::cos(t) + 0.35F * std::sin(2 * t)) * reach * 0.36F + lean * out;
        line.push_back({root.x + std::cos(angle) * out - std::sin(angle) * side, root.y + std::sin(angle) * out + std::cos(angle) * side});
    }
    paintAlong(canvas, line, 3, [&](const Beside &at, float, float, Texel &texel) {
        const float q = at.distance / 2.9F;
        if (q >= 1)
            return;
        const float ply = noise(seed, at.along * reach * 1.6F + at.side * q * 1.8F, 0.5F);
        const float lift = 3.5F + 6 * std::sin(at.along * 3.1416F);
        texel.height = lift + 2.4F * std::sqrt(1 - q * q) + 0.3F * ply;
        texel.albedo = colour * (1 + 0.18F * ply);
    });
}

void addStain(Canvas &canvas, Random &flaw)
{
    const float radius = flaw.size(9, 34);
    const Blotch blotch(flaw, {flaw.between(36, 220), flaw.between(36, 220)}, radius, 0.45F, flaw.between(1, 1.7F));
    const bool oil = flaw.chance(0.5F);
    const Rgb tint = oil ? Rgb{0.36F, 0.34F, 0.30F} : Rgb{0.56F, 0.36F, 0.20F};
    const float strength = flaw.between(0.7F, 1.0F);
    const std::uint32_t seed = flaw.seed();
    canvas.paint(blotch.bounds(6), [&](float x, float y, Texel &texel) {
        const float wick = 1.6F * noise(seed, x / 2.5F, y / 2.5F);
        const float d = blotch.value(x, y) + wick;
        const float inside = smooth(1.8F, -1.8F, d);
        const float rim = std::exp(-(d + 2) * (d + 2) / 7) * 0.45F;
        const float cover = clamp01(strength * (inside * (0.62F + 0.14F * noise(seed + 1, x / 12, y / 12)) + rim));
        texel.albedo = texel.albedo * mix(Rgb{1, 1, 1}, tint, cover);
        if (oil)
            texel.gloss = mix(texel.gloss, 0.42F, cover);
    });
}

} // namespace

void paintWeave(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw)
{
    Cloth cloth(part);
    const float angle = part.around(0.03F);
    const Point offset{part.between(0, 4 * kPitch) - 2 * kPitch, part.between(0, 4 * kPitch) - 2 * kPitch};
    const float cosine = std::cos(angle) * part.between(0.985F, 1.015F);
    const float sine = std::sin(angle);
    const std::uint32_t drape = part.seed();
    studio.lampX = 30 + part.around(25);
    studio.lampY = 0 + part.around(25);
    studio.lamp = 1.25F;
    studio.ambient = 0.6F;
    studio.hollowRadius = 3;
    studio.hollowDepth = 2.1F;
    studio.shadowReach = 8;
    studio.exposure = 0.98F + part.around(0.06F);
    studio.noiseSeed = part.seed();

    Push push;
    const bool loop = defect == "thread" && flaw.chance(0.4F);
    if (defect == "hole")
        addHole(cloth, push, flaw);
    else if (defect == "cut")
        addCut(cloth, push, flaw);
    else if (defect == "thread" && !loop)
        addMissingThread(cloth, flaw);
    canvas.paint([&](float x, float y, Texel &texel) {
        const float dx = x - kSide / 2;
        const float dy = y - kSide / 2;
        const float bendX = 1.8F * noise(drape, x / 90, y / 90);
        const float bendY = 1.8F * noise(drape + 1, x / 90, y / 90);
        const Point at = push.source(kSide / 2 + cosine * dx + sine * dy + bendX + offset.x,
                                     kSide / 2 - sine * dx + cosine * dy + bendY + offset.y);
        cloth.shade(at.x, at.y, texel);
        texel.height += 2.2F * noise(drape + 2, x / 110, y / 110);
    });
    scatterHairs(canvas, part, 170, 11, 0.32F, Rgb{0.62F, 0.60F, 0.56F}, 0.5F);
    if (defect == "stain")
        addStain(canvas, flaw);
    else if (loop)
        addLoop(canvas, flaw);
}

} // namespace flawscope::demo
