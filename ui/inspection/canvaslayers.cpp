// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/canvaslayers.h"

#include "ui/inspection/scorecolors.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

/// Where the part @p source of a picture goes that is stretched over @p whole.
QRectF placed(const QRect &source, const QSize &size, const QRectF &whole)
{
    const double scaleX = whole.width() / size.width();
    const double scaleY = whole.height() / size.height();
    return {whole.x() + source.x() * scaleX, whole.y() + source.y() * scaleY, source.width() * scaleX, source.height() * scaleY};
}

/// The whole picture in pixels of the screen.
QRectF wholeOnScreen(const ViewTransform &view)
{
    const QRectF logical = view.mapFromImage(QRectF(QPointF(), QSizeF(view.picture())));
    const double ratio = view.devicePixelRatio();
    return {logical.x() * ratio, logical.y() * ratio, logical.width() * ratio, logical.height() * ratio};
}

std::array<std::uint8_t, 256> adjustment(double brightness, double contrast, double shadows)
{
    std::array<std::uint8_t, 256> lut;
    const double gain = std::pow(4.0, contrast);
    const double exponent = std::pow(0.3, shadows);
    for (std::size_t value = 0; value < lut.size(); ++value) {
        const double lifted = std::pow(static_cast<double>(value) / 255, exponent);
        lut[value] = static_cast<std::uint8_t>(std::lround(255 * std::clamp((lifted - 0.5) * gain + 0.5 + brightness, 0.0, 1.0)));
    }
    return lut;
}

void adjust(QImage &image, const QRect &where, const std::array<std::uint8_t, 256> &lut)
{
    for (int y = where.top(); y <= where.bottom(); ++y) {
        auto *pixel = reinterpret_cast<QRgb *>(image.scanLine(y)) + where.left();
        for (int x = 0; x < where.width(); ++x)
            pixel[x] = 0xff000000U | static_cast<QRgb>(lut[pixel[x] >> 16 & 0xff]) << 16 | static_cast<QRgb>(lut[pixel[x] >> 8 & 0xff]) << 8 | lut[pixel[x] & 0xff];
    }
}

} // namespace

const QImage &CanvasLayers::base(const std::shared_ptr<const Picture> &picture, const ViewTransform &view, const DisplayOptions &display, const QColor &canvas)
{
    BaseKey key{picture, view, display.brightness, display.contrast, display.shadows, canvas.rgb()};
    if (!(key == m_key) || m_base.isNull()) {
        m_key = std::move(key);
        ++m_version;
        paintBase();
    }
    return m_base;
}

void CanvasLayers::paintBase()
{
    const ViewTransform &view = m_key.view;
    const QSize size = (view.pane() * view.devicePixelRatio()).toSize().expandedTo(QSize(1, 1));
    if (m_base.size() != size)
        m_base = QImage(size, QImage::Format_RGB32);
    m_base.fill(m_key.canvas);
    if (!m_key.picture || m_key.picture->isNull())
        return;
    const int level = m_key.picture->levelFor(view.zoom());
    const QImage &pixels = m_key.picture->level(level);
    const double factor = 1 << level;
    const QRectF visible = view.visible();
    const QRect source = QRectF(visible.topLeft() / factor, visible.bottomRight() / factor).toAlignedRect().adjusted(-1, -1, 1, 1) & pixels.rect();
    const QRectF whole = wholeOnScreen(view);
    // A level of an odd picture reaches over its edge by half a pixel.
    const QRectF wholeLevel(whole.topLeft(), whole.size() * factor * pixels.width() / view.picture().width());
    const QRectF levelRect(whole.x(), whole.y(), wholeLevel.width(), whole.height() * factor * pixels.height() / view.picture().height());
    const QRect drawn = whole.toAlignedRect() & m_base.rect();
    QPainter painter(&m_base);
    painter.setClipRect(drawn);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, view.zoom() < 1);
    painter.drawImage(placed(source, pixels.size(), levelRect), pixels, source);
    painter.end();
    if (m_key.brightness != 0 || m_key.contrast != 0 || m_key.shadows != 0)
        adjust(m_base, drawn, adjustment(m_key.brightness, m_key.contrast, m_key.shadows));
}

const QImage &CanvasLayers::composed(std::size_t slot, const OverlayContent &overlay, const DisplayOptions &display, const QPainterPath &ignored)
{
    const bool shown = display.overlay && overlay.map && !overlay.map->map.empty();
    if (!shown && ignored.isEmpty())
        return m_base;
    Composed &composed = m_composed[slot];
    ComposedKey key{m_version, overlay, shown, display.opacity, display.colors, ignored};
    if (key == composed.key && !composed.image.isNull())
        return composed.image;
    composed.key = std::move(key);
    composed.image = m_base.copy();
    if (shown)
        paintOverlay(composed.image, painted(slot, overlay, display));
    if (!ignored.isEmpty())
        paintIgnored(composed.image, ignored);
    return composed.image;
}

const QImage &CanvasLayers::painted(std::size_t slot, const OverlayContent &overlay, const DisplayOptions &display)
{
    Painted &painted = m_painted[slot];
    if (painted.overlay == overlay && painted.opacity == display.opacity && painted.colors == display.colors)
        return painted.image;
    painted.overlay = overlay;
    painted.opacity = display.opacity;
    painted.colors = display.colors;
    if (overlay.minus && !overlay.minus->map.empty())
        painted.image = paintMap(differenceOf(overlay.map->map, overlay.minus->map), -overlay.rangeHi, overlay.rangeHi, differenceLut(display.opacity));
    else
        painted.image = paintMap(overlay.map->map, overlay.rangeLo, overlay.rangeHi, overlayLut(display.colors, display.opacity));
    return painted.image;
}

void CanvasLayers::paintOverlay(QImage &image, const QImage &colors) const
{
    const ViewTransform &view = m_key.view;
    const QRectF visible = view.visible();
    const double toMapX = static_cast<double>(colors.width()) / view.picture().width();
    const double toMapY = static_cast<double>(colors.height()) / view.picture().height();
    const QRectF onMap(visible.x() * toMapX, visible.y() * toMapY, visible.width() * toMapX, visible.height() * toMapY);
    const QRect source = onMap.toAlignedRect().adjusted(-2, -2, 2, 2) & colors.rect();
    QPainter painter(&image);
    const QRectF whole = wholeOnScreen(view);
    painter.setClipRect(whole.toAlignedRect());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(placed(source, colors.size(), whole), colors, source);
}

void CanvasLayers::paintIgnored(QImage &image, const QPainterPath &ignored) const
{
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double ratio = m_key.view.devicePixelRatio();
    const QTransform toScreen = m_key.view.transform() * QTransform::fromScale(ratio, ratio);
    painter.setClipRect(wholeOnScreen(m_key.view).toAlignedRect());
    const QPainterPath path = toScreen.map(ignored);
    painter.fillPath(path, QColor(20, 22, 25, 110));
    painter.fillPath(path, QBrush(QColor(235, 238, 242, 70), Qt::BDiagPattern));
}

} // namespace flawscope::ui
