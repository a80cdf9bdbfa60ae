// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/canvas.h"

#include <array>

namespace flawscope::demo {

namespace {

struct Vec {
    float x = 0;
    float y = 0;
    float z = 0;
    Vec operator+(const Vec &o) const { return {x + o.x, y + o.y, z + o.z}; }
    Vec operator-(const Vec &o) const { return {x - o.x, y - o.y, z - o.z}; }
    Vec operator*(float s) const { return {x * s, y * s, z * s}; }
};
float dot(const Vec &a, const Vec &b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec unit(const Vec &v) { return v * (1 / std::sqrt(dot(v, v) + 1e-12F)); }

/// One direction of a box blur; edges repeat.
void blurLine(const float *in, float *out, int count, int stride, int radius)
{
    const auto value = [&](int i) { return in[static_cast<std::ptrdiff_t>(std::clamp(i, 0, count - 1)) * stride]; };
    double sum = 0;
    for (int i = -radius; i <= radius; ++i)
        sum += value(i);
    const double scale = 1.0 / (2 * radius + 1);
    for (int i = 0; i < count; ++i) {
        out[static_cast<std::ptrdiff_t>(i) * stride] = static_cast<float>(sum * scale);
        sum += value(i + radius + 1) - value(i - radius);
    }
}

Plane<float> blurred(const Plane<float> &in, int radius)
{
    Plane<float> middle(in.height, in.width);
    Plane<float> out(in.height, in.width);
    for (int y = 0; y < in.height; ++y)
        blurLine(&in.at(y, 0), &middle.at(y, 0), in.width, 1, radius);
    for (int x = 0; x < in.width; ++x)
        blurLine(&middle.at(0, x), &out.at(0, x), in.height, in.width, radius);
    return out;
}

class Shader final {
public:
    Shader(const Canvas &canvas, const Studio &studio)
        : m_canvas(canvas), m_studio(studio), m_heights(canvas.side(), canvas.side()),
          m_lamp{studio.lampX, studio.lampY, studio.lampZ}
    {
        for (int y = 0; y < canvas.side(); ++y) {
            for (int x = 0; x < canvas.side(); ++x)
                m_heights.at(y, x) = canvas.at(y, x).height;
        }
        const int radius = std::max(1, static_cast<int>(studio.hollowRadius / canvas.step()));
        m_near = blurred(m_heights, radius);
        m_far = blurred(m_near, radius * 2);
        const Vec middle = m_lamp - Vec{kSide / 2, kSide / 2, 0};
        m_lampScale = dot(middle, middle);
    }

    Rgb shade(int y, int x) const
    {
        const Texel &texel = m_canvas.at(y, x);
        const float step = m_canvas.step();
        const Vec point{(static_cast<float>(x) + 0.5F) * step, (static_cast<float>(y) + 0.5F) * step, texel.height};
        const Vec normal = normalAt(y, x);
        const Vec toLamp = m_lamp - point;
        const Vec light = unit(toLamp);
        const Vec view = unit(Vec{kSide / 2, kSide / 2, 700} - point);
        const Vec half = unit(light + view);
        const float open = openness(y, x);
        const float facing = std::max(0.0F, dot(normal, light));
        const float strength = m_studio.lamp * m_lampScale / dot(toLamp, toLamp)
                               * (m_studio.shadowReach > 0 ? lit(y, x, light) : 1.0F);
        const float exponent = 4 * std::exp2(8 * texel.gloss);
        const Rgb key = m_studio.lampColour * (strength * facing);
        const Rgb around = m_studio.ambientColour * (m_studio.ambient * open * (0.6F + 0.4F * normal.z));
        Rgb out = texel.albedo * (key + around) * (1 - texel.metal);
        if (texel.metal < 1) {
            const float shine = 0.025F * (exponent + 8) / 8 * std::pow(std::max(0.0F, dot(normal, half)), exponent);
            out = out + key * (shine * (1 - texel.metal));
        }
        if (texel.metal > 0) {
            const Rgb mirrored = m_studio.lampColour * (strength * highlight(texel, normal, half, exponent))
                                 + m_studio.ambientColour * (m_studio.environment * open * surroundings(normal, view));
            out = out + texel.albedo * mirrored * texel.metal;
        }
        return out;
    }

private:
    Vec normalAt(int y, int x) const
    {
        const int last = m_canvas.side() - 1;
        const float scale = 0.5F / m_canvas.step();
        const float dx = m_heights.at(y, std::min(x + 1, last)) - m_heights.at(y, std::max(x - 1, 0));
        const float dy = m_heights.at(std::min(y + 1, last), x) - m_heights.at(std::max(y - 1, 0), x);
        return unit({-dx * scale, -dy * scale, 1});
    }

    /// 1 on open ground, less in hollows and beside steps.
    float openness(int y, int x) const
    {
        const float height = m_heights.at(y, x);
        const float below = std::max(0.0F, m_near.at(y, x) - height) + 0.7F * std::max(0.0F, m_far.at(y, x) - height);
        return 1 / (1 + 1.6F * m_studio.hollowDepth * below / m_studio.hollowRadius);
    }

    /// Share of the lamp that is seen from a sample: marches over the heights, with a penumbra.
    float lit(int y, int x, const Vec &light) const
    {
        constexpr int kSteps = 12;
        const float flat = std::sqrt(light.x * light.x + light.y * light.y) + 1e-6F;
        const float rise = light.z / flat;
        const float start = m_heights.at(y, x);
        float hidden = 0;
        for (int k = 1; k <= kSteps; ++k) {
            const float distance = m_studio.shadowReach * static_cast<float>(k * k) / (kSteps * kSteps);
            const int px = x + floorInt(light.x / flat * distance / m_canvas.step() + 0.5F);
            const int py = y + floorInt(light.y / flat * distance / m_canvas.step() + 0.5F);
            if (px < 0 || py < 0 || px >= m_canvas.side() || py >= m_canvas.side())
                break;
            const float above = m_heights.at(py, px) - start - distance * rise;
            hidden = std::max(hidden, clamp01(0.5F + above / (0.35F * distance * rise + 0.3F)) * (above > -distance ? 1.0F : 0.0F));
        }
        return 1 - smooth(0.35F, 1.0F, hidden);
    }

    /// The lamp in bare metal: a band across the grain where there is one (Kajiya-Kay), else a round lobe.
    static float highlight(const Texel &texel, const Vec &normal, const Vec &half, float exponent)
    {
        const float across = std::max(0.0F, dot(normal, half));
        if (texel.grainX == 0 && texel.grainY == 0)
            return 0.22F * std::sqrt(exponent) * std::pow(across, exponent);
        const Vec flat{texel.grainX, texel.grainY, 0};
        const Vec grain = unit(flat - normal * dot(flat, normal));
        const float along = dot(grain, half);
        return 0.22F * std::sqrt(exponent) * std::pow(std::max(0.0F, 1 - along * along), exponent * 0.5F)
               * std::pow(across, 3.0F);
    }

    /// A bright ceiling towards the lamp, a dark room on the other side.
    float surroundings(const Vec &normal, const Vec &view) const
    {
        const Vec mirrored = normal * (2 * dot(normal, view)) - view;
        const Vec lamp = unit(m_lamp - Vec{kSide / 2, kSide / 2, 0});
        return 0.25F + 1.1F * smooth(-0.2F, 1.1F, dot(mirrored, lamp)) + 0.25F * smooth(0.2F, 0.7F, -mirrored.y);
    }

    const Canvas &m_canvas;
    const Studio &m_studio;
    Plane<float> m_heights;
    Plane<float> m_near;
    Plane<float> m_far;
    Vec m_lamp;
    float m_lampScale = 1;
};

/// The lens: a Gaussian over the samples, one output a pixel.
Plane<Rgb> gather(const Plane<Rgb> &fine, int oversampling, float sigmaPx)
{
    const float sigma = sigmaPx * static_cast<float>(oversampling);
    const int reach = static_cast<int>(2.5F * sigma) + oversampling / 2;
    const float centre = 0.5F * static_cast<float>(oversampling - 1);
    std::vector<float> weights;
    float sum = 0;
    for (int k = -reach; k <= reach + oversampling - 1; ++k) {
        const float d = (static_cast<float>(k) - centre) / sigma;
        weights.push_back(std::exp(-0.5F * d * d));
        sum += weights.back();
    }
    const int size = fine.height / oversampling;
    const auto pass = [&](const Plane<Rgb> &in, int height, int width, bool horizontal) {
        Plane<Rgb> out(height, width);
        const int last = (horizontal ? in.width : in.height) - 1;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                Rgb total;
                const int first = (horizontal ? x : y) * oversampling - reach;
                for (int k = 0; k < static_cast<int>(weights.size()); ++k) {
                    const int i = std::clamp(first + k, 0, last);
                    total = total + (horizontal ? in.at(y, i) : in.at(i, x)) * weights[k];
                }
                out.at(y, x) = total * (1 / sum);
            }
        }
        return out;
    };
    return pass(pass(fine, fine.height, size, true), size, size, false);
}

/// Shoulder and sRGB curve.
float display(float light)
{
    if (light > 0.7F)
        light = 0.7F + 0.3F * (1 - std::exp((0.7F - light) / 0.3F));
    light = std::max(0.0F, light);
    return light <= 0.0031308F ? 12.92F * light : 1.055F * std::pow(light, 1 / 2.4F) - 0.055F;
}

} // namespace

