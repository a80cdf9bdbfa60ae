// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>

class QPainter;

namespace flawscope::ui {

class ViewTransform;

/// A polygon of which the corners are being clicked, in pixels of the picture.
class PolygonDraft final {
public:
    [[nodiscard]] const QList<QPointF> &corners() const { return m_corners; }
    [[nodiscard]] bool isEmpty() const { return m_corners.isEmpty(); }
    [[nodiscard]] bool canClose() const { return m_corners.size() >= 3; }
    void clear() { m_corners.clear(); }
    void add(const QPointF &corner) { m_corners << corner; }
    void removeLast() { m_corners.removeLast(); }
    void hover(const QPointF &at) { m_hover = at; }
    /// Whether a click there closes the polygon. @param scale  as in ToolEvent
    [[nodiscard]] bool isAtStart(const QPointF &at, double scale) const;
    void paint(QPainter &painter, const ViewTransform &view) const;

private:
    QList<QPointF> m_corners;
    QPointF m_hover;
};

} // namespace flawscope::ui
