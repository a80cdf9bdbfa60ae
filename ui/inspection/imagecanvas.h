// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/theme.h"
#include "ui/inspection/canvaslayers.h"
#include "ui/inspection/canvastool.h"
#include "ui/inspection/viewtransform.h"

#include <QPointer>
#include <QWidget>

#include <functional>
#include <optional>

namespace flawscope::ui {

class InspectionState;

/// The picture that is looked at, with its score map, outlines and ground truth; one, two side by side, or two with a line between
/// them that is dragged; always zoomed and panned together. Wheel: zoom about the cursor; drag or middle button: pan; Ctrl and arrows
/// too. A click on a region selects it, unless a tool is at work.
class ImageCanvas final : public QWidget {
    Q_OBJECT
public:
    explicit ImageCanvas(InspectionState &state, QWidget *parent = nullptr);

    [[nodiscard]] const ViewTransform &view() const { return m_view; }
    void fit();
    void actualSize();
    void zoomBy(double factor); ///< About the centre.
    void setTool(CanvasTool *tool); ///< Null: none.
    [[nodiscard]] CanvasTool *tool() const { return m_tool; }
    /// What stands in for a picture until it is decoded.
    void setPlaceholder(std::function<QPixmap(ImageId)> placeholder) { m_placeholder = std::move(placeholder); }
    [[nodiscard]] double swipe() const { return m_swipe; } ///< Place of the line, share of the width.
    void setSwipe(double share);
    /// Where a point of the picture is on this widget, in the first pane.
    [[nodiscard]] QPointF mapFromImage(const QPointF &image) const;
    [[nodiscard]] QString readout() const { return m_readout; } ///< What is said of the pixel under the cursor.

    [[nodiscard]] QSize sizeHint() const override { return {640, 480}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

Q_SIGNALS:
    void zoomChanged(double zoom);
    /// A frame was painted. @param complete  whether picture and map were both there, as far as the map is wanted
    void painted(flawscope::ImageId image, bool picture, bool complete);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    enum class Drag { None, Pan, Swipe, Tool };
    struct Side {
        QRect clip;         ///< Of the widget.
        QPoint origin;      ///< Of its pane.
        std::size_t slot = 0;
        OverlayContent overlay;
        const std::vector<struct FoundRegion> *regions = nullptr;
        bool primary = true; ///< Of the current run.
        QString title;
    };

    [[nodiscard]] QRect paneRect() const; ///< The first pane.
    [[nodiscard]] QPoint paneOrigin(const QPoint &position) const;
    [[nodiscard]] std::vector<Side> sides() const;
    [[nodiscard]] QString runTitle(RunId run) const;
    void layOut();
    void changeView(const std::function<void()> &change);
    void paintSide(QPainter &painter, const Side &side);
    void paintOutlines(QPainter &painter, const Side &side) const;
    void paintPlaceholder(QPainter &painter);
    void paintHud(QPainter &painter, const std::vector<Side> &sides) const;
    void paintSwipeLine(QPainter &painter) const;
    [[nodiscard]] ToolEvent toolEvent(const QPoint &position, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) const;
    [[nodiscard]] QPointF toImage(const QPoint &position) const;
    [[nodiscard]] bool onSwipeLine(const QPoint &position) const;
    void selectRegionAt(const QPoint &position);
    void updateReadout();
    void updateCursor();
    void showRegion(int region, bool centre);
    const QPainterPath &ignored();

    InspectionState &m_state;
    Colors m_colors;
    ViewTransform m_view;
    CanvasLayers m_layers;
    QPointer<CanvasTool> m_tool;
    std::function<QPixmap(ImageId)> m_placeholder;
    double m_swipe = 0.5;
    Drag m_drag = Drag::None;
    QPoint m_pressed;
    QPoint m_last;
    bool m_moved = false;
    std::optional<QPoint> m_cursor; ///< Absent while the mouse is elsewhere.
    QString m_readout;
    QPainterPath m_ignored;
    QSize m_ignoredFor;
    bool m_ignoredStale = true;
};

} // namespace flawscope::ui
