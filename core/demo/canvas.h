// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/demo/noise.h"

#include <algorithm>
#include <cstdint>

namespace flawscope::demo {

/// Side of the scene in scene units: one unit is one pixel of a picture of 256 pixels.
inline constexpr float kSide = 256;

/// Linear light or reflectance.
struct Rgb {
    float r = 0;
    float g = 0;
    float b = 0;
    Rgb operator*(float s) const { return {r * s, g * s, b * s}; }
    Rgb operator*(const Rgb &o) const { return {r * o.r, g * o.g, b * o.b}; }
    Rgb operator+(const Rgb &o) const { return {r + o.r, g + o.g, b + o.b}; }
};
[[nodiscard]] inline Rgb mix(const Rgb &a, const Rgb &b, float t) { return a * (1 - t) + b * t; }

/// What the surface is at one sample.
struct Texel {
    Rgb albedo{0.5F, 0.5F, 0.5F}; ///< Diffuse reflectance, or the colour of a metal's reflection.
    float height = 0;             ///< Scene units towards the camera.
    float metal = 0;              ///< 0 = dielectric, 1 = bare metal.
    float gloss = 0.2F;           ///< 0 = matte … 1 = polished.
    float grainX = 0;             ///< Direction of brushing or turning; (0, 0) where there is none.
    float grainY = 0;
};

struct Box {
    float x0 = 0;
    float y0 = 0;
    float x1 = kSide;
    float y1 = kSide;
};

/// The surface of a scene, sampled finer than the picture; painters write into it in scene units.
class Canvas final {
public:
    Canvas(int size, int oversampling) : m_size(size), m_oversampling(oversampling), m_texels(side(), side()) {}

    [[nodiscard]] int size() const { return m_size; }
    [[nodiscard]] int oversampling() const { return m_oversampling; }
    [[nodiscard]] int side() const { return m_size * m_oversampling; }
    /// Distance of two samples in scene units.
    [[nodiscard]] float step() const { return kSide / static_cast<float>(side()); }
    [[nodiscard]] Texel &at(int y, int x) { return m_texels.at(y, x); }
    [[nodiscard]] const Texel &at(int y, int x) const { return m_texels.at(y, x); }

    /// Calls @p shader(x, y, Texel &) for each sample in @p box; x and y in scene units.
    template <typename Shader>
    void paint(const Box &box, Shader &&shader)
    {
        const float perUnit = 1 / step();
        const int x0 = std::max(0, floorInt(box.x0 * perUnit));
        const int x1 = std::min(side(), floorInt(box.x1 * perUnit) + 1);
        const int y1 = std::min(side(), floorInt(box.y1 * perUnit) + 1);
        for (int y = std::max(0, floorInt(box.y0 * perUnit)); y < y1; ++y) {
            for (int x = x0; x < x1; ++x)
                shader((static_cast<float>(x) + 0.5F) * step(), (static_cast<float>(y) + 0.5F) * step(), at(y, x));
        }
    }
    template <typename Shader>
    void paint(Shader &&shader)
    {
        paint(Box{}, shader);
    }

private:
    int m_size;
    int m_oversampling;
    Plane<Texel> m_texels;
};

/// Lamp and camera above the scene.
struct Studio {
    float lampX = 60;             ///< Scene units.
    float lampY = 10;
    float lampZ = 330;
    float lamp = 1.0F;            ///< Strength of the lamp.
    float ambient = 0.35F;        ///< Light from everywhere, held back in hollows.
    Rgb lampColour{1.02F, 1.0F, 0.96F};
    Rgb ambientColour{0.95F, 1.0F, 1.06F};
    float hollowRadius = 4;       ///< Scene units: how far a hollow's darkness reaches.
    float hollowDepth = 1;        ///< How dark hollows are.
    float shadowReach = 0;        ///< Scene units; 0 = nothing throws a shadow.
    float environment = 0.35F;    ///< What metal reflects besides the lamp.
    float exposure = 1;
    float vignette = 0.18F;       ///< Loss in the corners.
    float blur = 0.55F;           ///< Sigma of the lens in pixels of the picture.
    float noise = 0.008F;         ///< Sigma of the sensor at mid grey, of full scale.
    std::uint32_t noiseSeed = 0;
};

/// Light, lens and tone curve: the picture before the sensor's noise, display-coded [0, 1] [size,size].
[[nodiscard]] Plane<Rgb> photograph(const Canvas &canvas, const Studio &studio);

/// Adds the sensor's noise and quantises. Equal input gives equal output pixel by pixel.
[[nodiscard]] RgbImage digitise(const Plane<Rgb> &picture, const Studio &studio);

} // namespace flawscope::demo
