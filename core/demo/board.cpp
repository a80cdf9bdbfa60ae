// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/inksheet.h"
#include "core/demo/painters.h"
#include "core/demo/shapes.h"

#include <array>

namespace flawscope::demo {

namespace {

constexpr float kWidth = 216;
constexpr float kHeight = 176;
constexpr float kBoardThick = 6;
constexpr Rgb kSolder{0.64F, 0.645F, 0.65F};
constexpr Rgb kGold{0.83F, 0.62F, 0.27F};

enum class Kind { Resistor, Capacitor, Diode };

/// A part with two ends, lying along x when turn = 0.
struct Place {
    Kind kind;
    Point at;
    float turn;
    std::string_view name;
};
constexpr std::array<Place, 10> kPlaces{{
    {Kind::Resistor, {34, 46}, 0, "R1"},
    {Kind::Resistor, {34, 66}, 0, "R2"},
    {Kind::Resistor, {34, 86}, 0, "R3"},
    {Kind::Capacitor, {34, 108}, 0, "C1"},
    {Kind::Capacitor, {182, 46}, 0, "C2"},
    {Kind::Resistor, {182, 66}, 0, "R4"},
    {Kind::Diode, {182, 88}, 0, "D1"},
    {Kind::Capacitor, {182, 108}, 0, "C3"},
    {Kind::Capacitor, {78, 27}, 0, "C4"},
    {Kind::Resistor, {138, 27}, 0, "R5"},
}};
constexpr int kPins = 8; ///< On each long side of the chip.
constexpr float kPinPitch = 9.5F;
constexpr Point kChip{108, 78};
constexpr float kChipHalfWidth = 41;
constexpr float kChipHalfHeight = 22;
constexpr int kHoles = 10;
constexpr float kHolePitch = 15;
constexpr Point kFirstHole{40.5F, 152};

float pinX(int pin) { return kChip.x + (static_cast<float>(pin) - 0.5F * (kPins - 1)) * kPinPitch; }
Point holeAt(int hole) { return {kFirstHole.x + static_cast<float>(hole) * kHolePitch, kFirstHole.y}; }

/// Copper below the solder mask.
const InkSheet &copper()
{
    static const InkSheet sheet = [] {
        InkSheet traces(kWidth, kHeight, 4);
        for (int k = 0; k < kPins; ++k) {
            const Point hole = holeAt(k + 1);
            const float x = pinX(k);
            const float bend = 118 + 2.4F * std::abs(static_cast<float>(k) - 3.5F);
            traces.stroke({{x, 108}, {x, bend}, {hole.x, bend + std::abs(hole.x - x)}, hole}, 1.1F);
        }
        for (const Place &place : kPlaces) {
            const bool left = place.at.x < kWidth / 2;
            if (place.at.y < 35) {
                const float x = pinX(left ? 2 : 5);
                traces.stroke({{place.at.x + (left ? 7.0F : -7.0F), place.at.y}, {x, place.at.y}, {x, 46}}, 1.1F);
                traces.stroke({{place.at.x + (left ? -7.0F : 7.0F), place.at.y}, {place.at.x + (left ? -22.0F : 22.0F), place.at.y}}, 1.6F);
                continue;
            }
            const float inner = place.at.x + (left ? 7.0F : -7.0F);
            const float towards = left ? 60.0F : 156.0F;
            traces.stroke({{inner, place.at.y}, {towards - (left ? 6 : -6), place.at.y}, {towards, place.at.y + 6}, {towards, 126}}, 1.0F);
            traces.stroke({{place.at.x + (left ? -7.0F : 7.0F), place.at.y}, {left ? 14.0F : 202.0F, place.at.y}}, 1.6F);
        }
        traces.stroke({{14, 28}, {14, 140}, {25, 152}, holeAt(0)}, 2.4F);
        traces.stroke({{202, 28}, {202, 140}, {190, 152}, holeAt(kHoles - 1)}, 2.4F);
        return traces;
    }();
    return sheet;
}

/// White print on the solder mask.
const InkSheet &silkscreen()
{
    static const InkSheet sheet = [] {
        InkSheet silk(kWidth, kHeight, 4);
        for (const Place &place : kPlaces) {
            silk.text(place.name, {place.at.x - 5, place.at.y - 12.4F}, 5, 0.45F);
        }
        silk.text("FLAWSCOPE REV B", {66, 129}, 6, 0.55F);
        silk.text("U1", {62, 40}, 6, 0.5F);
        const float left = kFirstHole.x - 9;
        const float right = holeAt(kHoles - 1).x + 9;
        silk.stroke({{left, 142.5F}, {right, 142.5F}, {right, 161.5F}, {left, 161.5F}, {left, 142.5F}}, 0.5F);
        silk.disc({66, 107}, 1.6F);
        return silk;
    }();
    return sheet;
}

/// Chip markings, in the chip's own coordinates.
const InkSheet &marking()
{
    static const InkSheet sheet = [] {
        InkSheet ink(2 * kChipHalfWidth, 2 * kChipHalfHeight, 4);
        ink.text("FS4106-B", {13, 13}, 8.5F, 0.65F);
        ink.text("2403 DE", {13, 25.5F}, 6.5F, 0.5F);
        return ink;
    }();
    return sheet;
}

/// How a part lies on this board.
struct Fit {
    Point shift;
    float turn = 0;
    bool missing = false;
};

Point into(const Point &centre, float turn, float u, float v)
{
    const float dx = u - centre.x;
    const float dy = v - centre.y;
    return {dx * std::cos(turn) + dy * std::sin(turn), dy * std::cos(turn) - dx * std::sin(turn)};
}

void coat(Texel &texel, float cover, const Rgb &albedo, float height, float metal, float gloss)
{
    texel.albedo = mix(texel.albedo, albedo, cover);
    texel.height = mix(texel.height, height, cover);
    texel.metal = mix(texel.metal, metal, cover);
    texel.gloss = mix(texel.gloss, gloss, cover);
}

/// A rounded cushion of solder on a pad.
void solder(Texel &texel, float distance, float bulge, std::uint32_t seed, float u, float v)
{
    const float cover = smooth(0.3F, -0.3F, distance);
    if (cover <= 0)
        return;
    const float inside = std::max(0.0F, -distance);
    const float height = kBoardThick + 0.4F + bulge * (1 - std::exp(-inside * 0.8F)) + 0.08F * noise(seed, u * 0.9F, v * 0.9F);
    coat(texel, cover, kSolder, height, 1, 0.42F);
}

class Board final {
public:
    Board(Random &part)
    {
        m_seed = part.seed();
        for (Fit &fit : fits)
            fit = {{part.around(0.7F), part.around(0.7F)}, part.around(0.05F), false};
        m_chip = {{part.around(0.6F), part.around(0.6F)}, part.around(0.012F), false};
    }

