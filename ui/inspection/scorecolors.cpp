// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/scorecolors.h"

#include "core/imaging/resize.h"

#include <QColor>
#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

QRgb premultiplied(const Rgb &color, double coverage) { return qPremultiply(qRgba(color[0], color[1], color[2], static_cast<int>(std::lround(255 * coverage)))); }

double smoothStep(double t) { return t * t * (3 - 2 * t); }

/// @param t  −1: blue, 0: white, 1: orange
Rgb diverging(double t)
{
    constexpr Rgb kBlue = {0x2F, 0x6F, 0xC9};
    constexpr Rgb kOrange = {0xC7, 0x6A, 0x00};
    const Rgb &end = t < 0 ? kBlue : kOrange;
    Rgb color{};
    for (std::size_t i = 0; i < 3; ++i)
        color[i] = static_cast<std::uint8_t>(std::lround(255 + std::abs(t) * (end[i] - 255)));
    return color;
}

double signedShare(std::size_t level) { return (static_cast<double>(level) - 127.5) / 127.5; }

template <typename ColorOf>
QImage gradientOf(Qt::Orientation orientation, const ColorOf &colorOf)
{
    QImage image(orientation == Qt::Horizontal ? QSize(256, 1) : QSize(1, 256), QImage::Format_RGB32);
    for (int level = 0; level < 256; ++level) {
        const Rgb color = colorOf(static_cast<std::size_t>(level));
        image.setPixel(orientation == Qt::Horizontal ? QPoint(level, 0) : QPoint(0, 255 - level), qRgb(color[0], color[1], color[2]));
    }
    return image;
}

} // namespace

ColorLut overlayLut(ColorMap colors, double opacity)
{
    const std::array<Rgb, 256> &table = colorTable(colors);
    ColorLut lut;
    for (std::size_t level = 0; level < lut.size(); ++level)
        lut[level] = premultiplied(table[level], opacity * smoothStep(std::min(1.0, static_cast<double>(level) / 128.0)));
    return lut;
}

ColorLut differenceLut(double opacity)
{
    ColorLut lut;
    for (std::size_t level = 0; level < lut.size(); ++level) {
        const double t = signedShare(level);
        lut[level] = premultiplied(diverging(t), opacity * (0.4 + 0.6 * smoothStep(std::min(1.0, 2 * std::abs(t)))));
    }
    return lut;
}

QImage paintMap(const ScoreMap &map, double lo, double hi, const ColorLut &lut)
{
    QImage image(map.width, map.height, QImage::Format_ARGB32_Premultiplied);
    const auto low = static_cast<float>(lo);
    const float factor = hi > lo ? static_cast<float>(255.0 / (hi - lo)) : HUGE_VALF;
    for (int y = 0; y < map.height; ++y) {
        const std::span<const float> scores = map.row(y);
        auto *out = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (std::size_t x = 0; x < scores.size(); ++x) {
            const float above = scores[x] - low;
            out[x] = lut[above > 0 ? static_cast<std::size_t>(std::min(above * factor, 255.0F) + 0.5F) : 0];
        }
    }
    return image;
}

ScoreMap differenceOf(const ScoreMap &map, const ScoreMap &other)
{
    const bool sameSize = other.height == map.height && other.width == map.width;
    const ScoreMap resized = sameSize ? other : resizeBilinear(other, map.height, map.width, false);
    ScoreMap difference = map;
    std::transform(map.values.begin(), map.values.end(), resized.values.begin(), difference.values.begin(), std::minus<>());
    return difference;
}

QImage gradient(ColorMap colors, Qt::Orientation orientation)
{
    const std::array<Rgb, 256> &table = colorTable(colors);
    return gradientOf(orientation, [&](std::size_t level) { return table[level]; });
}

QImage differenceGradient(Qt::Orientation orientation)
{
    return gradientOf(orientation, [](std::size_t level) { return diverging(signedShare(level)); });
}

QString colorMapTitle(ColorMap colors)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("flawscope::ui::ScoreColors", text); };
    switch (colors) {
    case ColorMap::Inferno: return tr(QT_TRANSLATE_NOOP("flawscope::ui::ScoreColors", "Inferno"));
    case ColorMap::Viridis: return tr(QT_TRANSLATE_NOOP("flawscope::ui::ScoreColors", "Viridis"));
    case ColorMap::Cividis: return tr(QT_TRANSLATE_NOOP("flawscope::ui::ScoreColors", "Cividis, the same to colour-blind eyes"));
    case ColorMap::Turbo: return tr(QT_TRANSLATE_NOOP("flawscope::ui::ScoreColors", "Turbo"));
    case ColorMap::Grey: break;
    }
    return tr(QT_TRANSLATE_NOOP("flawscope::ui::ScoreColors", "Grey"));
}

} // namespace flawscope::ui
