// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/masktool.h"

#include "core/base/plane.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/maskeditor.h"
#include "ui/inspection/maskpainting.h"
#include "ui/inspection/viewtransform.h"
#include "ui/models/project.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace flawscope::ui {

namespace {

const QRgb kTint = qPremultiply(qRgba(0x3F, 0xD0, 0xD0, 120)); // the colour of truth

} // namespace

MaskTool::MaskTool(InspectionState &state, MaskEditor &editor, QObject *parent) : CanvasTool(parent), m_state(state), m_editor(editor)
{
    connect(&editor, &MaskEditor::changed, this, &MaskTool::refreshTint);
    connect(&state.project(), &Project::currentImageChanged, this, [this] { m_polygon.clear(); });
    refreshTint({});
}

void MaskTool::setMode(Mode mode)
{
    m_mode = mode;
    m_polygon.clear();
    Q_EMIT changed();
    Q_EMIT hintChanged();
}

void MaskTool::setBrushRadius(double px)
{
    m_radius = std::clamp(px, 0.5, 512.0);
    Q_EMIT changed();
    Q_EMIT hintChanged();
}

std::uint8_t MaskTool::value(Qt::KeyboardModifiers modifiers) const
{
    return (m_mode == Mode::Eraser) == ((modifiers & Qt::ShiftModifier) != 0) ? 1 : 0;
}

void MaskTool::press(const ToolEvent &event)
{
    if (!m_editor.open() || m_editor.isBusy())
        return;
    if (m_mode == Mode::Polygon) {
        if (m_polygon.isAtStart(event.image, event.scale))
            closePolygon(event.modifiers);
        else
            m_polygon.add(event.image);
        Q_EMIT changed();
        return;
    }
    m_editor.beginStroke();
    m_last = event.image;
    move(event);
}

void MaskTool::move(const ToolEvent &event)
{
    m_hover = event.image;
    m_hovering = true;
    m_polygon.hover(event.image);
    if (m_editor.inStroke() && (event.buttons & Qt::LeftButton)) {
        m_editor.paint([&](Mask &mask) { return paintStroke(mask, m_last, event.image, m_radius, value(event.modifiers)); });
        m_last = event.image;
    }
    Q_EMIT changed();
}

void MaskTool::release(const ToolEvent &)
{
    if (m_editor.inStroke())
        m_editor.endStroke(m_mode == Mode::Eraser ? tr("erase from mask") : tr("brush on mask"));
}

void MaskTool::doubleClick(const ToolEvent &event)
{
    if (m_mode == Mode::Polygon)
        closePolygon(event.modifiers); // The corner came with the first of the two clicks.
    else
        press(event);
}

void MaskTool::leave()
{
    m_hovering = false;
    Q_EMIT changed();
}

void MaskTool::closePolygon(Qt::KeyboardModifiers modifiers)
{
    if (!m_polygon.canClose())
        return;
    const QList<QPointF> corners = m_polygon.corners();
    m_polygon.clear();
    m_editor.beginStroke();
    m_editor.paint([&](Mask &mask) { return paintPolygon(mask, corners, modifiers & Qt::ShiftModifier ? 0 : 1); });
    m_editor.endStroke(tr("polygon on mask"));
    Q_EMIT changed();
}

bool MaskTool::wantsKey(const QKeyEvent &event) const
{
    return !m_polygon.isEmpty() && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter || event.key() == Qt::Key_Backspace);
}

bool MaskTool::key(const QKeyEvent &event)
{
    if (m_polygon.isEmpty())
        return false;
    if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
        closePolygon(event.modifiers());
    else if (event.key() == Qt::Key_Backspace)
        m_polygon.removeLast();
    else
        return false;
    Q_EMIT changed();
    return true;
}

bool MaskTool::escape()
{
    if (m_editor.inStroke()) {
        m_editor.cancelStroke();
        return true;
    }
    if (m_polygon.isEmpty())
        return false;
    m_polygon.clear();
    Q_EMIT changed();
    return true;
}

void MaskTool::refreshTint(const QRect &box)
{
    const Mask *mask = m_editor.mask();
    if (mask == nullptr) {
        m_tint = {};
        Q_EMIT changed();
        return;
    }
    QRect where = box;
    if (m_tint.size() != QSize(mask->width, mask->height) || box.isEmpty()) {
        if (m_tint.size() != QSize(mask->width, mask->height))
            m_tint = QImage(mask->width, mask->height, QImage::Format_ARGB32_Premultiplied);
        where = m_tint.rect();
    }
    for (int y = where.top(); y <= where.bottom(); ++y) {
        auto *out = reinterpret_cast<QRgb *>(m_tint.scanLine(y));
        const auto row = mask->row(y);
        for (int x = where.left(); x <= where.right(); ++x)
            out[x] = row[static_cast<std::size_t>(x)] ? kTint : 0;
    }
    Q_EMIT changed();
}

void MaskTool::paint(QPainter &painter, const ViewTransform &view) const
{
    painter.save();
    if (!m_tint.isNull()) {
        const QRect source = view.visible().toAlignedRect() & m_tint.rect();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, view.zoom() < 1);
        painter.drawImage(view.mapFromImage(QRectF(source)), m_tint, source);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_hovering && m_mode != Mode::Polygon) {
        const double radius = std::max(1.5, m_radius * view.scale());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(16, 16, 16, 200), 3));
        painter.drawEllipse(view.mapFromImage(m_hover), radius, radius);
        painter.setPen(QPen(Qt::white, 1.5, m_mode == Mode::Eraser ? Qt::DotLine : Qt::SolidLine));
        painter.drawEllipse(view.mapFromImage(m_hover), radius, radius);
    }
    m_polygon.paint(painter, view);
    painter.restore();
}

QCursor MaskTool::cursor() const { return m_mode == Mode::Polygon ? QCursor(Qt::CrossCursor) : QCursor(Qt::BlankCursor); }

QString MaskTool::hint() const
{
    switch (m_mode) {
    case Mode::Brush: return tr("Drag to paint the defect; Shift erases. Ctrl+[ and Ctrl+] change the brush, Ctrl+S saves, Esc discards.");
    case Mode::Eraser: return tr("Drag to erase; Shift paints. Ctrl+[ and Ctrl+] change the brush, Ctrl+S saves, Esc discards.");
    case Mode::Polygon: break;
    }
    return tr("Click the corners; Enter or a click on the first one fills the polygon, with Shift it erases. Esc discards.");
}

} // namespace flawscope::ui
