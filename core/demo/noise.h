// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

namespace flawscope::demo {

/// A small counter-based generator (SplitMix64): the same numbers on every machine, unlike std's distributions.
class Random final {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next()
    {
        std::uint64_t z = (m_state += UINT64_C(0x9E3779B97F4A7C15));
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
    std::uint32_t seed() { return static_cast<std::uint32_t>(next() >> 32); }
    /// In [0, 1).
    float unit() { return static_cast<float>(next() >> 40) * 0x1p-24F; }
    float between(float low, float high) { return low + (high - low) * unit(); }
    /// Symmetric, most often near 0, never beyond ±@p reach.
    float around(float reach) { return reach * (unit() + unit() + unit() - 1.5F) / 1.5F; }
    int below(int count) { return static_cast<int>(unit() * static_cast<float>(count)); }
    bool chance(float probability) { return unit() < probability; }
    /// Log-uniform: small sizes are as frequent as large ones.
    float size(float low, float high) { return low * std::exp(std::log(high / low) * unit()); }

private:
    std::uint64_t m_state;
};

[[nodiscard]] inline std::uint32_t hashCell(std::uint32_t seed, int x, int y)
{
    std::uint32_t h = seed + static_cast<std::uint32_t>(x) * 0x9E3779B1U + static_cast<std::uint32_t>(y) * 0x85EBCA77U;
    h ^= h >> 15;
    h *= 0x2C1B3C6DU;
    h ^= h >> 12;
    h *= 0x297A2D39U;
    return h ^ (h >> 15);
}

/// In [0, 1).
[[nodiscard]] inline float hashUnit(std::uint32_t seed, int x, int y)
{
    return static_cast<float>(hashCell(seed, x, y) >> 8) * 0x1p-24F;
}

[[nodiscard]] inline int floorInt(float x)
{
    const int i = static_cast<int>(x);
    return i - static_cast<int>(x < static_cast<float>(i));
}

[[nodiscard]] inline float mix(float a, float b, float t) { return a + (b - a) * t; }
[[nodiscard]] inline float clamp01(float x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

/// 0 below @p low, 1 above @p high, smooth between; also falls where low > high.
[[nodiscard]] inline float smooth(float low, float high, float x)
{
    const float t = clamp01((x - low) / (high - low));
    return t * t * (3 - 2 * t);
}

/// Gradient noise in about [-1, 1], one feature a unit.
[[nodiscard]] inline float noise(std::uint32_t seed, float x, float y)
{
    const int ix = floorInt(x);
    const int iy = floorInt(y);
    const float fx = x - static_cast<float>(ix);
    const float fy = y - static_cast<float>(iy);
    const auto corner = [&](int cx, int cy) {
        const std::uint32_t h = hashCell(seed, ix + cx, iy + cy);
        const float gx = static_cast<float>(h & 0xFFFF) * (2.0F / 65535.0F) - 1;
        const float gy = static_cast<float>(h >> 16) * (2.0F / 65535.0F) - 1;
        return gx * (fx - static_cast<float>(cx)) + gy * (fy - static_cast<float>(cy));
    };
    const float ux = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
    const float uy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
    return 1.6F * mix(mix(corner(0, 0), corner(1, 0), ux), mix(corner(0, 1), corner(1, 1), ux), uy);
}

/// Value noise along a line, in [-1, 1].
[[nodiscard]] inline float noise1(std::uint32_t seed, float x)
{
    const int i = floorInt(x);
    const float f = x - static_cast<float>(i);
    return 2 * mix(hashUnit(seed, i, 0), hashUnit(seed, i + 1, 0), f * f * (3 - 2 * f)) - 1;
}

/// Octaves of noise(), each half as large and twice as fine; about [-1, 1].
[[nodiscard]] inline float fractal(std::uint32_t seed, float x, float y, int octaves)
{
    float sum = 0;
    float weight = 0.55F;
    for (int octave = 0; octave < octaves; ++octave) {
        sum += weight * noise(seed + static_cast<std::uint32_t>(octave) * 101U, x, y);
        weight *= 0.5F;
        x = 2 * x + 17.3F;
        y = 2 * y - 9.7F;
    }
    return sum;
}

} // namespace flawscope::demo
