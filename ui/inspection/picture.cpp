// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/picture.h"

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kSmallestSidePx = 384;

/// The mean of four RGB32 pixels, two channels at a time.
inline QRgb mean(QRgb a, QRgb b, QRgb c, QRgb d)
{
    const std::uint32_t redBlue = ((a & 0xff00ffU) + (b & 0xff00ffU) + (c & 0xff00ffU) + (d & 0xff00ffU) + 0x020002U) >> 2 & 0xff00ffU;
    const std::uint32_t green = ((a & 0xff00U) + (b & 0xff00U) + (c & 0xff00U) + (d & 0xff00U) + 0x0200U) >> 2 & 0xff00U;
    return 0xff000000U | redBlue | green;
}

QImage halved(const QImage &image)
{
    QImage half((image.width() + 1) / 2, (image.height() + 1) / 2, QImage::Format_RGB32);
    const int pairs = image.width() / 2;
    for (int y = 0; y < half.height(); ++y) {
        const auto *upper = reinterpret_cast<const QRgb *>(image.constScanLine(2 * y));
        const auto *lower = reinterpret_cast<const QRgb *>(image.constScanLine(std::min(2 * y + 1, image.height() - 1)));
        auto *out = reinterpret_cast<QRgb *>(half.scanLine(y));
        for (int x = 0; x < pairs; ++x)
            out[x] = mean(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]);
        if (half.width() > pairs)
            out[pairs] = mean(upper[2 * pairs], upper[2 * pairs], lower[2 * pairs], lower[2 * pairs]);
    }
    return half;
}

} // namespace

Picture::Picture(const RgbImage &image)
{
    if (image.empty())
        return;
    const QImage view(image.pixels.data(), image.width, image.height, static_cast<qsizetype>(image.width) * 3, QImage::Format_RGB888);
    m_levels.push_back(view.convertToFormat(QImage::Format_RGB32));
    while (std::max(m_levels.back().width(), m_levels.back().height()) > 2 * kSmallestSidePx)
        m_levels.push_back(halved(m_levels.back()));
}

int Picture::levelFor(double zoom) const
{
    int level = 0;
    while (level + 1 < levels() && zoom * (2 << level) <= 1.0)
        ++level;
    return level;
}

qint64 Picture::bytes() const
{
    qint64 bytes = 0;
    for (const QImage &level : m_levels)
        bytes += level.sizeInBytes();
    return bytes;
}

} // namespace flawscope::ui
