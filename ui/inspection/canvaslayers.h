// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspection/displayoptions.h"
#include "ui/inspection/picturecache.h"
#include "ui/inspection/viewtransform.h"

#include <QColor>
#include <QImage>
#include <QPainterPath>

#include <array>
#include <memory>

namespace flawscope::ui {

/// Which score map lies over the picture.
struct OverlayContent {
    std::shared_ptr<const MapLayer> map;   ///< Null: none.
    std::shared_ptr<const MapLayer> minus; ///< Not null: the difference of the two is shown.
    double rangeHi = 1;
    double rangeLo = 0; ///< Up to here the picture is bare; not for a difference.
    bool operator==(const OverlayContent &) const = default;
};

/// The pixels of the canvas, kept at the screen's size until something in them changes: while a threshold moves they are only copied,
/// and a drag of brightness costs as much as the screen is large, however large the picture is.
class CanvasLayers final {
public:
    /// The picture, adjusted, over the canvas colour: RGB32 of the pane's size in pixels of the screen.
    const QImage &base(const std::shared_ptr<const Picture> &picture, const ViewTransform &view, const DisplayOptions &display, const QColor &canvas);
    /// The same with a score map and what is ignored over it. @param slot  0 or 1: two are kept.
    const QImage &composed(std::size_t slot, const OverlayContent &overlay, const DisplayOptions &display, const QPainterPath &ignored);

private:
    struct BaseKey {
        std::shared_ptr<const Picture> picture;
        ViewTransform view;
        double brightness = 0, contrast = 0, shadows = 0;
        QRgb canvas = 0;
        bool operator==(const BaseKey &) const = default;
    };
    struct ComposedKey {
        quint64 base = 0;
        OverlayContent overlay;
        bool shown = true;
        double opacity = 0;
        ColorMap colors = ColorMap::Inferno;
        QPainterPath ignored;
        bool operator==(const ComposedKey &) const = default;
    };
    struct Composed {
        ComposedKey key;
        QImage image;
    };
    /// The map in its colours, which panning does not change.
    struct Painted {
        OverlayContent overlay;
        double opacity = -1;
        ColorMap colors = ColorMap::Inferno;
        QImage image;
    };

    void paintBase();
    void paintOverlay(QImage &image, const QImage &colors) const;
    void paintIgnored(QImage &image, const QPainterPath &ignored) const;
    const QImage &painted(std::size_t slot, const OverlayContent &overlay, const DisplayOptions &display);

    BaseKey m_key;
    QImage m_base;
    quint64 m_version = 0;
    std::array<Composed, 2> m_composed;
    std::array<Painted, 2> m_painted;
};

} // namespace flawscope::ui
