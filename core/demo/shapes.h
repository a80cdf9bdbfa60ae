// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/canvas.h"

#include <vector>

namespace flawscope::demo {

struct Point {
    float x = 0;
    float y = 0;
};

/// A line that a scratch, a crack, a hair or a pen follows.
using Polyline = std::vector<Point>;

/// Where a sample lies beside a polyline.
struct Beside {
    float distance = 1e9F; ///< To the nearest point of the line, scene units.
    float side = 1;        ///< -1 on the left of the line, 1 on the right.
    float along = 0;       ///< Of the nearest point, from 0 at the start to 1 at the end.
};

[[nodiscard]] Beside besideOf(const Polyline &line, float x, float y);
[[nodiscard]] Box boundsOf(const Polyline &line, float margin);

/// A bent line through @p centre with a slight tremor; @p bend in radians over its length.
[[nodiscard]] Polyline scratchPath(Random &random, Point centre, float length, float angle, float bend);

/// A jagged line that starts at @p start and runs along @p angle.
[[nodiscard]] Polyline crackPath(Random &random, Point start, float length, float angle, float wander);

/// Distance to a rounded box, negative inside; (x, y) relative to its centre.
[[nodiscard]] float roundedBox(float x, float y, float halfWidth, float halfHeight, float radius);

/// An irregular spot: value() is the distance to its outline, negative inside.
class Blotch final {
public:
    /// @param ragged  0 = an ellipse … 1 = very ragged.
    Blotch(Random &random, Point centre, float radius, float ragged, float stretch = 1);

    [[nodiscard]] float value(float x, float y) const
    {
        const float dx = x - m_centre.x;
        const float dy = y - m_centre.y;
        const float u = (dx * m_cos + dy * m_sin) / m_stretch;
        const float v = (dy * m_cos - dx * m_sin) * m_stretch;
        const float scale = 1.4F / m_radius;
        return std::sqrt(u * u + v * v) - m_radius
               + m_radius * m_ragged * 1.5F * fractal(m_seed, dx * scale, dy * scale, 3);
    }
    [[nodiscard]] Box bounds(float margin) const
    {
        const float reach = m_radius * std::max(m_stretch, 1 / m_stretch) * (1.2F + m_ragged) + margin;
        return {m_centre.x - reach, m_centre.y - reach, m_centre.x + reach, m_centre.y + reach};
    }
    [[nodiscard]] Point centre() const { return m_centre; }
    [[nodiscard]] float radius() const { return m_radius; }

private:
    Point m_centre;
    float m_radius;
    float m_ragged;
    float m_stretch;
    float m_cos;
    float m_sin;
    std::uint32_t m_seed;
};

/// Calls @p shader(Beside, x, y, Texel &) for each sample within @p reach of @p line.
template <typename Shader>
void paintAlong(Canvas &canvas, const Polyline &line, float reach, Shader &&shader)
{
    canvas.paint(boundsOf(line, reach), [&](float x, float y, Texel &texel) {
        const Beside beside = besideOf(line, x, y);
        if (beside.distance < reach)
            shader(beside, x, y, texel);
    });
}

/// A scratch in @p canvas: a groove with burrs that lays open @p bare, with depth varying along its length.
struct Scratch {
    float width = 0.6F; ///< Half width, scene units.
    float depth = 0.5F; ///< Scene units.
    Rgb bare{0.8F, 0.8F, 0.8F};
    float cover = 0.8F; ///< How much of the old colour is gone.
    float gloss = -1;   ///< Of the laid-open material; below 0 = as it was.
    bool breaks = true; ///< The tool skips here and there.
};
void engrave(Canvas &canvas, const Polyline &line, const Scratch &scratch, std::uint32_t seed);

/// Small bright fibres or dust of @p colour scattered over the canvas.
void scatterHairs(Canvas &canvas, Random &random, int count, float length, float width, const Rgb &colour, float opacity);

} // namespace flawscope::demo
