// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/demo/shapes.h"

#include <string_view>

namespace flawscope::demo {

/// Coverage with one ink, in its own coordinates: x in [0, width], y in [0, height], y downwards.
class InkSheet final {
public:
    InkSheet(float width, float height, float samplesPerUnit);

    void bar(float x0, float y0, float x1, float y1, float ink = 1);
    void disc(Point centre, float radius, float ink = 1);
    void stroke(const Polyline &line, float halfWidth, float ink = 1);
    /// Capitals, digits and - . / : in an engineer's stroke font. @return the x where the text ends.
    float text(std::string_view words, Point topLeft, float capHeight, float halfWidth, float ink = 1);
    /// An EAN-13 bar code of 95 modules; @p digits holds thirteen.
    void barCode(std::string_view digits, Point topLeft, float module, float height);
    /// A square of @p modules × @p modules cells with the L-shaped finder of a DataMatrix.
    void matrixCode(std::uint32_t seed, Point topLeft, float cell, int modules);

    /// Coverage in [0, 1]; 0 outside.
    [[nodiscard]] float at(float x, float y) const
    {
        const float u = x * m_perUnit - 0.5F;
        const float v = y * m_perUnit - 0.5F;
        const int iu = floorInt(u);
        const int iv = floorInt(v);
        if (iu < 0 || iv < 0 || iu + 1 >= m_ink.width || iv + 1 >= m_ink.height)
            return 0;
        const float fu = u - static_cast<float>(iu);
        const float fv = v - static_cast<float>(iv);
        return mix(mix(m_ink.at(iv, iu), m_ink.at(iv, iu + 1), fu), mix(m_ink.at(iv + 1, iu), m_ink.at(iv + 1, iu + 1), fu), fv);
    }

private:
    /// Sets the ink where @p distance (negative inside) of a shape within @p box says so.
    template <typename Distance>
    void fill(const Box &box, float ink, Distance &&distance);

    float m_perUnit;
    Plane<float> m_ink;
};

} // namespace flawscope::demo
