// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/viewtransform.h"

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

void ViewTransform::setPane(const QSizeF &size, double devicePixelRatio)
{
    m_pane = size;
    m_ratio = devicePixelRatio;
    if (m_fit)
        fit();
    clamp();
}

void ViewTransform::setPicture(const QSize &size)
{
    if (size == m_picture)
        return;
    m_picture = size;
    fit();
}

double ViewTransform::fitZoom() const
{
    if (m_picture.isEmpty() || m_pane.isEmpty())
        return 1;
    const double zoom = m_ratio * std::min(m_pane.width() / m_picture.width(), m_pane.height() / m_picture.height());
    return std::clamp(zoom, 1e-3, kLargestZoom);
}

QPointF ViewTransform::origin() const
{
    const QPointF exact(m_pane.width() / 2 - m_centre.x() * scale(), m_pane.height() / 2 - m_centre.y() * scale());
    // On whole pixels of the screen, so that the picture's pixels and outlines stay crisp.
    return {std::round(exact.x() * m_ratio) / m_ratio, std::round(exact.y() * m_ratio) / m_ratio};
}

QPointF ViewTransform::mapFromImage(const QPointF &image) const { return origin() + image * scale(); }
QPointF ViewTransform::mapToImage(const QPointF &pane) const { return (pane - origin()) / scale(); }

QTransform ViewTransform::transform() const
{
    const QPointF at = origin();
    return {scale(), 0, 0, scale(), at.x(), at.y()};
}

QRectF ViewTransform::visible() const
{
    return QRectF(mapToImage({0, 0}), mapToImage({m_pane.width(), m_pane.height()})) & QRectF(QPointF(), QSizeF(m_picture));
}

void ViewTransform::fit()
{
    m_fit = true;
    m_zoom = fitZoom();
    m_centre = QPointF(m_picture.width() / 2.0, m_picture.height() / 2.0);
}

void ViewTransform::zoomAbout(const QPointF &pane, double zoom)
{
    const QPointF image = mapToImage(pane);
    m_zoom = std::clamp(zoom, std::min(1.0, fitZoom() / 2), kLargestZoom);
    m_fit = false;
    m_centre = image + QPointF(m_pane.width() / 2 - pane.x(), m_pane.height() / 2 - pane.y()) / scale();
    clamp();
}

void ViewTransform::pan(const QPointF &pane)
{
    m_centre -= pane / scale();
    clamp();
}

void ViewTransform::centreOn(const QPointF &image)
{
    m_centre = image;
    clamp();
}

void ViewTransform::clamp()
{
    const auto clamped = [this](double centre, double pane, double picture) {
        const double half = pane / 2 / scale();
        return 2 * half >= picture ? picture / 2 : std::clamp(centre, half, picture - half);
    };
    m_centre = {clamped(m_centre.x(), m_pane.width(), m_picture.width()), clamped(m_centre.y(), m_pane.height(), m_picture.height())};
}

} // namespace flawscope::ui
