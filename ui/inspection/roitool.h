// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"
#include "ui/inspection/canvastool.h"
#include "ui/inspection/polygondraft.h"

#include <QSizeF>

#include <optional>
#include <vector>

namespace flawscope::ui {

class InspectionState;
class Project;

/// Draws where scoring looks, and where it does not, for the whole data set: rectangle, ellipse, polygon and brush; shapes can be
/// selected, moved, reshaped by their corners, and deleted. Each change is one undoable step of the project.
class RoiTool final : public CanvasTool {
    Q_OBJECT
public:
    enum class Mode { Select, Rectangle, Ellipse, Polygon, Brush };

    explicit RoiTool(InspectionState &state, QObject *parent = nullptr);

    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    void setKind(RoiShape::Kind kind); ///< Of what is drawn next, and of the selected shape.
    [[nodiscard]] RoiShape::Kind kind() const { return m_kind; }
    void setBrushRadius(double px) { m_radius = px; }
    [[nodiscard]] int selected() const { return m_selected; } ///< Index into the project's shapes, or −1.
    void removeSelected();

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

Q_SIGNALS:
    void selectionChanged();

private:
    [[nodiscard]] QSizeF size() const;
    [[nodiscard]] RoiShape::Point toShare(const QPointF &image) const;
    [[nodiscard]] const std::vector<RoiShape> &shapes() const;
    void store(std::vector<RoiShape> shapes);
    void add(RoiShape shape);
    void select(int shape);
    void pressSelect(const ToolEvent &event);
    void moveDraft(const QPointF &by); ///< Pixels of the picture.
    void closePolygon();
    [[nodiscard]] int shapeAt(const QPointF &image) const;
    [[nodiscard]] int handleAt(const ToolEvent &event) const;
    void paintShape(QPainter &painter, const RoiShape &shape, const ViewTransform &view, bool selected) const;

    InspectionState &m_state;
    Project &m_project;
    Mode m_mode = Mode::Rectangle;
    RoiShape::Kind m_kind = RoiShape::Kind::Ignore;
    double m_radius = 8; ///< Pixels of the picture.
    PolygonDraft m_polygon;
    std::optional<RoiShape> m_draft; ///< What is being drawn, or dragged.
    int m_selected = -1;
    int m_handle = -1; ///< Which point of the selected shape is dragged; −1: all.
    QPointF m_last;
    QPointF m_hover;
    bool m_hovering = false;
};

} // namespace flawscope::ui
