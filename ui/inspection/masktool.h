// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspection/canvastool.h"
#include "ui/inspection/polygondraft.h"

#include <QImage>
#include <QRect>

namespace flawscope::ui {

class InspectionState;
class MaskEditor;

/// Draws ground truth: brush, eraser (Shift turns one into the other while it is held) and polygon.
class MaskTool final : public CanvasTool {
    Q_OBJECT
public:
    enum class Mode { Brush, Eraser, Polygon };

    MaskTool(InspectionState &state, MaskEditor &editor, QObject *parent = nullptr);

    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    void setBrushRadius(double px); ///< In pixels of the picture.
    [[nodiscard]] double brushRadius() const { return m_radius; }

    void press(const ToolEvent &event) override;
    void move(const ToolEvent &event) override;
    void release(const ToolEvent &event) override;
    void doubleClick(const ToolEvent &event) override;
    void leave() override;
    bool key(const QKeyEvent &event) override;
    bool wantsKey(const QKeyEvent &event) const override;
    bool escape() override;
    void paint(QPainter &painter, const ViewTransform &view) const override;
    [[nodiscard]] QCursor cursor() const override;
    [[nodiscard]] QString hint() const override;

private:
    [[nodiscard]] std::uint8_t value(Qt::KeyboardModifiers modifiers) const;
    void closePolygon(Qt::KeyboardModifiers modifiers);
    void refreshTint(const QRect &box);

    InspectionState &m_state;
    MaskEditor &m_editor;
    Mode m_mode = Mode::Brush;
    double m_radius = 8;
    PolygonDraft m_polygon;
    QPointF m_last;
    QPointF m_hover;
    bool m_hovering = false;
    QImage m_tint; ///< The drawing as the canvas shows it, at the picture's size.
};

} // namespace flawscope::ui
