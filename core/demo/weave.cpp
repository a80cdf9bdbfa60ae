// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

#include <functional>
#include <tuple>
#include <utility>

namespace flawscope::demo {

namespace {

constexpr float kPitch = 7.4F;
constexpr int kFirst = -5; ///< Yarns beyond the frame, because the cloth is rotated and shifted.
constexpr int kYarns = 46;

struct Yarn {
    std::uint32_t seed = 0;
    float shift = 0;
    float width = 1;
    Rgb colour;
    std::vector<std::pair<float, float>> gone; ///< Stretches that are missing.
};

/// Where the cloth is open, in its own coordinates.
struct Opening {
    Box box{0, 0, -1, -1};
    std::function<float(float u, float v)> outline; ///< Distance to the edge, negative inside.
    float fray = 0;                                 ///< How far yarns end from the outline.
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
            m_warp.push_back({random.seed(), random.around(0.5F), random.between(0.94F, 1.06F), Rgb{0.50F, 0.455F, 0.375F} * tone, {}});
            const float other = 1 + 0.07F * random.around(1) + 0.03F * noise1(tones + 1, static_cast<float>(k) * 0.3F);
            m_weft.push_back({random.seed(), random.around(0.5F), random.between(0.94F, 1.06F), Rgb{0.125F, 0.158F, 0.205F} * other, {}});
        }
    }

    [[nodiscard]] std::vector<Yarn> &warp() { return m_warp; }
    [[nodiscard]] std::vector<Yarn> &weft() { return m_weft; }
    void open(Opening opening) { m_opening = std::move(opening); }
    static int indexAt(float across) { return std::clamp(floorInt(across / kPitch) - kFirst, 0, kYarns - 1); }
    static float centreOf(int index) { return (static_cast<float>(index + kFirst) + 0.5F) * kPitch; }

    void shade(float u, float v, Texel &texel) const
    {
        const Box &box = m_opening.box;
        const bool near = u > box.x0 && u < box.x1 && v > box.y0 && v < box.y1;
        const float edge = near ? m_opening.outline(u, v) : 1e9F;
        const Thread up = edge < ending(m_warp, u, v) ? Thread{} : threadAt(m_warp, true, u, v);
        const Thread across = edge < ending(m_weft, v, u) ? Thread{} : threadAt(m_weft, false, v, u);
        const Thread &top = up.height > across.height ? up : across;
        texel.gloss = 0.22F;
        if (top.height < -100) {
            texel.height = -7;
            texel.albedo = Rgb{0.035F, 0.033F, 0.032F};
            texel.gloss = 0.05F;
            return;
        }
        texel.height = top.height;
        texel.albedo = top.colour;
    }

private:
    /// Each yarn ends at its own distance from an opening's edge, its fibres a little apart.
    float ending(const std::vector<Yarn> &yarns, float across, float along) const
    {
        const std::uint32_t seed = yarns[indexAt(across)].seed;
        return m_opening.fray * (hashUnit(seed, 1, 2) - 0.6F) + 0.12F * m_opening.fray * noise(seed, across * 2.2F, along * 0.3F);
    }

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
        thread.height = 1.15F * centre + 2.1F * std::sqrt(1 - q * q) + 0.30F * fibre;
        thread.colour = yarn.colour * (1 + 0.24F * fibre + 0.06F * noise1(yarn.seed + 9, along / 11) + 0.05F * slub);
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
    Opening m_opening;
};

/// @return the middle of the hole and its radius, in the cloth's coordinates.
std::pair<Point, float> addHole(Cloth &cloth, Random &flaw)
{
    const float radius = flaw.size(8, 24);
    const Blotch blotch(flaw, {flaw.between(40, 216), flaw.between(40, 216)}, radius, 0.5F, flaw.between(1, 1.6F));
    cloth.open({blotch.bounds(6), [=](float u, float v) { return blotch.value(u, v); }, 5.5F});
    return {blotch.centre(), radius};
}

void addCut(Cloth &cloth, Random &flaw)
{
    const float length = flaw.size(34, 90);
    const float opening = flaw.between(1.0F, 2.0F) + length * 0.03F;
    const Point centre{flaw.between(60, 196), flaw.between(60, 196)};
    const Polyline line = scratchPath(flaw, centre, length, flaw.between(0, 3.1416F), flaw.around(0.5F));
    cloth.open({boundsOf(line, 8),
                [=](float u, float v) {
                    const Beside at = besideOf(line, u, v);
                    return at.distance - opening * smooth(0, 0.35F, at.along) * smooth(1, 0.65F, at.along) + 0.2F;
                },
                1.3F});
}

/// A pick that is missing over a stretch, or a warp end that broke; its neighbours close up a little.
void addMissingThread(Cloth &cloth, Random &flaw)
{
    std::vector<Yarn> &yarns = flaw.chance(0.5F) ? cloth.warp() : cloth.weft();
    const int index = Cloth::indexAt(flaw.between(30, 226));
    const float middle = flaw.between(50, 206);
    const float reach = flaw.size(35, 150);
    yarns[index].gone.emplace_back(middle - reach, middle + reach);
    if (flaw.chance(0.6F)) {
        const float second = reach * flaw.between(0.3F, 0.8F);
        yarns[index + 1].gone.emplace_back(middle - second, middle + second);
    }
}

