// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/shapes.h"

namespace flawscope::demo {

Beside besideOf(const Polyline &line, float x, float y)
{
    Beside best;
    float bestSquare = 1e18F;
    const auto segments = static_cast<float>(line.size() - 1);
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const float ax = line[i + 1].x - line[i].x;
        const float ay = line[i + 1].y - line[i].y;
        const float px = x - line[i].x;
        const float py = y - line[i].y;
        const float t = clamp01((px * ax + py * ay) / (ax * ax + ay * ay + 1e-9F));
        const float dx = px - t * ax;
        const float dy = py - t * ay;
        const float square = dx * dx + dy * dy;
        if (square < bestSquare) {
            bestSquare = square;
            best.side = ax * py - ay * px < 0 ? -1.0F : 1.0F;
            best.along = (static_cast<float>(i) + t) / segments;
        }
    }
    best.distance = std::sqrt(bestSquare);
    return best;
}

Box boundsOf(const Polyline &line, float margin)
{
    Box box{1e9F, 1e9F, -1e9F, -1e9F};
    for (const Point &p : line) {
        box = {std::min(box.x0, p.x - margin), std::min(box.y0, p.y - margin), std::max(box.x1, p.x + margin),
               std::max(box.y1, p.y + margin)};
    }
    return {std::max(box.x0, -8.0F), std::max(box.y0, -8.0F), std::min(box.x1, kSide + 8), std::min(box.y1, kSide + 8)};
}

Polyline scratchPath(Random &random, Point centre, float length, float angle, float bend)
{
    constexpr int kSegments = 20;
    const std::uint32_t seed = random.seed();
    Polyline line;
    Point at{0, 0};
    Point middle;
    for (int i = 0; i <= kSegments; ++i) {
        line.push_back(at);
        const float t = static_cast<float>(i) / kSegments;
        if (i == kSegments / 2)
            middle = at;
        const float direction = angle + bend * (t - 0.5F) + 0.05F * noise1(seed, t * 9);
        at = {at.x + std::cos(direction) * length / kSegments, at.y + std::sin(direction) * length / kSegments};
    }
    for (Point &p : line)
        p = {p.x + centre.x - middle.x, p.y + centre.y - middle.y};
    return line;
}

Polyline crackPath(Random &random, Point start, float length, float angle, float wander)
{
    Polyline line{start};
    const float step = 3.2F;
    float offset = 0;
    for (float done = 0; done < length; done += step) {
        offset = 0.75F * offset + random.around(wander);
        const Point &last = line.back();
        const float reach = step * random.between(0.6F, 1.4F);
        line.push_back({last.x + std::cos(angle + offset) * reach, last.y + std::sin(angle + offset) * reach});
    }
    return line;
}

float roundedBox(float x, float y, float halfWidth, float halfHeight, float radius)
{
    const float dx = std::abs(x) - halfWidth + radius;
    const float dy = std::abs(y) - halfHeight + radius;
    const float ox = std::max(dx, 0.0F);
    const float oy = std::max(dy, 0.0F);
    return std::sqrt(ox * ox + oy * oy) + std::min(std::max(dx, dy), 0.0F) - radius;
}

Blotch::Blotch(Random &random, Point centre, float radius, float ragged, float stretch)
    : m_centre(centre), m_radius(radius), m_ragged(ragged), m_stretch(std::sqrt(stretch))
{
    const float angle = random.between(0, 6.2832F);
    m_cos = std::cos(angle);
    m_sin = std::sin(angle);
    m_seed = random.seed();
}

void engrave(Canvas &canvas, const Polyline &line, const Scratch &scratch, std::uint32_t seed)
{
    paintAlong(canvas, line, 3.2F * scratch.width + 0.5F, [&](const Beside &at, float x, float y, Texel &texel) {
        float pressure = smooth(0, 0.12F, at.along) * smooth(1, 0.75F, at.along) * (0.75F + 0.25F * noise1(seed, at.along * 14));
        if (scratch.breaks)
            pressure *= smooth(-0.55F, -0.25F, noise1(seed + 5, at.along * 9));
        const float q = at.distance / (scratch.width * (0.6F + 0.4F * pressure));
        const float groove = std::exp(-q * q);
        const float burr = std::exp(-(q - 2) * (q - 2) * 1.5F) * (at.side > 0 ? 0.5F : 0.2F);
        texel.height += pressure * scratch.depth * (burr - groove);
        const float open = pressure * scratch.cover * smooth(1.5F, 0.5F, q) * (0.85F + 0.15F * noise(seed, x * 2, y * 2));
        texel.albedo = mix(texel.albedo, scratch.bare, open);
        if (scratch.gloss >= 0)
            texel.gloss = mix(texel.gloss, scratch.gloss, open);
    });
}

void scatterHairs(Canvas &canvas, Random &random, int count, float length, float width, const Rgb &colour, float opacity)
{
    for (int i = 0; i < count; ++i) {
        const Point centre{random.between(0, kSide), random.between(0, kSide)};
        const float reach = length * random.between(0.5F, 1.5F);
        Polyline line;
        float angle = random.between(0, 6.2832F);
        const float bend = random.around(1.2F) / 6;
        Point at = centre;
        for (int k = 0; k <= 6; ++k) {
            line.push_back(at);
            angle += bend;
            at = {at.x + std::cos(angle) * reach / 6, at.y + std::sin(angle) * reach / 6};
        }
        const float strength = opacity * random.between(0.4F, 1.0F);
        paintAlong(canvas, line, 2 * width, [&](const Beside &beside, float, float, Texel &texel) {
            const float cover = strength * smooth(2 * width, 0.3F * width, beside.distance);
            texel.albedo = mix(texel.albedo, colour, cover);
            texel.height += 0.4F * cover;
        });
    }
}

} // namespace flawscope::demo