    std::array<Fit, kPlaces.size()> fits;
    int bridgeFrom = -1; ///< First pin of a solder bridge.
    int bridgeCount = 0;
    bool bridgeAbove = false;

    void shade(float u, float v, Texel &texel) const
    {
        const float outside = roundedBox(u - kWidth / 2, v - kHeight / 2, kWidth / 2, kHeight / 2, 8);
        if (outside > 0)
            return;
        shadeMask(u, v, outside, texel);
        shadeHoles(u, v, texel);
        for (std::size_t k = 0; k < kPlaces.size(); ++k)
            shadePart(kPlaces[k], fits[k], u, v, texel);
        shadeChip(u, v, texel);
    }

private:
    void shadeMask(float u, float v, float outside, Texel &texel) const
    {
        const float line = copper().at(u, v);
        const float weave = std::sin(u * 1.9F) * std::sin(v * 1.9F);
        const float tone = 1 + 0.07F * weave + 0.05F * noise(m_seed, u / 24, v / 24);
        texel.albedo = mix(Rgb{0.012F, 0.085F, 0.040F}, Rgb{0.030F, 0.185F, 0.075F}, line) * tone;
        texel.height = kBoardThick + 0.45F * line + 0.008F * weave - 0.8F * smooth(-1, 0, outside);
        texel.metal = 0;
        texel.gloss = 0.5F;
        const float silk = silkscreen().at(u, v);
        coat(texel, silk * 0.94F, Rgb{0.74F, 0.74F, 0.72F}, texel.height + 0.1F, 0, 0.15F);
    }

    void shadeHoles(float u, float v, Texel &texel) const
    {
        if (std::abs(v - kFirstHole.y) < 8) {
            const int k = std::clamp(floorInt((u - kFirstHole.x) / kHolePitch + 0.5F), 0, kHoles - 1);
            const Point p = into(holeAt(k), 0, u, v);
            const float r = std::sqrt(p.x * p.x + p.y * p.y);
            const float pad = k == 0 ? roundedBox(p.x, p.y, 5.2F, 5.2F, 1) : r - 5.4F;
            coat(texel, smooth(0.3F, -0.3F, pad), kGold, kBoardThick + 0.5F, 1, 0.45F);
            coat(texel, smooth(0.3F, -0.3F, r - 2.7F), Rgb{0.012F, 0.012F, 0.012F}, kBoardThick - 4, 0, 0);
        }
        const Point p{std::abs(u - kWidth / 2) - (kWidth / 2 - 13), std::abs(v - kHeight / 2) - (kHeight / 2 - 13)};
        const float r = std::sqrt(p.x * p.x + p.y * p.y);
        if (r < 10) {
            coat(texel, smooth(0.3F, -0.3F, r - 9), kGold, kBoardThick + 0.5F, 1, 0.45F);
            coat(texel, smooth(0.3F, -0.3F, r - 5.2F), Rgb{0.012F, 0.012F, 0.012F}, 0, 0, 0);
        }
    }