Plane<Rgb> photograph(const Canvas &canvas, const Studio &studio)
{
    const Shader shader(canvas, studio);
    Plane<Rgb> fine(canvas.side(), canvas.side());
    for (int y = 0; y < fine.height; ++y) {
        for (int x = 0; x < fine.width; ++x)
            fine.at(y, x) = shader.shade(y, x);
    }
    Plane<Rgb> picture = gather(fine, canvas.oversampling(), studio.blur);
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const float dx = (static_cast<float>(x) + 0.5F) / static_cast<float>(picture.width) - 0.5F;
            const float dy = (static_cast<float>(y) + 0.5F) / static_cast<float>(picture.height) - 0.5F;
            const Rgb light = picture.at(y, x) * (studio.exposure * (1 - studio.vignette * 2 * (dx * dx + dy * dy)));
            picture.at(y, x) = {display(light.r), display(light.g), display(light.b)};
        }
    }
    return picture;
}

RgbImage digitise(const Plane<Rgb> &picture, const Studio &studio)
{
    RgbImage image(picture.height, picture.width);
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const Rgb &in = picture.at(y, x);
            const std::array<float, 3> values{in.r, in.g, in.b};
            const std::uint32_t shared = hashCell(studio.noiseSeed, x, y);
            for (int c = 0; c < 3; ++c) {
                const std::uint32_t own = hashCell(studio.noiseSeed + 1 + static_cast<std::uint32_t>(c), x, y);
                const auto bytes = [](std::uint32_t h) {
                    return static_cast<float>((h & 255) + (h >> 8 & 255) + (h >> 16 & 255) + (h >> 24)) / 255.0F - 2;
                };
                const float sigma = studio.noise * (0.6F + 0.8F * values[c] * (1.3F - values[c]));
                const float value = values[c] + sigma * (1.2F * bytes(shared) + 0.9F * bytes(own));
                image.pixel(y, x)[c] = static_cast<std::uint8_t>(255 * clamp01(value) + 0.5F);
            }
        }
    }
    return image;
}

} // namespace flawscope::demo