/// Loose fibres that hang into a hole around @p centre.
void addFray(Canvas &canvas, Random &flaw, Point centre, float reach)
{
    const int count = 5 + static_cast<int>(reach * 0.6F);
    for (int i = 0; i < count; ++i) {
        float angle = flaw.between(0, 6.2832F);
        const float out = reach * flaw.between(0.55F, 0.95F);
        Point at{centre.x + out * std::cos(angle), centre.y + out * std::sin(angle)};
        angle += 3.1416F + flaw.around(0.9F);
        const float bend = flaw.around(0.5F);
        const float step = reach * flaw.between(0.06F, 0.16F);
        Polyline line;
        for (int k = 0; k < 6; ++k) {
            line.push_back(at);
            angle += bend;
            at = {at.x + step * std::cos(angle), at.y + step * std::sin(angle)};
        }
        const Rgb colour = flaw.chance(0.5F) ? Rgb{0.50F, 0.46F, 0.39F} : Rgb{0.16F, 0.20F, 0.26F};
        paintAlong(canvas, line, 1, [&](const Beside &beside, float, float, Texel &texel) {
            const float cover = smooth(0.75F, 0.2F, beside.distance);
            texel.albedo = mix(texel.albedo, colour, cover);
            texel.height = mix(texel.height, std::max(texel.height, 1.0F), cover);
        });
    }
}

/// A snag: one yarn pulled out into a loop that lies on the cloth.
void addLoop(Canvas &canvas, Random &flaw)
{
    const float reach = flaw.size(14, 32);
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
        const float side = (std::cos(t) + 0.45F * std::sin(2 * t) + 0.25F * std::sin(5 * t)) * reach * 0.34F + lean * out;
        line.push_back({root.x + std::cos(angle) * out - std::sin(angle) * side, root.y + std::sin(angle) * out + std::cos(angle) * side});
    }
    paintAlong(canvas, line, 3, [&](const Beside &at, float, float, Texel &texel) {
        const float q = at.distance / 1.7F;
        if (q >= 1)
            return;
        const float ply = noise(seed, at.along * reach * 1.6F + at.side * q * 1.8F, 0.5F);
        const float lift = 3.5F + 6 * std::sin(at.along * 3.1416F);
        texel.height = lift + 1.5F * std::sqrt(1 - q * q) + 0.3F * ply;
        texel.albedo = colour * (1 + 0.22F * ply);
    });
}

void addStain(Canvas &canvas, Random &flaw)
{
    const float radius = flaw.size(10, 36);
    const Blotch blotch(flaw, {flaw.between(36, 220), flaw.between(36, 220)}, radius, 0.7F, flaw.between(1, 1.7F));
    const bool oil = flaw.chance(0.5F);
    const Rgb tint = oil ? Rgb{0.30F, 0.27F, 0.22F} : Rgb{0.50F, 0.27F, 0.12F};
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
    studio.lampX = -20 + part.around(25);
    studio.lampY = -60 + part.around(25);
    studio.lampZ = 300;
    studio.lamp = 0.86F;
    studio.ambient = 0.40F;
    studio.hollowRadius = 3;
    studio.hollowDepth = 2.1F;
    studio.shadowReach = 8;
    studio.exposure = 0.98F + part.around(0.06F);
    studio.noiseSeed = part.seed();

    Point opening;
    float reach = 0;
    const bool loop = defect == "thread" && flaw.chance(0.4F);
    if (defect == "hole")
        std::tie(opening, reach) = addHole(cloth, flaw);
    else if (defect == "cut")
        addCut(cloth, flaw);
    else if (defect == "thread" && !loop)
        addMissingThread(cloth, flaw);
    canvas.paint([&](float x, float y, Texel &texel) {
        const float dx = x - kSide / 2;
        const float dy = y - kSide / 2;
        const float bendX = 1.8F * noise(drape, x / 90, y / 90);
        const float bendY = 1.8F * noise(drape + 1, x / 90, y / 90);
        cloth.shade(kSide / 2 + cosine * dx + sine * dy + bendX + offset.x, kSide / 2 - sine * dx + cosine * dy + bendY + offset.y, texel);
        texel.height += 2.2F * noise(drape + 2, x / 110, y / 110);
    });
    scatterHairs(canvas, part, 260, 10, 0.30F, Rgb{0.58F, 0.55F, 0.50F}, 0.6F);
    if (defect == "hole")
        addFray(canvas, flaw, {opening.x - offset.x, opening.y - offset.y}, reach);
    else if (defect == "stain")
        addStain(canvas, flaw);
    else if (loop)
        addLoop(canvas, flaw);
}

} // namespace flawscope::demo