    void shadePart(const Place &place, const Fit &fit, float u, float v, Texel &texel) const
    {
        const Point pad = into(place.at, place.turn, u, v);
        if (std::abs(pad.x) > 22 || std::abs(pad.y) > 22)
            return;
        const auto seed = m_seed + static_cast<std::uint32_t>(place.at.x * 31 + place.at.y);
        solder(texel, roundedBox(std::abs(pad.x) - 8.2F, pad.y, 3.6F, 5, 1), fit.missing ? 0.9F : 1.3F, seed, u, v);
        if (fit.missing)
            return;
        const Point p = into({place.at.x + fit.shift.x, place.at.y + fit.shift.y}, place.turn + fit.turn, u, v);
        const float edge = roundedBox(p.x, p.y, 9, 4.6F, 0.6F);
        const float cover = smooth(0.3F, -0.3F, edge);
        if (cover <= 0)
            return;
        const float grain = noise(seed + 1, p.x, p.y);
        const float round = 0.7F * smooth(0, -1.2F, edge);
        const bool end = std::abs(p.x) > 5.6F;
        if (place.kind == Kind::Capacitor)
            coat(texel, cover, Rgb{0.36F, 0.22F, 0.115F} * (1 + 0.05F * grain), kBoardThick + 5.2F + round, 0, 0.3F);
        else
            coat(texel, cover, Rgb{0.022F, 0.022F, 0.025F} * (1 + 0.15F * grain), kBoardThick + 3.4F + round, 0, 0.35F);
        if (end)
            coat(texel, cover, kSolder * 1.02F, texel.height + 0.3F, 1, 0.35F);
        else if (place.kind == Kind::Diode && p.x > 2.6F && p.x < 4.8F)
            coat(texel, cover, Rgb{0.66F, 0.66F, 0.64F}, texel.height, 0, 0.2F);
        else if (place.kind == Kind::Resistor && std::abs(p.y) < 1.7F && std::abs(p.x) < 4.2F && std::abs(std::abs(p.x) - 1.45F) > 0.5F)
            coat(texel, 0.7F * cover, Rgb{0.62F, 0.62F, 0.60F}, texel.height, 0, 0.2F);
    }

    void shadeChip(float u, float v, Texel &texel) const
    {
        const Point p = into({kChip.x + m_chip.shift.x, kChip.y + m_chip.shift.y}, m_chip.turn, u, v);
        const float body = roundedBox(p.x, p.y, kChipHalfWidth, kChipHalfHeight, 1);
        if (body > 16)
            return;
        const int pin = std::clamp(floorInt((u - kChip.x) / kPinPitch + 0.5F * kPins), 0, kPins - 1);
        const float padX = u - pinX(pin);
        const float padY = std::abs(v - kChip.y) - kChipHalfHeight - 7;
        float pads = roundedBox(padX, padY, 2.5F, 5, 0.6F);
        if (bridgeFrom >= 0 && (v < kChip.y) == bridgeAbove) {
            const float x0 = pinX(bridgeFrom);
            const float x1 = pinX(bridgeFrom + bridgeCount);
            const float blob = roundedBox(u - (x0 + x1) / 2, padY - 0.6F, (x1 - x0) / 2 + 1.8F, 2.9F, 2.4F);
            pads = std::min(pads, blob + 1.2F * noise(m_seed + 77, u / 4, v / 4));
        }
        solder(texel, pads, 1.5F, m_seed + 5, u, v);
        const float legX = p.x - (pinX(pin) - kChip.x);
        const float legY = std::abs(p.y) - kChipHalfHeight;
        const float leg = std::max(std::abs(legX) - 1.6F, std::max(legY - 8.5F, -legY - 1));
        coat(texel, smooth(0.3F, -0.3F, leg), kSolder * 1.08F, kBoardThick + 2 + 4.2F * smooth(5, 1, legY), 1, 0.5F);
        const float cover = smooth(0.3F, -0.3F, body);
        if (cover <= 0)
            return;
        const float grain = fractal(m_seed + 9, p.x * 0.8F, p.y * 0.8F, 2);
        const float dimple = smooth(3.2F, 2.4F, std::sqrt((p.x + 34) * (p.x + 34) + (p.y - 15) * (p.y - 15)));
        const float height = kBoardThick + 6.5F + 2 * smooth(0, -3, body) - 0.8F * dimple + 0.05F * grain;
        coat(texel, cover, Rgb{0.020F, 0.020F, 0.022F} * (1 + 0.18F * grain), height, 0, 0.24F + 0.2F * dimple);
        const float mark = marking().at(p.x + kChipHalfWidth, p.y + kChipHalfHeight);
        texel.albedo = mix(texel.albedo, Rgb{0.36F, 0.36F, 0.35F}, 0.75F * mark);
    }

