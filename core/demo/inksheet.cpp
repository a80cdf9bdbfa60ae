// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/inksheet.h"

#include <array>

namespace flawscope::demo {

namespace {

/// Strokes of a glyph in a cell of 4 × 6: two digits a point, a blank between strokes.
struct Glyph {
    char letter;
    std::string_view strokes;
};
constexpr std::array kGlyphs{
    Glyph{'A', "0602204246 0444"}, Glyph{'B', "003041423303 334445360600"}, Glyph{'C', "4130100105163645"},
    Glyph{'D', "00204244260600"}, Glyph{'E', "40000646 0333"}, Glyph{'F', "400006 0333"},
    Glyph{'G', "41301001051636454323"}, Glyph{'H', "0006 4046 0343"}, Glyph{'I', "0006"}, Glyph{'J', "4045361605"},
    Glyph{'K', "0006 4004 1346"}, Glyph{'L', "000646"}, Glyph{'M', "0600234046"}, Glyph{'N', "06004640"},
    Glyph{'O', "103041453616050110"}, Glyph{'P', "06003041423303"}, Glyph{'Q', "103041453616050110 2446"},
    Glyph{'R', "06003041423303 2346"}, Glyph{'S', "413010010213334445361605"}, Glyph{'T', "0040 2026"},
    Glyph{'U', "000516364540"}, Glyph{'V', "002640"}, Glyph{'W', "0016233640"}, Glyph{'X', "0046 4006"},
    Glyph{'Y', "002340 2326"}, Glyph{'Z', "00400646"}, Glyph{'0', "103041453616050110"}, Glyph{'1', "112026"},
    Glyph{'2', "01103041420646"}, Glyph{'3', "01103041423323 334445361605"}, Glyph{'4', "36300444"},
    Glyph{'5', "400003334445361605"}, Glyph{'6', "4130100105163645443303"}, Glyph{'7', "004016"},
    Glyph{'8', "130201103041423313 1304051636454433"}, Glyph{'9', "0516364541301001021343"}, Glyph{'-', "0333"},
    Glyph{'.', "0606"}, Glyph{'/', "0640"}, Glyph{':', "0202 0505"},
};

std::string_view strokesOf(char letter)
{
    for (const Glyph &glyph : kGlyphs) {
        if (glyph.letter == letter)
            return glyph.strokes;
    }
    return {};
}

constexpr std::array<std::string_view, 10> kLeftCodes{"0001101", "0011001", "0010011", "0111101", "0100011",
                                                      "0110001", "0101111", "0111011", "0110111", "0001011"};
constexpr std::array<std::string_view, 10> kParities{"000000", "001011", "001101", "001110", "010011",
                                                     "011001", "011100", "010101", "010110", "011010"};

/// The 95 modules of an EAN-13: '1' is a bar.
std::string eanModules(std::string_view digits)
{
    std::string modules = "101";
    const auto digit = [&](int i) { return static_cast<std::size_t>(digits[static_cast<std::size_t>(i)] - '0'); };
    for (int i = 1; i <= 12; ++i) {
        std::string code(kLeftCodes[digit(i)]);
        const bool inverted = i > 6 || kParities[digit(0)][static_cast<std::size_t>(i - 1)] == '1';
        if (inverted) {
            for (char &c : code)
                c = c == '1' ? '0' : '1';
        }
        if (i <= 6 && inverted)
            code.assign(code.rbegin(), code.rend());
        modules += (i == 7 ? "01010" : "") + code;
    }
    return modules + "101";
}

} // namespace

InkSheet::InkSheet(float width, float height, float samplesPerUnit)
    : m_perUnit(samplesPerUnit),
      m_ink(static_cast<int>(height * samplesPerUnit + 0.5F), static_cast<int>(width * samplesPerUnit + 0.5F))
{
}

template <typename Distance>
void InkSheet::fill(const Box &box, float ink, Distance &&distance)
{
    const int x1 = std::min(m_ink.width - 1, floorInt(box.x1 * m_perUnit) + 1);
    const int y1 = std::min(m_ink.height - 1, floorInt(box.y1 * m_perUnit) + 1);
    for (int y = std::max(0, floorInt(box.y0 * m_perUnit) - 1); y <= y1; ++y) {
        for (int x = std::max(0, floorInt(box.x0 * m_perUnit) - 1); x <= x1; ++x) {
            const float d = distance((static_cast<float>(x) + 0.5F) / m_perUnit, (static_cast<float>(y) + 0.5F) / m_perUnit);
            m_ink.at(y, x) = mix(m_ink.at(y, x), ink, clamp01(0.5F - d * m_perUnit));
        }
    }
}

void InkSheet::bar(float x0, float y0, float x1, float y1, float ink)
{
    fill({x0, y0, x1, y1}, ink, [&](float x, float y) {
        return roundedBox(x - (x0 + x1) / 2, y - (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2, 0);
    });
}

void InkSheet::disc(Point centre, float radius, float ink)
{
    fill({centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius}, ink, [&](float x, float y) {
        return std::sqrt((x - centre.x) * (x - centre.x) + (y - centre.y) * (y - centre.y)) - radius;
    });
}

void InkSheet::stroke(const Polyline &line, float halfWidth, float ink)
{
    Box box{1e9F, 1e9F, -1e9F, -1e9F};
    for (const Point &p : line)
        box = {std::min(box.x0, p.x), std::min(box.y0, p.y), std::max(box.x1, p.x), std::max(box.y1, p.y)};
    fill({box.x0 - halfWidth, box.y0 - halfWidth, box.x1 + halfWidth, box.y1 + halfWidth}, ink,
         [&](float x, float y) { return besideOf(line, x, y).distance - halfWidth; });
}

float InkSheet::text(std::string_view words, Point topLeft, float capHeight, float halfWidth, float ink)
{
    const float unit = (capHeight - 2 * halfWidth) / 6;
    float x = topLeft.x + halfWidth;
    for (const char letter : words) {
        const std::string_view strokes = strokesOf(letter);
        float widest = strokes.empty() ? 1.5F : 0;
        Polyline line;
        for (std::size_t i = 0; i < strokes.size(); i += 2) {
            if (strokes[i] == ' ') {
                stroke(line, halfWidth, ink);
                line.clear();
                ++i;
            }
            const auto column = static_cast<float>(strokes[i] - '0');
            widest = std::max(widest, column);
            line.push_back({x + column * unit, topLeft.y + halfWidth + static_cast<float>(strokes[i + 1] - '0') * unit});
        }
        if (!line.empty())
            stroke(line, halfWidth, ink);
        x += (widest + 1.2F) * unit + 2 * halfWidth;
    }
    return x;
}

void InkSheet::barCode(std::string_view digits, Point topLeft, float module, float height)
{
    const std::string modules = eanModules(digits);
    for (std::size_t i = 0; i < modules.size(); ++i) {
        if (modules[i] != '1')
            continue;
        const bool guard = i < 3 || i > 91 || (i > 44 && i < 50);
        const float x = topLeft.x + static_cast<float>(i) * module;
        bar(x, topLeft.y, x + module, topLeft.y + height + (guard ? 3.5F : 0));
    }
}

void InkSheet::matrixCode(std::uint32_t seed, Point topLeft, float cell, int modules)
{
    for (int row = 0; row < modules; ++row) {
        for (int column = 0; column < modules; ++column) {
            bool dark = hashUnit(seed, column, row) < 0.5F;
            if (column == 0 || row == modules - 1)
                dark = true;
            else if (row == 0)
                dark = column % 2 == 0;
            else if (column == modules - 1)
                dark = row % 2 == 1;
            const float x = topLeft.x + static_cast<float>(column) * cell;
            const float y = topLeft.y + static_cast<float>(row) * cell;
            if (dark)
                bar(x, y, x + cell, y + cell);
        }
    }
}

} // namespace flawscope::demo
