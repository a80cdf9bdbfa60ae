// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QTransform>

namespace flawscope::ui {

/// Where a picture lies in a pane: zoom and centre. Panes that are linked share one.
class ViewTransform final {
public:
    static constexpr double kLargestZoom = 64;

    void setPane(const QSizeF &size, double devicePixelRatio); ///< Logical pixels.
    void setPicture(const QSize &size);
    [[nodiscard]] const QSizeF &pane() const { return m_pane; }
    [[nodiscard]] const QSize &picture() const { return m_picture; }
    [[nodiscard]] double devicePixelRatio() const { return m_ratio; }

    [[nodiscard]] double zoom() const { return m_zoom; }          ///< Pixels of the screen for each pixel of the picture.
    [[nodiscard]] double scale() const { return m_zoom / m_ratio; } ///< Logical pixels for each pixel of the picture.
    [[nodiscard]] bool isFit() const { return m_fit; }            ///< Whether the picture keeps filling the pane.
    [[nodiscard]] QPointF mapFromImage(const QPointF &image) const; ///< To the pane's logical pixels.
    [[nodiscard]] QRectF mapFromImage(const QRectF &image) const { return {mapFromImage(image.topLeft()), mapFromImage(image.bottomRight())}; }
    [[nodiscard]] QPointF mapToImage(const QPointF &pane) const;
    [[nodiscard]] QTransform transform() const; ///< From the picture's pixels to the pane's.
    [[nodiscard]] QRectF visible() const;       ///< The part of the picture that is seen, in its pixels.

    void fit();
    /// Changes the zoom; the point of the picture below @p pane stays there as far as edges allow.
    void zoomAbout(const QPointF &pane, double zoom);
    void pan(const QPointF &pane);
    void centreOn(const QPointF &image);
    bool operator==(const ViewTransform &) const = default;

private:
    void clamp();
    [[nodiscard]] double fitZoom() const;
    [[nodiscard]] QPointF origin() const;

    QSizeF m_pane;
    QSize m_picture;
    QPointF m_centre; ///< Of the pane, in the picture's pixels.
    double m_ratio = 1;
    double m_zoom = 1;
    bool m_fit = true;
};

} // namespace flawscope::ui