    std::uint32_t m_seed = 0;
    Fit m_chip;
};

void addDefect(Board &board, std::string_view defect, Random &flaw)
{
    Fit &fit = board.fits[static_cast<std::size_t>(flaw.below(static_cast<int>(kPlaces.size())))];
    if (defect == "missing") {
        fit.missing = true;
    } else if (defect == "shifted") {
        const float sign = flaw.chance(0.5F) ? 1.0F : -1.0F;
        fit.turn += sign * flaw.between(0.15F, 1.1F);
        fit.shift = {fit.shift.x + flaw.around(4), fit.shift.y + flaw.around(5)};
    } else if (defect == "bridge") {
        board.bridgeCount = flaw.chance(0.7F) ? 1 : 2;
        board.bridgeFrom = flaw.below(kPins - board.bridgeCount);
        board.bridgeAbove = flaw.chance(0.5F);
    }
}

/// Scratches through the solder mask down to the copper, only where the board is bare.
void addScratches(Canvas &canvas, Random &flaw)
{
    const Canvas before = canvas;
    const Point centre{flaw.between(50, 206), flaw.between(60, 196)};
    const float angle = flaw.between(0, 3.1416F);
    const int count = 1 + flaw.below(2);
    for (int k = 0; k < count; ++k) {
        Scratch scratch;
        scratch.width = flaw.size(0.7F, 1.5F);
        scratch.depth = scratch.width * 0.7F;
        scratch.bare = flaw.chance(0.5F) ? Rgb{0.62F, 0.36F, 0.20F} : Rgb{0.34F, 0.42F, 0.30F};
        scratch.breaks = flaw.chance(0.5F);
        const Point at{centre.x + flaw.around(9), centre.y + flaw.around(9)};
        engrave(canvas, scratchPath(flaw, at, flaw.size(28, 110), angle + flaw.around(0.12F), flaw.around(0.5F)), scratch, flaw.seed());
    }
    for (int y = 0; y < canvas.side(); ++y) {
        for (int x = 0; x < canvas.side(); ++x) {
            const Texel &old = before.at(y, x);
            if (old.height < kBoardThick - 1 || old.height > kBoardThick + 1 || old.metal > 0.5F)
                canvas.at(y, x) = old;
        }
    }
}

} // namespace

void paintBoard(Canvas &canvas, Studio &studio, Random part, std::string_view defect, Random flaw)
{
    const Point centre{kSide / 2 + part.around(4), kSide / 2 + part.around(4)};
    const float angle = part.around(0.03F);
    const std::uint32_t table = part.seed();
    studio.lampX = -70 + part.around(20);
    studio.lampY = -90 + part.around(20);
    studio.lampZ = 300;
    studio.lamp = 1.15F;
    studio.ambient = 0.55F;
    studio.environment = 0.42F;
    studio.exposure = 1.0F + part.around(0.05F);
    studio.hollowRadius = 4;
    studio.hollowDepth = 0.8F;
    studio.shadowReach = 16;
    studio.noiseSeed = part.seed();

    Board board(part);
    addDefect(board, defect, flaw);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    canvas.paint([&](float x, float y, Texel &texel) {
        const float grain = fractal(table, x * 0.6F, y * 0.6F, 3);
        texel.albedo = Rgb{0.20F, 0.205F, 0.215F} * (1 + 0.10F * grain);
        texel.height = 0.12F * grain;
        texel.gloss = 0.15F;
        const float dx = x - centre.x;
        const float dy = y - centre.y;
        board.shade(kWidth / 2 + cosine * dx + sine * dy, kHeight / 2 - sine * dx + cosine * dy, texel);
    });
    if (defect == "scratch")
        addScratches(canvas, flaw);
}

} // namespace flawscope::demo
